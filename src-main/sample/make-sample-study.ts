import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const pathsSchema = z.array(z.string());

/**
 * As `writeSampleStudy`, in a thread of its own. Rejects with what the thread threw.
 *
 * @param entry `sample-worker.ts`, or its bundle.
 */
export async function makeSampleStudy(entry: URL, directory: string): Promise<readonly string[]> {
  const worker = new Worker(entry, { workerData: directory });
  try {
    // rejects when the worker emits an error
    const message: unknown[] = await once(worker, 'message');
    return pathsSchema.parse(message[0]);
  } finally {
    await worker.terminate();
  }
}
