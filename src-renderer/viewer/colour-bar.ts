import { createWriter, type Painter } from './annotations.ts';
import { colourMapTable } from './colour-maps.ts';
import type { IntensityWindow } from './display-volume.ts';
import { viewTheme } from './theme.ts';
import type { CanvasSize } from './viewport.ts';

/** What a view's colours mean: the window's ends, and the 256 colours between them. */
export interface ColourScale {
  readonly colours: Uint32Array;
  readonly window: IntensityWindow;
}

/** Below this, in CSS pixels at text scale 1, there is no room for it beside the letters. */
const leastHeight = 190;

/**
 * A slim bar at the right edge, in its lower half: the window's high end at the top, the low one at the
 * bottom. From black to white needs no telling: nothing is painted then.
 *
 * @param linesBelow of text in the corner, which the bar keeps free.
 */
export function paintColourBar(
  painter: Painter,
  { width, height }: CanvasSize,
  { scale: { colours, window }, textScale, linesBelow }: ColourBarLook,
): void {
  if (colours === colourMapTable('grey') || height < leastHeight * textScale) return;
  const inset = viewTheme.inset * textScale;
  const size = viewTheme.captionSize * textScale;
  const bar = { left: width - inset - 0.7 * size, width: 0.7 * size };
  const top = height / 2 + viewTheme.sideLetterSize * textScale;
  const bottom = height - inset - linesBelow * size * viewTheme.lineHeight - (linesBelow > 0 ? 0.4 * size : 0);
  painter.fillStyle = viewTheme.halo;
  painter.fillRect(bar.left - textScale, top - textScale, bar.width + 2 * textScale, bottom - top + 2 * textScale);
  const step = (bottom - top) / colours.length;
  colours.forEach((word, index) => {
    painter.fillStyle = `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
    // from the bottom up, each a little over the next so that no seam shows
    painter.fillRect(bar.left, Math.max(top, bottom - (index + 1.5) * step), bar.width, 1.5 * step);
  });
  const write = createWriter(painter, { size, weight: 500, colour: viewTheme.caption });
  const digits = windowDigits(window);
  const right = bar.left - 0.45 * size;
  write(window.high.toFixed(digits), { x: right, y: top }, 'right', 'top');
  write(window.low.toFixed(digits), { x: right, y: bottom }, 'right', 'bottom');
}

export interface ColourBarLook {
  readonly scale: ColourScale;
  readonly textScale: number;
  readonly linesBelow: number;
}

/** Decimals with which the ends of a window are told apart. */
export function windowDigits({ low, high }: IntensityWindow): number {
  return high - low < 10 ? 3 : 0;
}
