import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { pageContentType } from '../page-content-type.ts';

export interface StaticFile {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly contentType: string;
}

/**
 * A file of the built page; null when there is none, or when the path leads out of the folder.
 *
 * @param path percent-encoded, as in a request; '/' is the page itself.
 */
export async function readStaticFile(directory: string, path: string): Promise<StaticFile | null> {
  const file = resolveInside(directory, path === '/' ? '/index.html' : path);
  if (file === null) return null;
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return null;
  return { bytes, contentType: pageContentType(file) };
}

function resolveInside(directory: string, path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const root = resolve(directory);
  const file = resolve(root, `.${sep}${decoded}`);
  return file.startsWith(root + sep) ? file : null;
}
