import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Volume } from '#shared/domain/volume.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { litPixels, planes } from './fixtures/canvas.ts';
import { atStart, commit, fileCard, slot } from './fixtures/screens.ts';

/* What a radiologist meets whose files are not as their names say. All of it made from the synthetic study. */

const finding = (page: Page, kind: string) => page.locator(`[data-testid="intake-finding"][data-kind="${kind}"]`);

/** The same header around voxels turned left to right. */
function mirrored(volume: Volume): Volume {
  const [x] = volume.shape;
  const voxels = volume.voxels.slice();
  for (let row = 0; row < voxels.length; row += x) voxels.subarray(row, row + x).reverse();
  return { ...volume, voxels };
}

/** Four volumes of one grid -> one .nii with a fourth axis. */
function stacked(volumes: readonly Volume[]): Uint8Array {
  const parts = volumes.map((volume) => serialiseVolume(volume, { description: '' }));
  const header = Buffer.from(parts[0]?.subarray(0, 352) ?? []);
  header.writeInt16LE(4, 40);
  header.writeInt16LE(volumes.length, 48);
  return Buffer.concat([header, ...parts.map((part) => part.subarray(352))]);
}

test.describe('what is in the files', () => {
  onlyInAPage();

  test('exchanged and mirrored files are shown, put right or kept, and the study says so', async ({
    openApp,
    sampleFiles,
    folder,
  }) => {
    const [t1 = '', t1ce = '', t2 = '', flair = '', reference = ''] = sampleFiles;
    const given = join(folder, 'given');
    await mkdir(given);
    const names = { kim_t1: t1ce, kim_t1ce: t1, kim_flair: flair, kim_seg: reference };
    for (const [name, path] of Object.entries(names)) await copyFile(path, join(given, `${name}.nii.gz`));
    const turned = serialiseVolume(mirrored(await readNiftiFile(t2)), { description: '' });
    await writeFile(join(given, 'kim_t2.nii'), turned);

    const { page, dropFiles } = await openApp();
    await atStart(page);
    await dropFiles([...Object.keys(names).map((name) => join(given, `${name}.nii.gz`)), join(given, 'kim_t2.nii')]);
    await test.step('two files in each other’s slots', async () => {
      const card = finding(page, 'swapped');
      await expect(card).toContainText('kim_t1ce.nii.gz');
      await expect(card.locator('canvas')).toHaveCount(2);
      await card.getByTestId('finding-apply').click();
      await expect(card).toHaveCount(0);
      await expect(slot(page, 't1c')).toContainText('kim_t1.nii.gz');
      await expect(slot(page, 't1n')).toContainText('kim_t1ce.nii.gz');
    });
    await test.step('a picture turned left to right', async () => {
      const card = finding(page, 'mirrored');
      await expect(card).toContainText('kim_t2.nii');
      await card.getByTestId('finding-keep').click();
      await expect(card).toHaveAttribute('data-kept', 'true');
    });
    await commit(page);
    const notes = page.getByTestId('intake-notes').locator('li');
    await expect(notes).toHaveCount(2);
    await expect(notes.nth(0)).toHaveAttribute('title', /kim_t1\.nii\.gz/);
    await expect(notes.nth(1)).toHaveAttribute('title', /kim_t2\.nii/);
  });

  test('one file with four volumes is a study; lengths in metres are read as that, and said', async ({
    openApp,
    sampleFiles,
    folder,
  }) => {
    const [t1 = '', t1ce = '', t2 = '', flair = ''] = sampleFiles;
    const volumes = await Promise.all([flair, t1, t1ce, t2].map((path) => readNiftiFile(path)));
    const inMetres = volumes.map((volume) => ({
      ...volume,
      affine: volume.affine.map((value, index) => (index < 12 ? value / 1000 : value)),
    }));
    const bytes = stacked(inMetres);
    bytes[123] = 1; // NIFTI_UNITS_METER
    const file = join(folder, 'BRATS_007.nii');
    await writeFile(file, bytes);

    const { page, dropFiles } = await openApp();
    await atStart(page);
    await dropFiles([file]);
    for (const [name, part] of Object.entries({ t2f: 1, t1n: 2, t1c: 3, t2w: 4 } as const)) {
      await expect(slot(page, name as 't1n')).toContainText(`BRATS_007 (${String(part)} of 4).nii`); // holds: the keys above
    }
    await expect(fileCard(page, 'BRATS_007 (3 of 4).nii')).toContainText('1.00 × 1.00 × 1.00 mm');
    await expect(finding(page, 'lengths')).toHaveCount(1);
    await commit(page);
    for (const plane of planes) await expect.poll(() => litPixels(page, plane)).toBeGreaterThan(5000);
  });
});

test('a folder without images is told so, and nothing is begun', async ({ openApp, folder }) => {
  const letters = join(folder, 'letters');
  await mkdir(letters);
  await writeFile(join(letters, 'letter.txt'), 'Dear colleague');
  const { page, dropFiles } = await openApp();
  await atStart(page);
  await dropFiles([letters]);
  await expect(page.getByText(/\.hdr\/\.img/).first()).toBeVisible();
  await expect(page.getByTestId('commit-study')).toHaveCount(0);
});
