import { voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { countDelta, type LabelDelta } from '#shared/domain/edit/label-delta.ts';
import { beginEdit, countVoxels, type LabelEdit } from '#shared/domain/edit/label-edit.ts';
import { replayJournal, type JournalEntry } from '#shared/domain/edit/label-history.ts';
import { internalLabels, regionsMl, tissues, type Tissue } from '#shared/domain/label-scheme.ts';
import type { MaskInHand } from './correction-state.ts';

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

/** Volumes in mL and voxels of each tissue, as a mask shows them. */
export function measureMask(mask: WorkingMask): Pick<MaskInHand, 'tissuesMl' | 'regionsMl' | 'voxelsByTissue'> {
  const [ncr, ed, et] = tissues.map((tissue) => mask.volumeMl(tissue));
  const tissuesMl = { ncr: ncr ?? 0, ed: ed ?? 0, et: et ?? 0 };
  return {
    tissuesMl,
    regionsMl: regionsMl(tissuesMl),
    voxelsByTissue: { ncr: mask.voxelsOf('ncr'), ed: mask.voxelsOf('ed'), et: mask.voxelsOf('et') },
  };
}
