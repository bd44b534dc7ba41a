import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { extractFrame } from '../imaging/extract-frame.ts';
import { readImageBytes } from '../imaging/image-file.ts';
import { arePartners, findPartner, pairHalf } from '../imaging/pair-names.ts';
import { isNiftiName } from './file-names.ts';

/** A file the user offered, not yet opened. */
export interface CandidateFile {
  readonly name: string;
  readonly path: string;
  /** Of both files of a pair. */
  readonly sizeBytes: number;
  /** The `.img` of a `.hdr/.img` pair; `name` and `path` are the header's then. */
  readonly partnerPath?: string;
  /** Which volume of a file that holds several (counted from 0, see `countFrames`); left out: its only one. */
  readonly frame?: number;
}

/** Folders below a dropped one that are searched: a case folder with one folder per modality, no deeper. */
const deepestFolder = 2;

/**
 * The files behind what the user dropped or chose: files as they are, folders searched for names that
 * look like NIfTI. In the order given, inside a folder by name; no file twice, and a pair once, also when
 * only one of its files was given.
 *
 * @param depth how many folders below a given one are searched.
 * @throws GlioscopeError file-not-found, file-unreadable.
 */
export async function listCandidates(
  paths: readonly string[],
  depth = deepestFolder,
): Promise<readonly CandidateFile[]> {
  const candidates = new Map<string, CandidateFile>();
  for (const path of paths) {
    for (const file of await expand(resolve(path), depth)) {
      const found = await withPartnerBeside(file);
      const identity = await realpath(found.path).catch(() => found.path);
      if (!candidates.has(identity)) candidates.set(identity, found);
    }
  }
  return [...candidates.values()];
}

/**
 * Halves of pairs that lie in different folders, as uploads do, put together by their names. In the order
 * given; a half without its other half stays as it is, and reading it says what is missing.
 */
export function joinHalves(candidates: readonly CandidateFile[]): readonly CandidateFile[] {
  const joined: CandidateFile[] = [];
  for (const file of candidates) {
    const at = joined.findIndex((other) => isLoneHalf(file) && isLoneHalf(other) && arePartners(file.name, other.name));
    const other = joined[at];
    if (other === undefined) joined.push(file);
    else joined[at] = joinPairOf(file, other);
  }
  return joined;
}

/** Half of a pair by name, with the other half not known. */
export function isLoneHalf({ name, partnerPath }: CandidateFile): boolean {
  return partnerPath === undefined && pairHalf(name) !== null;
}

function joinPairOf(a: CandidateFile, b: CandidateFile): CandidateFile {
  const [header, image] = pairHalf(a.name) === 'header' ? [a, b] : [b, a];
  return { ...header, sizeBytes: a.sizeBytes + b.sizeBytes, partnerPath: image.path };
}

async function withPartnerBeside(file: CandidateFile): Promise<CandidateFile> {
  const path = await findPartner(file.path);
  if (path === null) return file;
  const { size } = await stat(path);
  return joinPairOf(file, { name: basename(path), path, sizeBytes: size });
}

/**
 * A candidate as the bytes of one image file, which is what the library keeps: the file's own, or what
 * `joinPair` and `extractFrame` make of it.
 *
 * @throws GlioscopeError as `readImageBytes` and `extractFrame`.
 */
export async function readCandidateBytes(candidate: CandidateFile): Promise<Uint8Array<ArrayBuffer>> {
  const { name, path, partnerPath, frame } = candidate;
  const bytes = await readImageBytes(path, partnerPath);
  return frame === undefined ? bytes : extractFrame(bytes, name, frame);
}

/** Whether the bytes of `readCandidateBytes` are those of the file at `path`. */
export function isWholeFile({ partnerPath, frame }: CandidateFile): boolean {
  return partnerPath === undefined && frame === undefined;
}

async function expand(path: string, depth: number): Promise<readonly CandidateFile[]> {
  const name = basename(path);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return await searchFolder(path, depth);
    return [{ name, path, sizeBytes: stats.size }];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new GlioscopeError('file-not-found', { file: name }, { cause: error });
    throw new GlioscopeError('file-unreadable', { file: name, reason: code }, { cause: error });
  }
}

async function searchFolder(folder: string, depth: number): Promise<readonly CandidateFile[]> {
  const found: CandidateFile[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (isVisibleFolder(entry)) {
      if (depth > 0) found.push(...(await searchFolder(path, depth - 1)));
    } else if (isNiftiName(entry.name)) {
      // a link to nowhere does not hide its neighbours; reading it says what is wrong
      const stats = await stat(path).catch(() => null);
      if (stats?.isFile() !== false) found.push({ name: entry.name, path, sizeBytes: stats?.size ?? 0 });
    }
  }
  return found;
}

/** Linked folders are not followed, so that no search runs in circles. */
function isVisibleFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.');
}
