import { statfs } from 'node:fs/promises';
import type { StorageUse } from '#shared/contract/index.ts';
import { folderBytes } from '../library/folder-bytes.ts';
import type { Library } from '../library/library.ts';
import { withStorageErrors } from '../library/storage-failure.ts';

export interface MeasuredStorage {
  readonly library: Library;
  readonly dataDirectory: string;
  /** Within the data directory. */
  readonly addedModelsDirectory: string;
}

/** What the data directory takes on the disk, counted now. Throws `storage-failed`. */
export async function measureStorage(measured: MeasuredStorage): Promise<StorageUse> {
  const { library, dataDirectory, addedModelsDirectory } = measured;
  const [images, labelMaps, models, all, free] = await Promise.all([
    library.files.bytes(),
    library.labelMaps.bytes(),
    withStorageErrors(() => folderBytes(addedModelsDirectory)),
    withStorageErrors(() => folderBytes(dataDirectory)),
    freeBytes(dataDirectory),
  ]);
  // a study may come in while this counts
  const rest = Math.max(0, all - images - labelMaps - models);
  return { directory: dataDirectory, images, labelMaps, models, rest, free };
}

async function freeBytes(directory: string): Promise<number | null> {
  return statfs(directory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}
