import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityAffine, invertAffine, multiplyAffines, transformPoint, type Affine } from '#shared/domain/affine.ts';
import { planes } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { DisplayVolume } from './display-volume.ts';
import { createReadingFrame, sliceCount } from './reading-frame.ts';
import { labelAt, valueAt } from './readout.ts';
import { sampleLabelSlice, sampleVolumeSlice } from './sample-slice.ts';
import { createSliceRaster, rasterToWorld, type SliceRaster } from './slice-raster.ts';

/** 3 x 2 x 2, RAS: the voxel at (x, y, z) holds x + 10 y + 100 z. */
const counting: DisplayVolume = {
  shape: [3, 2, 2],
  affine: identityAffine,
  voxels: Int16Array.of(0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112),
  slope: 1,
  intercept: 0,
};

/** Rows to anterior and columns to the right: the order of the numbers above. */
function rasterAt(originMm: readonly [number, number, number], width: number, height: number, stepMm = 1): SliceRaster {
  return { width, height, originMm, columnStepMm: [stepMm, 0, 0], rowStepMm: [0, stepMm, 0] };
}

function sample(volume: DisplayVolume, raster: SliceRaster, isInterpolated = false): number[] {
  const out = new Float32Array(raster.width * raster.height).fill(-1);
  sampleVolumeSlice(volume, raster, isInterpolated, out);
  return [...out];
}

describe('where pixels are voxels', () => {
  test('copies the slice in the raster order', () => {
    expect(sample(counting, rasterAt([0, 0, 1], 3, 2))).toEqual([100, 101, 102, 110, 111, 112]);
  });

  test('follows a mirrored raster', () => {
    const mirrored = { ...rasterAt([2, 1, 0], 3, 2), columnStepMm: [-1, 0, 0], rowStepMm: [0, -1, 0] } as const;
    expect(sample(counting, mirrored)).toEqual([12, 11, 10, 2, 1, 0]);
  });

  test('applies slope and intercept', () => {
    expect(sample({ ...counting, slope: 2, intercept: -5 }, rasterAt([0, 0, 0], 3, 1))).toEqual([-5, -3, -1]);
  });

  test('is NaN beside the volume, on every side and beyond its last slice', () => {
    const n = Number.NaN;
    expect(sample(counting, rasterAt([-1, -1, 0], 5, 4))).toEqual([
      n,
      n,
      n,
      n,
      n,
      n,
      0,
      1,
      2,
      n,
      n,
      10,
      11,
      12,
      n,
      n,
      n,
      n,
      n,
      n,
    ]);
    expect(sample(counting, rasterAt([0, 0, 2], 3, 1))).toEqual([n, n, n]);
    expect(sample(counting, rasterAt([0, 0, -1], 3, 1))).toEqual([n, n, n]);
    expect(sample(counting, rasterAt([7, 0, 0], 3, 1))).toEqual([n, n, n]);
  });

  test('shows a label map that covers a part of the study in its place', () => {
    const part = { shape: [2, 1, 1], affine: shiftedBy(1, 1, 0), voxels: Uint8Array.of(1, 3) } as const;
    const out = new Uint8Array(6).fill(9);
    sampleLabelSlice(part, rasterAt([0, 0, 0], 3, 2), out);
    expect([...out]).toEqual([0, 0, 0, 0, 1, 3]);
  });
});

describe('between voxels', () => {
  test('takes the nearest voxel, up to the outer face of the last one', () => {
    const n = Number.NaN;
    expect(sample(counting, rasterAt([-0.75, 0.3, 0.8], 8, 1, 0.5))).toEqual([n, 100, 100, 101, 101, 102, 102, n]);
  });

  test('interpolates linearly, and holds the border to its outer face', () => {
    const n = Number.NaN;
    expect(sample(counting, rasterAt([-0.75, 0.5, 0.5], 8, 1, 0.5), true).map((v) => round(v))).toEqual([
      n,
      55,
      55.25,
      55.75,
      56.25,
      56.75,
      57,
      n,
    ]);
  });

  test('a NaN voxel leaves a hole of its own size, an infinite one does not spread', () => {
    const voxels = Float32Array.of(1, Number.NaN, 3, Infinity);
    const line: DisplayVolume = { shape: [4, 1, 1], affine: identityAffine, voxels, slope: 1, intercept: 0 };
    expect(sample(line, rasterAt([0.25, 0, 0], 6, 1, 0.5), true)).toEqual([1, Number.NaN, Number.NaN, 3, 3, Infinity]);
  });

  test('never interpolates label codes', () => {
    const labels = { shape: [2, 1, 1], affine: identityAffine, voxels: Uint8Array.of(1, 3) } as const;
    const out = new Uint8Array(5);
    sampleLabelSlice(labels, rasterAt([0, 0, 0], 5, 1, 0.3), out);
    expect([...out]).toEqual([1, 1, 3, 3, 3]);
  });
});

describe('any grid', () => {
  const turn = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  const grid = fc.record({
    affine: fc.tuple(turn, turn, turn).map(([a, b, c]) => rotated(a, b, c)),
    shape: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })),
  });

  test('every pixel shows what the readout says is there', () => {
    fc.assert(
      fc.property(grid, fc.constantFrom(...planes), ({ affine, shape }, plane) => {
        const count = shape[0] * shape[1] * shape[2];
        const voxels = Int16Array.from({ length: count }, (_, n) => n + 1);
        const codes = Uint8Array.from({ length: count }, (_, n) => (n * 7) % 4);
        const volume: DisplayVolume = { shape, affine, voxels, slope: 0.5, intercept: 3 };
        const frame = createReadingFrame(volume);
        const raster = createSliceRaster(frame, { plane, convention: 'radiological' }, sliceCount(frame, plane) >> 1);
        const values = sample(volume, raster);
        const labels = new Uint8Array(values.length);
        sampleLabelSlice({ shape, affine, voxels: codes }, raster, labels);
        for (let pixel = 0; pixel < values.length; pixel += 1) {
          const place = rasterToWorld(raster, pixel % raster.width, Math.floor(pixel / raster.width));
          if (isOnFace(transformPoint(invertAffine(affine), place))) continue;
          expect(values[pixel]).toBe(valueAt(volume, place) ?? Number.NaN);
          expect(labels[pixel]).toBe(labelAt({ shape, affine, voxels: codes }, place));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('interpolation reproduces a linear ramp inside the voxel centres', () => {
    const affine = rotated(0.3, -0.5, 1.1);
    const shape = [9, 8, 7] as const;
    const voxels = new Float32Array(9 * 8 * 7);
    for (let n = 0; n < voxels.length; n += 1)
      voxels[n] = (n % 9) + 2 * (Math.floor(n / 9) % 8) - 3 * Math.floor(n / 72);
    const volume: DisplayVolume = { shape, affine, voxels, slope: 1, intercept: 0 };
    // pixels in steps of voxel axes: place (x, y) -> voxel (1.2 + x / 3, 2.7 + y / 4, 3.4)
    const toWorld = (x: number, y: number, z: number): Vec3 => transformPoint(affine, [x, y, z]);
    const origin = toWorld(1.2, 2.7, 3.4);
    const minus = (p: Vec3): Vec3 => [p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]];
    const raster: SliceRaster = {
      width: 10,
      height: 12,
      originMm: origin,
      columnStepMm: minus(toWorld(1.2 + 1 / 3, 2.7, 3.4)),
      rowStepMm: minus(toWorld(1.2, 2.95, 3.4)),
    };
    const values = sample(volume, raster, true);
    values.forEach((value, pixel) => {
      const expected = 1.2 + (pixel % 10) / 3 + 2 * (2.7 + Math.floor(pixel / 10) / 4) - 3 * 3.4;
      expect(value).toBeCloseTo(expected, 4);
    });
  });
});

test('refuses arrays of the wrong length', () => {
  const raster = rasterAt([0, 0, 0], 3, 2);
  expect(() => sampleVolumeSlice(counting, raster, false, new Float32Array(5))).toThrow('6 pixels, got 5');
  const short = { ...counting, voxels: new Int16Array(11) };
  expect(() => sampleVolumeSlice(short, raster, false, new Float32Array(6))).toThrow('12 voxels, got 11');
});

/** On the face between two voxels rounding decides which is nearer. */
function isOnFace(voxel: Vec3): boolean {
  return voxel.some((index) => Math.abs(Math.abs(index - Math.round(index)) - 0.5) < 1e-6);
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function shiftedBy(x: number, y: number, z: number): Affine {
  return [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1];
}

/** Turns about the three axes, then spacing 1 x 1.3 x 4 mm. */
function rotated(a: number, b: number, c: number): Affine {
  const about = (angle: number, order: readonly [number, number, number]): Affine => {
    const matrix = [...identityAffine];
    const [i, j] = order;
    matrix[i * 4 + i] = Math.cos(angle);
    matrix[i * 4 + j] = -Math.sin(angle);
    matrix[j * 4 + i] = Math.sin(angle);
    matrix[j * 4 + j] = Math.cos(angle);
    return matrix;
  };
  const turns = multiplyAffines(about(a, [1, 2, 0]), multiplyAffines(about(b, [0, 2, 1]), about(c, [0, 1, 2])));
  return multiplyAffines(turns, [1, 0, 0, 2.1, 0, 1.3, 0, -3.3, 0, 0, 4, 1.7, 0, 0, 0, 1]);
}
