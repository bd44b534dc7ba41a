import type { CanvasSize } from './viewport.ts';

/** Follows the size the page's layout gives a canvas. */
export interface ObservedSize {
  /** In CSS pixels; 0 x 0 while the canvas is not laid out. */
  current(): CanvasSize;
  /** Gives the canvas one pixel per pixel of the screen. Clears it when that changes anything. */
  applyResolution(): void;
  /** How large the page's text is, 1 for 16 CSS pixels; less in a view too small for it, more in a very large one. */
  textScale(): number;
  stop(): void;
}

export function observeCanvasSize(canvas: HTMLCanvasElement, onChange: () => void): ObservedSize {
  let deviceBox: CanvasSize | null = null;
  const current = (): CanvasSize => {
    const { width, height } = canvas.getBoundingClientRect();
    return { width, height };
  };
  let fontScale = fontScaleOf(canvas);
  const observer = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.devicePixelContentBoxSize[0];
    deviceBox = box ? { width: box.inlineSize, height: box.blockSize } : null;
    fontScale = fontScaleOf(canvas);
    onChange();
  });
  // the box in device pixels also changes when the window moves to a screen of another density
  observer.observe(canvas, { box: 'device-pixel-content-box' });
  return {
    current,
    applyResolution() {
      const { width, height } = inDevicePixels(current(), deviceBox);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    },
    textScale() {
      const { width, height } = current();
      return textScaleOf(fontScale, Math.min(width, height));
    },
    stop: () => observer.disconnect(),
  };
}

/** Views with a shorter side than `least`, in CSS pixels, get smaller letters; from `most` on they grow with the view. */
const roomyView = { least: 200, most: 1000 };

/** @param shorterSide of the view, in CSS pixels. */
export function textScaleOf(fontScale: number, shorterSide: number): number {
  return Math.min(fontScale * Math.min(Math.max(1, shorterSide / roomyView.most), 2), shorterSide / roomyView.least);
}

function fontScaleOf(canvas: HTMLCanvasElement): number {
  return parseFloat(getComputedStyle(canvas).fontSize) / 16;
}

/**
 * The observed box knows how the layout was rounded to the screen's pixels. It is missing before the
 * first observation, and not to be believed where the density is emulated or has just changed.
 */
function inDevicePixels({ width, height }: CanvasSize, observed: CanvasSize | null): CanvasSize {
  const computed = { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) };
  const isClose =
    observed !== null &&
    Math.abs(observed.width - computed.width) <= 1 &&
    Math.abs(observed.height - computed.height) <= 1;
  return isClose ? observed : computed;
}
