import type { DisplayConvention, Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { DisplayLabels, DisplayVolume, IntensityWindow } from './display-volume.ts';
import { heatTable } from './heat-colours.ts';
import { traceBorder } from './label-border.ts';
import { brainColour, pairedCode, type Colour, type LabelLook } from './label-look.ts';
import { opaqueBlack, paintIntensities, paintLabels, transparent } from './paint-pixels.ts';
import { boundsOf, type PixelBounds } from './pixel-bounds.ts';
import { sliceOf, type ReadingFrame } from './reading-frame.ts';
import { sampleLabelSlice, sampleVolumeSlice } from './sample-slice.ts';
import { createSliceRaster, type SliceRaster } from './slice-raster.ts';

/** What decides the pixels of a slice. */
export interface PictureScene {
  readonly frame: ReadingFrame;
  readonly volume: DisplayVolume | null;
  readonly labels: DisplayLabels | null;
  /** A second label map the first is compared with; seen only where `labelLook` asks for it. */
  readonly otherLabels: DisplayLabels | null;
  /** How sure the network was, drawn between image and labels; left out: not drawn. */
  readonly heat?: DisplayLabels | null | undefined;
  /** What was taken as brain, 0 or 1: only its border is drawn; left out: not drawn. */
  readonly brain?: DisplayLabels | null | undefined;
  /** Made once per choice: compared by identity. */
  readonly labelLook: LabelLook;
  readonly window: IntensityWindow;
  /** 256 colour words (colour-maps.ts); compared by identity. */
  readonly colours: Uint32Array;
  readonly crosshairMm: Vec3;
  readonly convention: DisplayConvention;
  readonly isInterpolated: boolean;
}

/** Pixels of one layer, row by row from the top left. They are overwritten in place; `revision` then rises. */
export interface PixelLayer {
  /** RGBA, one word per pixel (see paint-pixels.ts). */
  readonly pixels: Uint32Array<ArrayBuffer>;
  readonly revision: number;
  /** Where anything is seen of it; null where nothing is. */
  readonly bounds: PixelBounds | null;
}

/** A slice at its own resolution, image and labels apart, so that either can change or be hidden without the other. */
export interface SlicePicture {
  readonly slice: number;
  readonly raster: SliceRaster;
  readonly image: PixelLayer | null;
  /** Null when there is none to draw. */
  readonly heat: PixelLayer | null;
  /** Null when no labels are filled. */
  readonly labels: PixelLayer | null;
  readonly lines: readonly PictureLine[];
  /** Around what was taken as brain; null when it is not drawn. The same object while it is the same line. */
  readonly brainLine: PictureLine | null;
}

/** Straight runs along pixel edges: x1, y1, x2, y2 of each, in pixels from the picture's top left corner. */
export interface PictureLine {
  readonly runs: readonly number[];
  readonly colour: Colour;
}

export interface SlicePictureMaker {
  /** Which slice the scene shows and where it lies, without computing its pixels. */
  locate(scene: PictureScene): { readonly slice: number; readonly raster: SliceRaster };
  /** Recomputes only what changed since the last call; volumes and labels are compared by identity. */
  render(scene: PictureScene): SlicePicture;
}

/** The same pixels in memory of their own, which no later picture overwrites. */
export function copyOfPicture(picture: SlicePicture): SlicePicture {
  const copyOf = (layer: PixelLayer | null): PixelLayer | null => layer && { ...layer, pixels: layer.pixels.slice() };
  return { ...picture, image: copyOf(picture.image), heat: copyOf(picture.heat), labels: copyOf(picture.labels) };
}

export function createSlicePictureMaker(plane: Plane): SlicePictureMaker {
  const rasterOf = createRasterMemo(plane);
  const imageOf = createImageMemo();
  const labelsOf = createLabelMemo();
  const heatOf = createHeatMemo();
  const brainLineOf = createBrainMemo();
  const locate = (scene: PictureScene): { slice: number; raster: SliceRaster } => {
    const slice = sliceOf(scene.frame, plane, scene.crosshairMm);
    return { slice, raster: rasterOf(scene, slice) };
  };
  return {
    locate,
    render(scene) {
      const { slice, raster } = locate(scene);
      return {
        slice,
        raster,
        image: scene.volume && imageOf(scene.volume, raster, scene),
        heat: scene.heat == null ? null : heatOf(scene.heat, raster),
        ...labelsOf(scene, raster),
        brainLine: scene.brain == null ? null : brainLineOf(scene.brain, raster),
      };
    },
  };
}

/** Returns the same raster object while frame, convention and slice stay: the other memos compare it by identity. */
function createRasterMemo(plane: Plane): (scene: PictureScene, slice: number) => SliceRaster {
  let last: { frame: ReadingFrame; convention: DisplayConvention; slice: number; raster: SliceRaster } | null = null;
  return ({ frame, convention }, slice) => {
    if (last?.frame !== frame || last.convention !== convention || last.slice !== slice) {
      last = { frame, convention, slice, raster: createSliceRaster(frame, { plane, convention }, slice) };
    }
    return last.raster;
  };
}

function createImageMemo(): (volume: DisplayVolume, raster: SliceRaster, scene: PictureScene) => PixelLayer {
  let values = new Float32Array(0);
  let sampled: { volume: DisplayVolume; raster: SliceRaster; isInterpolated: boolean } | null = null;
  let painted: { window: IntensityWindow; colours: Uint32Array } | null = null;
  let layer = noPixels;
  return (volume, raster, { window, colours, isInterpolated }) => {
    if (sampled?.volume !== volume || sampled.raster !== raster || sampled.isInterpolated !== isInterpolated) {
      const count = raster.width * raster.height;
      if (values.length !== count) values = new Float32Array(count);
      sampleVolumeSlice(volume, raster, isInterpolated, values);
      sampled = { volume, raster, isInterpolated };
      painted = null;
    }
    if (painted?.colours !== colours || !isSameWindow(painted.window, window)) {
      // behind the image the view is black
      layer = repainted(layer, raster, opaqueBlack, (out) => paintIntensities(values, window, colours, out));
      painted = { window, colours };
    }
    return layer;
  };
}

function isSameWindow(a: IntensityWindow, b: IntensityWindow): boolean {
  return a.low === b.low && a.high === b.high;
}

function createHeatMemo(): (heat: DisplayLabels, raster: SliceRaster) => PixelLayer {
  let values = new Uint8Array(0);
  let painted: { heat: DisplayLabels; raster: SliceRaster } | null = null;
  let layer = noPixels;
  return (heat, raster) => {
    if (painted?.heat === heat && painted.raster === raster) return layer;
    const count = raster.width * raster.height;
    if (values.length !== count) values = new Uint8Array(count);
    sampleLabelSlice(heat, raster, values);
    layer = repainted(layer, raster, transparent, (out) => paintLabels(values, heatTable(), out));
    painted = { heat, raster };
    return layer;
  };
}

/** Members of a mask. */
const insideMask = Uint8Array.of(0, 1);

function createBrainMemo(): (brain: DisplayLabels, raster: SliceRaster) => PictureLine {
  let traced: { brain: DisplayLabels; raster: SliceRaster; line: PictureLine } | null = null;
  return (brain, raster) => {
    if (traced?.brain === brain && traced.raster === raster) return traced.line;
    const values = new Uint8Array(raster.width * raster.height);
    sampleLabelSlice(brain, raster, values);
    traced = { brain, raster, line: { runs: traceBorder(values, raster, insideMask), colour: brainColour } };
    return traced.line;
  };
}

type LabelPicture = Pick<SlicePicture, 'labels' | 'lines'>;
const noLabels: LabelPicture = { labels: null, lines: [] };

function createLabelMemo(): (scene: PictureScene, raster: SliceRaster) => LabelPicture {
  const codesOf = createPairedCodesMemo();
  let layer = noPixels;
  let painted: { codes: PairedCodes; look: LabelLook; picture: LabelPicture } | null = null;
  return (scene, raster) => {
    const codes = codesOf(scene, raster);
    if (codes === null) return noLabels;
    const look = scene.labelLook;
    if (painted?.codes !== codes || painted.look !== look) {
      const { fill } = look;
      if (fill !== null) {
        layer = repainted(layer, raster, transparent, (out) => paintLabels(codes.values, fill, out));
      }
      const lines = look.lines.map(({ members, colour }) => ({
        runs: traceBorder(codes.values, raster, members),
        colour,
      }));
      painted = { codes, look, picture: { labels: fill && layer, lines } };
    }
    return painted.picture;
  };
}

/** A new object whenever the values, which are overwritten in place, are new. */
interface PairedCodes {
  readonly values: Uint8Array;
}

function createPairedCodesMemo(): (scene: PictureScene, raster: SliceRaster) => PairedCodes | null {
  let values = new Uint8Array(0);
  let others = new Uint8Array(0);
  let sampled: { labels: DisplayLabels; other: DisplayLabels | null; raster: SliceRaster; codes: PairedCodes } | null =
    null;
  return ({ labels, otherLabels: other }, raster) => {
    if (labels === null) return null;
    if (sampled?.labels === labels && sampled.other === other && sampled.raster === raster) return sampled.codes;
    const count = raster.width * raster.height;
    if (values.length !== count) [values, others] = [new Uint8Array(count), new Uint8Array(count)];
    sampleLabelSlice(labels, raster, values);
    if (other !== null) {
      sampleLabelSlice(other, raster, others);
      for (let pixel = 0; pixel < count; pixel += 1) values[pixel] = pairedCode(values[pixel] ?? 0, others[pixel] ?? 0);
    }
    sampled = { labels, other, raster, codes: { values } };
    return sampled.codes;
  };
}

const noPixels: PixelLayer = { pixels: new Uint32Array(0), revision: 0, bounds: null };

/**
 * The layer painted anew, in the same memory while the size stays.
 *
 * @param behind the word of what a pixel may as well not hide: it does not count as seen.
 */
function repainted(
  { pixels, revision }: PixelLayer,
  { width, height }: SliceRaster,
  behind: number,
  paint: (out: Uint32Array) => void,
): PixelLayer {
  const out = pixels.length === width * height ? pixels : new Uint32Array(width * height);
  paint(out);
  return { pixels: out, revision: revision + 1, bounds: boundsOf(out, { width, height }, behind) };
}
