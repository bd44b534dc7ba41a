import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { expect, test } from './fixtures/app-test.ts';
import { litPixels } from './fixtures/canvas.ts';
import { atStart, commit, segment, slot } from './fixtures/screens.ts';
import { readStoredResult } from './fixtures/stored.ts';

/* A study whose FLAIR is missing, with a model beside ours that was measured without it. */

test('three files: gone on without the fourth when asked, segmented, said beside the result, exported', async ({
  host,
  openApp,
  sampleFiles,
  dataDirectory,
  folder,
}) => {
  const [t1 = '', t1ce = '', t2 = ''] = sampleFiles;
  const { directory } = await writeTinyModel(join(folder, 'model'), 'neighbours');
  await mkdir(join(dataDirectory, 'models', 'neighbours'), { recursive: true });
  await cp(directory, join(dataDirectory, 'models', 'neighbours', '1'), { recursive: true });

  const app = await openApp();
  const { page } = app;
  await test.step('nothing goes on before it is decided', async () => {
    await atStart(page);
    await app.dropFiles([t1, t1ce, t2]);
    await expect(page.getByTestId('intake-missing')).toContainText('FLAIR');
    await expect(page.getByTestId('commit-study')).toBeDisabled();
    await page.getByTestId('go-on-without').click();
    await expect(page.getByTestId('intake-without')).toContainText('FLAIR');
    await expect(slot(page, 't2f')).toHaveAttribute('data-state', 'empty');
    await commit(page);
    await expect(page.getByTestId('intake-notes')).toContainText('FLAIR');
  });

  await test.step('what is absent is shown as absent', async () => {
    await expect(page.getByRole('radio', { name: 'FLAIR' })).toBeDisabled();
    // the tooltip is under the mouse although the button is disabled
    const { x, y, width, height } = (await page.getByTestId('modality-t2f').boundingBox())!;
    const title = await page.evaluate(
      ([left, top]) => document.elementFromPoint(left!, top!)?.closest('[title]')?.getAttribute('title'),
      [x + width / 2, y + height / 2],
    );
    expect(title).toContain('FLAIR');
    await page.keyboard.press('4');
    await expect(page.getByRole('radio', { name: 'T1ce' })).toBeChecked();
    await page.getByTestId('layout-modalities').click();
    await expect(page.getByTestId('absent-t2f')).toContainText('FLAIR');
    await expect(page.getByTestId('view-t2w')).toBeVisible();
    await expect(page.getByTestId('view-t2f')).toHaveCount(0);
    await expect(page.getByTestId('readout')).toContainText('T2');
    await expect(page.getByTestId('readout')).not.toContainText('FLAIR');
    await page.getByTestId('layout-planes').click();
    await expect.poll(() => litPixels(page, 'axial')).toBeGreaterThan(5000);
  });

  await test.step('a model that can says what it costs, and the result what it was made without', async () => {
    await page.getByTestId('model-choice').selectOption('neighbours@1');
    await expect(page.getByTestId('segment-without')).toContainText('0.71');
    await segment(page);
    await expect(page.getByTestId('made-without')).toContainText('FLAIR');
    await expect(page.getByTestId('label-map-choice')).toContainText('FLAIR');
  });

  await test.step('the label map lies on T1ce; the study goes out with the three images it has', async () => {
    const path = await app.savedBy(() => page.getByTestId('export').click());
    const { shape, affine } = await readNiftiFile(t1ce);
    // the window writes it after the click
    await expect.poll(() => readNiftiFile(path).catch(() => null)).toMatchObject({ shape, affine });
    if (host !== 'browser') return; // a window with real paths writes a folder (tests/integration/absent-modality.test.ts)
    const archive = await app.savedBy(() => page.getByTestId('export-study').click());
    const names = (await readFile(archive)).toString('latin1');
    for (const part of ['_t1.nii', '_t1ce.nii', '_t2.nii', '_seg.nii']) expect(names).toContain(part);
    expect(names).not.toContain('_flair.nii');
  });

  await app.close();
  const { study, result } = await readStoredResult(dataDirectory);
  expect(study.volumes.map(({ modality }) => modality)).toEqual(['t1n', 't1c', 't2w']);
  expect(result.without).toBe('t2f');
});
