import { expect, test } from 'vitest';
import { labelAt, valueAt, voxelAt } from './readout.ts';

// LPS, 2 x 3 x 4 mm
const grid = { shape: [3, 2, 2], affine: [-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, 30, 0, 0, 0, 1] } as const;
const volume = { ...grid, voxels: Int16Array.from({ length: 12 }, (_, n) => n), slope: 10, intercept: 1 };

test('reads the voxel a place lies in, in real units', () => {
  expect(valueAt(volume, [10, 20, 30])).toBe(1);
  expect(valueAt(volume, [6, 17, 34])).toBe(111); // voxel (2, 1, 1) = number 11
  expect(valueAt(volume, [7.1, 20, 30])).toBe(11); // still in voxel 1 from the left of the row
  expect(labelAt({ ...grid, voxels: Uint8Array.from({ length: 12 }, (_, n) => n) }, [8, 17, 30])).toBe(4);
});

test('is null or background outside, from the outer face on', () => {
  expect(voxelAt(grid, [10.99, 20, 30])).toEqual([0, 0, 0]);
  expect(voxelAt(grid, [11.01, 20, 30])).toBeNull();
  expect(valueAt(volume, [10, 20, 36.1])).toBeNull();
  expect(labelAt({ ...grid, voxels: new Uint8Array(12).fill(3) }, [10, 20, 27])).toBe(0);
});

test('is null where the stored value is no number', () => {
  expect(valueAt({ ...volume, voxels: new Float32Array(12).fill(Number.NaN) }, [10, 20, 30])).toBeNull();
});
