import { SqliteError } from 'better-sqlite3';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { asDiskError } from './disk-failure.ts';

/** Why the library could not be used; the `reason` of a `storage-failed`. */
export type StorageFailureReason = 'in-use' | 'newer-version' | 'damaged' | 'io';

const damagedCodes = /^SQLITE_(CORRUPT|NOTADB)/;

export function storageFailed(reason: StorageFailureReason, detail: string, cause?: unknown): GlioscopeError {
  return new GlioscopeError('storage-failed', { reason }, { detail, cause });
}

/**
 * Turns what the disk or SQLite threw into `storage-full` or `storage-failed`; failures of ours and
 * programming errors pass unchanged.
 */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof SqliteError)) return asDiskError(error);
  const detail = `${error.code}: ${error.message}`;
  if (error.code === 'SQLITE_FULL') return new GlioscopeError('storage-full', {}, { detail, cause: error });
  return storageFailed(damagedCodes.test(error.code) ? 'damaged' : 'io', detail, error);
}

/** Runs work on the storage; what it throws has been through `asStorageError`. */
export async function withStorageErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStorageError(error);
  }
}
