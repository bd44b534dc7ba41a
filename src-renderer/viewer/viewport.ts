import type { Vec3 } from '#shared/domain/vector.ts';
import type { WorldBox } from './content-box.ts';
import { pixelSizeMm, rasterToWorld, worldToRaster, type SliceRaster } from './slice-raster.ts';

/** A place or distance on the canvas in CSS pixels, from its top left corner. */
export interface CanvasPoint {
  readonly x: number;
  readonly y: number;
}

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

/** How the reader has moved the picture: zoom 1 and pan 0 fit it to the view. */
export interface ViewMotion {
  readonly zoom: number;
  /** How far the picture is moved from where it fits, in mm on the screen, so that it survives a resize. */
  readonly panMm: CanvasPoint;
}

export const restingMotion: ViewMotion = { zoom: 1, panMm: { x: 0, y: 0 } };
const zoomLimits = { least: 0.5, most: 20 };

/** Where a slice lies on a canvas, in CSS pixels; mm are equally long across and down. */
export interface Viewport {
  readonly raster: SliceRaster;
  /** Of the whole view. */
  readonly size: CanvasSize;
  readonly pixelsPerMm: number;
  /** Outer edges of the picture. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What the resting view holds. */
export interface ViewFit {
  /** Kept free all round, in CSS pixels. */
  readonly marginPixels: number;
  /** Part of the world to fill the view with; null: the whole slice. */
  readonly box: WorldBox | null;
}

/** Fits a box of the world, or the whole slice, into the view; then applies the reader's zoom and pan. */
export function createViewport(
  raster: SliceRaster,
  size: CanvasSize,
  { zoom, panMm }: ViewMotion,
  { marginPixels, box }: ViewFit,
): Viewport {
  const pixel = pixelSizeMm(raster);
  const fitted = fittedPixels(raster, box);
  const room = (length: number): number => Math.max(length - 2 * marginPixels, 1);
  const pixelsPerMm =
    zoom *
    Math.min(
      room(size.width) / ((fitted.columns.to - fitted.columns.from) * pixel.width),
      room(size.height) / ((fitted.rows.to - fitted.rows.from) * pixel.height),
    );
  const centreMm = {
    x: ((fitted.columns.from + fitted.columns.to) / 2) * pixel.width,
    y: ((fitted.rows.from + fitted.rows.to) / 2) * pixel.height,
  };
  return {
    raster,
    size,
    pixelsPerMm,
    left: size.width / 2 + (panMm.x - centreMm.x) * pixelsPerMm,
    top: size.height / 2 + (panMm.y - centreMm.y) * pixelsPerMm,
    width: raster.width * pixel.width * pixelsPerMm,
    height: raster.height * pixel.height * pixelsPerMm,
  };
}

/** The same mm at the same scale about the same middle, in a view of another size. */
export function enlarged(viewport: Viewport, size: CanvasSize): Viewport {
  const [right, down] = [(size.width - viewport.size.width) / 2, (size.height - viewport.size.height) / 2];
  return { ...viewport, size, left: viewport.left + right, top: viewport.top + down };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Columns and rows, counted from the picture's edges, that a box covers; all of them when it misses the picture. */
function fittedPixels(raster: SliceRaster, box: WorldBox | null): { columns: Span; rows: Span } {
  const whole = { columns: { from: 0, to: raster.width }, rows: { from: 0, to: raster.height } };
  if (box === null) return whole;
  const low = worldToRaster(raster, box.lowMm);
  const high = worldToRaster(raster, box.highMm);
  const span = (a: number, b: number, length: number): Span => ({
    from: Math.max(Math.min(a, b) + 0.5, 0),
    to: Math.min(Math.max(a, b) + 0.5, length),
  });
  const columns = span(low.column, high.column, raster.width);
  const rows = span(low.row, high.row, raster.height);
  return columns.from < columns.to && rows.from < rows.to ? { columns, rows } : whole;
}

/** Place of a world point on the canvas, projected along the slice's normal. */
export function worldToCanvas({ raster, left, top, width, height }: Viewport, worldMm: Vec3): CanvasPoint {
  const { column, row } = worldToRaster(raster, worldMm);
  return {
    x: left + ((column + 0.5) / raster.width) * width,
    y: top + ((row + 0.5) / raster.height) * height,
  };
}

/** Place on the slice under a point of the canvas; points beside the picture give places beside the frame. */
export function canvasToWorld({ raster, left, top, width, height }: Viewport, { x, y }: CanvasPoint): Vec3 {
  const column = ((x - left) / width) * raster.width - 0.5;
  const row = ((y - top) / height) * raster.height - 0.5;
  return rasterToWorld(raster, column, row);
}

/** Zooms by a factor while the place under `anchor` stays where it is. */
export function zoomAbout(
  motion: ViewMotion,
  { size, pixelsPerMm }: Viewport,
  factor: number,
  anchor: CanvasPoint,
): ViewMotion {
  const zoom = Math.min(Math.max(motion.zoom * factor, zoomLimits.least), zoomLimits.most);
  const applied = zoom / motion.zoom;
  // the anchor lies a fixed number of mm from the view's centre before, and 1 / applied as many after
  const moved = (fromCentre: number): number => (fromCentre / pixelsPerMm) * (1 / applied - 1);
  return {
    zoom,
    panMm: {
      x: motion.panMm.x + moved(anchor.x - size.width / 2),
      y: motion.panMm.y + moved(anchor.y - size.height / 2),
    },
  };
}

export function panBy(motion: ViewMotion, { pixelsPerMm }: Viewport, moved: CanvasPoint): ViewMotion {
  return {
    zoom: motion.zoom,
    panMm: { x: motion.panMm.x + moved.x / pixelsPerMm, y: motion.panMm.y + moved.y / pixelsPerMm },
  };
}
