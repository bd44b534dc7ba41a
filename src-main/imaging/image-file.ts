import { constants, open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { isGzip } from './inflate.ts';
import { readStart } from './image-content.ts';
import { joinPair } from './join-pair.ts';
import { detectFormat, largestImageBytes, pairMissing } from './nifti-header.ts';
import { findPartner, pairHalf } from './pair-names.ts';

/**
 * The bytes of a file that begins like a NIfTI image (plain or gzip); nothing else is read whole. Either
 * file of a `.hdr/.img` pair stands for both: they come as the bytes of one .nii, see `joinPair`.
 *
 * @param partnerPath the pair's other file; left out, it is looked for in the same folder.
 * @throws GlioscopeError file-not-found, file-unreadable, file-too-large, not-an-image; for a pair also
 *         unsupported-file (reason `pair-missing`, and `other`, what the missing half would be called),
 *         truncated-file, damaged-file.
 */
export async function readImageBytes(path: string, partnerPath?: string): Promise<Uint8Array<ArrayBuffer>> {
  const half = pairHalf(basename(path));
  if (half === null) return readOneFile(path, true);
  const partner = partnerPath ?? (await findPartner(path));
  if (partner === null) return readLoneHalf(path);
  const [headerPath, imagePath] = half === 'header' ? [path, partner] : [partner, path];
  const header = await readOneFile(headerPath, true);
  const image = await readOneFile(imagePath, false);
  return joinPair({ header, headerName: basename(headerPath), image, imageName: basename(imagePath) });
}

/** A name of a pair without the other half: fine when header and image are both in it after all. */
async function readLoneHalf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = basename(path);
  const bytes = await readOneFile(path, false);
  const format = await readStart(bytes, file)
    .then((start) => detectFormat(start, file))
    .catch(() => null);
  if (format?.container === 'single') return bytes;
  throw pairMissing(file);
}

/** Opening a named pipe would wait for its writer, for ever: what is no ordinary file is refused instead. Windows has no such flag. */
const readWithoutWaiting = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

/** @param mustBeginLikeNifti false for the image of a pair, which begins with its first voxel. */
async function readOneFile(path: string, mustBeginLikeNifti: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const file = basename(path);
  try {
    const handle = await open(path, readWithoutWaiting);
    try {
      return await readChecked(handle, file, mustBeginLikeNifti);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asFileFailure(error, file);
  }
}

async function readChecked(
  handle: FileHandle,
  file: string,
  mustBeginLikeNifti: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new GlioscopeError('file-unreadable', { file, reason: 'not-a-file' });
  if (mustBeginLikeNifti) {
    const start = await readBytes(handle, Math.min(stats.size, 4));
    if (start.length === 4 && !beginsLikeNifti(start)) throw new GlioscopeError('not-an-image', { file });
  }
  if (stats.size > largestImageBytes) {
    throw new GlioscopeError('file-too-large', { file, bytes: stats.size, limitBytes: largestImageBytes });
  }
  return readBytes(handle, stats.size);
}

function beginsLikeNifti(start: Uint8Array): boolean {
  const view = new DataView(start.buffer, start.byteOffset, 4);
  return (
    isGzip(start) || [348, 540].some((size) => view.getInt32(0, true) === size || view.getInt32(0, false) === size)
  );
}

/** Reads from the start of the file; the result is shorter when the file shrank meanwhile. */
async function readBytes(handle: FileHandle, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function asFileFailure(error: unknown, file: string): unknown {
  if (error instanceof GlioscopeError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new GlioscopeError('file-not-found', { file }, { cause: error });
  return new GlioscopeError('file-unreadable', { file, reason: code }, { detail: error.message, cause: error });
}
