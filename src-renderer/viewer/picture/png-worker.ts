import { createPngCanvas, type PngCanvas } from './png-canvas.ts';
import type { ToPngWorker } from './png-maker.ts';

/* A thread that makes one PNG. What goes wrong reaches the page as the worker's error. */

let canvas: PngCanvas | null = null;

self.addEventListener('message', ({ data }: MessageEvent<ToPngWorker>) => {
  if (data.kind === 'begin') canvas = createPngCanvas(data.size);
  else if (data.kind === 'strip') canvas?.add(data.strip, data.top);
  else void send(canvas);
});

async function send(finished: PngCanvas | null): Promise<void> {
  try {
    self.postMessage(await finished?.encode());
  } catch (error) {
    reportError(error);
  }
}
