import { SqliteError } from 'better-sqlite3';
import { GlioscopeError } from '#shared/domain/failure.ts';

/** Why the library could not be used; the `reason` of a `storage-failed`. */
export type StorageFailureReason = 'in-use' | 'newer-version' | 'damaged' | 'io';

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);
const damagedCodes = /^SQLITE_(CORRUPT|NOTADB)/;

export function storageFailed(reason: StorageFailureReason, detail: string, cause?: unknown): GlioscopeError {
  return new GlioscopeError('storage-failed', { reason }, { detail, cause });
}

/**
 * Turns what the disk or SQLite threw into `storage-full` or `storage-failed`; failures of ours and
 * programming errors pass unchanged.
 */
export function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof GlioscopeError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return error;
  const isFromStorage = error instanceof SqliteError || ('syscall' in error && typeof error.syscall === 'string');
  if (!isFromStorage) return error;
  // Details are logged: of what the system says, without the path, which can hold a patient's name.
  const detail = `${code}: ${error instanceof SqliteError ? error.message : error.message.replace(/ '.*/su, '')}`;
  if (fullCodes.has(code)) return new GlioscopeError('storage-full', {}, { detail, cause: error });
  return storageFailed(damagedCodes.test(code) ? 'damaged' : 'io', detail, error);
}

/** Runs work on the storage; what it throws has been through `asStorageError`. */
export async function withStorageErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStorageError(error);
  }
}
