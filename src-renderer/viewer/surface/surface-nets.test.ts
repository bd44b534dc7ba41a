import { describe, expect, test } from 'vitest';
import { transformPoint, type Affine } from '#shared/domain/affine.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { firstHit, orbitAxes, restingOrbit } from './orbit.ts';
import { headField, tissueField } from './surface-fields.ts';
import { extractSurface, type Mesh } from './surface-nets.ts';

/** Voxels of 1 x 1.5 x 2 mm, turned by 30 degrees about S and moved. */
const turn: Affine = [
  ...[Math.cos(Math.PI / 6), -1.5 * Math.sin(Math.PI / 6), 0, 12],
  ...[Math.sin(Math.PI / 6), 1.5 * Math.cos(Math.PI / 6), 0, -7],
  ...[0, 0, 2, 3],
  ...[0, 0, 0, 1],
];
const identity: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const shape: Vec3 = [40, 30, 24];
const centreMm = transformPoint(turn, [20, 15, 12]);

/** A ball of code 2 with a radius of 14 mm in the world. */
function ball(affine = turn): { shape: Vec3; affine: Affine; voxels: Uint8Array<ArrayBuffer> } {
  const voxels = new Uint8Array(shape[0] * shape[1] * shape[2]);
  voxels.forEach((_, voxel) => {
    const place: Vec3 = [voxel % 40, Math.floor(voxel / 40) % 30, Math.floor(voxel / 1200)];
    const world = transformPoint(affine, place);
    if (Math.hypot(...world.map((mm, axis) => mm - (centreMm[axis] ?? 0))) <= 14) voxels[voxel] = 2;
  });
  return { shape, affine, voxels };
}

/** By the divergence theorem; the sign tells which side the triangles face. */
function enclosedMl({ positionsMm, triangles }: Mesh): number {
  const place = (vertex: number): Vec3 => [0, 1, 2].map((axis) => positionsMm[vertex * 3 + axis] ?? NaN) as never;
  let sum = 0;
  for (let first = 0; first < triangles.length; first += 3) {
    const [a, b, c] = [0, 1, 2].map((n) => place(triangles[first + n] ?? 0)) as [Vec3, Vec3, Vec3];
    sum += a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
  }
  return sum / 6 / 1000;
}

function surfaceOf(labels: ReturnType<typeof ball>, code: number): Mesh {
  const field = tissueField(labels, code);
  if (field === null) throw new Error('there is none of this tissue');
  return extractSurface(field);
}

describe('the surface of a tissue', () => {
  test('lies on a ball of a turned, anisotropic grid, in world millimetres', () => {
    const { positionsMm } = surfaceOf(ball(), 2);
    for (let at = 0; at < positionsMm.length; at += 3) {
      const radius = Math.hypot(...[0, 1, 2].map((axis) => (positionsMm[at + axis] ?? NaN) - (centreMm[axis] ?? 0)));
      expect(Math.abs(radius - 14)).toBeLessThan(1.3); // a voxel's half diagonal
    }
  });

  test('is closed, faces outwards and encloses the volume of its voxels', () => {
    const labels = ball();
    const mesh = surfaceOf(labels, 2);
    const sides = new Map<string, number>();
    for (let first = 0; first < mesh.triangles.length; first += 3) {
      const [a, b, c] = mesh.triangles.slice(first, first + 3);
      for (const [from, to] of [
        [a, b],
        [b, c],
        [c, a],
      ]) {
        const key = `${String(from)} ${String(to)}`;
        sides.set(key, (sides.get(key) ?? 0) + 1);
      }
    }
    for (const [key, count] of sides) expect(count, key).toBe(sides.get(key.split(' ').reverse().join(' ')));
    const voxelsMl = (labels.voxels.filter((code) => code === 2).length * 3) / 1000;
    expect(enclosedMl(mesh) / voxelsMl).toBeGreaterThan(0.93);
    expect(enclosedMl(mesh) / voxelsMl).toBeLessThan(1.02);
  });

  test('one voxel alone is seen, also in the corner of the grid', () => {
    const voxels = new Uint8Array(27);
    voxels[0] = 3;
    const { positionsMm, triangles } = surfaceOf({ shape: [3, 3, 3], affine: identity, voxels }, 3);
    expect(triangles.length).toBe(36); // six quadrilaterals
    expect(Math.max(...positionsMm)).toBeLessThan(0.5);
    expect(Math.min(...positionsMm)).toBeGreaterThan(-0.5);
  });

  test('there is none of a tissue that is not there', () => {
    expect(tissueField(ball(), 1)).toBeNull();
  });
});

test('the head is what differs from the corner, on blocks of voxels, in the same place of the world', () => {
  const wide: Vec3 = [200, 4, 4];
  const voxels = new Int16Array(3200).fill(-5);
  for (let voxel = 0; voxel < 3200; voxel += 1) if (voxel % 200 >= 50 && voxel % 200 < 150) voxels[voxel] = 9;
  const field = headField({ shape: wide, affine: identity, voxels, slope: 1, intercept: 0 });
  const mesh = extractSurface(field ?? { values: new Float32Array(0), shape: [0, 0, 0], affine: identity });
  const along = (axis: number): number[] => [...mesh.positionsMm].filter((_, at) => at % 3 === axis);
  expect([Math.min(...along(0)), Math.max(...along(0))]).toEqual([49.5, 149.5]);
  expect(headField({ shape: wide, affine: identity, voxels: voxels.fill(0), slope: 1, intercept: 0 })).toBeNull();
});

test.each([NaN, 0, -900])('%d around a head, and an odd first corner: the head is no block', (outside) => {
  const wide: Vec3 = [100, 6, 6];
  const voxels = new Float32Array(3600).fill(outside);
  for (let voxel = 0; voxel < 3600; voxel += 1) {
    const [x, y, z] = [voxel % 100, Math.floor(voxel / 100) % 6, Math.floor(voxel / 600)];
    if (x >= 20 && x < 71 && y >= 2 && y < 4 && z >= 1 && z < 4) voxels[voxel] = 100 + x;
  }
  voxels[0] = Infinity;
  const field = headField({ shape: wide, affine: identity, voxels, slope: 1, intercept: 0 });
  expect(field?.values.reduce((sum, share) => sum + share, 0)).toBe(51 * 2 * 3);
  // one block of border: voxel (20, 2, 1)
  expect(field?.values.findIndex((share) => share > 0)).toBe(21 + 102 * (3 + 8 * 2));
});

describe('looking at it', () => {
  test('the face looks at the reader: its left is on the right of the picture', () => {
    const axes = orbitAxes({ yaw: 0, pitch: 0, zoom: 1 });
    expect(axes.toReader.map(Math.round)).toEqual([0, 1, 0]);
    expect(axes.right.map((number) => Math.round(number) + 0)).toEqual([-1, 0, 0]);
    expect(axes.up.map((number) => Math.round(number) + 0)).toEqual([0, 0, 1]);
  });

  test('a line of sight through the middle meets the ball where it is nearest to the reader', () => {
    const axes = orbitAxes(restingOrbit);
    const hit = firstHit(surfaceOf(ball(), 2), centreMm, axes);
    expect(Math.abs((hit?.depthMm ?? NaN) - 14)).toBeLessThan(1.3);
    axes.toReader.forEach((part, axis) => {
      expect(Math.abs((hit?.placeMm[axis] ?? NaN) - (centreMm[axis] ?? NaN) - part * 14)).toBeLessThan(1.3);
    });
    const beside: Vec3 = [centreMm[0] + axes.up[0] * 20, centreMm[1] + axes.up[1] * 20, centreMm[2] + axes.up[2] * 20];
    expect(firstHit(surfaceOf(ball(), 2), beside, axes)).toBeNull();
  });
});
