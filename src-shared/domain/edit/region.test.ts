import { describe, expect, test } from 'vitest';
import { identityAffine, type Affine, type Geometry } from '../affine.ts';
import { voxelCount, voxelOffset, type Vec3 } from '../vector.ts';
import { findHoles } from '../holes.ts';
import { collectRegion } from './region.ts';
import { smoothLabel } from './smooth.ts';

const cube: Geometry = { shape: [5, 5, 5], affine: identityAffine };

function labelsOf({ shape }: Geometry, voxels: readonly Vec3[], code = 1): Uint8Array {
  const labels = new Uint8Array(voxelCount(shape));
  for (const voxel of voxels) labels[voxelOffset(shape, voxel)] = code;
  return labels;
}

/** All voxels from `low` to `high` but those left out. */
function block(low: number, high: number, leftOut: readonly Vec3[] = []): Vec3[] {
  const voxels: Vec3[] = [];
  for (let z = low; z <= high; z += 1) {
    for (let y = low; y <= high; y += 1) for (let x = low; x <= high; x += 1) voxels.push([x, y, z]);
  }
  return voxels.filter((voxel) => !leftOut.some((other) => other.join() === voxel.join()));
}

describe('a region', () => {
  const labels = labelsOf(cube, [
    [1, 1, 1],
    [2, 2, 1],
    [2, 2, 2],
    [4, 4, 4],
  ]);
  const isLabelled = (offset: number): boolean => labels[offset] === 1;

  test('hangs together over corners with 26 neighbours, over faces with 6', () => {
    expect(collectRegion(cube, [1, 1, 1], isLabelled, { connectivity: 26 }).offsets).toHaveLength(3);
    expect(collectRegion(cube, [2, 2, 1], isLabelled, { connectivity: 6 }).offsets).toHaveLength(2);
  });

  test('keeps to its slice', () => {
    const slice = { normalAxis: 2, positionMm: 1 } as const;
    const { offsets } = collectRegion(cube, [2, 2, 1], isLabelled, { connectivity: 26, slice });
    expect(offsets.map((offset) => Math.floor(offset / 25))).toEqual([1, 1]);
  });

  test('is open where it reaches the edge of the grid; a slice has edges within the slice only', () => {
    const wall = labelsOf(
      cube,
      block(1, 3).filter(([x, y, z]) => z === 0 || x !== 2 || y !== 2),
    );
    const isBackground = (offset: number): boolean => wall[offset] === 0;
    // a well through the block: closed in each of its slices, open above and below
    const whole = collectRegion(cube, [2, 2, 2], isBackground, { connectivity: 6 });
    expect(whole.isOpen).toBe(true);
    const slice = { normalAxis: 2, positionMm: 2 } as const;
    const closed = collectRegion(cube, [2, 2, 2], isBackground, { connectivity: 6, slice });
    expect(closed).toEqual({ offsets: [voxelOffset(cube.shape, [2, 2, 2])], isOpen: false });
    const outside = collectRegion(cube, [0, 2, 2], isBackground, { connectivity: 6, slice, stopsAtEdge: true });
    expect(outside.isOpen).toBe(true);
  });

  test('in a slice of an oblique grid takes the voxels the slice meets', () => {
    const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
    const affine: Affine = [1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0, 0, 0, 0, 1];
    const tilted: Geometry = { shape: [3, 9, 9], affine };
    const slice = { normalAxis: 2, positionMm: 4 } as const;
    const { offsets } = collectRegion(tilted, [1, 4, 2], () => true, { connectivity: 26, slice });
    const heights = offsets.map((offset) => s * (Math.floor(offset / 3) % 9) + c * Math.floor(offset / 27));
    const halfWidth = (c + s) / 2;
    expect(Math.max(...heights.map((height) => Math.abs(height - 4)))).toBeLessThanOrEqual(halfWidth);
    const all = Array.from({ length: 81 }, (_, n) => s * (n % 9) + c * Math.floor(n / 9));
    expect(offsets).toHaveLength(3 * all.filter((height) => Math.abs(height - 4) < halfWidth).length);
  });
});

describe('holes', () => {
  test('are background without a way out through faces', () => {
    const hole: Vec3 = [2, 2, 2];
    expect(findHoles(labelsOf(cube, block(1, 3, [hole])), cube.shape)).toEqual([voxelOffset(cube.shape, hole)]);
    // a way out: the well reaches the surface
    expect(findHoles(labelsOf(cube, block(1, 3, [hole, [2, 2, 3]])), cube.shape)).toEqual([]);
    // a corner that touches the outside with an edge only is no way out
    expect(findHoles(labelsOf(cube, block(1, 3, [hole, [3, 3, 3]])), cube.shape)).toEqual([
      voxelOffset(cube.shape, hole),
    ]);
  });

  test('a mask at the edge of the grid encloses nothing against the edge', () => {
    expect(findHoles(labelsOf(cube, block(0, 2, [[1, 1, 1]])), cube.shape)).toEqual([
      voxelOffset(cube.shape, [1, 1, 1]),
    ]);
    expect(findHoles(labelsOf(cube, block(0, 2, [[0, 1, 1]])), cube.shape)).toEqual([]);
    expect(findHoles(new Uint8Array(125), cube.shape)).toEqual([]);
  });
});

describe('smoothing', () => {
  const placesOf = (changes: readonly { offset: number; code: number }[]): string[] =>
    changes.map(
      ({ offset, code }) => `${offset % 5} ${Math.floor(offset / 5) % 5} ${Math.floor(offset / 25)} -> ${code}`,
    );

  test('drops a single voxel and fills a single gap', () => {
    expect(placesOf(smoothLabel(labelsOf(cube, [[2, 2, 2]]), cube, 1))).toEqual(['2 2 2 -> 0']);
    const gap = smoothLabel(labelsOf(cube, block(0, 4, [[2, 2, 2]])), cube, 1);
    expect(placesOf(gap)).toEqual(['2 2 2 -> 1']);
  });

  test('a voxel that loses its label gets the commonest other code around it', () => {
    const labels = labelsOf(cube, block(0, 4), 2);
    labels[voxelOffset(cube.shape, [2, 2, 2])] = 3;
    expect(placesOf(smoothLabel(labels, cube, 3))).toEqual(['2 2 2 -> 2']);
  });

  test('on thick slices stays within the slice', () => {
    const thick: Geometry = { shape: [5, 5, 5], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1] };
    // one full slice: in a cube of 27 it would be 9 of 27 and vanish; within the slice only its corners (4 of 4) stay too
    const slice = block(0, 4).filter(([, , z]) => z === 2);
    expect(smoothLabel(labelsOf(thick, slice), thick, 1)).toEqual([]);
    expect(smoothLabel(labelsOf(cube, slice), cube, 1)).toHaveLength(25);
  });

  test('of a label that is not there changes nothing', () => {
    expect(smoothLabel(labelsOf(cube, [[1, 1, 1]]), cube, 2)).toEqual([]);
  });
});
