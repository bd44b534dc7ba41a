import { constants, setPriority } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What every computing process does first: it ends when its parent has, and leaves the views the processor. */
export function liveAsChild(): void {
  // Without a parent nobody wants the answer. The thread sees that also while this one is blocked; where it
  // cannot be started, the process ends when what it computes lets it.
  const watch = new Worker(new URL(`./parent-watch${extname(import.meta.url)}`, import.meta.url), {
    workerData: process.ppid,
  });
  watch.on('error', () => undefined);
  watch.unref();
  process.once('disconnect', () => process.exit());
  // The views must stay smooth while every core computes. After the thread has started: on Linux it keeps its
  // priority then, and is not starved by what it watches.
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // a system that forbids it computes at normal priority
  }
}
