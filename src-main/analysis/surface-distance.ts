import { selectPercentiles } from '#shared/domain/percentile.ts';
import type { Shape, Vec3 } from '#shared/domain/vector.ts';
import { boxAround, cutBox } from '#shared/domain/bounding-box.ts';
import { distanceTransformMm } from './distance-transform.ts';

/** HD95 where only one of two masks is empty: what BraTS charges, about the diagonal of its volumes. */
export const absentHd95Mm = 374;

/**
 * 95th percentile of the distances between the surfaces of two masks, both ways pooled, in mm.
 *
 * A surface is the voxels of a mask with one of their six neighbours outside it, or outside the grid;
 * distances go from voxel centre to voxel centre. Both masks empty: 0; one of them: 374 (`absentHd95Mm`).
 *
 * @param a,b 0 or 1, x fastest, of `shape`.
 */
export function hd95Mm(a: Uint8Array, b: Uint8Array, shape: Shape, spacingMm: Vec3): number {
  const box = boxAround(a, b, shape);
  const [isAEmpty, isBEmpty] = [!a.includes(1), !b.includes(1)];
  if (box === null || (isAEmpty && isBEmpty)) return 0;
  if (isAEmpty || isBEmpty) return absentHd95Mm;
  const surfaceA = surfaceOf(cutBox(a, shape, box), box.shape);
  const surfaceB = surfaceOf(cutBox(b, shape, box), box.shape);
  const distances = new Float64Array(count(surfaceA) + count(surfaceB));
  const fromA = gather(distances, 0, surfaceA, distanceTransformMm(surfaceB, box.shape, spacingMm));
  gather(distances, fromA, surfaceB, distanceTransformMm(surfaceA, box.shape, spacingMm));
  const [percentile = 0] = selectPercentiles(distances, [95]);
  return percentile;
}

/** Voxels of a mask with a face neighbour that is not in it; beyond the grid nothing is. */
export function surfaceOf(mask: Uint8Array, shape: Shape): Uint8Array {
  const surface = new Uint8Array(mask.length);
  const [width, height, depth] = shape;
  const [strideY, strideZ] = [width, width * height];
  let voxel = 0;
  for (let z = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      const isEdgeRow = y === 0 || y === height - 1 || z === 0 || z === depth - 1;
      for (let x = 0; x < width; x += 1, voxel += 1) {
        if (mask[voxel] === 0) continue;
        const isEdge = isEdgeRow || x === 0 || x === width - 1;
        if (isEdge || hasGap(mask, voxel, strideY, strideZ)) surface[voxel] = 1;
      }
    }
  }
  return surface;
}

function hasGap(mask: Uint8Array, voxel: number, strideY: number, strideZ: number): boolean {
  return (
    mask[voxel - 1] === 0 ||
    mask[voxel + 1] === 0 ||
    mask[voxel - strideY] === 0 ||
    mask[voxel + strideY] === 0 ||
    mask[voxel - strideZ] === 0 ||
    mask[voxel + strideZ] === 0
  );
}

function count(mask: Uint8Array): number {
  let set = 0;
  for (const value of mask) set += value;
  return set;
}

/** Copies the distances at the set voxels to `distances` from `at` on; returns where it ended. */
function gather(distances: Float64Array, at: number, surface: Uint8Array, fieldMm: Float64Array): number {
  let end = at;
  for (let voxel = 0; voxel < surface.length; voxel += 1) {
    if (surface[voxel] === 0) continue;
    distances[end] = fieldMm[voxel] ?? 0;
    end += 1;
  }
  return end;
}
