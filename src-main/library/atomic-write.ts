import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Marks files that are being written; whoever lists a folder of ours skips them, the sweep removes them. */
export const temporarySuffix = '.partial';

/**
 * Writes a file so that its name only ever stands for whole content: a temporary file in the same
 * folder, flushed to the disk, then renamed over `path`. Creates the folder. On failure the
 * temporary file is gone and `path` is as it was; throws what the file system or `chunks` threw.
 */
export async function writeFileAtomically(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const temporaryPath = join(directory, `.${randomUUID()}${temporarySuffix}`);
  try {
    const file = await open(temporaryPath, 'wx');
    try {
      for await (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw error;
  }
  await flushDirectory(directory);
}

/** Makes a rename durable. Only POSIX can open a folder; elsewhere the file system's journal has to do. */
async function flushDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
