import { mapAxes, voxelCount, voxelOffset, type Shape, type Vec3 } from './vector.ts';

/** A part of a grid, in voxels. */
export interface Box {
  readonly start: Vec3;
  readonly shape: Shape;
}

/**
 * Smallest box that holds every non-zero voxel of `a`, and every voxel of `b` (both x fastest) that is at least
 * `leastOfB`; null when there is none. Rows are walked from their ends inwards: what lies between is not looked at.
 */
export function boxAround(a: Uint8Array, b: Uint8Array, shape: Shape, leastOfB = 1): Box | null {
  const low: [number, number, number] = [...shape];
  const high: [number, number, number] = [-1, -1, -1];
  const [width, height, depth] = shape;
  for (let z = 0, start = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1, start += width) {
      const end = start + width;
      let first = start;
      while (first < end && a[first] === 0 && (b[first] ?? 0) < leastOfB) first += 1;
      if (first === end) continue;
      let last = end - 1;
      while (a[last] === 0 && (b[last] ?? 0) < leastOfB) last -= 1;
      low[0] = Math.min(low[0], first - start);
      high[0] = Math.max(high[0], last - start);
      low[1] = Math.min(low[1], y);
      high[1] = Math.max(high[1], y);
      low[2] = Math.min(low[2], z);
      high[2] = z;
    }
  }
  if (high[0] < 0) return null;
  return { start: low, shape: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] };
}

/** Smallest box that holds every voxel whose code counts, x fastest; null when there is none. */
export function boxOfCodes(labels: Uint8Array, shape: Shape, counts: (code: number) => boolean): Box | null {
  const wanted = Uint8Array.from({ length: 256 }, (_, code) => (counts(code) ? 1 : 0));
  const low: [number, number, number] = [...shape];
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
  return high[2] < 0 ? null : { start: low, shape: mapAxes((axis) => high[axis] - low[axis] + 1) };
}

/** A box with one voxel more on every side where the grid allows. */
export function growBox(box: Box, shape: Shape): Box {
  const start = mapAxes((axis) => Math.max(box.start[axis] - 1, 0));
  const last = mapAxes((axis) => Math.min(lastVoxel(box)[axis] + 1, shape[axis] - 1));
  return { start, shape: mapAxes((axis) => last[axis] - start[axis] + 1) };
}

/** The voxel of a box that lies farthest from its start; still inside. */
export function lastVoxel({ start, shape }: Box): Vec3 {
  return mapAxes((axis) => start[axis] + shape[axis] - 1);
}

/** Copies a box out of a volume, x fastest. */
export function cutBox(volume: Uint8Array, shape: Shape, box: Box): Uint8Array<ArrayBuffer> {
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
