/** Three numbers along x, y, z (voxel index order, millimetres or world axes: the name of the variable says which). */
export type Vec3 = readonly [number, number, number];

/** Grid size in voxels along x, y, z; x varies fastest in memory (NIfTI order). */
export type Shape = Vec3;

/** Number of voxels of a grid. */
export function voxelCount(shape: Shape): number {
  return shape[0] * shape[1] * shape[2];
}

/** Offset of voxel (x, y, z) in an array of the given shape. */
export function voxelOffset(shape: Shape, voxel: Vec3): number {
  return voxel[0] + shape[0] * (voxel[1] + shape[1] * voxel[2]);
}

/** A value for each axis. */
export function mapAxes<T>(along: (axis: 0 | 1 | 2) => T): [T, T, T] {
  return [along(0), along(1), along(2)];
}
