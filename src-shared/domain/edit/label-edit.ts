import { createDelta, joinChange, type LabelDelta } from './label-delta.ts';

/** Changes to a label map that become one step of its history: a stroke, a fill ... */
export interface LabelEdit {
  /** Gives a voxel a code. In one edit a voxel may get one code only. */
  set(offset: number, code: number): void;
  readonly changedVoxels: number;
  /** What the edit did; empty when it changed nothing. */
  finish(): LabelDelta;
  /** Takes everything back. */
  cancel(): void;
}

/**
 * Begins to change a label map in place.
 *
 * @param labels       codes 0..15, x fastest.
 * @param voxelsByCode number of voxels of each code (see `countVoxels`); kept true while the edit goes on.
 */
export function beginEdit(labels: Uint8Array, voxelsByCode: Int32Array): LabelEdit {
  const changes: number[] = [];

  function move(from: number, to: number): void {
    voxelsByCode[from] = (voxelsByCode[from] ?? 0) - 1;
    voxelsByCode[to] = (voxelsByCode[to] ?? 0) + 1;
  }

  return {
    set(offset, code) {
      const before = labels[offset];
      if (before === undefined || before === code) return;
      changes.push(joinChange(offset, before));
      labels[offset] = code;
      move(before, code);
    },
    get changedVoxels() {
      return changes.length;
    },
    finish: () => createDelta(Float64Array.from(changes).sort(), labels),
    cancel() {
      for (const change of changes.reverse()) {
        const offset = Math.floor(change / 16);
        move(labels[offset] ?? 0, change % 16);
        labels[offset] = change % 16;
      }
      changes.length = 0;
    },
  };
}

/** Number of voxels of each code 0..15. */
export function countVoxels(labels: Uint8Array): Int32Array<ArrayBuffer> {
  const voxelsByCode = new Int32Array(16);
  for (const code of labels) voxelsByCode[code] = (voxelsByCode[code] ?? 0) + 1;
  return voxelsByCode;
}
