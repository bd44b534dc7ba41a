import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeTinyModel, type TinyNetwork } from '../fixtures/tiny-model/tiny-model.ts';
import { openPaths, writeSmallStudy } from '../integration/temporary-backend.ts';
import { expect, test } from './fixtures/app-test.ts';
import { withOwnBackend } from './fixtures/own-backend.ts';
import { atStart } from './fixtures/screens.ts';

/** Two small studies and two tiny networks the user has added: one that never ends, one that takes a moment. */
async function fill(dataDirectory: string, folder: string): Promise<void> {
  for (const network of ['endless', 'neighbours'] as const satisfies TinyNetwork[]) {
    await writeTinyModel(join(dataDirectory, 'models', network), network, { name: network });
  }
  await withOwnBackend(dataDirectory, async (client) => {
    for (const name of ['alpha', 'beta-2']) {
      const { draftId } = await openPaths(client, await writeSmallStudy(folder, name));
      await client.intake.commit({ draftId, patientName: name });
    }
  });
}

async function segmentWith(page: Page, study: string, network: TinyNetwork): Promise<void> {
  await page.getByTestId('study-row').filter({ hasText: study }).click();
  await page.getByTestId('model-choice').selectOption(`${network}@1`);
  await page.getByTestId('segment').click();
  await expect(page.getByTestId('job-progress')).toBeVisible();
  await page.getByTestId('back-to-studies').click();
  await atStart(page);
}

test('what runs and what waits goes on after a restart, in its order; a job given up lets the next one in', async ({
  openApp,
  dataDirectory,
  folder,
}) => {
  await fill(dataDirectory, folder);
  const app = await openApp();
  await atStart(app.page);
  await segmentWith(app.page, 'alpha', 'endless');
  await segmentWith(app.page, 'beta-2', 'neighbours');
  await app.close();

  const { page } = await openApp();
  await page.getByTestId('queue-menu').click();
  const [running, waiting] = [page.getByTestId('queue-row').nth(0), page.getByTestId('queue-row').nth(1)];
  await expect(running).toContainText('alpha');
  await expect(running).toHaveAttribute('data-stage', 'predicting');
  await expect(waiting).toContainText('beta-2');
  await expect(waiting).toHaveAttribute('data-stage', 'queued');
  await running.getByTestId('queue-cancel').click();
  const rowOf = (study: string) => page.getByTestId('queue-row').filter({ hasText: study });
  await expect(rowOf('alpha')).toHaveAttribute('data-state', 'cancelled');
  await expect(rowOf('beta-2')).toHaveAttribute('data-state', 'done');
  await page.keyboard.press('Escape');
  await page.getByTestId('study-row').filter({ hasText: 'beta-2' }).click();
  await expect(page.getByTestId('volumes-table')).toBeVisible();
  await expect(page.getByTestId('export')).toBeEnabled();
});
