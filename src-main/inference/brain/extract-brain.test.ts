import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Geometry } from '#shared/domain/affine.ts';
import { modalities, perModality, type Modality } from '#shared/domain/modality.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { distanceMm, head, scanHead, visitPlaces } from '../../../tests/fixtures/head.ts';
import { writeTinyExtraction } from '../../../tests/fixtures/tiny-extraction.ts';
import { gridAround } from '../../../tests/reference/regrid.ts';
import { createEngine } from '../create-engine.ts';
import type { BrainOutcome } from '../segmentation.ts';
import { extractBrain } from './extract-brain.ts';
import { readExtractionNetwork, type ExtractionPackage } from './extraction-package.ts';

let directory = '';
let extractor: ExtractionPackage;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-brain-'));
  extractor = await writeTinyExtraction(directory);
});
afterAll(() => rm(directory, { recursive: true }));

const inputs = perModality(
  modalities.map((modality) => [modality, { path: '', fileName: `${modality}.nii` }] as const),
);

const turned = (turnDegrees: Vec3, spacingMm: Vec3, size: Vec3): Geometry =>
  gridAround(
    { shape: [1, 1, 1], affine: [1, 0, 0, 3, 0, 1, 0, 0, 0, 0, 1, 6, 0, 0, 0, 1] },
    { turnDegrees, spacingMm, size },
  );
const study = turned([8, -5, 12], [2, 2, 3], [100, 105, 64]);
const other = turned([-4, 9, 3], [2.4, 4, 1.9], [80, 50, 100]);

async function extract(
  volumes: Map<Modality, Volume>,
  asked: readonly Modality[],
  onStep: (done: number, count: number) => void = () => undefined,
): Promise<BrainOutcome> {
  const engine = await createEngine('onnx-cpu', await readExtractionNetwork(extractor), { threads: 1 });
  try {
    return await extractBrain(volumes, { inputs, asked: new Set(asked), extractor, engine, onStep });
  } finally {
    await engine.release();
  }
}

/** How many voxels further than this from the border of the fixture's brain are on the wrong side of it. */
function countWrong(mask: ArrayLike<number>, grid: Geometry, toleranceMm: number): number {
  let wrong = 0;
  visitPlaces(grid, (offset, place) => {
    const over = head.brainRadiusMm - distanceMm(head, place);
    if (Math.abs(over) > toleranceMm && (mask[offset] !== 0) !== over > 0) wrong += 1;
  });
  return wrong;
}

const brainMl = ((4 / 3) * Math.PI * head.brainRadiusMm ** 3) / 1000;

describe('extractBrain', () => {
  test('the largest part, without holes, in every image at its own voxels', async () => {
    const volumes = new Map<Modality, Volume>([
      ['t1n', scanHead(other, { dataType: 'uint16', scale: { slope: 0.05, intercept: 0 } })],
      ['t1c', scanHead(study)],
      ['t2w', scanHead(study, { dataType: 'float32' })],
    ]);
    const steps: string[] = [];
    const brain = await extract(volumes, ['t1n', 't1c', 't2w'], (done, count) => steps.push(`${done}/${count}`));
    // neither scalp nor eye, and the ventricle, which is as dark as bone, all the same
    expect(countWrong(brain.mask, study, 2)).toBe(0);
    expect(brain.volumeMl).toBeGreaterThan(brainMl * 0.97);
    expect(brain.volumeMl).toBeLessThan(brainMl * 1.03);
    for (const [modality, volume] of volumes) {
      expect([modality, countWrong(volume.voxels, volume, 2)]).toEqual([modality, 0]);
    }
    expect(brain.extractor).toEqual({ modelId: 'brain-extraction', name: 'Tiny extraction', version: '1', sha256: extractor.sha256 }); // prettier-ignore
    expect(brain.asked).toEqual(['t1n', 't1c', 't2w']);
    // 200 x 210 x 192 mm on 2 mm, padded to 16
    expect(brain.megavoxels).toBeCloseTo((3 * 112 * 112 * 96) / 1e6, 6);
    expect(steps).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  });

  test('images that are stripped already are not asked about, and vote as they are', async () => {
    // this one has lost a quarter of its brain: not half of the votes anywhere
    const cut = scanHead(other, { isStripped: true });
    visitPlaces(other, (offset, place) => {
      if (place[0] > head.centreMm[0] && place[1] > head.centreMm[1]) cut.voxels[offset] = 0;
    });
    const volumes = new Map<Modality, Volume>([
      ['t1n', scanHead(study)],
      ['t1c', scanHead(study)],
      ['t2w', cut],
      ['t2f', scanHead(study, { isStripped: true })],
    ]);
    const brain = await extract(volumes, ['t1n', 't1c']);
    expect(brain.asked).toEqual(['t1n', 't1c']);
    expect(countWrong(brain.mask, study, 2)).toBe(0);
    expect(brain.megavoxels).toBeCloseTo((2 * 112 * 112 * 96) / 1e6, 6);
  });

  test('no brain, no contrast: said so', async () => {
    const dark = scanHead(study);
    // one voxel in a sea of nothing is brighter than the level, and none of another volume's voxels is near enough
    dark.voxels.fill(0);
    await expect(extract(new Map([['t1c', dark]]), ['t1c'])).rejects.toMatchObject({
      code: 'no-brain',
      params: { file: 't1c.nii', modality: 'T1ce' },
    });
    const stripped = scanHead(study, { isStripped: true });
    stripped.voxels.fill(0);
    await expect(extract(new Map([['t1c', stripped]]), [])).rejects.toMatchObject({ code: 'brain-not-found' });
  });
});
