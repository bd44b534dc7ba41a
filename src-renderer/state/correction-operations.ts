import { findHoles } from '#shared/domain/holes.ts';
import { smoothLabel } from '#shared/domain/edit/smooth.ts';
import type { LabelEdit } from '#shared/domain/edit/label-edit.ts';
import { internalLabels, type Tissue } from '#shared/domain/label-scheme.ts';
import { patchCorrection, type WorkspaceContext } from './context.ts';
import { showTissue } from './display-slice.ts';
import type { MaskSession } from './mask-session.ts';
import type { WorkingMask } from './working-mask.ts';

/** What is done to the whole mask at once. Each is one step of the history. */
export interface CorrectionOperations {
  /** Smooths the label in hand. */
  readonly smooth: () => void;
  /** Gives enclosed background the label in hand. */
  readonly fillHoles: () => void;
  /** Changes every voxel of a label into the one in hand. */
  readonly changeAll: (from: Tissue) => void;
}

export function createCorrectionOperations(context: WorkspaceContext, session: MaskSession): CorrectionOperations {
  const code = (): number => internalLabels[context.store.getState().correction.tissue];

  function operate(change: (mask: WorkingMask, edit: LabelEdit) => void): void {
    const mask = session.working();
    const edit = session.begin();
    if (mask === null || edit === null) return;
    showTissue(context, context.store.getState().correction.tissue);
    change(mask, edit);
    patchCorrection(context, { refusal: edit.changedVoxels === 0 ? 'nothing-there' : null });
    session.keep(edit);
  }

  return {
    smooth: () => {
      operate(({ labels, grid }, edit) => {
        for (const { offset, code: smoothed } of smoothLabel(labels, grid, code())) edit.set(offset, smoothed);
      });
    },
    fillHoles: () => {
      operate(({ labels, grid }, edit) => {
        for (const offset of findHoles(labels, grid.shape)) edit.set(offset, code());
      });
    },
    changeAll: (from) => {
      operate(({ labels }, edit) => {
        const [old, wanted] = [internalLabels[from], code()];
        for (let offset = 0; offset < labels.length; offset += 1) if (labels[offset] === old) edit.set(offset, wanted);
      });
    },
  };
}
