import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { coverWith, planTiles, type TileLimits, type TilePlan } from './tiling.ts';

function limitsOf(maxVoxels: number, radius: number | null, multipleOf = 16): TileLimits {
  return { multipleOf, fits: (tileShape) => voxelCount(tileShape) <= maxVoxels, radius: () => radius };
}

function startsAlong({ starts }: TilePlan, axis: 0 | 1 | 2): readonly number[] {
  return [...new Set(starts.map((start) => start[axis]))].toSorted((a, b) => a - b);
}

/** Every voxel counts in some tile: the parts without margins cover everything. */
function expectCover(plan: TilePlan, shape: Vec3): void {
  for (const axis of [0, 1, 2] as const) {
    const along = startsAlong(plan, axis);
    const [edge, margin] = [plan.tileShape[axis], plan.margin[axis]];
    expect(along[0]).toBe(0);
    expect((along.at(-1) ?? 0) + edge).toBe(shape[axis]);
    for (const [index, start] of along.entries()) {
      if (index > 0) expect(start + margin).toBeLessThanOrEqual((along[index - 1] ?? 0) + edge - margin);
      expect(start % 16).toBe(0);
    }
  }
}

const edge = fc.integer({ min: 1, max: 12 }).map((count) => count * 16);
const shapes = fc.tuple(edge, edge, edge);

test('one tile when the whole fits, and nobody asks how far the network looks', () => {
  const limits: TileLimits = {
    ...limitsOf(144 * 176 * 144, null),
    radius: () => {
      throw new Error('asked');
    },
  };
  expect(planTiles([144, 176, 144], limits)).toEqual({
    ...{ tileShape: [144, 176, 144], starts: [[0, 0, 0]], margin: [0, 0, 0] },
  });
});

describe('a network that sees all it is given', () => {
  test('the longest axis is cut first; tiles overlap by half at least and end at the end', () => {
    const plan = planTiles([144, 176, 144], limitsOf(144 * 160 * 144, null));
    expect(plan.tileShape).toEqual([144, 160, 144]);
    expect(plan.starts).toEqual([
      [0, 0, 0],
      [0, 16, 0],
    ]);
  });

  test('no memory at all: the smallest tiles, not none', () => {
    const plan = planTiles([144, 176, 48], limitsOf(0, null));
    expect(plan.tileShape).toEqual([64, 64, 48]);
    expect(plan.starts).toHaveLength(4 * 5);
  });

  test('within the limit, multiples, half a tile apart at most', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 64 ** 3, max: 192 ** 3 }), (shape: Vec3, limit) => {
        const plan = planTiles(shape, limitsOf(limit, null));
        expect(voxelCount(plan.tileShape)).toBeLessThanOrEqual(Math.max(limit, 64 ** 3));
        expectCover(plan, shape);
        for (const axis of [0, 1, 2] as const) {
          const along = startsAlong(plan, axis);
          for (const [index, start] of along.entries()) {
            if (index > 0) expect(start - (along[index - 1] ?? 0)).toBeLessThanOrEqual(plan.tileShape[axis] / 2);
          }
        }
      }),
    );
  });
});

describe('a network that looks only so far', () => {
  test('tiles overlap by twice how far it looks where that takes up to three passes, else by less', () => {
    const shape: Vec3 = [512, 512, 400];
    const exact = planTiles(shape, limitsOf(60e6, 88));
    expect(exact.margin).toEqual([96, 96, 96]);
    expectCover(exact, shape);
    const tight = planTiles(shape, limitsOf(24e6, 88));
    expect(tight.margin[0]).toBeLessThan(96);
    expect(tight.margin[0]).toBeGreaterThanOrEqual(48);
    expect(tight.starts.length * voxelCount(tight.tileShape)).toBeLessThanOrEqual(3 * voxelCount(shape));
    expectCover(tight, shape);
  });

  test('within the limit, aligned to the strides, and every voxel counts in a tile that has seen the margin around it', () => {
    const limit = fc.integer({ min: 64 ** 3, max: 192 ** 3 });
    fc.assert(
      fc.property(shapes, limit, fc.integer({ min: 1, max: 96 }), (shape: Vec3, maxVoxels, radius) => {
        const plan = planTiles(shape, limitsOf(maxVoxels, radius));
        expect(voxelCount(plan.tileShape)).toBeLessThanOrEqual(Math.max(maxVoxels, 192 ** 3));
        if (plan.starts.length > 1) expect(plan.margin[0]).toBeGreaterThanOrEqual(radius / 2);
        expectCover(plan, shape);
      }),
    );
  });

  test('no memory at all: tiles that still overlap by half of how far it looks, which for a brain is all of it', () => {
    const shape: Vec3 = [512, 512, 48];
    const plan = planTiles(shape, limitsOf(0, 88));
    expect(plan).toMatchObject({ tileShape: [192, 192, 48], margin: [48, 48, 48] });
    expectCover(plan, shape);
    expect(planTiles([144, 176, 144], limitsOf(0, 88)).starts).toHaveLength(1);
  });

  test('a brain has its one pass whatever the memory: tiles that fit would be many times as much, with seams', () => {
    const brain: Vec3 = [144, 176, 160];
    for (let maxVoxels = 0; maxVoxels < voxelCount(brain); maxVoxels += 100_000) {
      expect(planTiles(brain, limitsOf(maxVoxels, 88)).starts, String(maxVoxels)).toHaveLength(1);
    }
    // where the tiles that fit are the cheaper ones they are taken
    const large: Vec3 = [512, 512, 400];
    expect(voxelCount(planTiles(large, limitsOf(16e6, 88)).tileShape)).toBeLessThanOrEqual(16e6);
  });
});

test('a network of one patch size: half a patch apart, whatever the sizes', () => {
  expect(coverWith([100, 64, 64], [150, 64, 64], 32).starts.map(([d]) => d)).toEqual([0, 50]);
  expect(coverWith([96, 96, 96], [160, 96, 96], 32).starts.map(([d]) => d)).toEqual([0, 32, 64]);
});
