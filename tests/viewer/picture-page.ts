import type { Affine } from '#shared/domain/affine.ts';
import { planes, type Plane } from '#shared/domain/display.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import type { Shape, Vec3 } from '#shared/domain/vector.ts';
import { colourMapTable } from '../../src-renderer/viewer/colour-maps.ts';
import { createLabelLook } from '../../src-renderer/viewer/label-look.ts';
import { paintPicture, pngOf } from '../../src-renderer/viewer/picture/paint-picture.ts';
import { createReadingFrame } from '../../src-renderer/viewer/reading-frame.ts';
import { createSliceView, type SliceView } from '../../src-renderer/viewer/slice-view.ts';

/* The page of picture.test.ts: real views of a study given by the test, and the PNG taken of them. */

export interface PicturedStudy {
  readonly shape: Shape;
  readonly affine: Affine;
  /** Stored voxels that are lesion: bright in the image and necrotic core in the label map. */
  readonly lesion: readonly number[];
  readonly crosshairMm: Vec3;
  readonly isMaskShown: boolean;
}

export interface TakenPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha, decoded from the PNG; in base64 on its way to the test. */
  readonly pixels: string;
  /** Texts with their places in the PNG's pixels. */
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number }[];
}

declare global {
  interface Window {
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
for (const plane of planes) {
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  views.set(plane, createSliceView(canvas, plane, noEvents));
}

window.takePicture = async (study, shown) => {
  const { shape, affine, lesion, crosshairMm, isMaskShown } = study;
  const voxels = new Float32Array(shape[0] * shape[1] * shape[2]).fill(200);
  const codes = new Uint8Array(voxels.length);
  for (const voxel of lesion) [voxels[voxel], codes[voxel]] = [1000, internalLabels.ncr];
  for (const view of views.values()) {
    view.draw({
      frame: createReadingFrame({ shape, affine }),
      volume: { shape, affine, voxels, slope: 1, intercept: 0 },
      labels: { shape, affine, voxels: codes },
      otherLabels: null,
      labelLook: createLabelLook({ style: 'fill', hiddenTissues: [], outlinedRegions: [], agreement: null }),
      colours: colourMapTable('grey'),
      isLabelsVisible: isMaskShown,
      labelOpacity: 1,
      window: { low: 0, high: 1000 },
      crosshairMm,
      convention: 'radiological',
      isInterpolated: false,
      isCrosshairVisible: true,
    });
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const texts: { text: string; x: number; y: number }[] = [];
  const prototype = OffscreenCanvasRenderingContext2D.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the painter below
  const { fillText } = prototype;
  prototype.fillText = function (text, x, y) {
    texts.push({ text, ...toPoint(this.getTransform().transformPoint({ x, y })) });
    fillText.call(this, text, x, y);
  };
  const canvas = paintPicture({
    views: shown.map((plane) => ({ source: views.get(plane)!, words: { titles: [plane], note: 'W 1000' } })),
    largeIndex: shown.length > 1 ? 0 : null,
    caption: {
      legend: [{ mark: 'area', colour: [1, 2, 3], text: 'Legend' }],
      facts: ['Facts'],
      notice: 'Research use only',
    },
    devicePixelRatio,
  });
  prototype.fillText = fillText;
  if (canvas === null) throw new Error('a view shows nothing');
  const { width, height, data } = await decoded(await pngOf(canvas));
  return { width, height, pixels: inBase64(data), texts };
};

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
