import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { readNiftiFile } from '../../imaging/nifti-read.ts';

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
