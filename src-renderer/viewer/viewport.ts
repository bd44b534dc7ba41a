import type { Vec3 } from '#shared/domain/vector.ts';
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
  /** Distance of the picture's centre from the view's, in mm on the screen, so that it survives a resize. */
  readonly panMm: CanvasPoint;
}

export const restingMotion: ViewMotion = { zoom: 1, panMm: { x: 0, y: 0 } };
const zoomLimits = { least: 0.5, most: 20 };

/** Where a slice lies on a canvas, in CSS pixels; mm are equally long across and down. */
export interface Viewport {
  readonly raster: SliceRaster;
  readonly pixelsPerMm: number;
  /** Outer edges of the picture. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Fits the whole slice into the view less `marginPixels` all round, then applies the reader's zoom and pan. */
export function createViewport(
  raster: SliceRaster,
  size: CanvasSize,
  { zoom, panMm }: ViewMotion,
  marginPixels = 0,
): Viewport {
  const pixel = pixelSizeMm(raster);
  const widthMm = raster.width * pixel.width;
  const heightMm = raster.height * pixel.height;
  const room = (length: number): number => Math.max(length - 2 * marginPixels, 1);
  const pixelsPerMm = Math.min(room(size.width) / widthMm, room(size.height) / heightMm) * zoom;
  const width = widthMm * pixelsPerMm;
  const height = heightMm * pixelsPerMm;
  return {
    raster,
    pixelsPerMm,
    left: (size.width - width) / 2 + panMm.x * pixelsPerMm,
    top: (size.height - height) / 2 + panMm.y * pixelsPerMm,
    width,
    height,
  };
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
export function zoomAbout(motion: ViewMotion, viewport: Viewport, factor: number, anchor: CanvasPoint): ViewMotion {
  const zoom = Math.min(Math.max(motion.zoom * factor, zoomLimits.least), zoomLimits.most);
  const applied = zoom / motion.zoom;
  const { left, top, width, height, pixelsPerMm } = viewport;
  const moved = (centre: number, fixed: number): number => ((fixed - centre) * (1 - applied)) / (pixelsPerMm * applied);
  return {
    zoom,
    panMm: {
      x: motion.panMm.x / applied + moved(left + width / 2, anchor.x),
      y: motion.panMm.y / applied + moved(top + height / 2, anchor.y),
    },
  };
}

export function panBy(motion: ViewMotion, { pixelsPerMm }: Viewport, moved: CanvasPoint): ViewMotion {
  return {
    zoom: motion.zoom,
    panMm: { x: motion.panMm.x + moved.x / pixelsPerMm, y: motion.panMm.y + moved.y / pixelsPerMm },
  };
}
