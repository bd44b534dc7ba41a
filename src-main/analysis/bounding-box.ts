import { voxelCount, voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';

/** A part of a grid, in voxels. */
export interface Box {
  readonly start: Vec3;
  readonly shape: Shape;
}

/** Smallest box that holds every non-zero voxel of two volumes (x fastest); null when there is none. */
export function boxAround(a: Uint8Array, b: Uint8Array, shape: Shape): Box | null {
  const low: [number, number, number] = [...shape];
  const high: [number, number, number] = [-1, -1, -1];
  let voxel = 0;
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1, voxel += 1) {
        if (a[voxel] === 0 && b[voxel] === 0) continue;
        if (x < low[0]) low[0] = x;
        if (x > high[0]) high[0] = x;
        if (y < low[1]) low[1] = y;
        if (y > high[1]) high[1] = y;
        if (z < low[2]) low[2] = z;
        high[2] = z;
      }
    }
  }
  if (high[0] < 0) return null;
  return { start: low, shape: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] };
}

/** Copies a box out of a volume, x fastest. */
export function cutBox(volume: Uint8Array, shape: Shape, box: Box): Uint8Array {
  const part = new Uint8Array(voxelCount(box.shape));
  const [width, height, depth] = box.shape;
  for (let z = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      const from = voxelOffset(shape, [box.start[0], box.start[1] + y, box.start[2] + z]);
      part.set(volume.subarray(from, from + width), voxelOffset(box.shape, [0, y, z]));
    }
  }
  return part;
}
