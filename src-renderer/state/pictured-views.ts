import { modalities } from '#shared/domain/modality.ts';
import { panesOf } from './panes.ts';
import { layoutOf, volumeOf } from './selectors.ts';
import type { ShownView } from './shown-views.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** What a picture is taken of: the view in hand, every view of the layout, or a certain view. */
export type PictureSubject = 'in-hand' | 'layout' | ShownView;

export interface PicturedViews {
  /** In reading order. */
  readonly views: readonly ShownView[];
  /** The one the others stand beside; null: two columns. */
  readonly largeIndex: number | null;
}

export function picturedViews(
  all: readonly ShownView[],
  state: WorkspaceState,
  subject: PictureSubject,
): PicturedViews {
  if (subject === 'layout') return viewsOfLayout(all, state);
  const view = subject === 'in-hand' ? viewInHand(all, state) : subject;
  return { views: view === null ? [] : [view], largeIndex: null };
}

/** The view under the mouse; else the one with the focus; else the one that is large or chosen. */
export function viewInHand(all: readonly ShownView[], state: WorkspaceState): ShownView | null {
  return (
    all.find(({ canvas }) => canvas.matches(':hover')) ??
    all.find(({ canvas }) => canvas === canvas.ownerDocument.activeElement) ??
    mainView(all, state)
  );
}

/** The view that is large or chosen, wherever mouse and focus are. */
export function mainView(all: readonly ShownView[], state: WorkspaceState): ShownView | null {
  const { views } = viewsOfLayout(all, state);
  const { largePlane, modality } = state.viewer;
  const isMain = ({ pane }: ShownView): boolean =>
    pane !== null && (pane.modality === null ? pane.plane === largePlane : pane.modality === modality);
  return views.find(isMain) ?? views[0] ?? null;
}

function viewsOfLayout(all: readonly ShownView[], state: WorkspaceState): PicturedViews {
  const layout = layoutOf(state);
  const { largePlane } = state.viewer;
  const present = modalities.filter((modality) => volumeOf(state, modality) !== null);
  const order = panesOf(layout, largePlane, present).map(({ paneId }) => paneId);
  const placeOf = ({ pane }: ShownView): number => (pane === null ? order.length : order.indexOf(pane.paneId));
  const views = all.filter((view) => placeOf(view) >= 0).sort((a, b) => placeOf(a) - placeOf(b));
  return { views, largeIndex: layout === 'planes' ? views.findIndex(({ pane }) => pane?.plane === largePlane) : null };
}
