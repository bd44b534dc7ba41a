import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { voxelSpacingMm, type Geometry } from '#shared/domain/affine.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { findCases, noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { readLabelMap } from '../imaging/label-map.ts';
import { readNiftiFile } from '../imaging/nifti-read.ts';
import { measureAgreement, measureMasks } from './agreement.ts';
import { absentHd95Mm, surfaceOf } from './surface-distance.ts';

function cube(shape: readonly [number, number, number], from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: voxelCount(shape) }, (_, voxel) => {
    const places = [
      voxel % shape[0],
      Math.floor(voxel / shape[0]) % shape[1],
      Math.floor(voxel / (shape[0] * shape[1])),
    ];
    return places.every((place) => place >= from && place < to) ? 1 : 0;
  });
}

const unit: Geometry = { shape: [8, 8, 8], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] };

describe('surfaceOf', () => {
  test('a cube of 4 has a shell of 56 and a heart of 8; at the edge of the grid it has a shell too', () => {
    const sum = (mask: Uint8Array): number => mask.reduce((total, value) => total + value, 0);
    expect(sum(surfaceOf(cube([8, 8, 8], 2, 6), [8, 8, 8]))).toBe(56);
    expect(sum(surfaceOf(cube([4, 4, 4], 0, 4), [4, 4, 4]))).toBe(56);
  });
});

describe('measureMasks', () => {
  test('by hand: a cube of 4 and the cube of 2 in its corner', () => {
    const agreement = measureMasks(cube([8, 8, 8], 2, 4), cube([8, 8, 8], 2, 6), unit);
    expect(agreement).toMatchObject({ dice: 16 / 72, iou: 8 / 64, sensitivity: 8 / 64, precision: 1, specificity: 1 });
    expect(agreement.accuracy).toBe(456 / 512);
    expect(agreement.predictedMl).toBeCloseTo(0.008, 12);
    expect(agreement.referenceMl).toBeCloseTo(0.064, 12);
  });

  test('two voxels 3 apart along an axis of 2 mm: 6 mm', () => {
    const geometry: Geometry = { shape: [1, 5, 1], affine: [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] };
    const agreement = measureMasks(new Uint8Array([1, 0, 0, 0, 0]), new Uint8Array([0, 0, 0, 1, 0]), geometry);
    expect(agreement).toMatchObject({ dice: 0, iou: 0, hd95Mm: 6, sensitivity: 0, precision: 0, specificity: 0.75 });
  });

  test('both empty: perfect, and shares of nothing are null', () => {
    const empty = new Uint8Array(512);
    expect(measureMasks(empty, empty, unit)).toEqual({
      dice: 1,
      iou: 1,
      hd95Mm: 0,
      sensitivity: null,
      specificity: 1,
      precision: null,
      accuracy: 1,
      predictedMl: 0,
      referenceMl: 0,
    });
  });

  test('one empty: the worst', () => {
    const some = cube([8, 8, 8], 2, 4);
    expect(measureMasks(some, new Uint8Array(512), unit)).toMatchObject({
      dice: 0,
      hd95Mm: absentHd95Mm,
      sensitivity: null,
    });
    expect(measureMasks(new Uint8Array(512), some, unit)).toMatchObject({
      dice: 0,
      hd95Mm: absentHd95Mm,
      precision: null,
    });
  });
});

/** scipy's binary_erosion and distance_transform_edt, numpy's percentile; both label maps in one raw file, x fastest. */
const oracle = `
from scipy.ndimage import binary_erosion, distance_transform_edt
shape, spacing = json.loads(args[1]), json.loads(args[2])
both = np.fromfile(args[0], np.uint8).reshape([*shape, 2], order='F')
def measure(codes):
    p, r = np.isin(both[..., 0], codes), np.isin(both[..., 1], codes)
    i, np_, nr = int((p & r).sum()), int(p.sum()), int(r.sum())
    hd = 0.0 if np_ + nr == 0 else 374.0
    if np_ and nr:
        box = np.argwhere(p | r); sl = tuple(slice(a, b + 1) for a, b in zip(box.min(0), box.max(0)))
        a, b = np.pad(p[sl], 1), np.pad(r[sl], 1)
        sa, sb = a & ~binary_erosion(a), b & ~binary_erosion(b)
        d = [distance_transform_edt(~sb, sampling=spacing)[sa], distance_transform_edt(~sa, sampling=spacing)[sb]]
        hd = float(np.percentile(np.concatenate(d), 95))
    return dict(dice=2 * i / (np_ + nr) if np_ + nr else 1, iou=i / (np_ + nr - i) if np_ + nr else 1, hd95Mm=hd,
        sensitivity=i / nr if nr else None, precision=i / np_ if np_ else None,
        specificity=float((~p & ~r).sum() / (~r).sum()), accuracy=float((p == r).mean()),
        predictedMl=np_ * np.prod(spacing) / 1000, referenceMl=nr * np.prod(spacing) / 1000)
print(json.dumps(dict(ncr=measure([1]), ed=measure([2]), et=measure([3]), wt=measure([1, 2, 3]), tc=measure([1, 3]))))`;

function expectOracle(prediction: Uint8Array, reference: Uint8Array, geometry: Geometry): void {
  const directory = mkdtempSync(join(tmpdir(), 'glioscope-agreement-'));
  try {
    const path = join(directory, 'both.raw');
    writeFileSync(path, Buffer.concat([prediction, reference]));
    const spacing = voxelSpacingMm(geometry.affine);
    const expected = runOracle(oracle, [path, JSON.stringify(geometry.shape), JSON.stringify(spacing)]);
    const table = measureAgreement(prediction, reference, geometry);
    for (const [name, measured] of Object.entries(expected as Record<string, Record<string, number | null>>)) {
      for (const [key, value] of Object.entries(measured)) {
        const ours = Object.entries(Object.entries(table).find(([row]) => row === name)![1]).find(
          ([column]) => column === key,
        )![1];
        if (value === null) expect(ours, `${name} ${key}`).toBeNull();
        else expect(ours, `${name} ${key}`).toBeCloseTo(value, 9);
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('measureAgreement', () => {
  test('label maps of another size are refused', () => {
    expect(() => measureAgreement(new Uint8Array(511), new Uint8Array(512), unit)).toThrow(RangeError);
  });

  test.skipIf(noOracle)('agrees with scipy on scattered labels and voxels of 0.9 x 1.2 x 4 mm, turned', () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const affine = [-0.9 * c, 1.2 * s, 0, 5, -0.9 * s, -1.2 * c, 0, 6, 0, 0, 4, 7, 0, 0, 0, 1];
    const scattered = (seed: number): Uint8Array =>
      Uint8Array.from({ length: 19 * 23 * 11 }, (_, voxel) => {
        const noise = Math.imul(Math.floor(voxel / 3) + seed, 2654435761) >>> 24;
        return noise < 200 ? 0 : (noise % 3) + 1;
      });
    expectOracle(scattered(1), scattered(90), { shape: [19, 23, 11], affine });
  });

  const cases = findCases('labelled');
  test.skipIf(noOracle !== null || cases === null)(
    'agrees with scipy on real label maps against themselves, moved',
    async () => {
      for (const name of readdirSync(cases!).slice(3, 5)) {
        const file = readdirSync(join(cases!, name)).find((fileName) => fileName.includes('seg'))!;
        const image = await readNiftiFile(join(cases!, name, file));
        const { labels } = readLabelMap(image, file);
        const moved = new Uint8Array(labels.length);
        moved.set(labels.subarray(0, labels.length - 3 - 240 * 2), 3 + 240 * 2);
        expectOracle(moved, labels, image);
      }
    },
    120_000,
  );
});
