import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { orientationCode, transformPoint, voxelVolumeMl } from '#shared/domain/affine.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { modalities } from '#shared/domain/modality.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { readLabelMap } from '../imaging/label-map.ts';
import { readNiftiFile } from '../imaging/nifti-read.ts';
import { createRandom } from '#shared/domain/random.ts';
import { createSampleStudy } from './sample-study.ts';
import { writeSampleStudy } from './write-sample-study.ts';

const study = createSampleStudy();
const folder = mkdtempSync(join(tmpdir(), 'glioscope-sample-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Comparing millions of numbers one by one takes `toEqual` half a minute. */
function hash(voxels: ArrayBufferView): string {
  const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Mean place of the voxels that `isIn`, world mm. */
function centreMm(isIn: (index: number) => boolean): Vec3 {
  const { shape, affine } = study.geometry;
  const sum = [0, 0, 0, 0] as [number, number, number, number];
  let index = 0;
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1, index += 1) {
        if (!isIn(index)) continue;
        sum[0] += x;
        sum[1] += y;
        sum[2] += z;
        sum[3] += 1;
      }
    }
  }
  return transformPoint(affine, [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]]);
}

/** Mean intensity of a modality over a tissue; code 0: healthy brain. */
function meanOf(modality: (typeof modalities)[number], code: number): number {
  const { voxels } = study.volumes[modality];
  let sum = 0;
  let count = 0;
  for (const [index, label] of study.labels.entries()) {
    const value = voxels[index] ?? 0;
    if (label !== code || value === 0) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

describe('the synthetic study', () => {
  test('is the size of a brain, stored as BraTS stores it', () => {
    expect(orientationCode(study.geometry.affine)).toBe('LPS');
    const brain = [...study.volumes.t1n.voxels].filter((value) => value > 0).length;
    const brainMl = brain * voxelVolumeMl(study.geometry.affine);
    expect(brainMl).toBeGreaterThan(1000);
    expect(brainMl).toBeLessThan(1500);
    for (const modality of modalities) {
      expect(study.volumes[modality].voxels).toHaveLength(voxelCount(study.geometry.shape));
      expect(study.volumes[modality].voxels[0]).toBe(0);
    }
  });

  test('has its lesion in the right half, in front of and above the middle', () => {
    const [x, y, z] = centreMm((index) => study.labels[index] !== 0);
    expect(x).toBeGreaterThan(20);
    expect(y).toBeGreaterThan(0);
    expect(z).toBeGreaterThan(10);
    expect(new Set(study.labels)).toEqual(new Set([0, ...Object.values(internalLabels)]));
  });

  test('is nowhere a mirror image of itself: healthy anatomy differs too', () => {
    const { shape } = study.geometry;
    const { voxels } = study.volumes.t1n;
    let differing = 0;
    let brain = 0;
    for (let y = 100; y < 180; y += 1) {
      for (let x = 0; x < shape[0] / 2; x += 1) {
        const row = shape[0] * (y + shape[1] * 70);
        const [left, right] = [voxels[row + x] ?? 0, voxels[row + shape[0] - 1 - x] ?? 0];
        if (left === 0 && right === 0) continue;
        brain += 1;
        if (Math.abs(left - right) > 100) differing += 1;
      }
    }
    expect(differing / brain).toBeGreaterThan(0.1);
  });

  test('looks in each modality as the tissues do', () => {
    const { ncr, ed, et } = internalLabels;
    expect(meanOf('t1c', et)).toBeGreaterThan(1.5 * meanOf('t1c', 0));
    expect(meanOf('t1n', et)).toBeLessThan(meanOf('t1n', 0));
    expect(meanOf('t2f', ed)).toBeGreaterThan(1.5 * meanOf('t2f', 0));
    expect(meanOf('t2w', ed)).toBeGreaterThan(meanOf('t2w', 0));
    expect(meanOf('t1c', ncr)).toBeLessThan(meanOf('t1c', 0));
  });

  test('is the same every time', () => {
    const again = createSampleStudy();
    for (const modality of modalities) {
      expect(hash(again.volumes[modality].voxels)).toBe(hash(study.volumes[modality].voxels));
    }
    expect(hash(again.labels)).toBe(hash(study.labels));
  });

  test('on disk it is what it is in memory', async () => {
    const paths = await writeSampleStudy(folder, study);
    expect(paths.map((path) => basename(path))).toEqual([
      'glioscope-sample_t1.nii.gz',
      'glioscope-sample_t1ce.nii.gz',
      'glioscope-sample_t2.nii.gz',
      'glioscope-sample_flair.nii.gz',
      'glioscope-sample_seg.nii.gz',
    ]);
    for (const [index, modality] of modalities.entries()) {
      const image = await readNiftiFile(paths[index] ?? '');
      expect(image.affine).toEqual(study.geometry.affine);
      expect(hash(image.voxels)).toBe(hash(study.volumes[modality].voxels));
    }
    const { labels, convention } = readLabelMap(await readNiftiFile(paths[4] ?? ''), 'seg');
    expect(convention).toBe('brats-2018');
    expect(hash(labels)).toBe(hash(study.labels));
  });
});

test('mulberry32 gives its published sequence', () => {
  const random = createRandom(1);
  expect([random(), random()].map((value) => value.toFixed(6))).toEqual(['0.627074', '0.002736']);
});
