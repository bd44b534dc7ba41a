import Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { storageFailed } from './storage-failure.ts';

export interface InstanceLock {
  release(): void;
}

/**
 * Keeps a data directory to one program at a time: the sweep at start would take files another one
 * is about to commit. The lock is SQLite's own exclusive file lock on an empty database, because the
 * operating system lets go of it when the holder dies, on every platform.
 *
 * Waits up to `patienceMs` for a program that is just closing, then throws `storage-failed` (in-use).
 */
export async function lockInstance(path: string, patienceMs = 3000): Promise<InstanceLock> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const database = new Database(path, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
      return { release: () => void database.close() };
    } catch (error) {
      database.close();
      const isHeld = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isHeld) throw error;
      if (performance.now() >= deadline) throw storageFailed('in-use', `locked by another process: ${path}`, error);
      await sleep(50);
    }
  }
}
