import { invertAffine, transformPoint, type Affine } from '#shared/domain/affine.ts';
import type { Shape, Vec3 } from '#shared/domain/vector.ts';
import { rasterToWorld, type SliceRaster } from './slice-raster.ts';

/** A raster in the voxel coordinates of a grid: pixel (column, row) lies at start + column * perColumn + row * perRow. */
export interface VoxelSteps {
  readonly start: Vec3;
  readonly perColumn: Vec3;
  readonly perRow: Vec3;
}

export function voxelSteps(raster: SliceRaster, affine: Affine): VoxelSteps {
  const worldToVoxel = invertAffine(affine);
  const start = transformPoint(worldToVoxel, raster.originMm);
  const nextColumn = transformPoint(worldToVoxel, rasterToWorld(raster, 1, 0));
  const nextRow = transformPoint(worldToVoxel, rasterToWorld(raster, 0, 1));
  return { start, perColumn: difference(nextColumn, start), perRow: difference(nextRow, start) };
}

function difference(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/**
 * A raster whose pixels are stored voxels, as offsets into the voxel array: `first + column * columnStride
 * + row * rowStride` for columns and rows in the half-open ranges; pixels outside them have no voxel.
 */
export interface ExactSteps {
  readonly first: number;
  readonly columnStride: number;
  readonly rowStride: number;
  readonly columns: Range;
  readonly rows: Range;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Largest distance, in voxels, between a pixel's centre and its voxel's at which they still count as one place. */
const exactToleranceVoxels = 1e-2;
const axes = [0, 1, 2] as const;
const nothing: Range = { from: 0, to: 0 };

/** Null when some pixel's centre is not a voxel's centre: the raster then has to be resampled. */
export function exactSteps(steps: VoxelSteps, raster: SliceRaster, shape: Shape): ExactSteps | null {
  const rounded: VoxelSteps = {
    start: roundVector(steps.start),
    perColumn: roundVector(steps.perColumn),
    perRow: roundVector(steps.perRow),
  };
  const isUnitStep = (step: Vec3): boolean => Math.hypot(...step) === 1;
  if (!isUnitStep(rounded.perColumn) || !isUnitStep(rounded.perRow)) return null;
  const isOnVoxels = axes.every((axis) => {
    const error =
      Math.abs(steps.start[axis] - rounded.start[axis]) +
      Math.abs(steps.perColumn[axis] - rounded.perColumn[axis]) * raster.width +
      Math.abs(steps.perRow[axis] - rounded.perRow[axis]) * raster.height;
    return error <= exactToleranceVoxels;
  });
  return isOnVoxels ? stridesOf(rounded, raster, shape) : null;
}

function roundVector([x, y, z]: Vec3): Vec3 {
  return [Math.round(x), Math.round(y), Math.round(z)];
}

function stridesOf({ start, perColumn, perRow }: VoxelSteps, raster: SliceRaster, shape: Shape): ExactSteps {
  const strides: Vec3 = [1, shape[0], shape[0] * shape[1]];
  let columns: Range = { from: 0, to: raster.width };
  let rows: Range = { from: 0, to: raster.height };
  let [first, columnStride, rowStride] = [0, 0, 0];
  for (const axis of axes) {
    first += start[axis] * strides[axis];
    columnStride += perColumn[axis] * strides[axis];
    rowStride += perRow[axis] * strides[axis];
    if (perColumn[axis] !== 0) columns = insideRange(start[axis], perColumn[axis], shape[axis], columns);
    else if (perRow[axis] !== 0) rows = insideRange(start[axis], perRow[axis], shape[axis], rows);
    else if (start[axis] < 0 || start[axis] >= shape[axis]) rows = nothing;
  }
  return { first, columnStride, rowStride, columns, rows };
}

/** The part of `range` whose n satisfy 0 <= start + sign * n < size. */
function insideRange(start: number, sign: number, size: number, range: Range): Range {
  const [lowest, highest] = sign > 0 ? [-start, size - 1 - start] : [start - size + 1, start];
  const from = Math.max(range.from, lowest);
  return { from, to: Math.max(from, Math.min(range.to, highest + 1)) };
}
