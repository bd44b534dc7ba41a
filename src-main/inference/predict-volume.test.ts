import { describe, expect, test } from 'vitest';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { predictVolume, type VolumePrediction } from './predict-volume.ts';
import { planTiles, type TilePlan } from './tiling.ts';

/** All planes of an answer, put together as they come. */
function collect(channels: number, shape: Vec3): { onPlanes: VolumePrediction['onPlanes']; logits: Float32Array } {
  const logits = new Float32Array(channels * voxelCount(shape));
  let next = 0;
  return {
    logits,
    onPlanes({ values, channelStride, planeStride, start, end }) {
      expect(start).toBe(Math.max(0, next - 1));
      for (let channel = 0; channel < channels; channel += 1) {
        const planes = values.subarray(channel * channelStride, channel * channelStride + (end - start) * planeStride);
        const before = logits.subarray(channel * voxelCount(shape) + start * planeStride);
        // the plane that comes twice is the same both times
        if (next > 0) expect(planes.subarray(0, planeStride)).toEqual(before.subarray(0, planeStride));
        before.set(planes);
      }
      next = end;
    },
  };
}

function noise(channels: number, shape: Vec3): Float32Array {
  return Float32Array.from({ length: channels * voxelCount(shape) }, (_, index) => Math.sin(index));
}

describe('predictVolume', () => {
  test.each([null, 8])(
    'tiles of a network that looks nowhere else give what one pass gives (radius %s)',
    async (radius) => {
      const shape: Vec3 = [208, 16, 96];
      const tensor = noise(2, shape);
      const fits = (tile: Vec3): boolean => voxelCount(tile) <= 64 * 16 * 64;
      const plan = planTiles(shape, { multipleOf: 16, fits, radius: () => radius });
      const { logits, onPlanes } = collect(2, shape);
      let tiles = 0;
      await predictVolume(tensor, {
        ...{ shape, plan, onPlanes },
        predictTile: (tile) => {
          tiles += 1;
          return Promise.resolve(tile.slice());
        },
      });
      expect(tiles).toBe(plan.starts.length);
      expect(tiles).toBeGreaterThan(6);
      let largest = 0;
      for (const [index, value] of logits.entries())
        largest = Math.max(largest, Math.abs(value - (tensor[index] ?? NaN)));
      expect(largest).toBeLessThan(1e-5);
    },
  );

  async function tileNumbers(margin: number): Promise<Float32Array> {
    const shape: Vec3 = [16, 16, 96];
    const starts: readonly Vec3[] = [
      [0, 0, 0],
      [0, 0, 32],
    ];
    const plan: TilePlan = { tileShape: [16, 16, 64], starts, margin: [0, 0, margin] };
    const { logits, onPlanes } = collect(1, shape);
    let tile = 0;
    await predictVolume(new Float32Array(voxelCount(shape)), {
      ...{ shape, plan, onPlanes },
      predictTile: (tensor) => {
        tile += 1;
        return Promise.resolve(new Float32Array(tensor.length).fill(tile));
      },
    });
    return logits;
  }

  test('a voxel is decided by the tile that has it nearest its centre', async () => {
    const logits = await tileNumbers(0);
    expect(logits[0]).toBeCloseTo(1, 5);
    expect(logits[95]).toBeCloseTo(2, 5);
    expect(logits[40]).toBeLessThan(1.5);
    expect(logits[55]).toBeGreaterThan(1.5);
    expect(logits[47]).toBeGreaterThan(1);
  });

  test('the margin of an edge inside counts nothing, that of the tensor’s own edge all', async () => {
    const logits = await tileNumbers(16);
    expect([0, 1, 15, 47].map((at) => logits[at])).toEqual([1, 1, 1, 1]);
    expect([48, 64, 94, 95].map((at) => logits[at])).toEqual([2, 2, 2, 2]);
  });
});
