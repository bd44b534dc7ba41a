import { LRUCache } from 'lru-cache';
import { parseNifti } from '../imaging/nifti-read.ts';
import type { Library } from '../library/library.ts';

/** Decoded volumes kept: the four modalities and a few label maps of one study, twice over for BraTS sizes. */
const cacheBytes = 256 * 1024 ** 2;

/** Bytes of volumes (stored data type and order, little-endian) and label maps (uint8, internal codes) by id. */
export interface BlobReader {
  /** The bytes are shared: not to be changed or transferred. Throws `not-found`, `storage-failed`. */
  read(blobId: string): Promise<Uint8Array<ArrayBuffer>>;
  clear(): void;
}

export function createBlobReader(library: Pick<Library, 'findBlob' | 'labelMaps' | 'files'>): BlobReader {
  async function decode(blobId: string): Promise<Uint8Array<ArrayBuffer>> {
    const blob = await library.findBlob(blobId);
    if (blob.kind === 'label-map') return library.labelMaps.read(blob.sha256);
    const { voxels } = await parseNifti(await library.files.read(blob.sha256), blob.fileName);
    return new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  }

  const cache = new LRUCache<string, Uint8Array<ArrayBuffer>>({
    maxSize: cacheBytes,
    sizeCalculation: (bytes) => Math.max(1, bytes.byteLength),
    // reading the same blob twice at once reads it once
    fetchMethod: decode,
    // `clear` forgets what is held; what is being read still arrives
    ignoreFetchAbort: true,
  });
  return {
    async read(blobId) {
      // never undefined with `ignoreFetchAbort`, which the type does not know
      return (await cache.fetch(blobId)) ?? decode(blobId);
    },
    clear: () => cache.clear(),
  };
}
