import type { Volume } from '#shared/domain/volume.ts';

/** How often each stored value occurs; `counts[value - lowest]`. Shared: not to be changed. */
export interface StoredCounts {
  readonly lowest: number;
  readonly counts: Uint32Array;
}

const known = new WeakMap<Volume, StoredCounts>();

/**
 * Counts the stored values of a volume of 8- or 16-bit integers; null for other types of voxels. Counted once for
 * each volume, whose voxels are not to change.
 */
export function countStored(volume: Volume): StoredCounts | null {
  const lowest = { uint8: 0, int8: -128, uint16: 0, int16: -32768 }[volume.dataType as string];
  if (lowest === undefined) return null;
  const stored = known.get(volume) ?? { lowest, counts: countFrom(lowest, volume) };
  known.set(volume, stored);
  return stored;
}

function countFrom(lowest: number, { voxels }: Volume): Uint32Array {
  const counts = new Uint32Array(voxels.BYTES_PER_ELEMENT === 1 ? 256 : 65_536);
  for (let offset = 0; offset < voxels.length; offset += 1) {
    const bin = (voxels[offset] ?? 0) - lowest;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
