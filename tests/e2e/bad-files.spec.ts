import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from './fixtures/app-test.ts';
import { atStart, fileCard } from './fixtures/screens.ts';
import { storedFiles } from './fixtures/stored.ts';

test('bad files: a sentence at each, nothing can be stored, and nothing is half-stored', async ({
  openApp,
  sampleFiles,
  folder,
  dataDirectory,
}) => {
  const [t1 = '', t1ce = '', t2 = '', flair = ''] = sampleFiles;
  const truncated = join(folder, basename(t1));
  const bytes = await readFile(t1);
  await writeFile(truncated, bytes.subarray(0, Math.floor(bytes.length / 2)));
  const second = join(folder, 'second_t2.nii.gz');
  await copyFile(t2, second);
  const letter = join(folder, 'letter_flair.nii.gz');
  await writeFile(letter, 'Dear colleague, this is not an image.');

  const app = await openApp();
  const { page } = app;
  const problems = page.getByTestId('intake-problems');
  const failureAt = (file: string) => fileCard(page, basename(file)).getByTestId('intake-failure');
  const dropAfresh = async (files: readonly string[]): Promise<void> => {
    await atStart(page);
    await app.dropFiles(files);
    await expect(page.getByTestId('commit-study')).toBeDisabled();
  };
  const discard = () => page.getByTestId('discard-intake').click();

  await test.step('a truncated file', async () => {
    await dropAfresh([truncated, t1ce, t2, flair]);
    await expect(failureAt(t1)).toHaveText(/\S{3}/);
    await expect(failureAt(t1ce)).toHaveCount(0);
    await discard();
  });
  await test.step('a missing modality', async () => {
    await dropAfresh([t1, t1ce, t2]);
    await expect(page.getByTestId('intake-missing')).toContainText('FLAIR');
    await discard();
  });
  await test.step('T1ce missing, which nothing goes on without; two missing', async () => {
    await dropAfresh([t1, t2, flair]);
    await expect(problems).toContainText('T1ce');
    await discard();
    await dropAfresh([t1, t1ce]);
    await expect(problems).toContainText('FLAIR');
    await discard();
  });
  await test.step('two files for one slot, and a letter', async () => {
    await dropAfresh([t1, t1ce, t2, second, letter]);
    for (const file of [t2, second, letter]) await expect(failureAt(file)).toHaveText(/\S{3}/);
    await discard();
  });
  await atStart(page);
  await expect(page.getByTestId('study-row')).toHaveCount(0);
  expect(await storedFiles(dataDirectory)).toEqual([]);
});
