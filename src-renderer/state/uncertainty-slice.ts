import type { PlaceToCheck } from '#shared/domain/uncertainty.ts';
import { patchViewer, openStudyOf, type WorkspaceContext } from './context.ts';
import { shownResult } from './selectors.ts';
import type { UncertaintyState } from './uncertainty-state.ts';
import type { WorkspaceState } from './workspace-state.ts';

export interface UncertaintyActions {
  readonly setThorough: (isThorough: boolean) => void;
  /** Only where the shown result has a map. */
  readonly toggleMap: () => void;
  /** Sends the crosshair to a place of the shown result, and ticks it off. */
  readonly goToPlace: (index: number) => void;
  /** To the next place of the list, or back; round and round. */
  readonly stepPlace: (steps: 1 | -1) => void;
  readonly setSeen: (index: number, isSeen: boolean) => void;
}

export function createUncertaintyActions(
  context: WorkspaceContext,
  { loadVoxels, estimate }: { loadVoxels: () => Promise<void>; estimate: () => Promise<void> },
): UncertaintyActions {
  const { store } = context;

  function patch(change: Partial<UncertaintyState>): void {
    store.setState(({ uncertainty }) => ({ uncertainty: { ...uncertainty, ...change } }));
  }

  function setSeen(index: number, isSeen: boolean): void {
    const resultId = shownResult(store.getState())?.resultId;
    if (resultId === undefined) return;
    const { seen } = store.getState().uncertainty;
    const others = (seen[resultId] ?? []).filter((other) => other !== index);
    patch({ seen: { ...seen, [resultId]: isSeen ? [...others, index] : others } });
  }

  function goToPlace(index: number): void {
    const result = shownResult(store.getState());
    const place = result?.uncertainty?.places[index];
    if (result === null || place === undefined || openStudyOf(context) === null) return;
    patchViewer(context, { crosshairMm: place.placeMm });
    patch({ current: { resultId: result.resultId, index } });
    setSeen(index, true);
  }

  return {
    goToPlace,
    setSeen,
    setThorough(isThorough) {
      patch({ isThorough });
      void estimate();
    },
    toggleMap() {
      const state = store.getState();
      if (shownResult(state)?.uncertainty == null) return;
      patch({ isMapShown: !state.uncertainty.isMapShown });
      void loadVoxels();
    },
    stepPlace(steps) {
      const state = store.getState();
      const { length } = placesToCheck(state);
      if (length === 0) return;
      const current = currentPlace(state) ?? (steps > 0 ? -1 : length);
      goToPlace((current + steps + length) % length);
    },
  };
}

/** Of the result on the screen. */
export function placesToCheck(state: WorkspaceState): readonly PlaceToCheck[] {
  return shownResult(state)?.uncertainty?.places ?? none;
}

/** Index of the place the crosshair was last sent to in the shown result; null when there is none. */
export function currentPlace(state: WorkspaceState): number | null {
  const { current } = state.uncertainty;
  return current !== null && current.resultId === shownResult(state)?.resultId ? current.index : null;
}

/** Indices of the shown result's places that are ticked off. */
export function seenPlaces(state: WorkspaceState): readonly number[] {
  return state.uncertainty.seen[shownResult(state)?.resultId ?? ''] ?? noneSeen;
}

/** The blob of the map on the screen; null while it is off, or where there is none. */
export function shownUncertaintyMapId(state: WorkspaceState): string | null {
  return state.uncertainty.isMapShown ? (shownResult(state)?.uncertainty?.mapId ?? null) : null;
}

const none: readonly PlaceToCheck[] = [];
const noneSeen: readonly number[] = [];
