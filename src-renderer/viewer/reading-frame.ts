import { axisDirections, isAxisAligned, transformPoint, voxelSpacingMm, type Geometry } from '#shared/domain/affine.ts';
import type { Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { normalAxis } from './planes.ts';

/** World-aligned box of voxels the views step through; every triple runs along R, A, S. */
export interface ReadingFrame {
  /** World place of the centre of the first voxel: the most left, posterior, inferior one. */
  readonly originMm: Vec3;
  readonly spacingMm: Vec3;
  readonly size: Vec3;
}

/**
 * Frame of a study's grid. When the grid's axes run along the world's, frame voxels are the stored
 * voxels; for an oblique grid the frame is its bounding box at the finest of its three spacings.
 */
export function createReadingFrame(geometry: Geometry): ReadingFrame {
  return isAxisAligned(geometry) ? alignedFrame(geometry) : boundingFrame(geometry);
}

function alignedFrame({ shape, affine }: Geometry): ReadingFrame {
  const spacing = voxelSpacingMm(affine);
  const spacingMm: [number, number, number] = [1, 1, 1];
  const size: [number, number, number] = [1, 1, 1];
  axisDirections(affine).forEach(({ worldAxis }, voxelAxis) => {
    spacingMm[worldAxis] = spacing[voxelAxis] ?? 1;
    size[worldAxis] = shape[voxelAxis] ?? 1;
  });
  const first = transformPoint(affine, [0, 0, 0]);
  const last = transformPoint(affine, [shape[0] - 1, shape[1] - 1, shape[2] - 1]);
  const originMm: Vec3 = [Math.min(first[0], last[0]), Math.min(first[1], last[1]), Math.min(first[2], last[2])];
  return { originMm, spacingMm, size };
}

/** Covers the voxels to their outer faces, half a voxel beyond the outermost centres. */
function boundingFrame({ shape, affine }: Geometry): ReadingFrame {
  const finestMm = Math.min(...voxelSpacingMm(affine));
  const centre = transformPoint(affine, [(shape[0] - 1) / 2, (shape[1] - 1) / 2, (shape[2] - 1) / 2]);
  const along = (axis: 0 | 1 | 2): { first: number; count: number } => {
    const extentMm = [0, 1, 2].reduce(
      (sum, voxelAxis) => sum + Math.abs(affine[axis * 4 + voxelAxis] ?? 0) * (shape[voxelAxis] ?? 1),
      0,
    );
    const count = Math.max(1, Math.ceil(extentMm / finestMm - 1e-6)); // rounding noise adds no empty slice
    return { first: centre[axis] - ((count - 1) / 2) * finestMm, count };
  };
  const [x, y, z] = [along(0), along(1), along(2)];
  return {
    originMm: [x.first, y.first, z.first],
    spacingMm: [finestMm, finestMm, finestMm],
    size: [x.count, y.count, z.count],
  };
}

export function sliceCount(frame: ReadingFrame, plane: Plane): number {
  return frame.size[normalAxis[plane]];
}

/** Slice (0 = most left, posterior or inferior) nearest to a place; places outside give the first or last. */
export function sliceOf(frame: ReadingFrame, plane: Plane, worldMm: Vec3): number {
  const axis = normalAxis[plane];
  const slice = Math.floor((worldMm[axis] - frame.originMm[axis]) / frame.spacingMm[axis] + 0.5);
  return Math.min(Math.max(slice, 0), frame.size[axis] - 1);
}

/** World coordinate, in mm along the plane's normal, of the centre of a slice. */
export function slicePositionMm(frame: ReadingFrame, plane: Plane, slice: number): number {
  const axis = normalAxis[plane];
  return frame.originMm[axis] + slice * frame.spacingMm[axis];
}

/** The place moved along the plane's normal onto the centre of a slice; slices outside give the first or last. */
export function withSlice(frame: ReadingFrame, plane: Plane, worldMm: Vec3, slice: number): Vec3 {
  const clamped = Math.min(Math.max(Math.round(slice), 0), sliceCount(frame, plane) - 1);
  const positionMm = slicePositionMm(frame, plane, clamped);
  switch (normalAxis[plane]) {
    case 0:
      return [positionMm, worldMm[1], worldMm[2]];
    case 1:
      return [worldMm[0], positionMm, worldMm[2]];
    case 2:
      return [worldMm[0], worldMm[1], positionMm];
  }
}

/** Centre of the voxel in the middle of the frame, so that all three views start on a slice. */
export function frameCentreMm({ originMm, spacingMm, size }: ReadingFrame): Vec3 {
  const along = (axis: 0 | 1 | 2): number => originMm[axis] + Math.floor(size[axis] / 2) * spacingMm[axis];
  return [along(0), along(1), along(2)];
}

/** The nearest place between the centres of the frame's first and last voxels. */
export function clampToFrame({ originMm, spacingMm, size }: ReadingFrame, worldMm: Vec3): Vec3 {
  const along = (axis: 0 | 1 | 2): number =>
    Math.min(Math.max(worldMm[axis], originMm[axis]), originMm[axis] + (size[axis] - 1) * spacingMm[axis]);
  return [along(0), along(1), along(2)];
}

/** True for places inside the frame's voxels, to their outer faces. */
export function isInFrame({ originMm, spacingMm, size }: ReadingFrame, worldMm: Vec3): boolean {
  return ([0, 1, 2] as const).every((axis) => {
    const voxel = (worldMm[axis] - originMm[axis]) / spacingMm[axis];
    return voxel >= -0.5 && voxel < size[axis] - 0.5;
  });
}
