import type { CanvasSize } from '../viewport.ts';

/** Puts the strips of a picture together, and encodes it. */
export interface PngMaker {
  /** Takes over the pixels of some rows that begin at `top`. */
  readonly add: (strip: ImageBitmap, top: number) => void;
  /** The bytes of the picture, losslessly. Rejects when no picture of this size can be made. */
  readonly finish: () => Promise<Blob>;
  /** Ends it, finished or not. */
  readonly dispose: () => void;
}

/** What the thread is told; it answers the last with a Blob. */
export type ToPngWorker =
  | { readonly kind: 'begin'; readonly size: CanvasSize }
  | { readonly kind: 'strip'; readonly strip: ImageBitmap; readonly top: number }
  | { readonly kind: 'finish' };

/** In a thread of its own: encoding takes a second at 4K. */
export function createPngWorker(size: CanvasSize): PngMaker {
  const worker = new Worker(new URL('./png-worker.ts', import.meta.url), { type: 'module' });
  const tell = (message: ToPngWorker, transfer: Transferable[] = []): void => {
    worker.postMessage(message, transfer);
  };
  const done = new Promise<Blob>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Blob>) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  });
  done.catch(() => undefined); // told by `finish`, which may not have been asked yet
  tell({ kind: 'begin', size });
  return {
    add(strip, top) {
      tell({ kind: 'strip', strip, top }, [strip]);
    },
    finish() {
      tell({ kind: 'finish' });
      return done;
    },
    dispose: () => worker.terminate(),
  };
}
