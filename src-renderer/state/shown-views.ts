import type { TileSource } from '../viewer/view-tile.ts';
import type { Pane } from './panes.ts';

/** A view on the page, as what takes pictures needs it. */
export interface ShownView {
  /** Null: the view in 3D. */
  readonly pane: Pane | null;
  readonly canvas: HTMLCanvasElement;
  readonly source: TileSource;
}

/** The views that are on the page now. Like voxels, they lie beside the store. */
export interface ShownViews {
  /** Returns a function that takes the view away again. */
  readonly add: (view: ShownView) => () => void;
  readonly all: () => readonly ShownView[];
}

export function createShownViews(): ShownViews {
  const views = new Set<ShownView>();
  return {
    add(view) {
      views.add(view);
      return () => views.delete(view);
    },
    all: () => [...views],
  };
}
