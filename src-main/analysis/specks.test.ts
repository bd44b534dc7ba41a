import { expect, test } from 'vitest';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { clearSpecks } from './specks.ts';

const shape: Vec3 = [20, 16, 12];
/** Voxels of 1 x 1 x 2 mm: 0.01 mL are 5 of them. */
const geometry = { shape, affine: [-1, 0, 0, 10, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] };

function labelsOf(...lines: readonly (readonly [start: Vec3, length: number, code: number])[]): Uint8Array {
  const labels = new Uint8Array(voxelCount(shape));
  for (const [start, length, code] of lines) {
    const from = voxelOffset(shape, start);
    labels.fill(code, from, from + length);
  }
  return labels;
}

const { ncr, ed, et } = internalLabels;
const tumour = [[2, 2, 2], 10, ed] as const;

test('parts below the volume go, whatever they are made of; at it they stay', () => {
  const labels = labelsOf(tumour, [[2, 10, 8], 5, ed], [[12, 10, 8], 4, ed], [[12, 14, 3], 4, ncr]);
  clearSpecks(labels, geometry, 0.01);
  expect(labels).toEqual(labelsOf(tumour, [[2, 10, 8], 5, ed]));
});

test('a part that touches by a corner is no part of its own', () => {
  const touching = labelsOf(tumour, [[12, 3, 3], 1, ed], [[1, 1, 1], 1, ncr]);
  const labels = touching.slice();
  clearSpecks(labels, geometry, 0.01);
  expect(labels).toEqual(touching);
});

test('a small focus that enhances stays, with what hangs on it', () => {
  const labels = labelsOf(tumour, [[4, 10, 8], 2, ed], [[6, 10, 8], 1, et], [[15, 10, 8], 1, ed]);
  clearSpecks(labels, geometry, 0.01);
  expect(labels).toEqual(labelsOf(tumour, [[4, 10, 8], 2, ed], [[6, 10, 8], 1, et]));
});

test('specks alone are all there is to see, and stay', () => {
  const specks = labelsOf([[2, 2, 2], 2, ed], [[10, 10, 10], 3, ncr]);
  const labels = specks.slice();
  clearSpecks(labels, geometry, 0.01);
  expect(labels).toEqual(specks);
  const none = labelsOf();
  clearSpecks(none, geometry, 0.01);
  expect(none).toEqual(labelsOf());
});
