import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { internalLabels, tissues, type Tissue } from '#shared/domain/label-scheme.ts';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { measureAgreement } from '../../src-main/analysis/agreement.ts';
import { parseNifti } from '../../src-main/imaging/nifti-read.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { axisAlignedGeometry } from '../reference/orientations.ts';
import { gridAround, storeTowards } from '../reference/regrid.ts';
import { fileNames, openPaths, openTemporaryBackend, watchToEnd, type TemporaryBackend } from './temporary-backend.ts';

/*
 * One head, scanned on four grids: an invented brain given as a function of the place in the world, so
 * that each modality, and the truth on any grid, is that function at the centres of its voxels.
 */

let home: TemporaryBackend;
afterEach(() => home.dispose());

const head = axisAlignedGeometry('LPS', [72, 80, 64], [1, 1, 1]);
const centreMm = transformPoint(head.affine, [35.5, 39.5, 31.5]);

function distanceMm(worldMm: Vec3, offsetMm: Vec3): number {
  return Math.hypot(...worldMm.map((mm, axis) => mm - (centreMm[axis] ?? 0) - (offsetMm[axis] ?? 0)));
}

/** Three balls, not symmetric to any plane. */
const balls: Readonly<Record<Tissue, { readonly offsetMm: Vec3; readonly radiusMm: number }>> = {
  ncr: { offsetMm: [11, 9, 2], radiusMm: 8 },
  ed: { offsetMm: [-12, -4, 6], radiusMm: 9 },
  et: { offsetMm: [4, -14, -8], radiusMm: 8 },
};

/** What the network of the fixture takes for a tissue: it listens to other channels for each. */
const shows: Readonly<Record<Modality, Tissue>> = { t1n: 'ncr', t1c: 'et', t2w: 'et', t2f: 'ed' };

function tissueAt(worldMm: Vec3): Tissue | null {
  return tissues.find((tissue) => distanceMm(worldMm, balls[tissue].offsetMm) < balls[tissue].radiusMm) ?? null;
}

function intensityAt(worldMm: Vec3, modality: Modality): number {
  if (distanceMm(worldMm, [0, 0, 0]) > 29) return 0;
  return tissueAt(worldMm) === shows[modality] ? 500 : 100 + (worldMm[0] - centreMm[0]) / 2;
}

function render<T>(grid: Geometry, at: (worldMm: Vec3) => T): T[] {
  const [x, y] = grid.shape;
  return Array.from({ length: voxelCount(grid.shape) }, (_, offset) =>
    at(transformPoint(grid.affine, [offset % x, Math.floor(offset / x) % y, Math.floor(offset / (x * y))])),
  );
}

function geometryTowards(code: string): Geometry {
  const voxels = new Uint8Array(voxelCount(head.shape));
  const { shape, affine } = storeTowards(
    { ...head, dataType: 'uint8', scale: { slope: 1, intercept: 0 }, voxels },
    code,
  );
  return { shape, affine };
}

const grids: Readonly<Record<Modality, Geometry>> = {
  t1n: geometryTowards('PSR'),
  t1c: gridAround(head, { turnDegrees: [17, 3, -6], spacingMm: [0.9, -0.9, 3], size: [80, 84, 24] }),
  t2w: gridAround(head, { turnDegrees: [0, 0, 12], spacingMm: [-1.1, 1.1, 2], size: [64, 70, 34] }),
  t2f: gridAround(head, { turnDegrees: [-8, 20, 0], spacingMm: [2, 0.8, 0.8], size: [36, 90, 82] }),
};

async function writeScans(directory: string): Promise<string> {
  const folder = join(directory, 'scans');
  await mkdir(folder);
  for (const modality of modalities) {
    const voxels = Int16Array.from(render(grids[modality], (worldMm) => intensityAt(worldMm, modality)));
    const volume: Volume = { ...grids[modality], dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels };
    await writeFile(join(folder, fileNames[modality]), serialiseVolume(volume, { description: 'test' }));
  }
  return folder;
}

test('four grids in, one label map on the grid of T1ce out, where the tissues are', { timeout: 120_000 }, async () => {
  home = await openTemporaryBackend();
  const folder = await writeScans(home.directory);
  const draft = await openPaths(home.client, folder);
  expect(draft).toMatchObject({ isReady: true, problems: [] });
  const { studyId } = await home.client.intake.commit({ draftId: draft.draftId, patientName: 'as scanned' });
  const { jobId } = await home.client.jobs.start({ studyId, modelId: null });
  expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done', failure: null });
  const study = await home.client.studies.get({ studyId });

  // each volume stays on its own grid, voxels as they are in the file
  for (const { modality, volumeId, shape, affine } of study.volumes) {
    const stored = await parseNifti(await readFile(join(folder, fileNames[modality])), modality);
    expect({ shape, affine }).toEqual({ shape: stored.shape, affine: stored.affine });
    const { buffer, byteOffset, byteLength } = stored.voxels;
    const blob = await home.backend.readBlob(volumeId);
    expect(Buffer.compare(blob, new Uint8Array(buffer, byteOffset, byteLength)), modality).toBe(0);
  }

  const t1ce = await parseNifti(await readFile(join(folder, fileNames.t1c)), 't1ce');
  expect(study.geometry).toEqual({ shape: t1ce.shape, affine: t1ce.affine });
  const [result] = study.results;
  const exported = await home.backend.exportResult(result?.resultId ?? '', 'brats-2023');
  const image = await parseNifti(exported.bytes, 'seg');
  expect(image.header).toEqual({ ...t1ce.header, dim: [3, ...t1ce.shape, 1, 1, 1, 1] });

  const truth = Uint8Array.from(
    render(study.geometry, (worldMm) => {
      const tissue = intensityAt(worldMm, 't1c') === 0 ? null : tissueAt(worldMm);
      return tissue === null ? 0 : internalLabels[tissue];
    }),
  );
  const agreement = measureAgreement(new Uint8Array(image.voxels), truth, study.geometry);
  // the network looks up to a voxel aside, for ET in two channels at once, and slices are 3 mm thick: not 1
  for (const tissue of tissues) {
    expect(agreement[tissue].dice, tissue).toBeGreaterThan(0.8);
    const foundMm = centroidMm(new Uint8Array(image.voxels), internalLabels[tissue], study.geometry);
    expect(distanceMm(foundMm, balls[tissue].offsetMm), tissue).toBeLessThan(1.5);
  }
});

function centroidMm(labels: Uint8Array, code: number, grid: Geometry): Vec3 {
  const places = render(grid, (worldMm) => worldMm).filter((_, offset) => labels[offset] === code);
  return mapAxes((axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length);
}
