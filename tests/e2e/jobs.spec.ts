import { expect, test } from './fixtures/app-test.ts';
import { descendants } from './fixtures/processes.ts';
import { openSampleStudy } from './fixtures/screens.ts';

const engine = 'inference-process';

test('a job is cancelled within a second or so, and leaves no process', async ({ openApp }) => {
  const app = await openApp();
  const { page, processId } = app;
  await openSampleStudy(app);
  await page.getByTestId('segment').click();
  await expect(page.getByTestId('job-progress')).toBeVisible();
  await expect.poll(() => descendants(processId, engine).length).toBe(1);
  const pressed = Date.now();
  await page.getByTestId('cancel-job').click();
  await expect(page.getByTestId('job-progress')).toBeHidden();
  expect(Date.now() - pressed).toBeLessThan(2500);
  expect(descendants(processId, engine)).toEqual([]);
  await expect(page.getByTestId('segment')).toBeEnabled();
  await expect(page.getByTestId('volume-wt')).toBeHidden();
});

test('a killed engine is a failed job with a sentence, and the app goes on', async ({ openApp }) => {
  const app = await openApp();
  const { page, processId } = app;
  await openSampleStudy(app);
  await page.getByTestId('segment').click();
  await expect.poll(() => descendants(processId, engine).length).toBe(1);
  for (const id of descendants(processId, engine)) process.kill(id, 'SIGKILL');
  await expect(page.getByTestId('job-failure')).toHaveText(/\S{3}/);
  await expect(page.getByTestId('job-progress')).toBeHidden();
  await expect(page.getByTestId('segment')).toBeEnabled();
  await page.getByTestId('modality-t2f').click();
  await page.getByTestId('back-to-studies').click();
  await expect(page.getByTestId('study-row')).toHaveCount(1);
});
