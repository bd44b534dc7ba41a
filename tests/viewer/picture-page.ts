import type { Affine } from '#shared/domain/affine.ts';
import { planes, type ColourMapName, type Plane } from '#shared/domain/display.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import type { Shape, Vec3 } from '#shared/domain/vector.ts';
import { colourMapTable } from '../../src-renderer/viewer/colour-maps.ts';
import { createLabelLook } from '../../src-renderer/viewer/label-look.ts';
import { paintPicture, type PictureRequest } from '../../src-renderer/viewer/picture/paint-picture.ts';
import { createPngCanvas } from '../../src-renderer/viewer/picture/png-canvas.ts';
import type { PngMaker } from '../../src-renderer/viewer/picture/png-maker.ts';
import { createReadingFrame } from '../../src-renderer/viewer/reading-frame.ts';
import { captionBox, paintCrosshair } from '../../src-renderer/viewer/annotations.ts';
import { createSliceRaster } from '../../src-renderer/viewer/slice-raster.ts';
import { canvasToWorld, createViewport, restingMotion } from '../../src-renderer/viewer/viewport.ts';
import { createSliceView, type SliceScene, type SliceView } from '../../src-renderer/viewer/slice-view.ts';
import { createViewMotion } from '../../src-renderer/viewer/view-motion.ts';

/* The page of picture.test.ts: real views of a study given by the test, and the PNG taken of them. */

export interface PicturedStudy {
  readonly shape: Shape;
  readonly affine: Affine;
  /** Stored voxels that are lesion: bright in the image and necrotic core in the label map. */
  readonly lesion: readonly number[];
  readonly crosshairMm: Vec3;
  readonly isMaskShown: boolean;
  /** Left out: 1. */
  readonly zoom?: number;
  /** Left out: grey. */
  readonly colourMap?: ColourMapName;
  /** Painted at once; left out: as the app does. */
  readonly stripPixels?: number;
  /** As soon as a part is painted, the views show other voxels, window, mask and place. */
  readonly isChangedMeanwhile?: boolean;
}

export interface TakenPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha, decoded from the PNG; in base64 on its way to the test. */
  readonly pixels: string;
  /** Texts with their places in the PNG's pixels, or in those of their strip. */
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  /** What was told of how much is painted. */
  readonly shares: readonly number[];
}

declare global {
  interface Window {
    /** Of a crosshair that would run through a caption: its pixels within what the caption covers, and elsewhere. */
    crosshairThroughCaption(isKeptFree: boolean): { readonly within: number; readonly elsewhere: number };
    takePicture(study: PicturedStudy, shown: readonly Plane[]): Promise<TakenPicture>;
  }
}

const noEvents = {
  onCrosshair: () => undefined,
  onHover: () => undefined,
  onStep: () => undefined,
  onWindowDrag: () => undefined,
};
const views = new Map<Plane, SliceView>();
const motion = createViewMotion();
for (const plane of planes) {
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  views.set(plane, createSliceView(canvas, plane, noEvents, motion));
}

window.takePicture = async (study, shown) => {
  const {
    shape,
    affine,
    lesion,
    crosshairMm,
    isMaskShown,
    stripPixels,
    isChangedMeanwhile,
    colourMap = 'grey',
    zoom = 1,
  } = study;
  motion.move({ ...restingMotion, zoom });
  const voxels = new Float32Array(shape[0] * shape[1] * shape[2]).fill(200);
  const codes = new Uint8Array(voxels.length);
  for (const voxel of lesion) [voxels[voxel], codes[voxel]] = [1000, internalLabels.ncr];
  const draw = (change: Partial<SliceScene>): void => {
    for (const view of views.values()) view.draw({ ...scene, ...change });
  };
  const scene: SliceScene = {
    frame: createReadingFrame({ shape, affine }),
    volume: { shape, affine, voxels, slope: 1, intercept: 0 },
    labels: { shape, affine, voxels: codes },
    otherLabels: null,
    labelLook: createLabelLook({ style: 'fill', hiddenTissues: [], outlinedRegions: [], agreement: null }),
    colours: colourMapTable(colourMap),
    isLabelsVisible: isMaskShown,
    labelOpacity: 1,
    window: { low: 0, high: 1000 },
    crosshairMm,
    convention: 'radiological',
    isInterpolated: false,
    isCrosshairVisible: true,
  };
  draw({});
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const texts: { text: string; x: number; y: number }[] = [];
  const prototype = OffscreenCanvasRenderingContext2D.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the painter below
  const { fillText } = prototype;
  prototype.fillText = function (text, x, y) {
    texts.push({ text, ...toPoint(this.getTransform().transformPoint({ x, y })) });
    fillText.call(this, text, x, y);
  };
  const shares: number[] = [];
  const request: PictureRequest = {
    views: shown.map((plane) => ({ source: views.get(plane)!, words: { titles: [plane], note: 'W 1000' } })),
    largeIndex: shown.length > 1 ? 0 : null,
    caption: {
      legend: [{ mark: 'area', colour: [1, 2, 3], text: 'Legend' }],
      facts: ['Facts'],
      notice: 'Research use only',
    },
    devicePixelRatio,
    ...(stripPixels === undefined ? {} : { stripPixels }),
  };
  const png = await paintPicture(request, createPngHere, (share) => {
    shares.push(share);
    if (isChangedMeanwhile !== true || shares.length > 1) return;
    const moved: Vec3 = [crosshairMm[0] + 7, crosshairMm[1] - 7, crosshairMm[2] + 7];
    draw({ crosshairMm: moved, window: { low: 300, high: 400 }, isLabelsVisible: !isMaskShown });
    for (const view of views.values()) view.still(); // as a view that is painted: memory is used again
  });
  prototype.fillText = fillText;
  if (png === null) throw new Error('a view shows nothing');
  const { width, height, data } = await decoded(png);
  return { width, height, pixels: inBase64(data), texts, shares };
};

window.crosshairThroughCaption = (isKeptFree) => {
  const size = { width: 300, height: 200 };
  const painter = new OffscreenCanvas(size.width, size.height).getContext('2d')!;
  const frame = createReadingFrame({ shape: [30, 20, 10], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] });
  const raster = createSliceRaster(frame, { plane: 'axial', convention: 'radiological' }, 5);
  const viewport = createViewport(raster, size, restingMotion, { marginPixels: 0, box: null });
  const lines = ['T1ce · Axial', 'a network 1.2', 'S 23.0 mm · 78/155'];
  const box = captionBox(painter, lines, 1);
  const crosshairMm = canvasToWorld(viewport, { x: 60, y: 120 });
  paintCrosshair(painter, viewport, { crosshairMm, textScale: 1, texts: isKeptFree ? [box] : [] });
  const counts = { within: 0, elsewhere: 0 };
  const { data } = painter.getImageData(0, 0, size.width, size.height);
  for (let pixel = 0; pixel < size.width * size.height; pixel += 1) {
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    const isWithin = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height - 1;
    if ((data[4 * pixel + 3] ?? 0) > 0) counts[isWithin ? 'within' : 'elsewhere'] += 1;
  }
  return counts;
};

/** As the app's thread does it, on the page: this bundle is one script. */
function createPngHere(size: { width: number; height: number }): PngMaker {
  const { add, encode } = createPngCanvas(size);
  return { add, finish: encode, dispose: () => undefined };
}

function toPoint({ x, y }: DOMPoint): { x: number; y: number } {
  return { x, y };
}

function inBase64(data: Uint8ClampedArray): string {
  let binary = '';
  for (let at = 0; at < data.length; at += 32_768) binary += String.fromCharCode(...data.subarray(at, at + 32_768));
  return btoa(binary);
}

async function decoded(png: Blob): Promise<ImageData> {
  const image = await createImageBitmap(png);
  const painter = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
  painter.drawImage(image, 0, 0);
  return painter.getImageData(0, 0, image.width, image.height);
}
