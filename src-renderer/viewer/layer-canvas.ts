import type { PixelLayer } from './slice-picture.ts';
import type { SliceRaster } from './slice-raster.ts';

/** Holds one layer of a slice at its own resolution, ready to be scaled onto a view. */
export interface LayerCanvas {
  /** The layer as something to draw; copied only when its revision or size is new. */
  imageOf(layer: PixelLayer, raster: SliceRaster): CanvasImageSource;
}

export function createLayerCanvas(): LayerCanvas {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2D context for a slice');
  let shown: { pixels: Uint32Array; revision: number; image: ImageData } | null = null;
  return {
    imageOf({ pixels, revision }, { width, height }) {
      const isSameSize = shown?.pixels === pixels && shown.image.width === width && shown.image.height === height;
      if (shown !== null && isSameSize && shown.revision === revision) return canvas;
      const image =
        shown !== null && isSameSize ? shown.image : new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      context.putImageData(image, 0, 0);
      shown = { pixels, revision, image };
      return canvas;
    },
  };
}
