import { invertAffine, transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import type { DisplayLabels, DisplayVolume } from './display-volume.ts';

/** Voxel a place in the world lies in (its centre within half a voxel along each axis); null outside the grid. */
export function voxelAt({ shape, affine }: Geometry, worldMm: Vec3): Vec3 | null {
  const [x, y, z] = transformPoint(invertAffine(affine), worldMm);
  const voxel: Vec3 = [Math.floor(x + 0.5), Math.floor(y + 0.5), Math.floor(z + 0.5)];
  const isInside = voxel.every((index, axis) => index >= 0 && index < (shape[axis] ?? 0));
  return isInside ? voxel : null;
}

/** Real intensity (slope and intercept applied) of the voxel at a place; null outside the volume or when it is no finite number. */
export function valueAt(volume: DisplayVolume, worldMm: Vec3): number | null {
  const voxel = voxelAt(volume, worldMm);
  const stored = voxel && volume.voxels[voxelOffset(volume.shape, voxel)];
  if (stored === null || stored === undefined) return null;
  const value = stored * volume.slope + volume.intercept;
  return Number.isFinite(value) ? value : null;
}

/** Label code (internal scheme) of the voxel at a place; 0 outside the label map. */
export function labelAt(labels: DisplayLabels, worldMm: Vec3): number {
  const voxel = voxelAt(labels, worldMm);
  return voxel === null ? 0 : (labels.voxels[voxelOffset(labels.shape, voxel)] ?? 0);
}
