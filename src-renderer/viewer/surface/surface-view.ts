import type { Vec3 } from '#shared/domain/vector.ts';
import { createWriter, paintCaption, paintScaleBar, type Painter } from '../annotations.ts';
import { observeCanvasSize, type ObservedSize } from '../canvas-size.ts';
import { viewTheme } from '../theme.ts';
import type { StillView, TileSource, ViewTile } from '../view-tile.ts';
import type { CanvasSize } from '../viewport.ts';
import { dot, firstHit, orbitAxes, restingOrbit, turned, zoomed, type Orbit, type OrbitAxes } from './orbit.ts';
import { createPainter, type Painter3d } from './paint-surfaces.ts';
import type { SurfaceScene } from './surface-scene.ts';

/** Where the letter of a side of the head is drawn: 0..1 of the canvas from its top left. */
export interface SideLetter {
  readonly letter: 'R' | 'L' | 'A' | 'P' | 'S' | 'I';
  readonly x: number;
  readonly y: number;
  readonly isBehind: boolean;
}

export interface SurfaceViewEvents {
  /** A place of a surface that was clicked. */
  onCrosshair(worldMm: Vec3): void;
  /** At every paint. */
  onLetters(letters: readonly SideLetter[]): void;
  /** The graphics card was taken away; the view paints no more and can only be disposed. */
  onLost(): void;
}

export interface SurfaceView extends TileSource {
  draw(scene: SurfaceScene): void;
  turn(yawBy: number, pitchBy: number): void;
  zoom(factor: number): void;
  reset(): void;
  dispose(): void;
}

/** Null where the browser gives no WebGL 2. */
export function createSurfaceView(canvas: HTMLCanvasElement, events: SurfaceViewEvents): SurfaceView | null {
  const context = canvas.getContext('webgl2', { antialias: true, alpha: false, preserveDrawingBuffer: true });
  return context === null || context.isContextLost() ? null : new WebGlSurfaceView(canvas, context, events);
}

const radiansPerPixel = 0.008;
/** A press that moved less is a click. */
const clickPixels = 4;

class WebGlSurfaceView implements SurfaceView {
  readonly #canvas: HTMLCanvasElement;
  readonly #events: SurfaceViewEvents;
  readonly #painter: Painter3d;
  readonly #size: ObservedSize;
  readonly #stopped = new AbortController();
  #orbit: Orbit = restingOrbit;
  #scene: SurfaceScene | null = null;
  #frameRequest: number | null = null;

  constructor(canvas: HTMLCanvasElement, context: WebGL2RenderingContext, events: SurfaceViewEvents) {
    this.#canvas = canvas;
    this.#events = events;
    this.#painter = createPainter(context);
    this.#size = observeCanvasSize(canvas, () => this.#requestPaint());
    const { signal } = this.#stopped;
    canvas.addEventListener('webglcontextlost', () => this.#lose(), { signal });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { signal });
  }

  draw(scene: SurfaceScene): void {
    this.#scene = scene;
    this.#requestPaint();
  }

  turn(yawBy: number, pitchBy: number): void {
    this.#move(turned(this.#orbit, yawBy, pitchBy));
  }

  zoom(factor: number): void {
    this.#move(zoomed(this.#orbit, factor));
  }

  reset(): void {
    this.#move(restingOrbit);
  }

  still(): StillView | null {
    const [scene, shownSize] = [this.#scene, this.#size.current()];
    if (scene === null || shownSize.width === 0) return null;
    const [axes, mmPerPixel] = [orbitAxes(this.#orbit), this.#mmPerPixel(scene)];
    let painted: OffscreenCanvas | null = null;
    return {
      size: shownSize,
      textScale: this.#size.textScale(),
      paintTile: (painter, { size, textScale, words }) => {
        const halfMm = { x: (mmPerPixel * size.width) / 2, y: (mmPerPixel * size.height) / 2 };
        painted ??= this.#paintApart(scene, axes, { halfMm, size, scale: painter.getTransform().a });
        painter.drawImage(painted, 0, 0, size.width, size.height);
        paintLetters(painter, { size, textScale, words }, sideLetters(scene, axes, halfMm));
        paintCaption(painter, [...words.titles, words.note], textScale);
        paintScaleBar(painter, { size, pixelsPerMm: 1 / mmPerPixel }, textScale);
      },
    };
  }

  dispose(): void {
    this.#stopped.abort();
    if (this.#frameRequest !== null) cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = null;
    this.#size.stop();
    this.#painter.dispose();
  }

  /** One context holds the surfaces: it paints for a picture, and at once for the page again. */
  #paintApart(
    scene: SurfaceScene,
    axes: OrbitAxes,
    { halfMm, size, scale }: { readonly halfMm: HalfSize; readonly size: CanvasSize; readonly scale: number },
  ): OffscreenCanvas {
    const apart = new OffscreenCanvas(Math.round(size.width * scale), Math.round(size.height * scale));
    [this.#canvas.width, this.#canvas.height] = [apart.width, apart.height];
    this.#painter.paint(scene, axes, halfMm);
    apart.getContext('2d', { alpha: false })?.drawImage(this.#canvas, 0, 0);
    this.#paint();
    return apart;
  }

  #lose(): void {
    this.dispose();
    this.#scene = null;
    this.#events.onLost();
  }

  #move(orbit: Orbit): void {
    this.#orbit = orbit;
    this.#requestPaint();
  }

  #requestPaint(): void {
    if (this.#stopped.signal.aborted) return;
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = null;
      this.#paint();
    });
  }

  #paint(): void {
    const scene = this.#scene;
    if (scene === null || this.#size.current().width === 0) return;
    this.#size.applyResolution();
    const axes = orbitAxes(this.#orbit);
    const halfMm = this.#halfSizeMm(scene, this.#size.current());
    this.#painter.paint(scene, axes, halfMm);
    this.#events.onLetters(sideLetters(scene, axes, halfMm));
  }

  /** Half the width and height in mm of what is seen in a view of a size. */
  #halfSizeMm(scene: SurfaceScene, { width, height }: CanvasSize): HalfSize {
    const mmPerPixel = this.#mmPerPixel(scene);
    return { x: (mmPerPixel * width) / 2, y: (mmPerPixel * height) / 2 };
  }

  #mmPerPixel(scene: SurfaceScene): number {
    const { width, height } = this.#size.current();
    return (scene.radiusMm * 1.05 * 2) / this.#orbit.zoom / Math.min(width, height);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY * 0.0015));
  }

  #press(down: PointerEvent): void {
    if (down.button !== 0) return;
    this.#canvas.setPointerCapture(down.pointerId);
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, this.#stopped.signal]);
    let [lastX, lastY, farthest] = [down.clientX, down.clientY, 0];
    const move = (event: PointerEvent): void => {
      farthest = Math.max(farthest, Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY));
      if (farthest < clickPixels) return;
      this.turn((event.clientX - lastX) * -radiansPerPixel, (event.clientY - lastY) * radiansPerPixel);
      [lastX, lastY] = [event.clientX, event.clientY];
    };
    const release = (event: PointerEvent): void => {
      done.abort();
      if (farthest < clickPixels) this.#click(event);
    };
    this.#canvas.addEventListener('pointermove', move, { signal });
    this.#canvas.addEventListener('pointerup', release, { signal });
    this.#canvas.addEventListener('pointercancel', () => done.abort(), { signal });
  }

  /** The tumour first, wherever it lies in the head; the head's surface only where there is none behind. */
  #click({ offsetX, offsetY }: PointerEvent): void {
    const scene = this.#scene;
    if (scene === null) return;
    const axes = orbitAxes(this.#orbit);
    const { width, height } = this.#size.current();
    const half = this.#halfSizeMm(scene, { width, height });
    const [right, up] = [((offsetX / width) * 2 - 1) * half.x, (1 - (offsetY / height) * 2) * half.y];
    const through = [0, 1, 2].map(
      (axis) => (scene.centreMm[axis] ?? 0) + (axes.right[axis] ?? 0) * right + (axes.up[axis] ?? 0) * up,
    ) as unknown as Vec3; // holds: three axes
    for (const isSeeThrough of [false, true]) {
      const hits = scene.surfaces
        .filter((surface) => surface.isSeeThrough === isSeeThrough)
        .map(({ mesh }) => firstHit(mesh, through, axes))
        .filter((hit) => hit !== null)
        .sort((a, b) => dot(b.placeMm, axes.toReader) - dot(a.placeMm, axes.toReader));
      if (hits[0] !== undefined) {
        this.#events.onCrosshair(hits[0].placeMm);
        return;
      }
    }
  }
}

interface HalfSize {
  readonly x: number;
  readonly y: number;
}

function sideLetters(scene: SurfaceScene, axes: OrbitAxes, halfMm: HalfSize): readonly SideLetter[] {
  const letter = (name: SideLetter['letter'], axis: 0 | 1 | 2, sign: 1 | -1): SideLetter => {
    const reach = scene.radiusMm * 0.98 * sign;
    return {
      letter: name,
      x: 0.5 + (axes.right[axis] * reach) / halfMm.x / 2,
      y: 0.5 - (axes.up[axis] * reach) / halfMm.y / 2,
      isBehind: axes.toReader[axis] * sign < 0,
    };
  };
  return [
    letter('R', 0, 1),
    letter('L', 0, -1),
    letter('A', 1, 1),
    letter('P', 1, -1),
    letter('S', 2, 1),
    letter('I', 2, -1),
  ];
}

/** As the page does it with elements of its own. */
function paintLetters(painter: Painter, { size, textScale }: ViewTile, letters: readonly SideLetter[]): void {
  const write = createWriter(painter, { size: 16 * textScale, weight: 600, colour: viewTheme.sideLetter });
  for (const { letter, x, y, isBehind } of letters) {
    painter.globalAlpha = isBehind ? 0.45 : 1;
    write(letter, { x: x * size.width, y: y * size.height }, 'center', 'middle');
  }
  painter.globalAlpha = 1;
}
