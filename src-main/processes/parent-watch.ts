import { workerData } from 'node:worker_threads';

/*
 * A thread of a computing process that ends it when the backend is gone. An engine, or a registration, blocks the
 * main thread for seconds or minutes, and that one alone would hear that the channel to the backend closed.
 */

const watchIntervalMs = 200;

const parentId = Number(workerData);

/** An orphan gets another parent, except on Windows, where the number stays and only the process is gone. */
function isParentAlive(): boolean {
  if (process.ppid !== parentId) return false;
  try {
    return process.kill(parentId, 0);
  } catch (error) {
    // there, but not ours to signal
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

setInterval(() => {
  if (!isParentAlive()) process.kill(process.pid, 'SIGKILL');
}, watchIntervalMs);
