import { expect, test } from 'vitest';
import { invertAffine, transformPoint, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { distanceMm } from '#shared/domain/measure/measurement.ts';
import { voxelCount, voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';
import { createReadingFrame } from '../viewer/reading-frame.ts';
import { measureLesion } from './lesion-diameters.ts';

/** Labels of the voxels whose centres a test of world places takes. */
function paint({ shape, affine }: Geometry, isInside: (place: Vec3) => boolean, code = internalLabels.et): Uint8Array {
  const labels = new Uint8Array(voxelCount(shape));
  for (let z = 0; z < shape[2]; z += 1)
    for (let y = 0; y < shape[1]; y += 1)
      for (let x = 0; x < shape[0]; x += 1)
        if (isInside(transformPoint(affine, [x, y, z]))) labels[voxelOffset(shape, [x, y, z])] = code;
  return labels;
}

const measured = (labels: Uint8Array, grid: Geometry): readonly Vec3[] =>
  measureLesion(labels, grid, createReadingFrame(grid)) ?? [];

/** Voxels of 2 x 0.5 x 3 mm, stored towards L, A, S, with the origin elsewhere. */
const anisotropic: Geometry = { shape: [12, 40, 5], affine: [-2, 0, 0, 30, 0, 0.5, 0, -8, 0, 0, 3, 60, 0, 0, 0, 1] };

test('by hand, on voxels of 2 x 0.5 x 3 mm: a bar of 6 x 4 voxels is 12 mm by 2 mm, where it lies', () => {
  const labels = new Uint8Array(voxelCount(anisotropic.shape));
  for (let x = 3; x < 9; x += 1)
    for (let y = 10; y < 14; y += 1) labels[voxelOffset(anisotropic.shape, [x, y, 2])] = internalLabels.et;
  const [a, b, c, d] = measured(labels, anisotropic);
  if (!a || !b || !c || !d) throw new Error('nothing was placed');
  // from the outer edge of voxel 3 to that of voxel 8, between opposite corner voxels: 12 mm by 1.5 mm
  expect(distanceMm(a, b)).toBeCloseTo(Math.hypot(12, 1.5), 9);
  expect([a, b].map((place) => place[0]).sort((x, y) => x - y)).toEqual([30 - 17, 30 - 5]);
  for (const place of [a, b, c, d]) expect(place[2]).toBe(66);
  const leaning = 12 / Math.hypot(12, 1.5);
  expect(distanceMm(c, d)).toBeCloseTo(2 / leaning, 4);
});

test('the largest lesion is measured, in the slice with the longest diameter; other labels and smaller lesions are not', () => {
  const shape: Shape = [40, 40, 6];
  const grid: Geometry = { shape, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1] };
  const labels = new Uint8Array(voxelCount(shape));
  const bar = (length: number, y: number, z: number, code = internalLabels.et): void => {
    for (let x = 2; x < 2 + length; x += 1) labels[voxelOffset(shape, [x, y, z])] = code;
  };
  for (const y of [10, 11, 12]) bar(9, y, 2);
  bar(14, 12, 3); // hangs together with it
  bar(20, 30, 3); // longer, and fewer voxels
  bar(38, 20, 3, internalLabels.ed);
  const [a, b, c, d] = measured(labels, grid);
  if (!a || !b || !c || !d) throw new Error('nothing was placed');
  expect(distanceMm(a, b)).toBe(14);
  expect(distanceMm(c, d)).toBeCloseTo(1, 5);
  expect(a[2]).toBe(6);
});

test('nothing enhances: nothing is placed', () => {
  const labels = new Uint8Array(voxelCount(anisotropic.shape)).fill(internalLabels.ncr);
  expect(measureLesion(labels, anisotropic, createReadingFrame(anisotropic))).toBeNull();
});

/** Voxels of 0.8 x 1.1 x 2.5 mm, turned about two axes. */
function obliqueGrid(): Geometry {
  const [p, q] = [0.35, -0.25];
  const turn = (v: Vec3): Vec3 => {
    const [x, y, z] = [v[0] * Math.cos(p) - v[1] * Math.sin(p), v[0] * Math.sin(p) + v[1] * Math.cos(p), v[2]];
    return [x, y * Math.cos(q) - z * Math.sin(q), y * Math.sin(q) + z * Math.cos(q)];
  };
  const [i, j, k] = [turn([0.8, 0, 0]), turn([0, 1.1, 0]), turn([0, 0, 2.5])];
  const affine: Affine = [i[0], j[0], k[0], -30, i[1], j[1], k[1], -20, i[2], j[2], k[2], 10, 0, 0, 0, 1];
  return { shape: [80, 60, 26], affine };
}

test('an ellipsoid of 36 x 20 x 24 mm on an oblique, anisotropic grid: its axial diameters, in the world', () => {
  const grid = obliqueGrid();
  const centre = transformPoint(grid.affine, [40, 30, 13]);
  const turned = 0.6;
  const labels = paint(grid, (place) => {
    const [x, y, z] = [place[0] - centre[0], place[1] - centre[1], place[2] - centre[2]];
    const u = x * Math.cos(turned) + y * Math.sin(turned);
    const v = y * Math.cos(turned) - x * Math.sin(turned);
    return (u / 18) ** 2 + (v / 10) ** 2 + (z / 12) ** 2 <= 1;
  });
  const [a, b, c, d] = measured(labels, grid);
  if (!a || !b || !c || !d) throw new Error('nothing was placed');
  expect(Math.abs(distanceMm(a, b) - 36)).toBeLessThan(1.6);
  expect(Math.abs(distanceMm(c, d) - 20)).toBeLessThan(2);
  expect(Math.abs(a[2] - centre[2])).toBeLessThan(3);
  for (const place of [b, c, d]) expect(place[2]).toBe(a[2]);
  const direction = Math.atan2(b[1] - a[1], b[0] - a[0]);
  expect(Math.abs(Math.tan(direction - turned))).toBeLessThan(0.1);
  // every end lies within a voxel of the lesion's edge, seen on the stored grid
  for (const place of [a, b, c, d]) {
    const voxel = transformPoint(invertAffine(grid.affine), place);
    expect(voxel.every((index, axis) => index > 0 && index < (grid.shape[axis] ?? 0))).toBe(true);
  }
});
