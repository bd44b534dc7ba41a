import type { Geometry } from '#shared/domain/affine.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';

/* Grids for tests: every way three voxel axes can lie along the patient's axes. */

const pairs = ['RL', 'AP', 'SI'] as const;
const originMm: Vec3 = [11, -7, 5];

/** The 48 orientation codes, 'RAS' to 'IPL'. */
export const everyOrientation: readonly string[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].flatMap((order) =>
  [0, 1, 2, 3, 4, 5, 6, 7].map((signs) => order.map((pair, axis) => (pairs[pair] ?? '')[(signs >> axis) & 1]).join('')),
);

/**
 * A grid whose voxel axes run towards the sides a code names, with an origin that is not 0.
 *
 * @param shape,spacingMm along the voxel axes.
 */
export function axisAlignedGeometry(code: string, shape: Vec3, spacingMm: Vec3): Geometry {
  const rows = mapAxes((worldAxis) => {
    const columns = mapAxes((voxelAxis) => {
      const side = pairs[worldAxis].indexOf(code.charAt(voxelAxis));
      return side < 0 ? 0 : spacingMm[voxelAxis] * (side === 0 ? 1 : -1);
    });
    return [...columns, originMm[worldAxis]];
  });
  return { shape, affine: [...rows.flat(), 0, 0, 0, 1] };
}
