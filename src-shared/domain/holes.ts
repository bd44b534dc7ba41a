import { boxOfCodes, growBox, lastVoxel } from './bounding-box.ts';
import type { Shape } from './vector.ts';

/**
 * Background enclosed by labels of any kind: voxels from which no way through faces of background
 * voxels leads out. Offsets, in no order.
 */
export function findHoles(labels: Uint8Array, shape: Shape): readonly number[] {
  const tight = boxOfCodes(labels, shape, (code) => code !== 0);
  if (tight === null) return [];
  const box = growBox(tight, shape);
  const [low, high] = [box.start, lastVoxel(box)];
  const outside = new Uint8Array(labels.length);
  const strides = [1, shape[0], shape[0] * shape[1]] as const;
  const waiting: number[] = [];
  const reach = (offset: number): void => {
    if (labels[offset] !== 0 || outside[offset] === 1) return;
    outside[offset] = 1;
    waiting.push(offset);
  };
  // whatever lies on the box's faces is outside: the box is one voxel larger than the labels, or ends with the grid
  forEachVoxel(low, high, (offset, isOnFace) => {
    if (isOnFace) reach(offset);
  });
  for (let offset = waiting.pop(); offset !== undefined; offset = waiting.pop()) {
    const place = [offset % shape[0], Math.floor(offset / shape[0]) % shape[1], Math.floor(offset / strides[2])];
    for (const axis of [0, 1, 2] as const) {
      const index = place[axis] ?? 0;
      if (index > low[axis]) reach(offset - strides[axis]);
      if (index < high[axis]) reach(offset + strides[axis]);
    }
  }
  const holes: number[] = [];
  forEachVoxel(low, high, (offset) => {
    if (labels[offset] === 0 && outside[offset] === 0) holes.push(offset);
  });
  return holes;

  function forEachVoxel(from: Shape, to: Shape, visit: (offset: number, isOnFace: boolean) => void): void {
    for (let z = from[2]; z <= to[2]; z += 1) {
      for (let y = from[1]; y <= to[1]; y += 1) {
        const isRowOnFace = z === from[2] || z === to[2] || y === from[1] || y === to[1];
        const row = shape[0] * (y + shape[1] * z);
        for (let x = from[0]; x <= to[0]; x += 1) visit(row + x, isRowOnFace || x === from[0] || x === to[0]);
      }
    }
  }
}
