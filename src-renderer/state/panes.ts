import { planes, type Plane, type ReadingLayout } from '#shared/domain/display.ts';
import type { Modality } from '#shared/domain/modality.ts';
import { comparedLabelMap, layoutOf } from './selectors.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** One view on the screen: which plane of what. */
export interface Pane {
  readonly paneId: string;
  readonly plane: Plane;
  /** Null: the modality chosen in the toolbar. */
  readonly modality: Modality | null;
  /** The label map shown, or the one it is compared with. */
  readonly labels: 'shown' | 'other';
}

/** The views of a layout, in reading order. */
export function panesOf(layout: ReadingLayout, largePlane: Plane, modalities: readonly Modality[]): readonly Pane[] {
  switch (layout) {
    case 'planes':
    case 'surface':
      return planes.map((plane) => ({ paneId: plane, plane, modality: null, labels: 'shown' }));
    case 'single':
      return [{ paneId: largePlane, plane: largePlane, modality: null, labels: 'shown' }];
    case 'modalities':
      return modalities.map((modality) => ({ paneId: modality, plane: largePlane, modality, labels: 'shown' }));
    case 'label-maps':
      return [
        { paneId: 'shown', plane: largePlane, modality: null, labels: 'shown' },
        { paneId: 'other', plane: largePlane, modality: null, labels: 'other' },
      ];
  }
}

/** True when a second label map is on the screen, beside the first or over it. */
export function isComparing(state: WorkspaceState): boolean {
  if (comparedLabelMap(state) === null) return false;
  return layoutOf(state) === 'label-maps' || state.viewer.isAgreementShown;
}
