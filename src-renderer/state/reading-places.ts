import type { Study } from '#shared/contract/index.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { clampToFrame, frameCentreMm, type ReadingFrame } from '../viewer/reading-frame.ts';
import { openStudyOf, patchViewer, type WorkspaceContext } from './context.ts';
import { shownLabelMapId } from './selectors.ts';
import { loadShownLabels } from './study-voxels.ts';
import { tumourFocusMm } from './tumour-focus.ts';

/** Where studies were left, as long as the window is open: reading goes on there. */
export interface ReadingPlaces {
  /** The place to begin with; the middle where nobody has been yet. */
  readonly beginOf: (study: Study, frame: ReadingFrame) => Vec3;
  /** Goes on to the tumour where nobody has been yet, as soon as the shown label map is there. */
  readonly settle: () => Promise<void>;
  /** Keeps the open study's place, unless nobody has moved from where it was opened. */
  readonly keep: () => void;
}

export function createReadingPlaces(context: WorkspaceContext): ReadingPlaces {
  const left = new Map<string, Vec3>();
  let begunMm: Vec3 | null = null;

  const isUnmoved = (): boolean => context.store.getState().viewer.crosshairMm === begunMm;

  return {
    beginOf({ studyId }, frame) {
      const known = left.get(studyId);
      begunMm = known === undefined ? frameCentreMm(frame) : clampToFrame(frame, known);
      return begunMm;
    },
    async settle() {
      const open = openStudyOf(context);
      if (open === null || left.has(open.study.studyId)) return;
      await loadShownLabels(context);
      const labelMapId = shownLabelMapId(context.store.getState());
      const voxels = labelMapId === null ? null : context.volumes.peek(labelMapId);
      const isStillOpen = openStudyOf(context, open.study.studyId) !== null;
      if (!(voxels instanceof Uint8Array) || !isStillOpen || !isUnmoved()) return;
      const focus = tumourFocusMm(voxels, open.study.geometry);
      if (focus === null) return;
      begunMm = focus;
      patchViewer(context, { crosshairMm: focus });
    },
    keep() {
      const open = openStudyOf(context);
      if (open !== null && !isUnmoved()) left.set(open.study.studyId, context.store.getState().viewer.crosshairMm);
    },
  };
}
