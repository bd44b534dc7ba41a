import { axisDirections, transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { voxelOffset, type Vec3 } from '#shared/domain/vector.ts';

/**
 * Where to look first: in the axial slice with the most labelled voxels (the voxel axis closest to
 * superior-inferior, for oblique grids), the labelled voxel nearest to the centroid; so that a ring
 * is met on the ring, not in its hole. World mm; null when nothing is labelled.
 *
 * @param labels label codes on the grid, x fastest; anything but 0 counts.
 */
export function tumourFocusMm(labels: Uint8Array, { shape, affine }: Geometry): Vec3 | null {
  const stackAxis = axisDirections(affine).findIndex(({ worldAxis }) => worldAxis === 2);
  const { slice, count } = fullestSlice(labels, shape, stackAxis);
  if (count === 0) return null;

  const voxels = labelledVoxels(labels, shape, { stackAxis, slice });
  const centroid = [0, 1, 2].map((axis) => voxels.reduce((sum, voxel) => sum + (voxel[axis] ?? 0), 0) / voxels.length);
  const distance = (voxel: Vec3): number => Math.hypot(...voxel.map((index, axis) => index - (centroid[axis] ?? 0)));
  const nearest = voxels.reduce((best, voxel) => (distance(voxel) < distance(best) ? voxel : best));
  return transformPoint(affine, nearest);
}

function fullestSlice(labels: Uint8Array, shape: Vec3, stackAxis: number): { slice: number; count: number } {
  const counts = new Uint32Array(shape[stackAxis] ?? 0);
  let offset = 0;
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1, offset += 1) {
        if (labels[offset] === 0) continue;
        const slice = stackAxis === 0 ? x : stackAxis === 1 ? y : z;
        counts[slice] = (counts[slice] ?? 0) + 1;
      }
    }
  }
  const count = counts.reduce((largest, value) => Math.max(largest, value), 0);
  return { slice: counts.indexOf(count), count };
}

function labelledVoxels(labels: Uint8Array, shape: Vec3, where: { stackAxis: number; slice: number }): Vec3[] {
  const range = (axis: number): [number, number] =>
    axis === where.stackAxis ? [where.slice, where.slice + 1] : [0, shape[axis] ?? 0];
  const [[x0, x1], [y0, y1], [z0, z1]] = [range(0), range(1), range(2)];
  const voxels: Vec3[] = [];
  for (let z = z0; z < z1; z += 1) {
    for (let y = y0; y < y1; y += 1) {
      for (let x = x0; x < x1; x += 1) {
        if (labels[voxelOffset(shape, [x, y, z])] !== 0) voxels.push([x, y, z]);
      }
    }
  }
  return voxels;
}
