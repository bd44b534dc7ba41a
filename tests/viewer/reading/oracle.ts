import type { ColourMapName, DisplayConvention, Plane } from '#shared/domain/display.ts';
import type { Modality } from '#shared/domain/modality.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { colourMapTable } from '../../../src-renderer/viewer/colour-maps.ts';
import { viewTheme } from '../../../src-renderer/viewer/theme.ts';
import type { CanvasPoint } from '../../../src-renderer/viewer/viewport.ts';
import { gridOf, rangeOf, realValue, studyGrid, toVoxel, type TurnedGrid } from './oblique-study.ts';

/*
 * What a reader expects of a view of the oblique study, said without the viewer's geometry: slices of
 * 1 mm around the middle of the study's grid, which lies in the middle of the view.
 */

/** Where the views' slices lie: so many mm from the middle of the grid along R, A, S, on centres of slices. */
export const sliceMm = 1;

/** World axis the slices of a plane are stacked along. */
export const throughAxis = { axial: 2, coronal: 1, sagittal: 0 } as const;

const axesOf: Readonly<Record<Plane, { across: 0 | 1 | 2; down: 0 | 1 | 2 }>> = {
  axial: { across: 0, down: 1 },
  coronal: { across: 0, down: 2 },
  sagittal: { across: 1, down: 2 },
};

/** Lengths of the box around the turned grid along R, A, S. */
const extentMm = mapAxes((world) =>
  studyGrid.directions.reduce(
    (sum, direction, axis) => sum + Math.abs(direction[world]) * studyGrid.spacingMm[axis]! * studyGrid.shape[axis]!,
    0,
  ),
);

/** How many sagittal, coronal and axial slices there are. */
export const sliceCounts = mapAxes((world) => Math.ceil(extentMm[world] / sliceMm));

/** World place of the centre of a place counted in slices from the most left, posterior and inferior ones. */
export function placeOf(slices: Vec3): [number, number, number] {
  return mapAxes((world) => studyGrid.centreMm[world] + (slices[world] - (sliceCounts[world] - 1) / 2) * sliceMm);
}

/** Of a view: lengths in CSS pixels, size of letters (1 for 16 pixels), and how large the screen's own pixels are. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
  readonly fontScale: number;
  readonly perPixel: CanvasPoint;
}

export interface ShownSlice {
  readonly plane: Plane;
  readonly convention: DisplayConvention;
  readonly crosshairMm: Vec3;
  readonly size: ViewSize;
}

export function pixelsPerMm({ plane, size }: Pick<ShownSlice, 'plane' | 'size'>): number {
  const { across, down } = axesOf[plane];
  const margin = viewTheme.contentMargin * textScale(size);
  const room = (length: number, world: 0 | 1 | 2): number => (length - 2 * margin) / extentMm[world];
  return Math.min(room(size.width, across), room(size.height, down));
}

export function textScale({ width, height, fontScale }: ViewSize): number {
  return Math.min(fontScale, Math.min(width, height) / 200);
}

/** Where a place is seen: right and anterior decrease towards the right of a picture, unless it is neurological. */
export function canvasPointOf(shown: Omit<ShownSlice, 'crosshairMm'>, worldMm: Vec3): CanvasPoint {
  const { across, down } = axesOf[shown.plane];
  const sign = across === 0 && shown.convention === 'neurological' ? 1 : -1;
  const { width, height } = shown.size;
  const scale = pixelsPerMm(shown);
  return {
    x: width / 2 + sign * (worldMm[across] - studyGrid.centreMm[across]) * scale,
    y: height / 2 - (worldMm[down] - studyGrid.centreMm[down]) * scale,
  };
}

/** A pixel of the slice's own resolution: where in the world, and where on the canvas. */
export interface SlicePixel {
  readonly worldMm: Vec3;
  readonly at: CanvasPoint;
  /** Rows and columns from the top left. */
  readonly column: number;
  readonly row: number;
}

export function slicePixels(shown: ShownSlice): SlicePixel[] {
  const { across, down } = axesOf[shown.plane];
  const isMirrored = across !== 0 || shown.convention === 'radiological';
  const pixels: SlicePixel[] = [];
  for (let row = 0; row < sliceCounts[down]; row += 1) {
    for (let column = 0; column < sliceCounts[across]; column += 1) {
      const slices: [number, number, number] = [0, 0, 0];
      slices[across] = isMirrored ? sliceCounts[across] - 1 - column : column;
      slices[down] = sliceCounts[down] - 1 - row;
      const worldMm = placeOf(slices);
      worldMm[throughAxis[shown.plane]] = shown.crosshairMm[throughAxis[shown.plane]];
      pixels.push({ worldMm, at: canvasPointOf(shown, worldMm), column, row });
    }
  }
  return pixels;
}

/** Letters, caption and scale bar lie over the picture there. */
export function isUnderText({ x, y }: CanvasPoint, size: ViewSize): boolean {
  const scale = textScale(size);
  const nearMiddle = (value: number, length: number): boolean => Math.abs(value - length / 2) < 16 * scale;
  const nearSide = (value: number, length: number): boolean => value < 36 * scale || value > length - 36 * scale;
  return (
    (nearMiddle(x, size.width) && nearSide(y, size.height)) ||
    (nearMiddle(y, size.height) && nearSide(x, size.width)) ||
    (x < 220 * scale && nearSide(y, size.height))
  );
}

/** The voxel a place lies in; null outside, undefined where it is so near a face, in voxels, that roundings decide. */
export function voxelOf(grid: TurnedGrid, worldMm: Vec3, nearFace = 0.001): Vec3 | null | undefined {
  const place = toVoxel(grid, worldMm);
  const isUndecided = place.some((index) => Math.abs(index - Math.round(index)) > 0.5 - nearFace);
  if (isUndecided) return undefined;
  const voxel = mapAxes((axis) => Math.round(place[axis]));
  return voxel.every((index, axis) => index >= 0 && index < grid.shape[axis]!) ? voxel : null;
}

/** Real intensity of the nearest voxel; null outside, undefined where roundings decide. */
export function nearestValue(modality: Modality, worldMm: Vec3): number | null | undefined {
  const voxel = voxelOf(gridOf[modality], worldMm);
  return voxel == null ? voxel : realValue(modality, voxel);
}

/** Real intensity between the eight voxels around; in the outer half of a border voxel the border's value holds. */
export function linearValue(modality: Modality, worldMm: Vec3): number | null | undefined {
  const grid = gridOf[modality];
  const isInside = voxelOf(grid, worldMm);
  if (isInside == null) return isInside;
  const place = toVoxel(grid, worldMm);
  const within = (axis: 0 | 1 | 2, index: number): number => Math.min(Math.max(index, 0), grid.shape[axis] - 1);
  let sum = 0;
  for (let corner = 0; corner < 8; corner += 1) {
    const steps = mapAxes((axis) => (corner >> axis) & 1);
    const share = steps.reduce((product, step, axis) => {
      const fraction = place[axis]! - Math.floor(place[axis]!);
      return product * (step === 1 ? fraction : 1 - fraction);
    }, 1);
    sum +=
      share *
      realValue(
        modality,
        mapAxes((axis) => within(axis, Math.floor(place[axis]) + steps[axis])),
      );
  }
  return sum;
}

export type Colour = readonly number[];

/** Of 256 steps from black to white. */
export function greyStep(value: number, { low, high }: { low: number; high: number }): number {
  return Math.round(Math.min(Math.max((value - low) / (high - low), 0), 1) * 255);
}

export function greyColour(modality: Modality, value: number | null, window = rangeOf(modality)): Colour {
  const step = value === null ? 0 : greyStep(value, window);
  return [step, step, step];
}

/** Of a word over RGBA bytes, without its alpha. */
export function wordColour(word: number): Colour {
  return [word & 255, (word >> 8) & 255, (word >> 16) & 255];
}

export function mapColour(name: ColourMapName, step: number): Colour {
  return wordColour(colourMapTable(name)[step] ?? 0);
}

/** One colour laid over another. */
export function over(above: Colour, below: Colour, opacity: number): Colour {
  return above.map((channel, n) => channel * opacity + (below[n] ?? 0) * (1 - opacity));
}
