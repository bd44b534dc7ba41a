import { planes, type ColourMapName, type Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { colourMapTable } from '../../src-renderer/viewer/colour-maps.ts';
import { createLabelLook, type LabelChoice } from '../../src-renderer/viewer/label-look.ts';
import { createReadingFrame } from '../../src-renderer/viewer/reading-frame.ts';
import { createSliceView, type SliceScene, type SliceView } from '../../src-renderer/viewer/slice-view.ts';
import type { CanvasPoint } from '../../src-renderer/viewer/viewport.ts';
import { phantomVoxels, storedOrientations, storePhantom, type StoredPhantom } from './phantom.ts';

/* The page of canvas.test.ts: the phantom in three real views, and what the test may ask of them. */

export interface ViewerPage {
  /** Shows the phantom with changes to the plain scene; resolves when it is on the canvases. */
  show(phantom: PhantomOptions, change?: Partial<SliceScene>): Promise<void>;
  /** Red, green, blue on the canvas at points in CSS pixels. */
  coloursAt(plane: Plane, points: readonly CanvasPoint[]): number[][];
  worldToCanvas(plane: Plane, worldMm: Vec3): CanvasPoint | null;
  canvasToWorld(plane: Plane, point: CanvasPoint): Vec3 | null;
  /** Draws the last scene many times within one frame; returns how often that canvas was painted. */
  countPaints(plane: Plane, draws: number): Promise<number>;
  /** Texts written to a canvas since the last `show`, with the place given for each. */
  textsOn(plane: Plane): { text: string; x: number; y: number }[];
  resolutionOf(plane: Plane): { width: number; height: number };
  readonly reported: {
    crosshairs: Vec3[];
    hovered: Vec3 | null;
    steps: number[];
    windows: { level: number; width: number }[];
    menus: boolean[];
  };
}

export interface PhantomOptions {
  readonly orientation: string;
  /** Reverses the stored rows without telling the affine: a wrong picture the test must notice. */
  readonly isMirrored?: boolean;
  readonly choice?: Partial<LabelChoice>;
  readonly colourMap?: ColourMapName;
  /** A second label map: the first with its codes moved on by so many stored voxels. */
  readonly otherShift?: number;
}

declare global {
  interface Window {
    viewerPage: ViewerPage;
  }
}

const canvases = new Map<Plane, HTMLCanvasElement>();
const views = new Map<Plane, SliceView>();
const texts = new Map<Plane, { text: string; x: number; y: number }[]>();
const paints = new Map<Plane, number>();
const reported: ViewerPage['reported'] = { crosshairs: [], hovered: null, steps: [], windows: [], menus: [] };
let scene: SliceScene | null = null;

for (const plane of planes) {
  const canvas = document.createElement('canvas');
  canvas.id = plane;
  document.body.append(canvas);
  canvases.set(plane, canvas);
  const view = createSliceView(canvas, plane, {
    onCrosshair: (worldMm) => reported.crosshairs.push(worldMm),
    onHover: (worldMm) => (reported.hovered = worldMm),
    onStep: (slices) => reported.steps.push(slices),
    onWindowDrag: (delta) => reported.windows.push(delta),
  });
  views.set(plane, view);
  watchPainting(plane, canvas.getContext('2d')!);
  canvas.addEventListener('contextmenu', (event) => reported.menus.push(event.defaultPrevented));
}

/** Every paint begins with one background; texts are noted with their places. */
function watchPainting(plane: Plane, context: CanvasRenderingContext2D): void {
  const fillText = context.fillText.bind(context);
  const fillRect = context.fillRect.bind(context);
  context.fillText = (text, x, y) => {
    texts.get(plane)?.push({ text, x, y });
    fillText(text, x, y);
  };
  context.fillRect = (...rectangle) => {
    paints.set(plane, (paints.get(plane) ?? 0) + 1);
    fillRect(...rectangle);
  };
}

function storedPhantom({ orientation, isMirrored = false }: PhantomOptions): StoredPhantom {
  const phantom = storePhantom(storedOrientations.find(({ name }) => name === orientation)!);
  if (isMirrored) {
    const { voxels, shape } = phantom.volume;
    for (let start = 0; start < voxels.length; start += shape[0]) voxels.subarray(start, start + shape[0]).reverse();
  }
  return phantom;
}

function shifted(voxels: Uint8Array, by: number): Uint8Array {
  return voxels.map((_, voxel) => voxels[(voxel + by) % voxels.length] ?? 0);
}

async function nextPaint(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

function viewOf(plane: Plane): SliceView {
  return views.get(plane)!;
}

function canvasOf(plane: Plane): HTMLCanvasElement {
  return canvases.get(plane)!;
}

window.viewerPage = {
  reported,
  async show(options, change = {}) {
    const { volume, labels } = storedPhantom(options);
    const { choice = {}, colourMap = 'grey', otherShift = 0 } = options;
    scene = {
      frame: createReadingFrame(volume),
      volume,
      labels,
      otherLabels: otherShift === 0 ? null : { ...labels, voxels: shifted(labels.voxels, otherShift) },
      labelLook: createLabelLook({
        style: 'fill',
        hiddenTissues: [],
        outlinedRegions: [],
        agreement: null,
        ...choice,
      }),
      colours: colourMapTable(colourMap),
      isLabelsVisible: false,
      labelOpacity: 0.5,
      window: { low: 0, high: phantomVoxels },
      crosshairMm: [0, 0, 0],
      convention: 'radiological',
      isInterpolated: false,
      isCrosshairVisible: false,
      ...change,
    };
    for (const plane of planes) texts.set(plane, []);
    for (const view of views.values()) view.draw(scene);
    await nextPaint();
  },
  coloursAt(plane, points) {
    const canvas = canvasOf(plane);
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    return points.map(({ x, y }) => {
      const offset = 4 * (Math.floor(x * devicePixelRatio) + width * Math.floor(y * devicePixelRatio));
      return [...data.subarray(offset, offset + 3)];
    });
  },
  worldToCanvas: (plane, worldMm) => viewOf(plane).worldToCanvas(worldMm),
  canvasToWorld: (plane, point) => viewOf(plane).canvasToWorld(point),
  async countPaints(plane, draws) {
    paints.clear();
    for (let n = 0; n < draws; n += 1) viewOf(plane).draw({ ...scene!, window: { low: n, high: phantomVoxels } });
    await nextPaint();
    return paints.get(plane) ?? 0;
  },
  textsOn: (plane) => texts.get(plane) ?? [],
  resolutionOf(plane) {
    const { width, height } = canvasOf(plane);
    return { width, height };
  },
};
