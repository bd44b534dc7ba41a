import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from './fixtures/app-test.ts';
import { atStart, fileCard } from './fixtures/screens.ts';
import { storedFiles } from './fixtures/stored.ts';

/* Nothing half-stored, and a sentence at the file, whatever is dropped. */

test('a truncated file is named, the study cannot be stored, and nothing is left of it', async ({
  openApp,
  sampleFiles,
  folder,
  dataDirectory,
}) => {
  const [t1 = '', t1ce = '', t2 = '', flair = ''] = sampleFiles;
  const truncated = join(folder, basename(t1));
  const bytes = await readFile(t1);
  await writeFile(truncated, bytes.subarray(0, Math.floor(bytes.length / 2)));

  const app = await openApp();
  await atStart(app.page);
  await app.dropFiles([truncated, t1ce, t2, flair]);
  await expect(fileCard(app.page, basename(t1)).getByTestId('intake-failure')).toHaveText(/\S{3}/);
  await expect(app.page.getByTestId('commit-study')).toBeDisabled();
  expect(await storedFiles(dataDirectory)).toEqual([]);
});

test('a missing modality is named', async ({ openApp, sampleFiles, dataDirectory }) => {
  const app = await openApp();
  await atStart(app.page);
  await app.dropFiles(sampleFiles.slice(0, 3));
  await expect(app.page.getByTestId('intake-problems')).toContainText('FLAIR');
  await expect(app.page.getByTestId('commit-study')).toBeDisabled();
  expect(await storedFiles(dataDirectory)).toEqual([]);
});

test('two files for one slot are both named, and what is no image is not taken for one', async ({
  openApp,
  sampleFiles,
  folder,
}) => {
  const [t1 = '', t1ce = '', t2 = ''] = sampleFiles;
  const second = join(folder, 'second_t2.nii.gz');
  await copyFile(t2, second);
  const noImage = join(folder, 'letter_flair.nii.gz');
  await writeFile(noImage, 'Dear colleague, this is not an image.');

  const app = await openApp();
  await atStart(app.page);
  await app.dropFiles([t1, t1ce, t2, second, noImage]);
  for (const name of [basename(t2), basename(second), basename(noImage)]) {
    await expect(fileCard(app.page, name).getByTestId('intake-failure')).toHaveText(/\S{3}/);
  }
  await expect(app.page.getByTestId('commit-study')).toBeDisabled();
});
