import { expect, test } from 'vitest';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { findPlacesToCheck } from './places-to-check.ts';

const shape: Vec3 = [40, 30, 20];
/** Voxels of 1 x 1 x 2 mm, x towards the left, 10 mm off: 500 voxels are 1 mL. */
const affine = [-1, 0, 0, 10, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1];
const geometry = { shape, affine };

function blank(): Uint8Array {
  return new Uint8Array(voxelCount(shape));
}

function fillBox(volume: Uint8Array, start: Vec3, size: Vec3, value: number): void {
  for (let z = start[2]; z < start[2] + size[2]; z += 1) {
    for (let y = start[1]; y < start[1] + size[1]; y += 1) {
      for (let x = start[0]; x < start[0] + size[0]; x += 1) volume[voxelOffset(shape, [x, y, z])] = value;
    }
  }
}

test('nothing labelled and nothing uncertain: nothing to check', () => {
  expect(findPlacesToCheck(blank(), blank(), geometry)).toEqual({ places: [], unlistedPlaces: 0 });
});

test('one certain tumour: nothing to check', () => {
  const labels = blank();
  fillBox(labels, [5, 5, 5], [10, 10, 10], internalLabels.ed);
  fillBox(labels, [6, 6, 5], [8, 8, 8], internalLabels.et);
  expect(findPlacesToCheck(labels, blank(), geometry).places).toEqual([]);
});

test('each kind, with its volume, its place in millimetres and its score, in the order to look at them', () => {
  const [labels, uncertainty] = [blank(), blank()];
  fillBox(labels, [2, 2, 2], [8, 8, 8], internalLabels.ed); // 1.024 mL
  fillBox(labels, [20, 4, 4], [3, 3, 3], internalLabels.et); // 27 voxels: a focus of 0.054 mL
  fillBox(uncertainty, [21, 5, 5], [1, 1, 1], 255);
  fillBox(labels, [30, 20, 15], [1, 1, 3], internalLabels.ed); // 3 voxels of oedema: a small part
  fillBox(uncertainty, [30, 20, 15], [1, 1, 3], 51);
  fillBox(uncertainty, [20, 20, 4], [5, 5, 3], 204); // 75 voxels away from everything
  fillBox(uncertainty, [2, 2, 2], [2, 8, 8], 102); // on the border: 80 voxels in one cell of 10 mm, 48 in the next
  const { places, unlistedPlaces } = findPlacesToCheck(labels, uncertainty, geometry);
  expect(unlistedPlaces).toBe(0);
  expect(places.map(({ kind }) => kind)).toEqual([
    ...['enhancing-focus', 'uncertain-outside', 'uncertain-border', 'small-part'],
  ]);
  const [focus, outside, border, part] = places;
  expect(focus?.placeMm).toEqual([10 - 21, 5, 10]);
  expect(focus?.volumeMl).toBeCloseTo(0.054, 9);
  expect(focus?.score).toBeCloseTo(0.002, 9);
  expect(outside?.placeMm).toEqual([10 - 22, 22, 10]);
  expect(outside?.volumeMl).toBeCloseTo(0.15, 9);
  expect(outside?.score).toBeCloseTo(0.12, 9);
  expect(border?.volumeMl).toBeCloseTo(0.16, 9);
  expect(border?.score).toBeCloseTo(0.064, 9);
  expect(part?.placeMm).toEqual([10 - 30, 20, 32]);
  expect(part?.score).toBeCloseTo(0.0012, 9);
});

test('a small spot, and one that touches the mask, are not outside; the place lies on the structure', () => {
  const [labels, uncertainty] = [blank(), blank()];
  fillBox(labels, [2, 2, 2], [12, 12, 12], internalLabels.ncr);
  // a ring around nothing: its centroid is in the hole
  fillBox(labels, [24, 10, 6], [5, 5, 1], internalLabels.et);
  fillBox(labels, [25, 11, 6], [3, 3, 1], 0);
  fillBox(uncertainty, [30, 2, 2], [3, 3, 3], 255); // 0.054 mL
  fillBox(uncertainty, [14, 2, 2], [2, 12, 12], 255); // within two voxels of the mask
  const { places } = findPlacesToCheck(labels, uncertainty, geometry);
  expect(places.filter(({ kind }) => kind === 'uncertain-outside')).toEqual([]);
  expect(places.filter(({ kind }) => kind === 'uncertain-border').length).toBeGreaterThan(0);
  const [focus] = places;
  expect(focus?.kind).toBe('enhancing-focus');
  const [x = 0, y = 0, z = 0] = focus?.placeMm ?? [];
  expect(labels[voxelOffset(shape, [10 - x, y, z / 2])]).toBe(internalLabels.et);
});

test('of many, twelve of a kind are listed, the most uncertain first, and the rest is counted', () => {
  const [labels, uncertainty] = [blank(), blank()];
  fillBox(labels, [0, 0, 0], [8, 8, 8], internalLabels.ed);
  for (let n = 0; n < 15; n += 1) {
    const at: Vec3 = [12 + 5 * (n % 5), 12 + 5 * Math.floor(n / 5), 12];
    fillBox(labels, at, [1, 1, 1], internalLabels.ed);
    fillBox(uncertainty, at, [1, 1, 1], n);
  }
  const { places, unlistedPlaces } = findPlacesToCheck(labels, uncertainty, geometry);
  expect(places).toHaveLength(12);
  expect(unlistedPlaces).toBe(3);
  expect(places[0]?.placeMm).toEqual([10 - 32, 22, 24]);
});
