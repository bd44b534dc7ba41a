import { viewVoxels, type DataType, type Voxels } from '#shared/domain/volume.ts';

/**
 * Voxels of the open study by blob id. Least recently used ones leave when `capacityBytes` is
 * exceeded; the newest always stays, however large. Reading the same blob twice at once reads it once.
 */
export interface VolumeCache {
  /** Rejects with what `readBlob` rejected with; a failed blob can be asked for again. */
  readonly load: (blobId: string, dataType: DataType) => Promise<Voxels>;
  /** Voxels if they are held, marked as just used. */
  readonly peek: (blobId: string) => Voxels | null;
  /** Holds voxels that are no blob of the backend's, until they are let go of or everything is forgotten. */
  readonly pin: (blobId: string, voxels: Voxels) => void;
  readonly unpin: (blobId: string) => void;
  readonly heldBlobs: () => readonly string[];
  readonly heldBytes: () => number;
  /** True when so many bytes more would push nothing out. */
  readonly hasRoomFor: (bytes: number) => boolean;
  /** Forgets everything; reads under way are not kept when they arrive. */
  readonly clear: () => void;
}

export function createVolumeCache(
  readBlob: (blobId: string) => Promise<ArrayBuffer>,
  capacityBytes = 1.5 * 1024 ** 3,
): VolumeCache {
  // A Map keeps insertion order: the first key is the least recently used one.
  const held = new Map<string, Voxels>();
  const pinned = new Map<string, Voxels>();
  const reading = new Map<string, Promise<Voxels>>();
  let generation = 0;

  function heldBytes(): number {
    let sum = 0;
    for (const voxels of held.values()) sum += voxels.byteLength;
    return sum;
  }

  function keep(blobId: string, voxels: Voxels): void {
    held.delete(blobId);
    held.set(blobId, voxels);
    for (const oldest of held.keys()) {
      if (oldest === blobId || heldBytes() <= capacityBytes) return;
      held.delete(oldest);
    }
  }

  function peek(blobId: string): Voxels | null {
    const voxels = held.get(blobId);
    if (voxels === undefined) return pinned.get(blobId) ?? null;
    held.delete(blobId);
    held.set(blobId, voxels);
    return voxels;
  }

  async function read(blobId: string, dataType: DataType): Promise<Voxels> {
    const startedIn = generation;
    try {
      const voxels = viewVoxels(dataType, await readBlob(blobId));
      if (startedIn === generation) keep(blobId, voxels);
      return voxels;
    } finally {
      if (startedIn === generation) reading.delete(blobId);
    }
  }

  return {
    peek,
    heldBytes,
    hasRoomFor: (bytes) => heldBytes() + bytes <= capacityBytes,
    pin: (blobId, voxels) => void pinned.set(blobId, voxels),
    unpin: (blobId) => void pinned.delete(blobId),
    heldBlobs: () => [...held.keys()],
    load(blobId, dataType) {
      const voxels = peek(blobId);
      if (voxels !== null) return Promise.resolve(voxels);
      const underWay = reading.get(blobId) ?? read(blobId, dataType);
      reading.set(blobId, underWay);
      return underWay;
    },
    clear() {
      generation += 1;
      held.clear();
      pinned.clear();
      reading.clear();
    },
  };
}
