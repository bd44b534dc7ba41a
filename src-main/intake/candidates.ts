import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
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
 * only one of its files was given. Links to folders are followed, but not up to a folder that the search came
 * from, and no folder is searched twice.
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
  // a link to nowhere: reading the pair says what is wrong
  const stats = await stat(path).catch(() => null);
  return joinPairOf(file, { name: basename(path), path, sizeBytes: stats?.size ?? 0 });
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
    if (stats.isDirectory()) {
      const root = await realpath(path);
      return await searchFolder(path, { root, depth, searched: new Set([root]) });
    }
    return [{ name, path, sizeBytes: stats.size }];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new GlioscopeError('file-not-found', { file: name }, { cause: error });
    throw new GlioscopeError('file-unreadable', { file: name, reason: code }, { cause: error });
  }
}

interface FolderSearch {
  /** Real path of the folder that was given. */
  readonly root: string;
  /** Folders below this one that are searched. */
  readonly depth: number;
  /** Real paths of the folders that were or are searched; grows. */
  readonly searched: Set<string>;
}

async function searchFolder(folder: string, search: FolderSearch): Promise<readonly CandidateFile[]> {
  const { root, depth, searched } = search;
  const found: CandidateFile[] = [];
  for (const entry of await listFolder(folder)) {
    const path = join(folder, entry.name);
    // a link to nowhere does not hide its neighbours; reading it says what is wrong
    const stats = await stat(path).catch(() => null);
    if (stats?.isDirectory() === true) {
      if (depth === 0 || entry.name.startsWith('.')) continue;
      const real = await realpath(path);
      if (searched.has(real) || holds(real, root)) continue;
      searched.add(real);
      found.push(...(await searchFolder(path, { ...search, depth: depth - 1 })));
    } else if (isNiftiName(entry.name) && stats?.isFile() !== false) {
      found.push({ name: entry.name, path, sizeBytes: stats?.size ?? 0 });
    }
  }
  return found;
}

/** By name, links last: what lies in a folder itself is found there, and not by way of a link to it. */
async function listFolder(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const place = (entry: Dirent): string => `${entry.isSymbolicLink() ? 1 : 0}${entry.name}`;
  return entries.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** Whether a link to `folder` would lead to what lies beside the folder that was given. */
function holds(folder: string, root: string): boolean {
  return root.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
