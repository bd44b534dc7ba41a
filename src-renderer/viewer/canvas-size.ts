import type { CanvasSize } from './viewport.ts';

/** Follows the size the page's layout gives a canvas. */
export interface ObservedSize {
  /** In CSS pixels; 0 x 0 while the canvas is not laid out. */
  current(): CanvasSize;
  /** Gives the canvas one pixel per pixel of the screen. Clears it when that changes anything. */
  applyResolution(): void;
  stop(): void;
}

export function observeCanvasSize(canvas: HTMLCanvasElement, onChange: () => void): ObservedSize {
  let deviceBox: CanvasSize | null = null;
  const current = (): CanvasSize => {
    const { width, height } = canvas.getBoundingClientRect();
    return { width, height };
  };
  const observer = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.devicePixelContentBoxSize[0];
    deviceBox = box ? { width: box.inlineSize, height: box.blockSize } : null;
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
    stop: () => observer.disconnect(),
  };
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
