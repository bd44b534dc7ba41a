import { expect, test } from './fixtures/app-test.ts';
import { descendants } from './fixtures/processes.ts';
import { openStoredStudy } from './fixtures/screens.ts';

test.use({ beginning: 'study' });

/** A job's process; those of the self-test at the first start say so. */
const engine = /inference-process\S* job$/u;

test('a job is cancelled at once; a killed engine is a failed job with a sentence; the app goes on', async ({
  openApp,
}) => {
  const app = await openApp();
  const { page, processId } = app;
  const engines = (): number[] => descendants(processId, engine);
  await openStoredStudy(app);

  await test.step('cancel', async () => {
    await page.getByTestId('segment').click();
    await expect(page.getByTestId('job-progress')).toBeVisible();
    await expect.poll(() => engines().length).toBe(1);
    await page.getByTestId('cancel-job').click();
    // the second it may take is measured where the machine is not shared with a browser: tests/integration
    await expect(page.getByTestId('job-progress')).toBeHidden({ timeout: 5000 });
    expect(engines()).toEqual([]);
    await expect(page.getByTestId('segment')).toBeEnabled();
    await expect(page.getByTestId('job-failure')).toBeHidden();
    await expect(page.locator('[data-testid=export]:enabled'), 'nothing to export').toHaveCount(0);
  });

  await test.step('kill', async () => {
    await page.getByTestId('segment').click();
    await expect.poll(() => engines().length).toBe(1);
    for (const id of engines()) process.kill(id, 'SIGKILL');
    await expect(page.getByTestId('job-failure')).toHaveText(/\S{3}/);
    await expect(page.getByTestId('job-progress')).toBeHidden();
    await expect(page.getByTestId('segment')).toBeEnabled();
  });

  await test.step('go on', async () => {
    await page.getByTestId('modality-t2f').click();
    await page.getByTestId('back-to-studies').click();
    await expect(page.getByTestId('study-row')).toHaveCount(1);
  });
});
