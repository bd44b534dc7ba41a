import { basename, isAbsolute } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { writeFileAtomically } from './atomic-write.ts';
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
    const failure = asDiskError(error);
    if (!(failure instanceof GlioscopeError) || failure.code !== 'storage-failed') throw failure;
    const params = { reason: 'export', file: basename(path) };
    throw new GlioscopeError('storage-failed', params, { detail: failure.detail ?? '', cause: error });
  }
}
