import { GlioscopeError } from '#shared/domain/failure.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Turns what the file system threw into `storage-full` or `storage-failed` (reason 'io'); everything else passes
 * unchanged. By itself, without the database, for processes that only save a file.
 */
export function asDiskError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof GlioscopeError) return error;
  if (!('code' in error && typeof error.code === 'string')) return error;
  if (!('syscall' in error && typeof error.syscall === 'string')) return error;
  // Details are logged: of what the system says, without the path, which can hold a patient's name.
  const detail = `${error.code}: ${error.message.replace(/ '.*/su, '')}`;
  if (fullCodes.has(error.code)) return new GlioscopeError('storage-full', {}, { detail, cause: error });
  return new GlioscopeError('storage-failed', { reason: 'io' }, { detail, cause: error });
}
