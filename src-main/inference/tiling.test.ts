import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Engine } from './engine.ts';
import { predictVolume } from './predict-volume.ts';
import { planTiles } from './tiling.ts';

/** An engine whose logits are what it sees: class c = channel c. */
const mirror: Engine = {
  engineId: 'onnx-cpu',
  name: 'mirror',
  provider: 'none',
  predict: (tensor) => Promise.resolve(tensor.slice()),
  release: () => Promise.resolve(),
};

describe('planTiles', () => {
  test('one tile when the whole fits', () => {
    expect(planTiles([144, 176, 144], 144 * 176 * 144, 16)).toEqual({
      tileShape: [144, 176, 144],
      starts: [[0, 0, 0]],
    });
  });

  test('the longest axis is cut first; tiles overlap by half at least and end at the end', () => {
    const plan = planTiles([144, 176, 144], 144 * 160 * 144, 16);
    expect(plan.tileShape).toEqual([144, 160, 144]);
    expect(plan.starts).toEqual([
      [0, 0, 0],
      [0, 16, 0],
    ]);
  });

  test('no memory at all: the smallest tiles, not none', () => {
    const plan = planTiles([144, 176, 48], 0, 16);
    expect(plan.tileShape).toEqual([64, 64, 48]);
    expect(plan.starts).toHaveLength(4 * 5);
  });

  test('within the limit, multiples, everything covered twice along a cut axis', () => {
    const edge = fc.integer({ min: 1, max: 12 }).map((count) => count * 16);
    fc.assert(
      fc.property(fc.tuple(edge, edge, edge), fc.integer({ min: 64 ** 3, max: 192 ** 3 }), (shape: Vec3, limit) => {
        const { tileShape, starts } = planTiles(shape, limit, 16);
        expect(voxelCount(tileShape)).toBeLessThanOrEqual(Math.max(limit, 64 ** 3));
        for (const axis of [0, 1, 2] as const) {
          expect(tileShape[axis] % 16).toBe(0);
          const along = [...new Set(starts.map((start) => start[axis]))].sort((a, b) => a - b);
          expect(along[0]).toBe(0);
          expect(along.at(-1)! + tileShape[axis]).toBe(shape[axis]);
          for (let index = 1; index < along.length; index += 1) {
            expect(along[index]! - along[index - 1]!).toBeLessThanOrEqual(tileShape[axis] / 2);
          }
        }
      }),
    );
  });
});

describe('predictVolume', () => {
  test('tiles of a network without a border effect give what one pass gives', async () => {
    const shape: Vec3 = [80, 16, 96];
    const tensor = Float32Array.from({ length: 2 * voxelCount(shape) }, (_, index) => Math.sin(index));
    const plan = planTiles(shape, 64 * 16 * 64, 16);
    const done: number[] = [];
    const logits = await predictVolume(mirror, tensor, { shape, plan, onTileDone: (count) => done.push(count) });
    expect(plan.starts).toHaveLength(4);
    expect(done).toEqual([1, 2, 3, 4]);
    expect(logits).toHaveLength(tensor.length);
    let largest = 0;
    for (const [index, value] of logits.entries()) largest = Math.max(largest, Math.abs(value - tensor[index]!));
    expect(largest).toBeLessThan(1e-5);
  });

  test('a voxel is decided by the tile that has it nearest its centre', async () => {
    let tile = 0;
    const numbered: Engine = {
      ...mirror,
      predict: (tensor) => {
        tile += 1;
        return Promise.resolve(new Float32Array(tensor.length).fill(tile));
      },
    };
    const shape: Vec3 = [16, 16, 96];
    const plan = { tileShape: [16, 16, 64] as const, starts: [[0, 0, 0] as const, [0, 0, 32] as const] };
    const logits = await predictVolume(numbered, new Float32Array(voxelCount(shape)), {
      shape,
      plan,
      onTileDone: () => undefined,
    });
    expect(logits[0]).toBeCloseTo(1, 5);
    expect(logits[95]).toBeCloseTo(2, 5);
    expect(logits[40]).toBeLessThan(1.5);
    expect(logits[55]).toBeGreaterThan(1.5);
  });
});
