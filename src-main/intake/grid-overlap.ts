import { invertAffine, multiplyAffines, transformPoint, type Geometry } from '#shared/domain/affine.ts';
import type { Vec3 } from '#shared/domain/vector.ts';

/** Points per axis at which a grid is looked at: shares come out to a few per cent. */
const pointsPerAxis = 24;

/**
 * Share (0..1) of the smaller of two grids that the other covers, by their affines: 1 for a slab within
 * a whole head, 0 for grids that nowhere meet.
 */
export function measureOverlap(a: Geometry, b: Geometry): number {
  return Math.max(coveredShare(a, b), coveredShare(b, a));
}

/** Share of a grid that lies within the outer faces of another. */
function coveredShare(grid: Geometry, other: Geometry): number {
  const toOther = multiplyAffines(invertAffine(other.affine), grid.affine);
  const along = (size: number, index: number): number => ((index + 0.5) / pointsPerAxis) * size - 0.5;
  let inside = 0;
  for (let index = 0; index < pointsPerAxis ** 3; index += 1) {
    const voxel: Vec3 = [
      along(grid.shape[0], index % pointsPerAxis),
      along(grid.shape[1], Math.floor(index / pointsPerAxis) % pointsPerAxis),
      along(grid.shape[2], Math.floor(index / pointsPerAxis ** 2)),
    ];
    const place = transformPoint(toOther, voxel);
    const isInside = place.every((position, axis) => position >= -0.5 && position < (other.shape[axis] ?? 0) - 0.5);
    if (isInside) inside += 1;
  }
  return inside / pointsPerAxis ** 3;
}
