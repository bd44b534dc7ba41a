import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSmallStudy } from '../integration/temporary-backend.ts';
import { expect, test } from './fixtures/app-test.ts';
import { atStart } from './fixtures/screens.ts';
import { storedFiles } from './fixtures/stored.ts';

test('a folder of studies: each comes in by itself, and a bad one is said and stops nothing', async ({
  openApp,
  folder,
  dataDirectory,
}) => {
  const ward = join(folder, 'ward');
  for (const name of ['alpha', 'be', 'gamma-the-third']) await writeSmallStudy(ward, name);
  await truncate(join(ward, 'be', 'be_t2.nii'), 600);
  await writeFile(join(ward, 'read me.txt'), 'no image');

  const { page, dropFiles } = await openApp();
  await atStart(page);
  await dropFiles([ward]);
  const rows = page.getByTestId('batch-row');
  await expect(rows).toHaveCount(3);
  await page.getByTestId('batch-import').click();
  await expect(page.getByTestId('batch-summary')).toBeVisible();
  for (const [index, step] of ['imported', 'failed', 'imported'].entries()) {
    await expect(rows.nth(index)).toHaveAttribute('data-step', step);
  }
  await expect(rows.nth(1).getByTestId('batch-said')).toContainText('be_t2.nii');
  await rows.nth(2).getByTestId('batch-open').click();
  await expect(page.getByTestId('patient-title')).toHaveText('gamma-the-third');
  await page.getByTestId('back-to-studies').click();
  await expect(page.getByTestId('study-row')).toHaveCount(2);
  expect(await storedFiles(dataDirectory), 'of two studies, and nothing of the third').toHaveLength(8);
});
