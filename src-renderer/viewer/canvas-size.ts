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
  let device: CanvasSize | null = null;
  const current = (): CanvasSize => {
    const { width, height } = canvas.getBoundingClientRect();
    return { width, height };
  };
  const observer = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.devicePixelContentBoxSize[0];
    if (box) device = { width: box.inlineSize, height: box.blockSize };
    onChange();
  });
  // the box in device pixels also changes when the window moves to a screen of another density
  observer.observe(canvas, { box: 'device-pixel-content-box' });
  return {
    current,
    applyResolution() {
      const { width, height } = device ?? inDevicePixels(current());
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    },
    stop: () => observer.disconnect(),
  };
}

/** Until the observer has spoken. */
function inDevicePixels({ width, height }: CanvasSize): CanvasSize {
  return { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) };
}
