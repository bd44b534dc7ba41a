import { expect, test } from 'vitest';
import { identityAffine, type Affine, type Geometry } from '../affine.ts';
import { createIntensityTest } from './intensity-test.ts';

const grid: Geometry = { shape: [3, 2, 1], affine: identityAffine };
const bounds = { low: 10, high: 20 };

test('takes intensities, not stored values, with both bounds', () => {
  const voxels = Int16Array.of(0, 5, 9, 10, 11, -5);
  const isWithin = createIntensityTest({ ...grid, voxels, slope: 2, intercept: 0 }, grid, bounds);
  expect([0, 1, 2, 3, 4, 5].filter(isWithin)).toEqual([1, 2, 3]);
});

test('on another grid, the voxel the place lies in; outside it, and where there is no number, never', () => {
  // twice as wide voxels, reversed along x: x = 1.5, -0.5 hold world x 1..2 and -1..0
  const affine: Affine = [-2, 0, 0, 1.5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const voxels = Float32Array.of(15, 5, Number.NaN, 12);
  const volume = { shape: [2, 2, 1] as const, affine, voxels, slope: 1, intercept: 0 };
  // row 0: 5 at x = 0, 15 at x = 1 and 2; row 1: 12 at x = 0, no number beyond
  expect([0, 1, 2, 3, 4, 5].filter(createIntensityTest(volume, grid, bounds))).toEqual([1, 2, 3]);
  const far: Geometry = { shape: [3, 2, 1], affine: [1, 0, 0, 90, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] };
  expect([0, 1, 2, 3, 4, 5].filter(createIntensityTest(volume, far, bounds))).toEqual([]);
});
