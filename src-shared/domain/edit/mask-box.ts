import type { Shape, Vec3 } from '../vector.ts';

/** Voxels from `low` to `high`, both inside. */
export interface VoxelBox {
  readonly low: Vec3;
  readonly high: Vec3;
}

/** Smallest box around the voxels whose code counts, grown by one voxel where the grid allows; null when there is none. */
export function boxAround(labels: Uint8Array, shape: Shape, counts: (code: number) => boolean): VoxelBox | null {
  const wanted = Uint8Array.from({ length: 256 }, (_, code) => (counts(code) ? 1 : 0));
  const low: [number, number, number] = [shape[0], shape[1], shape[2]];
  const high: [number, number, number] = [-1, -1, -1];
  let offset = 0;
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1, offset += 1) {
        if (wanted[labels[offset] ?? 0] !== 1) continue;
        if (x < low[0]) low[0] = x;
        if (x > high[0]) high[0] = x;
        if (y < low[1]) low[1] = y;
        if (y > high[1]) high[1] = y;
        low[2] = Math.min(low[2], z);
        high[2] = z;
      }
    }
  }
  if (high[2] < 0) return null;
  return {
    low: [Math.max(low[0] - 1, 0), Math.max(low[1] - 1, 0), Math.max(low[2] - 1, 0)],
    high: [
      Math.min(high[0] + 1, shape[0] - 1),
      Math.min(high[1] + 1, shape[1] - 1),
      Math.min(high[2] + 1, shape[2] - 1),
    ],
  };
}
