import type { Geometry } from '#shared/domain/affine.ts';
import type { Shape } from '#shared/domain/vector.ts';
import type { Voxels } from '#shared/domain/volume.ts';
import type { DisplayLabels, DisplayVolume } from './display-volume.ts';
import type { SliceRaster } from './slice-raster.ts';
import { exactSteps, voxelSteps, type ExactSteps, type VoxelSteps } from './voxel-steps.ts';

/*
 * One slice out of a volume, in the volume's stored type and order. Where pixels are voxels they are
 * copied by strides; on any other grid each pixel's centre is looked up through the affine.
 */

/** Voxels with the line that turns a stored value into the one written. */
interface Source extends Geometry {
  readonly voxels: Voxels | Uint8Array;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Real intensities of a slice.
 *
 * @param isInterpolated where pixels fall between voxels: trilinear, else the nearest voxel.
 * @param out width * height numbers, row by row from the top left; NaN outside the volume.
 */
export function sampleVolumeSlice(
  volume: DisplayVolume,
  raster: SliceRaster,
  isInterpolated: boolean,
  out: Float32Array,
): void {
  checkLengths(volume, raster, out);
  const steps = voxelSteps(raster, volume.affine);
  const exact = exactSteps(steps, raster, volume.shape);
  out.fill(Number.NaN);
  if (exact) copyExact(volume, exact, raster.width, out);
  else if (isInterpolated) sampleTrilinear(volume, steps, raster, out);
  else sampleNearest(volume, steps, raster, out);
}

/**
 * Label codes of a slice, always those of the nearest voxel: codes are never interpolated.
 *
 * @param out width * height codes, row by row from the top left; 0 outside the label map.
 */
export function sampleLabelSlice(labels: DisplayLabels, raster: SliceRaster, out: Uint8Array): void {
  checkLengths(labels, raster, out);
  const source: Source = { ...labels, slope: 1, intercept: 0 };
  const steps = voxelSteps(raster, labels.affine);
  const exact = exactSteps(steps, raster, labels.shape);
  out.fill(0);
  if (exact) copyExact(source, exact, raster.width, out);
  else sampleNearest(source, steps, raster, out);
}

function checkLengths(
  { voxels, shape }: { readonly voxels: ArrayLike<number>; readonly shape: Shape },
  { width, height }: SliceRaster,
  out: ArrayLike<number>,
): void {
  const [x, y, z] = shape;
  if (voxels.length !== x * y * z) {
    throw new RangeError(`a grid of ${shape.join(' x ')} has ${x * y * z} voxels, got ${voxels.length}`);
  }
  if (out.length !== width * height) {
    throw new RangeError(`a slice of ${width} x ${height} has ${width * height} pixels, got ${out.length}`);
  }
}

function copyExact(source: Source, steps: ExactSteps, width: number, out: Float32Array | Uint8Array): void {
  const { voxels, slope, intercept } = source;
  const { first, columnStride, rowStride, columns, rows } = steps;
  for (let row = rows.from; row < rows.to; row += 1) {
    let offset = first + row * rowStride + columns.from * columnStride;
    const end = row * width + columns.to;
    for (let pixel = row * width + columns.from; pixel < end; pixel += 1) {
      out[pixel] = (voxels[offset] ?? 0) * slope + intercept;
      offset += columnStride;
    }
  }
}

function sampleNearest(source: Source, steps: VoxelSteps, raster: SliceRaster, out: Float32Array | Uint8Array): void {
  const { voxels, shape, slope, intercept } = source;
  const [sizeX, sizeY, sizeZ] = shape;
  const [columnX, columnY, columnZ] = steps.perColumn;
  let pixel = 0;
  for (let row = 0; row < raster.height; row += 1) {
    // + 0.5: truncation below then rounds to the nearest voxel
    const rowX = steps.start[0] + row * steps.perRow[0] + 0.5;
    const rowY = steps.start[1] + row * steps.perRow[1] + 0.5;
    const rowZ = steps.start[2] + row * steps.perRow[2] + 0.5;
    for (let column = 0; column < raster.width; column += 1) {
      const x = rowX + column * columnX;
      const y = rowY + column * columnY;
      const z = rowZ + column * columnZ;
      if (x >= 0 && y >= 0 && z >= 0 && x < sizeX && y < sizeY && z < sizeZ) {
        const offset = (x | 0) + sizeX * ((y | 0) + sizeY * (z | 0));
        out[pixel] = (voxels[offset] ?? 0) * slope + intercept;
      }
      pixel += 1;
    }
  }
}

/** In the outer half of a border voxel the border's value holds. */
function sampleTrilinear(source: Source, steps: VoxelSteps, raster: SliceRaster, out: Float32Array): void {
  const { shape, slope, intercept } = source;
  const [sizeX, sizeY, sizeZ] = shape;
  const [columnX, columnY, columnZ] = steps.perColumn;
  let pixel = 0;
  for (let row = 0; row < raster.height; row += 1) {
    const rowX = steps.start[0] + row * steps.perRow[0];
    const rowY = steps.start[1] + row * steps.perRow[1];
    const rowZ = steps.start[2] + row * steps.perRow[2];
    for (let column = 0; column < raster.width; column += 1) {
      const x = rowX + column * columnX;
      const y = rowY + column * columnY;
      const z = rowZ + column * columnZ;
      if (x >= -0.5 && y >= -0.5 && z >= -0.5 && x < sizeX - 0.5 && y < sizeY - 0.5 && z < sizeZ - 0.5) {
        out[pixel] = interpolate(source, x, y, z) * slope + intercept;
      }
      pixel += 1;
    }
  }
}

/**
 * Stored value between eight voxel centres. Where one of them is not a number the nearest voxel's
 * value stands, so that a NaN voxel leaves a hole of its own size.
 */
function interpolate({ voxels, shape }: Source, x: number, y: number, z: number): number {
  const clampedX = Math.min(Math.max(x, 0), shape[0] - 1);
  const clampedY = Math.min(Math.max(y, 0), shape[1] - 1);
  const clampedZ = Math.min(Math.max(z, 0), shape[2] - 1);
  const x0 = clampedX | 0;
  const y0 = clampedY | 0;
  const z0 = clampedZ | 0;
  const fx = clampedX - x0;
  const fy = clampedY - y0;
  const fz = clampedZ - z0;
  const stepX = fx > 0 ? 1 : 0;
  const stepY = fy > 0 ? shape[0] : 0;
  const stepZ = fz > 0 ? shape[0] * shape[1] : 0;
  const o = x0 + shape[0] * (y0 + shape[1] * z0);
  const v00 = between(voxels, o, stepX, fx);
  const v10 = between(voxels, o + stepY, stepX, fx);
  const v01 = between(voxels, o + stepZ, stepX, fx);
  const v11 = between(voxels, o + stepZ + stepY, stepX, fx);
  const value = (v00 * (1 - fy) + v10 * fy) * (1 - fz) + (v01 * (1 - fy) + v11 * fy) * fz;
  if (Number.isFinite(value)) return value;
  const nearest = o + (fx >= 0.5 ? stepX : 0) + (fy >= 0.5 ? stepY : 0) + (fz >= 0.5 ? stepZ : 0);
  return voxels[nearest] ?? 0;
}

function between(voxels: Source['voxels'], offset: number, step: number, fraction: number): number {
  return (voxels[offset] ?? 0) * (1 - fraction) + (voxels[offset + step] ?? 0) * fraction;
}
