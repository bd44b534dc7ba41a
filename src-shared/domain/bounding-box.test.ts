import { expect, test } from 'vitest';
import { boxAround, boxOfCodes, growBox, lastVoxel } from './bounding-box.ts';
import { voxelOffset } from './vector.ts';

const shape = [6, 5, 4] as const;

test('both ways to find a box give the same voxels, and growing ends with the grid', () => {
  const labels = new Uint8Array(120);
  labels[voxelOffset(shape, [1, 2, 0])] = 2;
  labels[voxelOffset(shape, [4, 3, 2])] = 2;
  const box = { start: [1, 2, 0], shape: [4, 2, 3] };
  expect(boxAround(labels, labels, shape)).toEqual(box);
  labels[voxelOffset(shape, [0, 0, 3])] = 1;
  const found = boxOfCodes(labels, shape, (code) => code === 2);
  expect(found).toEqual(box);
  expect(found && lastVoxel(found)).toEqual([4, 3, 2]);
  expect(found && growBox(found, shape)).toEqual({ start: [0, 1, 0], shape: [6, 4, 4] });
  expect(boxOfCodes(labels, shape, (code) => code === 3)).toBeNull();
});
