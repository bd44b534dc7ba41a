import type { Modality } from '#shared/domain/modality.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import type { DisplayConvention, Plane } from '../viewer/planes.ts';
import { clampToFrame, sliceOf, withSlice } from '../viewer/reading-frame.ts';
import { openStudyOf, patchViewer, type WorkspaceContext } from './context.ts';
import { activeVolume, activeWindow, shownLabelMapId } from './selectors.ts';
import { tumourFocusMm } from './tumour-focus.ts';
import type { ShownLabels } from './workspace-state.ts';

export interface ViewerActions {
  readonly showModality: (modality: Modality) => void;
  readonly moveCrosshair: (worldMm: Vec3) => void;
  readonly goToSlice: (plane: Plane, slice: number) => void;
  readonly stepSlice: (plane: Plane, slices: number) => void;
  /** Moves the crosshair to where the shown label map is largest, if it is loaded and not empty. */
  readonly goToTumour: () => void;
  readonly setWindow: (window: IntensityWindow) => void;
  /** In real intensities, as the views report a drag. */
  readonly dragWindow: (delta: { level: number; width: number }) => void;
  readonly resetWindow: () => void;
  readonly showLabels: (labels: ShownLabels) => void;
  readonly toggleLabels: () => void;
  readonly setLabelOpacity: (opacity: number) => void;
  readonly setDisplayConvention: (convention: DisplayConvention) => void;
  readonly toggleCrosshair: () => void;
  readonly enlarge: (plane: Plane) => void;
}

export function createViewerActions(context: WorkspaceContext, loadVoxels: () => Promise<void>): ViewerActions {
  const { store, volumes } = context;

  function setWindow({ low, high }: IntensityWindow): void {
    if (!Number.isFinite(low) || !Number.isFinite(high)) return;
    const { modality, windows } = store.getState().viewer;
    patchViewer(context, {
      windows: { ...windows, [modality]: { low, high: Math.max(high, low + smallestWidth(low)) } },
    });
  }

  function goToSlice(plane: Plane, slice: number): void {
    const open = openStudyOf(context);
    if (open === null) return;
    patchViewer(context, { crosshairMm: withSlice(open.frame, plane, store.getState().viewer.crosshairMm, slice) });
  }

  return {
    setWindow,
    goToSlice,
    showModality(modality) {
      const open = openStudyOf(context);
      if (open?.study.volumes.some((volume) => volume.modality === modality) !== true) return;
      patchViewer(context, { modality });
      void loadVoxels();
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
      const open = openStudyOf(context);
      const labelMapId = shownLabelMapId(store.getState());
      const voxels = labelMapId === null ? null : volumes.peek(labelMapId);
      if (open === null || !(voxels instanceof Uint8Array)) return;
      const focus = tumourFocusMm(voxels, open.study.geometry);
      if (focus !== null) patchViewer(context, { crosshairMm: focus });
    },
    dragWindow({ level, width }) {
      const window = activeWindow(store.getState());
      if (window === null) return;
      const centre = (window.low + window.high) / 2 + level;
      const half = Math.max(window.high - window.low + width, smallestWidth(centre)) / 2;
      setWindow({ low: centre - half, high: centre + half });
    },
    resetWindow() {
      const volume = activeVolume(store.getState());
      if (volume !== null) setWindow(volume.window);
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

/** A window of width 0 would divide by zero; this is a hair of the level, or of one. */
function smallestWidth(level: number): number {
  return Math.max(Math.abs(level), 1) * 1e-4;
}
