import { describe, expect, test } from 'vitest';
import type { DisplayVolume } from './display-volume.ts';
import { measureContentBox } from './content-box.ts';

const shape = [5, 4, 3] as const;
const identity = { shape, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] } as const;

function volumeWith(
  marked: readonly number[],
  grid: Pick<DisplayVolume, 'shape' | 'affine'> = identity,
): DisplayVolume {
  const voxels = new Int16Array(60).fill(7);
  for (const offset of marked) voxels[offset] = 9;
  return { ...grid, voxels, slope: 1, intercept: 0 };
}

describe('measureContentBox', () => {
  test('reaches to the outer faces of the outermost voxels that are not background', () => {
    // (2, 1, 0) and (3, 1, 2)
    expect(measureContentBox(volumeWith([7, 48]))).toEqual({ lowMm: [1.5, 0.5, -0.5], highMm: [3.5, 1.5, 2.5] });
  });

  test('is a box of the world, whatever way the grid is stored', () => {
    const affine = [0, -2, 0, 10, 0, 0, 3, 0, -1, 0, 0, 5, 0, 0, 0, 1];
    // voxel (2, 1, 0) lies at (8, 0, 3)
    expect(measureContentBox(volumeWith([7], { shape, affine }))).toEqual({
      lowMm: [7, -1.5, 2.5],
      highMm: [9, 1.5, 3.5],
    });
  });

  test.each([
    ['NaN, as SPM writes', NaN],
    ['0', 0],
    ['-1024', -1024],
  ])('what lies around is %s: the box of the brain, whatever the first corner holds', (_name, outside) => {
    const voxels = new Float32Array(60).fill(outside);
    for (const offset of [7, 48]) voxels[offset] = 400;
    const box = { lowMm: [1.5, 0.5, -0.5], highMm: [3.5, 1.5, 2.5] };
    expect(measureContentBox({ ...identity, voxels, slope: 2, intercept: 0 })).toEqual(box);
    voxels[0] = Infinity; // no place, and no background for the others
    expect(measureContentBox({ ...identity, voxels: voxels.slice(), slope: 2, intercept: 0 })).toEqual(box);
    voxels[0] = 3;
    expect(measureContentBox({ ...identity, voxels: voxels.slice(), slope: 2, intercept: 0 })).toEqual({
      lowMm: [-0.5, -0.5, -0.5],
      highMm: [3.5, 1.5, 2.5],
    });
  });

  test('is null for a volume of one value', () => {
    expect(measureContentBox(volumeWith([]))).toBeNull();
  });
});
