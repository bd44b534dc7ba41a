import type { AxisDirection } from '#shared/domain/affine.ts';
import type { DisplayConvention, Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { normalAxis, screenAxes, sideLetter, type SideLetter } from './planes.ts';
import { slicePositionMm, type ReadingFrame } from './reading-frame.ts';

/** One slice as a picture in the world: pixel (column, row), from the top left, lies at origin + column * columnStep + row * rowStep. */
export interface SliceRaster {
  readonly width: number;
  readonly height: number;
  /** World place of the centre of the top left pixel. */
  readonly originMm: Vec3;
  /** World step to the pixel on the right. */
  readonly columnStepMm: Vec3;
  /** World step to the pixel below. */
  readonly rowStepMm: Vec3;
}

export interface SliceOrientation {
  readonly plane: Plane;
  readonly convention: DisplayConvention;
}

export function createSliceRaster(
  frame: ReadingFrame,
  { plane, convention }: SliceOrientation,
  slice: number,
): SliceRaster {
  const { right, down } = screenAxes(plane, convention);
  const originMm: [number, number, number] = [0, 0, 0];
  originMm[normalAxis[plane]] = slicePositionMm(frame, plane, slice);
  originMm[right.worldAxis] = startMm(frame, right);
  originMm[down.worldAxis] = startMm(frame, down);
  return {
    width: frame.size[right.worldAxis],
    height: frame.size[down.worldAxis],
    originMm,
    columnStepMm: stepMm(frame, right),
    rowStepMm: stepMm(frame, down),
  };
}

/** Running towards +, a picture starts at the frame's first voxel; towards -, at its last. */
function startMm({ originMm, spacingMm, size }: ReadingFrame, { worldAxis, sign }: AxisDirection): number {
  const first = originMm[worldAxis];
  return sign > 0 ? first : first + (size[worldAxis] - 1) * spacingMm[worldAxis];
}

function stepMm({ spacingMm }: ReadingFrame, { worldAxis, sign }: AxisDirection): Vec3 {
  const step: [number, number, number] = [0, 0, 0];
  step[worldAxis] = sign * spacingMm[worldAxis];
  return step;
}

/** World place of a pixel's centre; column and row may be fractions. */
export function rasterToWorld(raster: SliceRaster, column: number, row: number): Vec3 {
  const along = (axis: 0 | 1 | 2): number =>
    raster.originMm[axis] + column * raster.columnStepMm[axis] + row * raster.rowStepMm[axis];
  return [along(0), along(1), along(2)];
}

/** Pixel, as fractions, under a place in the world (projected along the normal onto the slice). */
export function worldToRaster(raster: SliceRaster, worldMm: Vec3): { column: number; row: number } {
  const { originMm, columnStepMm, rowStepMm } = raster;
  const fromOrigin: Vec3 = [worldMm[0] - originMm[0], worldMm[1] - originMm[1], worldMm[2] - originMm[2]];
  return {
    column: dot(fromOrigin, columnStepMm) / dot(columnStepMm, columnStepMm),
    row: dot(fromOrigin, rowStepMm) / dot(rowStepMm, rowStepMm),
  };
}

/** Width and height of one pixel in mm. */
export function pixelSizeMm({ columnStepMm, rowStepMm }: SliceRaster): { width: number; height: number } {
  return { width: Math.hypot(...columnStepMm), height: Math.hypot(...rowStepMm) };
}

/** Sides of the patient at the four edges of the picture, from where its pixels lie in the world. */
export function edgeLetters({ columnStepMm, rowStepMm }: SliceRaster): Readonly<Record<Edge, SideLetter>> {
  const reverse = ([x, y, z]: Vec3): Vec3 => [-x, -y, -z];
  return {
    left: sideLetter(reverse(columnStepMm)),
    right: sideLetter(columnStepMm),
    top: sideLetter(reverse(rowStepMm)),
    bottom: sideLetter(rowStepMm),
  };
}

export type Edge = 'left' | 'right' | 'top' | 'bottom';

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
