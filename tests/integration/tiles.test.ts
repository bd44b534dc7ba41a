import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modalities } from '#shared/domain/modality.ts';
import { createRandom } from '#shared/domain/random.ts';
import { measureRegionDice } from '#shared/domain/region-dice.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import type { ModelPackage } from '../../src-main/inference/model-package.ts';
import { runSegmentation } from '../../src-main/inference/run-segmentation.ts';
import type { SegmentationOutcome, SegmentationRequest } from '../../src-main/inference/segmentation.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { axisAlignedGeometry } from '../reference/orientations.ts';
import { inferenceEntry } from './temporary-backend.ts';

/*
 * Tiles give the mask of one pass, with a network whose operations look only so far (tests/fixtures/tiny-model,
 * u-net): the same study, whole and in tiles of 64, from the files to the label map.
 */

const shape: Vec3 = [104, 70, 84];

let directory = '';
let inputs: SegmentationRequest['inputs'];
let model: ModelPackage;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-tiles-'));
  inputs = await writeNoise('RAS', [1, 1, 1]);
  const training = { summary: 'not trained', cases: 1, steps: 1, flips: ['left-right' as const] };
  model = await writeTinyModel(directory, 'u-net', { training });
});
afterAll(() => rm(directory, { recursive: true }));

/** Smooth noise in all of a box but its rim; another in each modality. */
async function writeNoise(code: string, spacingMm: Vec3): Promise<SegmentationRequest['inputs']> {
  const geometry = axisAlignedGeometry(code, shape, spacingMm);
  const entries = await Promise.all(
    modalities.map(async (modality, seed) => {
      const random = createRandom(seed);
      const voxels = new Int16Array(voxelCount(shape));
      let value = 0;
      for (let offset = 0; offset < voxels.length; offset += 1) {
        value += random() - 0.5 - value / 8;
        voxels[offset] = offset % shape[0] === 0 ? 0 : 1000 + 300 * value;
      }
      const path = join(directory, `${code}-${modality}.nii`);
      const volume = { ...geometry, dataType: 'int16' as const, scale: { slope: 1, intercept: 0 }, voxels };
      await writeFile(path, serialiseVolume(volume, { description: 'test' }));
      return [modality, { path, fileName: `${modality}.nii` }] as const;
    }),
  );
  return Object.fromEntries(entries) as SegmentationRequest['inputs']; // holds: one entry per modality
}

function segment(request: Partial<SegmentationRequest>): Promise<SegmentationOutcome> {
  const options = { processEntry: inferenceEntry, signal: new AbortController().signal, onProgress: () => undefined };
  return runSegmentation({ model, inputs, ...request }, options);
}

/** Places where two arrays differ by more than a step. */
function countDifferent(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, value, index) => count + (Math.abs(value - (b[index] ?? NaN)) <= 1 ? 0 : 1), 0);
}

function expectSame(tiles: SegmentationOutcome, whole: SegmentationOutcome): void {
  expect(whole.tileCount).toBe(1);
  expect(tiles.tileCount).toBeGreaterThan(7);
  // every tissue is there: what agrees is not nothing
  expect(new Set(whole.labels)).toEqual(new Set([0, 1, 2, 3]));
  expect(tiles.labels.reduce((count, code, voxel) => count + (code === whole.labels[voxel] ? 0 : 1), 0)).toBeLessThan(
    5,
  );
  const { wt, tc, et } = measureRegionDice(tiles.labels, whole.labels);
  for (const dice of [wt, tc, et]) expect(dice).toBeGreaterThan(0.9999);
  expect(countDifferent(tiles.uncertainty.map, whole.uncertainty.map)).toBe(0);
}

test('one pass and tiles: the same labels and the same uncertainty', async () => {
  expectSame(await segment({ memoryBudgetBytes: 1 }), await segment({ memoryBudgetBytes: 1e12 }));
}, 60_000);

test('thorough, on another spacing and stored otherwise: likewise', async () => {
  const other = { inputs: await writeNoise('SAL', [0.9, 1.3, 1.1]), isThorough: true };
  const tiles = await segment({ ...other, memoryBudgetBytes: 1 });
  expect(tiles.uncertainty.passes).toBe(2);
  expectSame(tiles, await segment({ ...other, memoryBudgetBytes: 1e12 }));
}, 60_000);
