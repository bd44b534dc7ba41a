import type { Plane } from '#shared/domain/display.ts';
import { sweepBrush, type BrushTip } from '#shared/domain/edit/brush.ts';
import { createIntensityTest } from '#shared/domain/edit/intensity-test.ts';
import type { LabelEdit } from '#shared/domain/edit/label-edit.ts';
import { internalLabels, tissueColours } from '#shared/domain/label-scheme.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { paintBrushRing } from '../viewer/brush-ring.ts';
import { normalAxis } from '../viewer/planes.ts';
import { clampToFrame } from '../viewer/reading-frame.ts';
import type { ViewTool } from '../viewer/view-tool.ts';
import { openStudyOf, patchCorrection, patchViewer, type WorkspaceContext } from './context.ts';
import { pressRegionTool } from './correction-regions.ts';
import type { CorrectionTool } from './correction-state.ts';
import { showTissue } from './display-slice.ts';
import type { MaskSession } from './mask-session.ts';
import { paintRange } from './paint-range.ts';
import { activeVolume } from './selectors.ts';
import type { WorkspaceState } from './workspace-state.ts';

export interface CorrectionTools {
  /** The tool in hand for a plane's views: the same object as long as it means the same. */
  viewTool(state: WorkspaceState, plane: Plane): ViewTool | null;
  applyAtCrosshair(plane: Plane): void;
  /** Makes the stroke under way a step of the history. */
  finishStroke(): void;
  /** Takes the stroke under way back; false when there is none. */
  cancelStroke(): boolean;
}

/** A brush or eraser on its way. */
interface Stroke {
  readonly edit: LabelEdit;
  readonly tip: BrushTip;
  readonly code: number;
  /** Whether a voxel may be painted. */
  readonly accepts: (offset: number) => boolean;
  /** Some voxel under it might be painted. */
  hasAccepted: boolean;
  last: Vec3;
}

export function createCorrectionTools(context: WorkspaceContext, session: MaskSession): CorrectionTools {
  return new StrokingTools(context, session);
}

class StrokingTools implements CorrectionTools {
  readonly #context: WorkspaceContext;
  readonly #session: MaskSession;
  readonly #made = new Map<string, ViewTool>();
  #stroke: Stroke | null = null;

  constructor(context: WorkspaceContext, session: MaskSession) {
    this.#context = context;
    this.#session = session;
  }

  viewTool({ correction: { mask, isOpen, tool }, viewer }: WorkspaceState, plane: Plane): ViewTool | null {
    const isShown = viewer.shownLabels.kind === 'correction' && viewer.isLabelsVisible;
    if (mask === null || !isOpen || tool === null || !isShown) return null;
    const key = `${plane} ${tool}`;
    const known = this.#made.get(key) ?? this.#createViewTool(plane, tool);
    this.#made.set(key, known);
    return known;
  }

  applyAtCrosshair(plane: Plane): void {
    const { correction, viewer } = this.#context.store.getState();
    if (correction.mask === null || !correction.isOpen) return;
    this.#press(plane, viewer.crosshairMm);
    this.finishStroke();
  }

  finishStroke(): void {
    const ended = this.#stroke;
    this.#stroke = null;
    if (ended === null) return;
    this.#session.keep(ended.edit);
    // a brush that paints nothing looks broken
    const isOutOfRange = !ended.hasAccepted && paintRange(this.#context.store.getState()) !== null;
    if (isOutOfRange) patchCorrection(this.#context, { refusal: 'out-of-range' });
  }

  cancelStroke(): boolean {
    const ended = this.#stroke;
    this.#stroke = null;
    ended?.edit.cancel();
    if (ended !== null) this.#session.touch();
    return ended !== null;
  }

  #press(plane: Plane, at: Vec3): void {
    const { tool, tissue, refusal } = this.#context.store.getState().correction;
    if (tool === null) return;
    if (tool === 'brush' || tool === 'fill' || tool === 'relabel') showTissue(this.#context, tissue);
    if (refusal !== null) patchCorrection(this.#context, { refusal: null });
    if (isStroking(tool)) this.#begin(plane, at);
    else {
      pressRegionTool(this.#context, this.#session, { plane, at });
      this.#follow(at);
    }
  }

  #begin(plane: Plane, at: Vec3): void {
    this.finishStroke();
    const { tool, tissue, radiusMm, isThroughSlices } = this.#context.store.getState().correction;
    const edit = this.#session.begin();
    if (edit === null) return;
    this.#stroke = {
      edit,
      tip: { radiusMm, normalAxis: isThroughSlices ? null : normalAxis[plane] },
      code: tool === 'eraser' ? 0 : internalLabels[tissue],
      accepts: tool === 'eraser' ? () => true : acceptance(this.#context, this.#session),
      hasAccepted: false,
      last: at,
    };
    this.#sweep(plane, [at]);
  }

  #sweep(plane: Plane, places: readonly Vec3[]): void {
    const stroke = this.#stroke;
    const mask = this.#session.working();
    if (stroke === null || mask === null) return;
    const { edit, tip, code, accepts } = stroke;
    const visit = (offset: number): void => {
      if (!accepts(offset)) return;
      stroke.hasAccepted = true;
      edit.set(offset, code);
    };
    const before = edit.changedVoxels;
    for (const toMm of places) {
      // the wheel may turn within a stroke: nothing is painted between two slices
      const isSameSlice = toMm[normalAxis[plane]] === stroke.last[normalAxis[plane]];
      sweepBrush(mask.grid, tip, { fromMm: isSameSlice ? stroke.last : toMm, toMm }, visit);
      stroke.last = toMm;
    }
    if (edit.changedVoxels !== before) this.#session.touch();
  }

  /** The other views follow to where something was done. */
  #follow(at: Vec3): void {
    const open = openStudyOf(this.#context);
    if (open !== null) patchViewer(this.#context, { crosshairMm: clampToFrame(open.frame, at) });
  }

  #createViewTool(plane: Plane, tool: CorrectionTool): ViewTool {
    const events: ViewTool = {
      press: (at) => {
        this.#press(plane, at);
      },
      drag: (places) => {
        this.#sweep(plane, places);
      },
      // taken away or lifted: what was painted is kept, it can be undone
      release: () => {
        const at = this.#stroke?.last;
        this.finishStroke();
        if (at !== undefined) this.#follow(at);
      },
    };
    if (!isStroking(tool)) return events;
    return {
      ...events,
      paint: (painter, viewport, hoverMm) => {
        const { radiusMm, tissue } = this.#context.store.getState().correction;
        const colour = tool === 'eraser' ? null : tissueColours[tissue];
        if (hoverMm !== null) paintBrushRing(painter, viewport, { centreMm: hoverMm, radiusMm, colour });
      },
    };
  }
}

function isStroking(tool: CorrectionTool): boolean {
  return tool === 'brush' || tool === 'eraser';
}

/** Everywhere, or where the shown modality is within the range. */
function acceptance({ store, volumes }: WorkspaceContext, session: MaskSession): (offset: number) => boolean {
  const state = store.getState();
  const range = paintRange(state);
  const volume = activeVolume(state);
  const voxels = volume === null ? null : volumes.peek(volume.volumeId);
  const mask = session.working();
  if (range === null || volume === null || voxels === null || mask === null) return () => true;
  return createIntensityTest({ ...volume, voxels }, mask.grid, range);
}
