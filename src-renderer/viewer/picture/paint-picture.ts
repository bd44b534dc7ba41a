import type { Painter } from '../annotations.ts';
import type { ViewWords } from '../paint-scene.ts';
import { viewTheme } from '../theme.ts';
import type { StillView, TileSource } from '../view-tile.ts';
import type { CanvasSize } from '../viewport.ts';
import { arrangeTiles, type TilePlace } from './arrange-tiles.ts';
import { layOutCaption, type CaptionLayout, type PictureCaption } from './picture-caption.ts';
import type { PngMaker } from './png-maker.ts';
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
  /** How many pixels are painted at once. */
  readonly stripPixels?: number;
}

const separator = '#2c3138';

/** Some ten milliseconds of painting without a GPU: the page goes on in between. */
const shortStrip = 2 ** 17;

/** Where everything lies; lengths in pixels but where CSS pixels are said. */
interface PicturePlan {
  readonly tiles: readonly { readonly still: StillView; readonly words: ViewWords; readonly place: TilePlace }[];
  readonly gap: number;
  /** Pixels per CSS pixel. */
  readonly scale: number;
  readonly textScale: number;
  /** Of the whole picture. */
  readonly size: CanvasSize;
  /** Where the caption begins, below the views. */
  readonly viewsHeight: number;
  readonly rowsAtOnce: number;
  /** In CSS pixels. */
  readonly caption: CaptionLayout;
}

/**
 * Paints views as they are now, with a caption below: not a copy of the screen but the same scenes painted
 * anew, as finely as a slide needs. It is painted strip by strip, so that the page goes on meanwhile, and
 * put together elsewhere. Null where a view shows nothing yet.
 *
 * @param onProgress is told how much is painted, 0 .. 1.
 * @returns its bytes as PNG.
 */
export function paintPicture(
  request: PictureRequest,
  createPngMaker: (size: CanvasSize) => PngMaker,
  onProgress: (share: number) => void = () => undefined,
): Promise<Blob> | null {
  const stills = request.views.map(({ source }) => source.still()).filter((still) => still !== null);
  if (stills.length !== request.views.length || stills.length === 0) return null;
  const plan = planPicture(request, stills);
  return paintInStrips(plan, createPngMaker(plan.size), onProgress);
}

function planPicture(
  { views, largeIndex, caption, devicePixelRatio, stripPixels = shortStrip }: PictureRequest,
  stills: readonly StillView[],
): PicturePlan {
  const onPage = arrangeTiles(
    stills.map(({ size }) => size),
    largeIndex,
    1,
  ).size;
  const textScale = pictureTextScale(onPage);
  // letters larger than the page's get as much more room around what the view shows
  const asked = stills.map(({ size: { width, height }, textScale: onView }) => {
    const room = 2 * viewTheme.contentMargin * Math.max(0, textScale - onView);
    return { width: width + room, height: height + room };
  });
  const scale = pixelsPerCssPixel(arrangeTiles(asked, largeIndex, 1).size, devicePixelRatio);
  const gap = Math.max(1, Math.round(scale * textScale));
  const inPixels = ({ width, height }: CanvasSize): CanvasSize => ({
    width: Math.ceil(width * scale),
    height: Math.ceil(height * scale),
  });
  const { places, size } = arrangeTiles(asked.map(inPixels), largeIndex, gap);
  const tiles = places.flatMap((place, n) => {
    const [still, words] = [stills[n], views[n]?.words];
    return still === undefined || words === undefined ? [] : [{ still, words, place }];
  });
  const letters = { width: size.width / scale, textScale };
  const captionLayout = layOutCaption(new OffscreenCanvas(1, 1).getContext('2d') ?? never(), caption, letters);
  const height = size.height + Math.ceil(captionLayout.height * scale);
  return {
    ...{ tiles, gap, scale, textScale, caption: captionLayout },
    ...{ size: { width: size.width, height }, viewsHeight: size.height },
    rowsAtOnce: Math.min(height, Math.max(1, Math.floor(stripPixels / size.width))),
  };
}

async function paintInStrips(plan: PicturePlan, png: PngMaker, onProgress: (share: number) => void): Promise<Blob> {
  const { size, rowsAtOnce } = plan;
  try {
    const canvas = new OffscreenCanvas(size.width, rowsAtOnce);
    const painter = canvas.getContext('2d', { alpha: false }) ?? never();
    for (let top = 0; top < size.height; top += rowsAtOnce) {
      await nextTask(); // before the first too: holding the views still has taken a while
      painter.save();
      paintRows(painter, plan, { top, bottom: top + rowsAtOnce });
      painter.restore();
      png.add(canvas.transferToImageBitmap(), top);
      onProgress(Math.min(1, (top + rowsAtOnce) / size.height));
    }
    return await png.finish();
  } finally {
    png.dispose();
  }
}

interface Rows {
  readonly top: number;
  readonly bottom: number;
}

/** All that lies in some rows of the picture, the first of them at the top of the painter. */
function paintRows(painter: Painter, plan: PicturePlan, rows: Rows): void {
  const { tiles, gap, scale, textScale, viewsHeight, caption } = plan;
  const isWithin = (top: number, bottom: number): boolean => top < rows.bottom && bottom > rows.top;
  painter.setTransform(1, 0, 0, 1, 0, -rows.top);
  painter.fillStyle = separator;
  for (const { place } of tiles) {
    painter.fillRect(place.left - gap, place.top - gap, place.width + 2 * gap, place.height + 2 * gap);
  }
  for (const { still, words, place } of tiles) {
    if (!isWithin(place.top, place.top + place.height)) continue;
    const tile = { size: { width: place.width / scale, height: place.height / scale }, textScale, words };
    painter.save();
    painter.setTransform(scale, 0, 0, scale, place.left, place.top - rows.top);
    painter.beginPath();
    painter.rect(0, 0, tile.size.width, tile.size.height);
    painter.clip();
    still.paintTile(painter, tile);
    painter.restore();
  }
  if (!isWithin(viewsHeight, Infinity)) return;
  painter.setTransform(scale, 0, 0, scale, 0, viewsHeight - rows.top);
  caption.paint(painter);
}

/** Lets the page do what waits. Unlike timers, messages are not held back in a window that is covered. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function never(): never {
  throw new Error('no 2D context for a picture');
}
