import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { multiplyAffines, transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { voxelAt } from '../../src-renderer/viewer/readout.ts';
import { gridAround, scanOn } from '../reference/regrid.ts';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { litPixels, maskPixels } from './fixtures/canvas.ts';
import { atStart, commit, segment, slot } from './fixtures/screens.ts';

onlyInAPage();

/** How each modality's scanner would have it: turned in degrees about R, A, S, with voxels of its own. */
const scans = {
  t1: { turnDegrees: [0, 0, 0], spacingMm: [-1.2, -1.2, 1.5], size: [80, 84, 56] },
  t1ce: { turnDegrees: [7, -3, 5], spacingMm: [1, -1, 2.5], size: [92, 96, 34] },
  t2: { turnDegrees: [-4, 0, 9], spacingMm: [-0.9, 1.1, 3], size: [100, 90, 30] },
  flair: { turnDegrees: [5, 11, 0], spacingMm: [2, 1, 1.2], size: [48, 96, 70] },
} as const;

test('four modalities on four grids: seen side by side, segmented, and saved on the grid of T1ce', async ({
  openApp,
  sampleFiles,
  folder,
}) => {
  const [t1 = '', t1ce = '', t2 = '', flair = '', reference = ''] = sampleFiles;
  const truth = await readNiftiFile(reference);
  // the part of the head around the tumour, so that segmenting it is short
  const middle: Vec3 = [50, 86, 98];
  const shift = [1, 0, 0, middle[0] - 40, 0, 1, 0, middle[1] - 40, 0, 0, 1, middle[2] - 30, 0, 0, 0, 1];
  const part: Geometry = { shape: [81, 81, 61], affine: multiplyAffines(truth.affine, shift) };
  const given = join(folder, 'given');
  await mkdir(given);
  for (const [name, path] of Object.entries({ t1, t1ce, t2, flair })) {
    const scan = scanOn(gridAround(part, scans[name as keyof typeof scans]), await readNiftiFile(path)); // holds: the keys above
    await writeFile(join(given, `kim_${name}.nii`), serialiseVolume(scan, { description: '' }));
  }
  const { shape, affine } = await readNiftiFile(join(given, 'kim_t1ce.nii'));

  const app = await openApp();
  const { page } = app;
  await atStart(page);
  await app.dropFiles(Object.keys(scans).map((name) => join(given, `kim_${name}.nii`)));
  await expect(slot(page, 't1c')).toContainText('kim_t1ce.nii');
  await commit(page);
  await page.getByTestId('layout-modalities').click();
  for (const modality of ['t1n', 't1c', 't2w', 't2f']) {
    await expect.poll(() => litPixels(page, modality), modality).toBeGreaterThan(3000);
  }
  await page.getByTestId('layout-planes').click();
  await segment(page);
  for (const plane of ['axial', 'coronal', 'sagittal']) {
    await expect.poll(() => maskPixels(page, plane), plane).toBeGreaterThan(300);
  }
  const path = await app.savedBy(() => page.getByTestId('export').click());
  const saved = await readNiftiFile(path);
  expect({ shape: saved.shape, affine: saved.affine }).toEqual({ shape, affine });

  // what is labelled lies where the synthetic tumour is
  const counts = { saved: 0, truth: 0, both: 0 };
  saved.voxels.forEach((code, offset) => {
    const voxel: Vec3 = [
      offset % shape[0],
      Math.floor(offset / shape[0]) % shape[1],
      Math.floor(offset / shape[0] / shape[1]),
    ];
    const there = voxelAt(truth, transformPoint(affine, voxel));
    const isTumour = there !== null && truth.voxels[voxelOffset(truth.shape, there)] !== 0;
    const isSaved = code !== 0;
    if (isTumour) counts.truth += 1;
    if (isSaved) counts.saved += 1;
    if (isTumour && isSaved) counts.both += 1;
  });
  expect((2 * counts.both) / (counts.saved + counts.truth), 'Dice').toBeGreaterThan(0.8);
});
