import { expect, test } from './fixtures/app-test.ts';
import { maskPixels } from './fixtures/canvas.ts';
import { openStoredStudy, volumeMl } from './fixtures/screens.ts';

test.use({ beginning: 'study' });

test('the reference of a stored study is removed, and comes back as a file dropped over it', async ({
  openApp,
  sampleFiles,
}) => {
  const app = await openApp();
  const { page } = app;
  const labelMaps = page.getByTestId('label-map-choice');
  await openStoredStudy(app);
  await labelMaps.selectOption('reference');
  const before = await volumeMl(page, 'wt');
  expect(before).toBeGreaterThan(1);

  await page.getByTestId('reference-menu').click();
  await page.getByTestId('remove-reference').click();
  await page.getByRole('dialog').getByRole('button').last().click();
  await expect(labelMaps).toBeHidden();
  await expect(page.getByTestId('volumes-table')).toBeHidden();

  await app.dropFiles(sampleFiles.slice(-1));
  await page.getByTestId('commit-reference').click();
  await expect(labelMaps).toHaveValue('reference');
  expect(await volumeMl(page, 'wt')).toBe(before);
  await expect.poll(() => maskPixels(page, 'axial')).toBeGreaterThan(300);
});
