import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of all files in a folder and below it; 0 where there is none. Files that go meanwhile count nothing. */
export async function folderBytes(directory: string): Promise<number> {
  const entries = await ifThere(readdir(directory, { withFileTypes: true }));
  let bytes = 0;
  for (const entry of entries ?? []) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path);
    else if (entry.isFile()) bytes += (await ifThere(stat(path)))?.size ?? 0;
  }
  return bytes;
}

async function ifThere<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
