import type { CanvasSize } from '../viewport.ts';

/* How finely a picture is painted, and how large its letters are, whatever the window it is taken from. */

/** On the longer side, in pixels: enough for a slide or a column of a page, and what a 4K screen shows. */
const longerSide = { least: 2000, most: 4096 };

/** At least this many pixels for one of the screen, as far as `longerSide.most` allows. */
const finer = 2;

/** Pixels of the picture per CSS pixel of the page, for views that take `size` on a page of that pixel density. */
export function pixelsPerCssPixel({ width, height }: CanvasSize, devicePixelRatio: number): number {
  const longer = Math.max(width, height, 1);
  return Math.min(Math.max(finer * devicePixelRatio, longerSide.least / longer), longerSide.most / longer);
}

/** The side, in CSS pixels, of a square of views in which letters have the size of a page's text. */
const plainSide = 640;

/** Letters grow with the picture: on a slide, one of a 4K window is no larger than one of a small window. */
export function pictureTextScale({ width, height }: CanvasSize): number {
  return Math.min(Math.max(Math.sqrt(width * height) / plainSide, 0.6), 4);
}
