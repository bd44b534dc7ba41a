import type { Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { createScenePainter } from './backdrop.ts';
import { observeCanvasSize, type ObservedSize } from './canvas-size.ts';
import { createLayerCanvas } from './layer-canvas.ts';
import { paintBackdrop, paintSceneCrosshair, type SlicePainting, type SliceScene } from './paint-scene.ts';
import { attachPointerInput, type PointerActions } from './pointer-input.ts';
import { clampToFrame, isInFrame, type ReadingFrame } from './reading-frame.ts';
import { copyOfPicture, createSlicePictureMaker } from './slice-picture.ts';
import { viewTheme } from './theme.ts';
import { createViewMotion, type ViewMotionHolder } from './view-motion.ts';
import type { StillView, TileSource } from './view-tile.ts';
import type { ViewOverlay, ViewTool } from './view-tool.ts';
import {
  canvasToWorld,
  createViewport,
  enlarged,
  panBy,
  restingMotion,
  worldToCanvas,
  zoomAbout,
  type CanvasPoint,
  type ViewMotion,
  type Viewport,
} from './viewport.ts';

export type { SliceScene };

/** What the reader does in a view; the view itself changes nothing but its zoom and pan. */
export interface SliceViewEvents {
  /** The place pointed at: inside the frame, on the slice shown. */
  onCrosshair(worldMm: Vec3): void;
  /** The place on the slice under the pointer; null when it is not over the picture. */
  onHover(worldMm: Vec3 | null): void;
  /** Slices to move, positive towards right, anterior or superior. */
  onStep(slices: number): void;
  /** What to add to the window's centre (`level`) and `width`, in real intensities. Up brightens, right softens. */
  onWindowDrag(delta: { level: number; width: number }): void;
}

/** Points on the canvas are in CSS pixels from its top left corner. */
export interface SliceView extends TileSource {
  /** Shows the scene at the next animation frame; of several in one frame, the last. */
  draw(scene: SliceScene): void;
  /** Null before the first scene and while the canvas has no size. */
  worldToCanvas(worldMm: Vec3): CanvasPoint | null;
  /** The place on the slice shown; null as above. */
  canvasToWorld(point: CanvasPoint): Vec3 | null;
  /** Takes a tool in hand, or puts it down; a press under way is released first. */
  setTool(tool: ViewTool | null): void;
  setOverlay(overlay: ViewOverlay | null): void;
  /** Paints again though the scene is the same: the tool or the overlay has something else to paint. */
  repaint(): void;
  /** Fits the slice to the view again. */
  resetMotion(): void;
  dispose(): void;
}

/**
 * One plane in one canvas, which the view owns until `dispose`. The canvas's size comes from the
 * page's layout (give it a width and a height in CSS, no border or padding); its resolution follows.
 *
 * @param motion zoom and pan; views given the same one move together.
 */
export function createSliceView(
  canvas: HTMLCanvasElement,
  plane: Plane,
  events: SliceViewEvents,
  motion: ViewMotionHolder = createViewMotion(),
): SliceView {
  return new CanvasSliceView(canvas, plane, events, motion);
}

/** Share of the window's width that one pixel of dragging changes. */
const windowPerPixel = 1 / 250;

class CanvasSliceView implements SliceView {
  readonly #plane: Plane;
  readonly #context: CanvasRenderingContext2D;
  readonly #size: ObservedSize;
  readonly #pictures;
  readonly #paintScene;
  readonly #layers = createLayers();
  readonly #detach: () => void;
  readonly #motion: ViewMotionHolder;
  readonly #unlink: () => void;
  #scene: SliceScene | null = null;
  #frameRequest: number | null = null;
  #tool: ViewTool | null = null;
  #overlay: ViewOverlay | null = null;
  /** The tool in hand, or what was grabbed, from its press to its release. */
  #pressed: ViewTool | null = null;
  #hover: CanvasPoint | null = null;
  #reportedHover: Vec3 | null = null;
  readonly #events: SliceViewEvents;

  constructor(canvas: HTMLCanvasElement, plane: Plane, events: SliceViewEvents, motion: ViewMotionHolder) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this canvas already has another kind of context');
    this.#plane = plane;
    this.#context = context;
    this.#pictures = createSlicePictureMaker(plane);
    this.#paintScene = createScenePainter(context);
    this.#motion = motion;
    this.#events = events;
    this.#unlink = motion.subscribe(() => this.#requestPaint());
    this.#size = observeCanvasSize(canvas, () => this.#requestPaint());
    this.#detach = attachPointerInput(canvas, this.#actions(events));
  }

  draw(scene: SliceScene): void {
    if (this.#scene === scene) return;
    if (this.#scene !== null && isOtherFrame(this.#scene.frame, scene.frame)) this.resetMotion();
    this.#scene = scene;
    this.#requestPaint();
  }

  worldToCanvas(worldMm: Vec3): CanvasPoint | null {
    const viewport = this.#viewport();
    return viewport && worldToCanvas(viewport, worldMm);
  }

  canvasToWorld(point: CanvasPoint): Vec3 | null {
    const viewport = this.#viewport();
    return viewport && canvasToWorld(viewport, point);
  }

  setTool(tool: ViewTool | null): void {
    this.#releaseTool(false);
    this.#tool = tool;
    this.#requestPaint();
  }

  setOverlay(overlay: ViewOverlay | null): void {
    this.#overlay = overlay;
    this.#requestPaint();
  }

  repaint(): void {
    this.#requestPaint();
  }

  resetMotion(): void {
    this.#motion.move(restingMotion);
  }

  still(): StillView | null {
    const [scene, plane, shown] = [this.#scene, this.#plane, this.#viewport()];
    if (scene === null || shown === null) return null;
    const picture = copyOfPicture(this.#pictures.render(scene));
    const layers = createLayers();
    const paintOverlay = this.#overlay?.still();
    return {
      size: shown.size,
      textScale: this.#size.textScale(),
      paintTile(painter, { size, textScale, words }) {
        const viewport = enlarged(shown, size);
        const painting = { scene, plane, picture, viewport, textScale, layers, words };
        paintBackdrop(painter, painting);
        paintSceneCrosshair(painter, painting);
        paintOverlay?.(painter, viewport, textScale);
      },
    };
  }

  dispose(): void {
    this.#releaseTool(false);
    if (this.#frameRequest !== null) cancelAnimationFrame(this.#frameRequest);
    this.#scene = null;
    this.#unlink();
    this.#size.stop();
    this.#detach();
  }

  #requestPaint(): void {
    this.#frameRequest ??= requestAnimationFrame(() => {
      this.#frameRequest = null;
      this.#paint();
    });
  }

  #paint(): void {
    const viewport = this.#viewport();
    if (this.#scene === null || viewport === null) return;
    this.#size.applyResolution();
    this.#paintScene(this.#painting(this.#scene, viewport, this.#size.textScale()));
    this.#overlay?.paint(this.#context, viewport, this.#size.textScale());
    const hoverMm = this.#hover === null ? null : canvasToWorld(viewport, this.#hover);
    this.#tool?.paint?.(this.#context, viewport, hoverMm);
    // another slice, or zoom, under a mouse that rests
    this.#reportHover();
  }

  #painting(scene: SliceScene, viewport: Viewport, textScale: number): SlicePainting {
    const picture = this.#pictures.render(scene);
    return { scene, plane: this.#plane, picture, viewport, textScale, layers: this.#layers };
  }

  #releaseTool(isCompleted: boolean): void {
    const pressed = this.#pressed;
    this.#pressed = null;
    pressed?.release(isCompleted);
  }

  #viewport(): Viewport | null {
    const size = this.#size.current();
    if (this.#scene === null || size.width === 0 || size.height === 0) return null;
    const { raster } = this.#pictures.locate(this.#scene);
    const box = this.#scene.contentBox ?? null;
    const marginPixels = (box === null ? viewTheme.margin : viewTheme.contentMargin) * this.#size.textScale();
    return createViewport(raster, size, this.#motion.current(), { marginPixels, box });
  }

  #move(change: (motion: ViewMotion, viewport: Viewport) => ViewMotion): void {
    const viewport = this.#viewport();
    if (viewport !== null) this.#motion.move(change(this.#motion.current(), viewport));
  }

  #reportHover(): void {
    const worldMm = this.#hover === null ? null : this.canvasToWorld(this.#hover);
    const isOnPicture = worldMm !== null && this.#scene !== null && isInFrame(this.#scene.frame, worldMm);
    const place = isOnPicture ? worldMm : null;
    if (place?.join() === this.#reportedHover?.join()) return;
    this.#reportedHover = place;
    this.#events.onHover(place);
  }

  #actions(events: SliceViewEvents): PointerActions {
    let unitsPerPixel = 0;
    return {
      moveCrosshair: (point) => {
        const worldMm = this.canvasToWorld(point);
        if (worldMm !== null && this.#scene !== null) events.onCrosshair(clampToFrame(this.#scene.frame, worldMm));
      },
      startWindowDrag: () => {
        const width = this.#scene === null ? 0 : this.#scene.window.high - this.#scene.window.low;
        unitsPerPixel = (width > 0 ? width : 1) * windowPerPixel;
      },
      dragWindow: ({ x, y }) => events.onWindowDrag({ level: y * unitsPerPixel, width: x * unitsPerPixel }),
      pan: (moved) => this.#move((motion, viewport) => panBy(motion, viewport, moved)),
      step: (slices) => events.onStep(slices),
      zoom: (factor, anchor) => this.#move((motion, viewport) => zoomAbout(motion, viewport, factor, anchor)),
      resetMotion: () => {
        if (this.#tool === null) this.resetMotion(); // two quick presses of a tool are two presses
      },
      ...this.#toolActions(),
    };
  }

  #toolActions(): Pick<PointerActions, 'pressTool' | 'dragTool' | 'releaseTool' | 'hover'> {
    return {
      pressTool: (point, isShiftHeld) => {
        const viewport = this.#viewport();
        if (viewport === null) return false;
        const worldMm = canvasToWorld(viewport, point);
        this.#pressed = this.#overlay?.grab(worldMm, viewport) ?? (isShiftHeld ? null : this.#tool);
        this.#pressed?.press(worldMm);
        return this.#pressed !== null;
      },
      dragTool: (points, isShiftHeld) => {
        const viewport = this.#viewport();
        if (viewport === null) return;
        this.#pressed?.drag(
          points.map((point) => canvasToWorld(viewport, point)),
          isShiftHeld,
        );
      },
      releaseTool: (isCompleted) => this.#releaseTool(isCompleted),
      hover: (point) => {
        this.#hover = point;
        this.#reportHover();
        if (this.#tool?.paint !== undefined) this.#requestPaint();
      },
    };
  }
}

function createLayers(): SlicePainting['layers'] {
  return { image: createLayerCanvas(), heat: createLayerCanvas(), labels: createLayerCanvas() };
}

/** Another study, or another grid: zoom and pan of the old one mean nothing there. */
function isOtherFrame(a: ReadingFrame, b: ReadingFrame): boolean {
  const numbersOf = ({ originMm, spacingMm, size }: ReadingFrame): string =>
    [...originMm, ...spacingMm, ...size].join();
  return a !== b && numbersOf(a) !== numbersOf(b);
}
