import { voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { countDelta, type LabelDelta } from '#shared/domain/edit/label-delta.ts';
import { beginEdit, countVoxels, type LabelEdit } from '#shared/domain/edit/label-edit.ts';
import { replayJournal, type JournalEntry } from '#shared/domain/edit/label-history.ts';
import { internalLabels, type Tissue } from '#shared/domain/label-scheme.ts';

/** The voxels of a mask in hand, how many there are of each label, and the way back. */
export interface WorkingMask {
  readonly grid: Geometry;
  /** Changed in place. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly done: number;
  readonly undone: number;
  begin(): LabelEdit;
  /** Remembers a finished edit. */
  keep(delta: LabelDelta): void;
  /** False when there is nothing to undo. */
  undo(): boolean;
  redo(): boolean;
  voxelsOf(tissue: Tissue): number;
  volumeMl(tissue: Tissue): number;
}

/**
 * @param labels taken over, and changed in place.
 * @throws RangeError when the journal was not made on these labels.
 */
export function createWorkingMask(
  grid: Geometry,
  labels: Uint8Array<ArrayBuffer>,
  journal: readonly JournalEntry[],
): WorkingMask {
  const history = replayJournal(labels, journal);
  const voxelsByCode = countVoxels(labels);
  const voxelMl = voxelVolumeMl(grid.affine);
  const voxelsOf = (tissue: Tissue): number => voxelsByCode[internalLabels[tissue]] ?? 0;
  function move(delta: LabelDelta | null): boolean {
    if (delta !== null) countDelta(delta, voxelsByCode);
    return delta !== null;
  }
  return {
    grid,
    labels,
    get done() {
      return history.done;
    },
    get undone() {
      return history.undone;
    },
    begin: () => beginEdit(labels, voxelsByCode),
    keep: (delta) => history.add(delta),
    undo: () => move(history.undo()),
    redo: () => move(history.redo()),
    voxelsOf,
    volumeMl: (tissue) => voxelsOf(tissue) * voxelMl,
  };
}
