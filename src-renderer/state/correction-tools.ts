import type { Plane } from '#shared/domain/display.ts';
import { sweepBrush, type BrushTip } from '#shared/domain/edit/brush.ts';
import { createIntensityTest } from '#shared/domain/edit/intensity-test.ts';
import type { LabelEdit } from '#shared/domain/edit/label-edit.ts';
import { internalLabels, tissueColours } from '#shared/domain/label-scheme.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { paintBrushRing } from '../viewer/brush-ring.ts';
import { normalAxis } from '../viewer/planes.ts';
import { clampToFrame } from '../viewer/reading-frame.ts';
import type { ViewTool } from '../viewer/slice-view.ts';
import { openStudyOf, patchCorrection, patchViewer, type WorkspaceContext } from './context.ts';
import { pressRegionTool } from './correction-regions.ts';
import type { CorrectionTool } from './correction-state.ts';
import type { MaskSession } from './mask-session.ts';
import { activeVolume } from './selectors.ts';
import type { WorkspaceState } from './workspace-state.ts';

export interface CorrectionTools {
  readonly viewTool: (state: WorkspaceState, plane: Plane) => ViewTool | null;
  readonly applyAtCrosshair: (plane: Plane) => void;
  /** Makes the stroke under way a step of the history. */
  readonly finishStroke: () => void;
  /** Takes the stroke under way back; false when there is none. */
  readonly cancelStroke: () => boolean;
}

/** A brush or eraser on its way. */
interface Stroke {
  readonly edit: LabelEdit;
  readonly tip: BrushTip;
  readonly code: number;
  /** Whether a voxel may be painted. */
  readonly accepts: (offset: number) => boolean;
  last: Vec3;
}

export function createCorrectionTools(context: WorkspaceContext, session: MaskSession): CorrectionTools {
  const { store } = context;
  let stroke: Stroke | null = null;
  const made = new Map<string, ViewTool>();

  function begin(plane: Plane, at: Vec3): void {
    finishStroke();
    const { tool, tissue, radiusMm, isThroughSlices } = store.getState().correction;
    const edit = session.begin();
    if (edit === null) return;
    stroke = {
      edit,
      tip: { radiusMm, normalAxis: isThroughSlices ? null : normalAxis[plane] },
      code: tool === 'eraser' ? 0 : internalLabels[tissue],
      accepts: tool === 'eraser' ? () => true : acceptance(context, session),
      last: at,
    };
    sweep(plane, [at]);
  }

  function sweep(plane: Plane, places: readonly Vec3[]): void {
    const mask = session.working();
    if (stroke === null || mask === null) return;
    const { edit, tip, code, accepts } = stroke;
    const visit = (offset: number): void => {
      if (accepts(offset)) edit.set(offset, code);
    };
    const before = edit.changedVoxels;
    for (const toMm of places) {
      // the wheel may turn within a stroke: nothing is painted between two slices
      const isSameSlice = toMm[normalAxis[plane]] === stroke.last[normalAxis[plane]];
      sweepBrush(mask.grid, tip, { fromMm: isSameSlice ? stroke.last : toMm, toMm }, visit);
      stroke.last = toMm;
    }
    if (edit.changedVoxels !== before) session.touch();
  }

  function finishStroke(): void {
    const ended = stroke;
    stroke = null;
    if (ended !== null) session.keep(ended.edit);
  }

  function cancelStroke(): boolean {
    const ended = stroke;
    stroke = null;
    ended?.edit.cancel();
    if (ended !== null) session.touch();
    return ended !== null;
  }

  /** The other views follow to where something was done. */
  function follow(at: Vec3): void {
    const open = openStudyOf(context);
    if (open !== null) patchViewer(context, { crosshairMm: clampToFrame(open.frame, at) });
  }

  function press(plane: Plane, at: Vec3): void {
    const { tool, refusal } = store.getState().correction;
    if (tool === null) return;
    if (refusal !== null) patchCorrection(context, { refusal: null });
    if (isStroking(tool)) begin(plane, at);
    else {
      pressRegionTool(context, session, { plane, at });
      follow(at);
    }
  }

  function createViewTool(plane: Plane, tool: CorrectionTool): ViewTool {
    const events: ViewTool = {
      press: (at) => {
        press(plane, at);
      },
      drag: (places) => {
        sweep(plane, places);
      },
      release: () => {
        const at = stroke?.last;
        finishStroke();
        if (at !== undefined) follow(at);
      },
    };
    if (!isStroking(tool)) return events;
    return {
      ...events,
      paint(painter, viewport, hoverMm) {
        const { radiusMm, tissue } = store.getState().correction;
        const colour = tool === 'eraser' ? null : tissueColours[tissue];
        if (hoverMm !== null) paintBrushRing(painter, viewport, { centreMm: hoverMm, radiusMm, colour });
      },
    };
  }

  return {
    finishStroke,
    cancelStroke,
    viewTool({ correction: { mask, isOpen, tool }, viewer }, plane) {
      if (
        mask === null ||
        !isOpen ||
        tool === null ||
        viewer.shownLabels.kind !== 'correction' ||
        !viewer.isLabelsVisible
      )
        return null;
      const key = `${plane} ${tool}`;
      const known = made.get(key) ?? createViewTool(plane, tool);
      made.set(key, known);
      return known;
    },
    applyAtCrosshair(plane) {
      const { correction, viewer } = store.getState();
      if (correction.mask === null || !correction.isOpen) return;
      press(plane, viewer.crosshairMm);
      finishStroke();
    },
  };
}

function isStroking(tool: CorrectionTool): boolean {
  return tool === 'brush' || tool === 'eraser';
}

/** Everywhere, or where the shown modality is within the threshold. */
function acceptance({ store, volumes }: WorkspaceContext, session: MaskSession): (offset: number) => boolean {
  const state = store.getState();
  const { threshold } = state.correction;
  const volume = activeVolume(state);
  const voxels = volume === null ? null : volumes.peek(volume.volumeId);
  const mask = session.working();
  if (threshold === null || volume === null || voxels === null || mask === null) return () => true;
  return createIntensityTest({ ...volume, voxels }, mask.grid, threshold);
}
