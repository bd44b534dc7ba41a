import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { temporarySuffix, writeFileAtomically } from './atomic-write.ts';
import { asDiskError } from './disk-failure.ts';

/**
 * Writes a file where the user wants it, whole or not at all. Throws `storage-full`, and
 * `storage-failed` with `reason` 'export' and the `file`; `invalid-request` for a relative path.
 */
export async function writeExport(path: string, bytes: Uint8Array): Promise<void> {
  if (!isAbsolute(path)) throw new GlioscopeError('invalid-request', {}, { detail: 'an export path is absolute' });
  try {
    await writeFileAtomically(path, [bytes]);
  } catch (error) {
    throw asExportFailure(error, basename(path));
  }
}

/**
 * Makes sure that `writeExport` could write, before minutes of work and not after: makes the folder, and tries it,
 * as permissions alone tell little on Windows and network drives.
 *
 * @param path absolute.
 * @throws GlioscopeError storage-full; storage-failed with the `file` and `reason` 'export' or 'is-folder'.
 */
export async function refuseUnwritable(path: string): Promise<void> {
  try {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    // a name that is too long is refused here
    const isFolder = await stat(path).then((stats) => stats.isDirectory(), falseIfMissing);
    if (isFolder) throw new GlioscopeError('storage-failed', { reason: 'is-folder', file: path });
    const probe = join(folder, `.${randomUUID()}${temporarySuffix}`);
    await (await open(probe, 'wx')).close();
    await rm(probe, { force: true });
  } catch (error) {
    throw asExportFailure(error, path);
  }
}

function falseIfMissing(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
  throw error;
}

/** What the file system threw while a file of the user's was written, with the `file`; everything else unchanged. */
export function asExportFailure(error: unknown, file: string): unknown {
  const failure = asDiskError(error);
  if (!(failure instanceof GlioscopeError) || failure.params['reason'] !== 'io') return failure;
  return new GlioscopeError(
    'storage-failed',
    { reason: 'export', file },
    { detail: failure.detail ?? '', cause: error },
  );
}
