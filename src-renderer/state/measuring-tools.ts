import type { Measurement } from '#shared/contract/index.ts';
import type { Plane } from '#shared/domain/display.ts';
import {
  movePlace,
  pairFromLongest,
  type MeasuredPlaces,
  type MeasurementKind,
} from '#shared/domain/measure/measurement.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { paintMark, slicesAway } from '../viewer/measurement-marks.ts';
import { normalAxis } from '../viewer/planes.ts';
import type { ViewOverlay, ViewTool } from '../viewer/view-tool.ts';
import { worldToCanvas, type Viewport } from '../viewer/viewport.ts';
import type { WorkspaceContext } from './context.ts';
import type { MeasurementDraft, MeasuringState } from './measuring-state.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** What the tools make and change. */
export interface MeasurementChanges {
  patch(change: Partial<MeasuringState>): void;
  add(made: MeasurementDraft): void;
  /** On the screen only, until it is kept. */
  move(measurementId: string, placesMm: MeasuredPlaces): void;
  keepMoved(measurementId: string): void;
}

export interface MeasuringTools {
  /** The same object as long as it means the same. */
  viewTool(state: WorkspaceState, plane: Plane): ViewTool | null;
  /** Likewise; there is one for each plane. */
  overlay(plane: Plane): ViewOverlay;
  /** Sets the next place of what is being measured. */
  setPlace(plane: Plane, at: Vec3): void;
}

/** A press this near, in CSS pixels, to an end takes hold of it; a drag shorter than this is a click. */
const nearPixels = 8;
const clickMm = 0.5;

export function createMeasuringTools(context: WorkspaceContext, changes: MeasurementChanges): MeasuringTools {
  const tools = new Map<string, ViewTool>();
  const overlays = new Map<Plane, ViewOverlay>();
  const setPlace = (plane: Plane, at: Vec3): void => {
    const { tool, draft } = context.store.getState().measuring;
    if (tool !== null) advance(changes, nextDraft(draft, { kind: tool, plane }, at));
  };
  return {
    setPlace,
    viewTool({ measuring: { tool } }, plane) {
      if (tool === null) return null;
      const key = `${plane} ${tool}`;
      const known = tools.get(key) ?? createPlacingTool(context, setPlace, { kind: tool, plane });
      tools.set(key, known);
      return known;
    },
    overlay(plane) {
      const known = overlays.get(plane) ?? createOverlay(context, changes, plane);
      overlays.set(plane, known);
      return known;
    },
  };
}

type DraftKind = Pick<MeasurementDraft, 'kind' | 'plane'>;

/** A place more; on another slice or plane the measurement begins anew there. */
function nextDraft(draft: MeasurementDraft | null, { kind, plane }: DraftKind, at: Vec3): MeasurementDraft {
  const first = draft?.placesMm[0];
  const axis = normalAxis[plane];
  const goesOn =
    draft?.plane === plane && draft.kind === kind && Math.abs((first?.[axis] ?? Infinity) - at[axis]) < 1e-6;
  return { kind, plane, placesMm: goesOn ? [...draft.placesMm, at] : [at] };
}

/** How many places are set by hand; the diameter across is put in by itself. */
const placesByHand: Readonly<Record<MeasurementKind, number>> = { distance: 2, angle: 3, bidimensional: 2 };

function advance(changes: MeasurementChanges, draft: MeasurementDraft): void {
  const { kind, plane, placesMm } = draft;
  if (placesMm.length < placesByHand[kind]) {
    changes.patch({ draft });
    return;
  }
  const [a, b] = placesMm;
  const isPair = kind === 'bidimensional' && a !== undefined && b !== undefined;
  changes.add({ kind, plane, placesMm: isPair ? pairFromLongest(a, b, normalOf(plane)) : placesMm });
}

function normalOf(plane: Plane): Vec3 {
  const normal: [number, number, number] = [0, 0, 0];
  normal[normalAxis[plane]] = 1;
  return normal;
}

/** Press, drag, release sets two places; a click sets one, and the next follows the pointer until another click. */
function createPlacingTool(
  { store }: WorkspaceContext,
  setPlace: (plane: Plane, at: Vec3) => void,
  { kind, plane }: DraftKind,
): ViewTool {
  let live: Vec3 | null = null;
  return {
    press(at) {
      const { draft } = store.getState().measuring;
      const isFirst = nextDraft(draft, { kind, plane }, at).placesMm.length === 1;
      if (isFirst) setPlace(plane, at);
      live = at;
    },
    drag(places) {
      live = places.at(-1) ?? live;
    },
    release(isCompleted) {
      const last = store.getState().measuring.draft?.placesMm.at(-1);
      const isClick =
        last !== undefined && live !== null && Math.hypot(...live.map((mm, n) => mm - (last[n] ?? 0))) < clickMm;
      if (isCompleted && live !== null && !isClick) setPlace(plane, live);
      live = null;
    },
    paint(painter, viewport, hoverMm) {
      const { draft } = store.getState().measuring;
      if (draft?.plane !== plane || hoverMm === null) return;
      const next = nextDraft(draft, draft, hoverMm);
      if (next.placesMm.length === 1) return;
      const [a, b] = next.placesMm;
      const isPair = kind === 'bidimensional' && a !== undefined && b !== undefined;
      const placesMm = isPair ? pairFromLongest(a, b, normalOf(plane)) : next.placesMm;
      paintMark(painter, viewport, { kind, placesMm, isSelected: true, isFaint: false }, 1);
    },
  };
}

/** Measurements of a plane on the slice a view shows, and on its neighbours. */
function marksNear(
  { study, measuring: { measurements, isVisible } }: WorkspaceState,
  plane: Plane,
  viewport: Viewport,
): readonly { readonly measurement: Measurement; readonly away: number }[] {
  if (study.status !== 'open' || !isVisible) return [];
  const { spacingMm } = study.frame;
  return measurements
    .filter((measurement) => measurement.plane === plane)
    .map((measurement) => {
      const [first = [0, 0, 0] as const] = measurement.placesMm;
      return { measurement, away: slicesAway(viewport, plane, first, spacingMm) };
    })
    .filter(({ away }) => away <= 1);
}

function createOverlay({ store }: WorkspaceContext, changes: MeasurementChanges, plane: Plane): ViewOverlay {
  const paintMarks =
    (state: WorkspaceState, farthest: 0 | 1): ViewOverlay['paint'] =>
    (painter, viewport, textScale) => {
      const { selectedId, draft } = state.measuring;
      for (const { measurement, away } of marksNear(state, plane, viewport)) {
        if (away > farthest) continue;
        const { kind, placesMm, measurementId } = measurement;
        const isSelected = measurementId === selectedId && draft === null;
        paintMark(painter, viewport, { kind, placesMm, isSelected, isFaint: away > 0 }, textScale);
      }
    };
  return {
    paint(painter, viewport, textScale) {
      paintMarks(store.getState(), 1)(painter, viewport, textScale);
    },
    // in a picture a line without its value, of a slice that is not there, would puzzle
    still: () => paintMarks(store.getState(), 0),
    grab(worldMm, viewport) {
      const { measuring, correction } = store.getState();
      if (measuring.draft !== null || correction.isOpen) return null;
      const onSlice = marksNear(store.getState(), plane, viewport).filter(({ away }) => away === 0);
      const near = nearestEnd(
        onSlice.map(({ measurement }) => measurement),
        worldMm,
        viewport,
      );
      return near && createGrip(changes, near);
    },
  };
}

interface End {
  readonly measurement: Measurement;
  readonly index: number;
}

function nearestEnd(measurements: readonly Measurement[], worldMm: Vec3, viewport: Viewport): End | null {
  const pressed = worldToCanvas(viewport, worldMm);
  let nearest: { end: End; pixels: number } | null = null;
  for (const measurement of measurements) {
    measurement.placesMm.forEach((place, index) => {
      const { x, y } = worldToCanvas(viewport, place);
      const pixels = Math.hypot(x - pressed.x, y - pressed.y);
      if (pixels < (nearest?.pixels ?? nearPixels)) nearest = { end: { measurement, index }, pixels };
    });
  }
  // assigned inside the callback, which the compiler does not follow
  return (nearest as { end: End } | null)?.end ?? null;
}

/** Drags one end; the slice stays though the wheel be turned. */
function createGrip(changes: MeasurementChanges, { measurement, index }: End): ViewTool {
  const { measurementId, kind, plane, placesMm } = measurement;
  const axis = normalAxis[plane];
  let isMoved = false;
  return {
    press: () => {
      changes.patch({ selectedId: measurementId });
    },
    drag(places, isShiftHeld) {
      const to = places.at(-1);
      if (to === undefined) return;
      isMoved = true;
      const toMm: [number, number, number] = [...to];
      toMm[axis] = placesMm[index]?.[axis] ?? toMm[axis];
      changes.move(measurementId, movePlace(kind, placesMm, { index, toMm, isFree: isShiftHeld }));
    },
    release() {
      if (isMoved) changes.keepMoved(measurementId);
    },
  };
}
