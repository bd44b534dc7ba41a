import type { CanvasPoint } from './viewport.ts';
import { createWheelSteps } from './wheel-steps.ts';

/** What the mouse means in a view. Points and distances in CSS pixels on the canvas. */
export interface PointerActions {
  moveCrosshair(point: CanvasPoint): void;
  /** A window drag begins: the scale of the drag is fixed here. */
  startWindowDrag(): void;
  dragWindow(moved: CanvasPoint): void;
  pan(moved: CanvasPoint): void;
  step(slices: number): void;
  zoom(factor: number, anchor: CanvasPoint): void;
  resetMotion(): void;
  /**
   * A left press for what lies there or the tool in hand; false when there is neither: the press then moves the
   * crosshair. With shift, which pans, only for what lies there.
   */
  pressTool(point: CanvasPoint, isShiftHeld: boolean): boolean;
  /** Every place the pointer reported since the last call, in order. */
  dragTool(points: readonly CanvasPoint[], isShiftHeld: boolean): void;
  /** @param isCompleted false when the system took the pointer away before it was lifted. */
  releaseTool(isCompleted: boolean): void;
  /** Where the pointer is, pressed or not; null when it has left the view. */
  hover(point: CanvasPoint | null): void;
}

type Drag = 'crosshair' | 'window' | 'pan' | 'tool';

/**
 * Left press or drag: the tool in hand, without one the crosshair (with ctrl always). Right drag: window. Middle or shift + left drag: pan. Wheel: slices;
 * with ctrl (and so a pinch): zoom. Double click: fit again. Returns a function that stops listening.
 */
export function attachPointerInput(canvas: HTMLCanvasElement, actions: PointerActions): () => void {
  canvas.style.touchAction = 'none'; // a finger or pen drags the crosshair, not the page
  const listening = new AbortController();
  const { signal } = listening;
  attachDrags(canvas, actions, signal);
  attachWheel(canvas, actions, signal);
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  canvas.addEventListener('dblclick', () => actions.resetMotion(), { signal });
  return () => listening.abort();
}

function attachDrags(canvas: HTMLCanvasElement, actions: PointerActions, signal: AbortSignal): void {
  let drag: { kind: Drag; pointerId: number; last: CanvasPoint } | null = null;
  const start = (event: PointerEvent): void => {
    const pressed = dragKind(event);
    if (drag !== null || pressed === null) return;
    const point = pointOf(event);
    const isForTool = event.button === 0 && !event.ctrlKey && actions.pressTool(point, event.shiftKey);
    const kind = isForTool ? 'tool' : pressed;
    drag = { kind, pointerId: event.pointerId, last: point };
    canvas.setPointerCapture(event.pointerId);
    if (kind === 'crosshair') actions.moveCrosshair(point);
    if (kind === 'window') actions.startWindowDrag();
  };
  const move = (event: PointerEvent): void => {
    const point = pointOf(event);
    actions.hover(point);
    if (drag?.pointerId !== event.pointerId) return;
    const moved = { x: point.x - drag.last.x, y: point.y - drag.last.y };
    drag.last = point;
    if (drag.kind === 'crosshair') actions.moveCrosshair(point);
    else if (drag.kind === 'window') actions.dragWindow(moved);
    else if (drag.kind === 'pan') actions.pan(moved);
    else actions.dragTool(reportedPoints(event, canvas), event.shiftKey);
  };
  const end = (event: PointerEvent): void => {
    if (drag?.pointerId !== event.pointerId) return;
    const { kind } = drag;
    drag = null;
    if (kind === 'tool') actions.releaseTool(event.type === 'pointerup');
  };
  canvas.addEventListener('pointerdown', start, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', end, { signal });
  canvas.addEventListener('pointercancel', end, { signal });
  canvas.addEventListener('lostpointercapture', end, { signal });
  canvas.addEventListener('pointerleave', () => actions.hover(null), { signal });
  // a middle press would start the browser's own scrolling
  canvas.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
}

function dragKind({ button, shiftKey }: PointerEvent): Drag | null {
  if (button === 0) return shiftKey ? 'pan' : 'crosshair';
  if (button === 1) return 'pan';
  return button === 2 ? 'window' : null;
}

/** Zoom per pixel of wheel; a notch of about 110 pixels zooms by a fifth. */
const zoomPerPixel = 1 / 600;

function attachWheel(canvas: HTMLCanvasElement, actions: PointerActions, signal: AbortSignal): void {
  const stepsOf = createWheelSteps();
  const turn = (event: WheelEvent): void => {
    event.preventDefault();
    if (event.ctrlKey) {
      actions.zoom(Math.exp(-event.deltaY * zoomPerPixel), pointOf(event));
      return;
    }
    // shift turns a vertical wheel into a horizontal one in some browsers
    const slices = stepsOf({ deltaY: event.deltaY || event.deltaX, deltaMode: event.deltaMode });
    if (slices !== 0) actions.step(slices);
  };
  canvas.addEventListener('wheel', turn, { signal, passive: false });
}

/** The places between two events, where the browser joined several reports of a fast pointer. */
function reportedPoints(event: PointerEvent, canvas: HTMLCanvasElement): readonly CanvasPoint[] {
  const edges = canvas.getBoundingClientRect();
  const reports = event.getCoalescedEvents();
  return (reports.length === 0 ? [event] : reports).map(({ clientX, clientY }) => ({
    x: clientX - edges.left,
    y: clientY - edges.top,
  }));
}

/** `offsetX` would be measured from whatever element the pointer is over, and without fractions. */
function pointOf(event: MouseEvent): CanvasPoint {
  // holds: listeners are attached to a canvas only
  const edges = (event.currentTarget as HTMLCanvasElement).getBoundingClientRect();
  return { x: event.clientX - edges.left, y: event.clientY - edges.top };
}
