import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { isNiftiName } from './file-names.ts';

/** A file the user offered, not yet opened. */
export interface CandidateFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Folders below a dropped one that are searched: a case folder with one folder per modality, no deeper. */
const deepestFolder = 2;

/**
 * The files behind what the user dropped or chose: files as they are, folders searched for names that
 * look like NIfTI. In the order given, inside a folder by name; no file twice.
 *
 * @throws GlioscopeError file-not-found, file-unreadable.
 */
export async function listCandidates(paths: readonly string[]): Promise<readonly CandidateFile[]> {
  const candidates = new Map<string, CandidateFile>();
  for (const path of paths) {
    for (const found of await expand(resolve(path))) {
      const identity = await realpath(found.path);
      if (!candidates.has(identity)) candidates.set(identity, found);
    }
  }
  return [...candidates.values()];
}

async function expand(path: string): Promise<readonly CandidateFile[]> {
  const name = basename(path);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return await searchFolder(path, deepestFolder);
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
      const stats = await stat(path);
      if (stats.isFile()) found.push({ name: entry.name, path, sizeBytes: stats.size });
    }
  }
  return found;
}

/** Linked folders are not followed, so that no search runs in circles. */
function isVisibleFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.');
}
