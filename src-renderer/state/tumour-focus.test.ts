import { describe, expect, test } from 'vitest';
import { identityAffine, type Affine } from '#shared/domain/affine.ts';
import { voxelCount, voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';
import { tumourFocusMm } from './tumour-focus.ts';

const shape: Shape = [7, 6, 5];

function labelsAt(voxels: readonly Vec3[]): Uint8Array {
  const labels = new Uint8Array(voxelCount(shape));
  for (const voxel of voxels) labels[voxelOffset(shape, voxel)] = 2;
  return labels;
}

describe('tumour focus', () => {
  test('is nothing in an empty label map', () => {
    expect(tumourFocusMm(labelsAt([]), { shape, affine: identityAffine })).toBeNull();
  });

  test('takes the slice with most labels and the voxel at their middle', () => {
    const labels = labelsAt([
      [0, 0, 1],
      [2, 3, 3],
      [3, 3, 3],
      [4, 3, 3],
    ]);
    expect(tumourFocusMm(labels, { shape, affine: identityAffine })).toEqual([3, 3, 3]);
  });

  test('lies on a ring, not in its hole', () => {
    const ring: Vec3[] = [0, 1, 2, 3, 4].flatMap((x) => [0, 1, 2, 3, 4].map((y): Vec3 => [x, y, 2]));
    const labels = labelsAt(ring.filter(([x, y]) => x === 0 || x === 4 || y === 0 || y === 4));
    const focus = tumourFocusMm(labels, { shape, affine: identityAffine });
    expect(focus).not.toEqual([2, 2, 2]);
    expect(labels[voxelOffset(shape, focus ?? [2, 2, 2])]).toBe(2);
  });

  test('stacks along the axis that runs to superior and answers in the world', () => {
    // x runs to superior in steps of 3 mm, y to the left, z to posterior: a sagittal-like storage.
    const affine: Affine = [0, -1, 0, 10, 0, 0, -2, 20, 3, 0, 0, -5, 0, 0, 0, 1];
    const labels = labelsAt([
      [6, 0, 0],
      [2, 1, 1],
      [2, 2, 1],
      [2, 3, 1],
    ]);
    // voxel (2, 2, 1) -> R 10 - 2, A 20 - 2, S 3 * 2 - 5
    expect(tumourFocusMm(labels, { shape, affine })).toEqual([8, 18, 1]);
  });
});
