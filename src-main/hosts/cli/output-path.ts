import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { readNiftiFile } from '../../imaging/nifti-read.ts';
import { temporarySuffix } from '../../library/atomic-write.ts';
import { asDiskError } from '../../library/disk-failure.ts';

/* What would stop a result from being saved is said before minutes of work, not after. */

/**
 * Makes sure that a file can be written: its folder is made, and tried, as permissions alone tell little on
 * Windows and network drives.
 *
 * @param path absolute.
 * @throws GlioscopeError storage-failed (reasons `export`, `is-folder`), storage-full.
 */
export async function refuseUnwritable(path: string): Promise<void> {
  try {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true });
    // a name that is too long is refused here
    const isFolder = await stat(path).then((stats) => stats.isDirectory(), throwUnlessMissing);
    if (isFolder) throw new GlioscopeError('storage-failed', { reason: 'is-folder', file: path });
    const probe = join(folder, `.${randomUUID()}${temporarySuffix}`);
    await (await open(probe, 'wx')).close();
    await rm(probe, { force: true });
  } catch (error) {
    const failure = asDiskError(error);
    if (failure instanceof GlioscopeError && failure.params['reason'] !== 'io') throw failure;
    throw new GlioscopeError('storage-failed', { reason: 'export', file: path }, { cause: error });
  }
}

function throwUnlessMissing(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
  throw error;
}

/** The files a study is made of. */
export interface StudyPaths {
  /** Both files of a pair. */
  readonly images: readonly string[];
  /** Beside them and, by their names, label maps. */
  readonly labelMaps: readonly string[];
}

/**
 * Keeps a patient's images, and label maps that Glioscope did not make, from being replaced by a result.
 *
 * @throws GlioscopeError would-overwrite.
 */
export async function refuseOverwriting(path: string, { images, labelMaps }: StudyPaths): Promise<void> {
  const isAmong = async (paths: readonly string[]): Promise<boolean> =>
    (await Promise.all(paths.map((other) => isSameFile(path, other)))).includes(true);
  const isTheirs = (await isAmong(images)) || ((await isAmong(labelMaps)) && !(await isOwnSegmentation(path)));
  if (isTheirs) throw new GlioscopeError('would-overwrite', { file: basename(path) });
}

/** By what the file system knows them by: names may be links, or differ in case. */
async function isSameFile(path: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([path, other].map((each) => stat(each, { bigint: true }).catch(() => null)));
  return a !== null && b !== null && a?.ino === b?.ino && a?.dev === b?.dev;
}

async function isOwnSegmentation(path: string): Promise<boolean> {
  const image = await readNiftiFile(path).catch(() => null);
  return image?.isOwnSegmentation === true;
}
