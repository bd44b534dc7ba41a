import type { BrainState } from './brain-state.ts';
import { openStudyOf, type WorkspaceContext } from './context.ts';
import { shownResult } from './selectors.ts';
import type { WorkspaceState } from './workspace-state.ts';

export interface BrainActions {
  /** Only where the shown result has a mask of the brain. */
  readonly toggleOutline: () => void;
  /** Whether the brain of the open study is found before it is segmented. */
  readonly setExtraction: (isWanted: boolean) => void;
}

export function createBrainActions(
  context: WorkspaceContext,
  { loadVoxels, estimate }: { loadVoxels: () => Promise<void>; estimate: () => Promise<void> },
): BrainActions {
  const { store } = context;

  function patch(change: Partial<BrainState>): void {
    store.setState(({ brain }) => ({ brain: { ...brain, ...change } }));
  }

  return {
    toggleOutline() {
      const state = store.getState();
      if (shownResult(state)?.brain == null) return;
      patch({ isOutlineShown: !state.brain.isOutlineShown });
      void loadVoxels();
    },
    setExtraction(isWanted) {
      const studyId = openStudyOf(context)?.study.studyId;
      if (studyId === undefined) return;
      const others = store.getState().brain.takenAsTheyAre.filter((other) => other !== studyId);
      patch({ takenAsTheyAre: isWanted ? others : [...others, studyId] });
      void estimate();
    },
  };
}

/** Whether an image of the open study shows more than a brain, as intake has found. */
export function showsSkull({ study }: Pick<WorkspaceState, 'study'>): boolean {
  return study.status === 'open' && study.study.intakeNotes.some(({ reason }) => reason === 'skull');
}

/** Whether the next segmentation of the open study finds the brain first, where there is more. */
export function isExtractionWanted({ study, brain }: Pick<WorkspaceState, 'study' | 'brain'>): boolean {
  return study.status !== 'open' || !brain.takenAsTheyAre.includes(study.study.studyId);
}

/** The blob of the mask outlined on the screen; null while that is off, or where there is none. */
export function outlinedBrainMaskId(state: WorkspaceState): string | null {
  return state.brain.isOutlineShown ? (shownResult(state)?.brain?.maskId ?? null) : null;
}
