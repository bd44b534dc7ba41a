import type { DisplayConvention, Plane } from '#shared/domain/display.ts';
import type { Modality } from '#shared/domain/modality.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { clampToFrame, sliceOf, withSlice } from '../viewer/reading-frame.ts';
import { openStudyOf, patchViewer, type WorkspaceContext } from './context.ts';
import { shownLabelMapId } from './selectors.ts';
import { tumourFocusMm } from './tumour-focus.ts';
import { createWindowActions, type WindowActions } from './window-slice.ts';
import type { ShownLabels } from './workspace-state.ts';

export interface ViewerActions extends WindowActions {
  readonly showModality: (modality: Modality) => void;
  /** Back to what was shown before; again: forth. */
  readonly showPreviousModality: () => void;
  /** The place under the mouse, or null. */
  readonly pointAt: (worldMm: Vec3 | null) => void;
  readonly moveCrosshair: (worldMm: Vec3) => void;
  readonly goToSlice: (plane: Plane, slice: number) => void;
  readonly stepSlice: (plane: Plane, slices: number) => void;
  /** Moves the crosshair to where the shown label map is largest, if it is loaded and not empty. */
  readonly goToTumour: () => void;
  readonly showLabels: (labels: ShownLabels) => void;
  readonly toggleLabels: () => void;
  readonly setLabelOpacity: (opacity: number) => void;
  readonly setDisplayConvention: (convention: DisplayConvention) => void;
  readonly toggleCrosshair: () => void;
  readonly enlarge: (plane: Plane) => void;
}

export function createViewerActions(context: WorkspaceContext, loadVoxels: () => Promise<void>): ViewerActions {
  const { store, volumes } = context;

  function goToSlice(plane: Plane, slice: number): void {
    const open = openStudyOf(context);
    if (open === null) return;
    patchViewer(context, { crosshairMm: withSlice(open.frame, plane, store.getState().viewer.crosshairMm, slice) });
  }

  /** The crosshair into the tumour shown; false while its label map is not there. */
  function showTumour(): boolean {
    const open = openStudyOf(context);
    const labelMapId = shownLabelMapId(store.getState());
    if (open === null || labelMapId === null) return true;
    const voxels = volumes.peek(labelMapId);
    if (!(voxels instanceof Uint8Array)) return false;
    const focus = tumourFocusMm(voxels, open.study.geometry);
    if (focus !== null) patchViewer(context, { crosshairMm: focus });
    return true;
  }

  function showModality(modality: Modality): void {
    const open = openStudyOf(context);
    const { modality: before } = store.getState().viewer;
    const isThere = open?.study.volumes.some((volume) => volume.modality === modality) === true;
    if (!isThere || before === modality) return;
    patchViewer(context, { modality, previousModality: before });
    void loadVoxels();
  }

  return {
    ...createWindowActions(context),
    goToSlice,
    showModality,
    showPreviousModality() {
      const { previousModality } = store.getState().viewer;
      if (previousModality !== null) showModality(previousModality);
    },
    pointAt: (pointerMm) => {
      patchViewer(context, { pointerMm });
    },
    moveCrosshair(worldMm) {
      const open = openStudyOf(context);
      if (open !== null) patchViewer(context, { crosshairMm: clampToFrame(open.frame, worldMm) });
    },
    stepSlice(plane, slices) {
      const open = openStudyOf(context);
      if (open === null) return;
      goToSlice(plane, sliceOf(open.frame, plane, store.getState().viewer.crosshairMm) + slices);
    },
    goToTumour() {
      // Right after a study was opened its label map is still on the way: then as soon as it is there.
      if (!showTumour()) void loadVoxels().then(showTumour);
    },
    showLabels(shownLabels) {
      patchViewer(context, { shownLabels, isLabelsVisible: true });
      void loadVoxels();
    },
    toggleLabels() {
      const { isLabelsVisible, shownLabels } = store.getState().viewer;
      if (shownLabels.kind !== 'none') patchViewer(context, { isLabelsVisible: !isLabelsVisible });
    },
    setLabelOpacity: (labelOpacity) => {
      patchViewer(context, { labelOpacity });
    },
    setDisplayConvention: (displayConvention) => {
      patchViewer(context, { displayConvention });
    },
    toggleCrosshair: () => {
      patchViewer(context, { isCrosshairVisible: !store.getState().viewer.isCrosshairVisible });
    },
    enlarge: (largePlane) => {
      patchViewer(context, { largePlane });
    },
  };
}
