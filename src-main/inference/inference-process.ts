import { constants, setPriority } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { toFailure } from '#shared/domain/failure.ts';
import { asOutOfMemory, createOnnxEngine } from './onnx-engine.ts';
import { readVerifiedNetwork } from './model-package.ts';
import { segmentStudy } from './segment-study.ts';
import type { InferenceCommand, InferenceReport } from './segmentation.ts';

/*
 * The inference process: takes one command, reports, ends. It is killed to cancel it; everything it
 * holds dies with it. While the engine predicts, this process hears nothing.
 */

async function run(command: InferenceCommand): Promise<void> {
  const { model, threads } = command;
  try {
    const createEngine = async () => createOnnxEngine(model, await readVerifiedNetwork(model), threads);
    const outcome = await segmentStudy(command, createEngine, send);
    await sendLast({ kind: 'done', outcome });
  } catch (error) {
    await sendLast({ kind: 'failed', failure: toFailure(asOutOfMemory(error) ?? error) });
  }
  process.disconnect();
}

function send(report: InferenceReport): void {
  process.send?.(report);
}

/** Waits until the report has left this process: it is about to end. */
function sendLast(report: InferenceReport): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(report, () => resolve());
  });
}

// The views must stay smooth while every core computes.
try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // a system that forbids it computes at normal priority
}
// Without a parent nobody wants the answer. The thread sees that also while the engine blocks this one;
// where it cannot be started, the process ends when the engine lets it.
const watch = new Worker(new URL(`./parent-watch${extname(import.meta.url)}`, import.meta.url), {
  workerData: process.ppid,
});
watch.on('error', () => undefined);
watch.unref();
process.once('disconnect', () => process.exit());
process.once('message', (message) => {
  void run(message as InferenceCommand); // holds: only `runSegmentation` forks this file, and sends this
});
