import type { CanvasSize } from '../viewport.ts';

/** A picture of which strips arrive one by one, on whatever thread. */
export interface PngCanvas {
  /** The strip is closed. */
  readonly add: (strip: ImageBitmap, top: number) => void;
  readonly encode: () => Promise<Blob>;
}

/** @throws when there can be no canvas of this size. */
export function createPngCanvas({ width, height }: CanvasSize): PngCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d', { alpha: false });
  if (painter === null) throw new Error('no 2D context for a picture');
  painter.imageSmoothingEnabled = false;
  return {
    add(strip, top) {
      painter.drawImage(strip, 0, top);
      strip.close();
    },
    encode: () => canvas.convertToBlob({ type: 'image/png' }),
  };
}
