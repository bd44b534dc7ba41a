import { writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What every computing process does first: it ends when its parent has, and leaves the views the processor. */
export function liveAsChild(): void {
  // Without a parent nobody wants the answer. The thread sees that also while this one is blocked; where it
  // cannot be started, as when its bundle is missing, the process ends when what it computes lets it.
  const watch = new Worker(new URL(`./parent-watch${extname(import.meta.url)}`, import.meta.url), {
    workerData: process.ppid,
  });
  watch.on('error', (error: unknown) => warn(`nothing watches the parent of this process: ${String(error)}`));
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

/** At once, and without `process.stderr`, which would end this process where the parent has gone. */
function warn(message: string): void {
  try {
    writeSync(2, `${message}\n`);
  } catch {
    // nobody is there to read it
  }
}
