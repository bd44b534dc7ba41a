import type { Painter } from '../annotations.ts';
import type { ViewWords } from '../paint-scene.ts';
import { viewTheme } from '../theme.ts';
import type { TileSource } from '../view-tile.ts';
import type { CanvasSize } from '../viewport.ts';
import { arrangeTiles, type TilePlace } from './arrange-tiles.ts';
import { layOutCaption, type PictureCaption } from './picture-caption.ts';
import { pictureTextScale, pixelsPerCssPixel } from './picture-size.ts';

/** A view of the page, and what the picture says about it. */
export interface PicturedView {
  readonly source: TileSource;
  readonly words: ViewWords;
}

export interface PictureRequest {
  /** In reading order. */
  readonly views: readonly PicturedView[];
  /** The one the others stand beside; null: two columns. */
  readonly largeIndex: number | null;
  readonly caption: PictureCaption;
  readonly devicePixelRatio: number;
}

const separator = '#2c3138';

/**
 * Paints views as they are now, with a caption below, on a canvas of its own: not a copy of the screen
 * but the same scenes painted anew, as finely as a slide needs. Null where a view shows nothing yet.
 */
export function paintPicture({ views, largeIndex, caption, devicePixelRatio }: PictureRequest): OffscreenCanvas | null {
  const extents = views.map(({ source }) => source.extent()).filter((extent) => extent !== null);
  if (extents.length !== views.length || views.length === 0) return null;
  const onPage = arrangeTiles(
    extents.map(({ size }) => size),
    largeIndex,
    1,
  ).size;
  const textScale = pictureTextScale(onPage);
  // letters larger than the page's get as much more room around what the view shows
  const room = extents.map((extent) => 2 * viewTheme.contentMargin * Math.max(0, textScale - extent.textScale));
  const asked = extents.map(({ size }, n) => ({
    width: size.width + (room[n] ?? 0),
    height: size.height + (room[n] ?? 0),
  }));
  const scale = pixelsPerCssPixel(arrangeTiles(asked, largeIndex, 1).size, devicePixelRatio);
  const gap = Math.max(1, Math.round(scale * textScale));
  const inPixels = ({ width, height }: CanvasSize): CanvasSize => ({
    width: Math.ceil(width * scale),
    height: Math.ceil(height * scale),
  });
  const { places, size } = arrangeTiles(asked.map(inPixels), largeIndex, gap);
  const captionLayout = layOutCaption(new OffscreenCanvas(1, 1).getContext('2d') ?? never(), caption, {
    width: size.width / scale,
    textScale,
  });
  const canvas = new OffscreenCanvas(size.width, size.height + Math.ceil(captionLayout.height * scale));
  const painter = canvas.getContext('2d', { alpha: false }) ?? never();
  painter.fillStyle = separator;
  for (const { left, top, width, height } of places) {
    painter.fillRect(left - gap, top - gap, width + 2 * gap, height + 2 * gap);
  }
  views.forEach(({ source, words }, n) => {
    const place = places[n];
    if (place !== undefined) paintTile(painter, { source, words }, { place, scale, textScale });
  });
  painter.setTransform(scale, 0, 0, scale, 0, size.height);
  captionLayout.paint(painter);
  return canvas;
}

/** The bytes of a picture, losslessly. */
export function pngOf(canvas: OffscreenCanvas): Promise<Blob> {
  return canvas.convertToBlob({ type: 'image/png' });
}

function paintTile(
  painter: Painter,
  { source, words }: PicturedView,
  { place, scale, textScale }: { readonly place: TilePlace; readonly scale: number; readonly textScale: number },
): void {
  const size = { width: place.width / scale, height: place.height / scale };
  painter.save();
  painter.setTransform(scale, 0, 0, scale, place.left, place.top);
  painter.beginPath();
  painter.rect(0, 0, size.width, size.height);
  painter.clip();
  source.paintTile(painter, { size, textScale, words });
  painter.restore();
}

function never(): never {
  throw new Error('no 2D context for a picture');
}
