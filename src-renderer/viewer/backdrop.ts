import { backdropKey, paintBackdrop, paintSceneCrosshair, type SlicePainting } from './paint-scene.ts';

/**
 * Paints scenes on a canvas. While nothing but the crosshair moves, as in the two other views when one is
 * scrolled, what lies behind it is copied instead of being scaled again: at 4K without a GPU that is
 * most of the work.
 */
export function createScenePainter(context: CanvasRenderingContext2D): (painting: SlicePainting) => void {
  let kept: { canvas: OffscreenCanvas; isPainted: boolean } | null = null;
  let lastKey: readonly unknown[] = [];

  function copyKept(painting: SlicePainting): void {
    const { width, height } = context.canvas;
    if (kept?.canvas.width !== width || kept.canvas.height !== height) {
      kept = { canvas: new OffscreenCanvas(width, height), isPainted: false };
    }
    if (!kept.isPainted) {
      const painter = kept.canvas.getContext('2d', { alpha: false });
      if (painter === null) throw new Error('no 2D context for a view');
      scaleTo(painter, painting);
      paintBackdrop(painter, painting);
      kept.isPainted = true;
    }
    context.resetTransform();
    context.imageSmoothingEnabled = false;
    context.drawImage(kept.canvas, 0, 0);
  }

  return (painting) => {
    const key = [context.canvas.width, context.canvas.height, ...backdropKey(painting)];
    const isSame = key.length === lastKey.length && key.every((value, n) => value === lastKey[n]);
    lastKey = key;
    if (isSame) {
      copyKept(painting); // worth a copy from the second time on
      scaleTo(context, painting);
    } else {
      if (kept !== null) kept.isPainted = false;
      scaleTo(context, painting);
      paintBackdrop(context, painting);
    }
    paintSceneCrosshair(context, painting);
  };
}

/** CSS pixels onto the canvas's own. */
function scaleTo(
  painter: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { viewport: { size } }: SlicePainting,
): void {
  const { width, height } = painter.canvas;
  painter.setTransform(width / size.width, 0, 0, height / size.height, 0, 0);
}
