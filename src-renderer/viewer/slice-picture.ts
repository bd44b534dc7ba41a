import type { Vec3 } from '#shared/domain/vector.ts';
import type { DisplayLabels, DisplayVolume, IntensityWindow } from './display-volume.ts';
import { labelColours, paintGreys, paintLabels } from './paint-pixels.ts';
import type { DisplayConvention, Plane } from './planes.ts';
import { sliceOf, type ReadingFrame } from './reading-frame.ts';
import { sampleLabelSlice, sampleVolumeSlice } from './sample-slice.ts';
import { createSliceRaster, type SliceRaster } from './slice-raster.ts';

/** What decides the pixels of a slice. */
export interface PictureScene {
  readonly frame: ReadingFrame;
  readonly volume: DisplayVolume | null;
  readonly labels: DisplayLabels | null;
  readonly window: IntensityWindow;
  readonly crosshairMm: Vec3;
  readonly convention: DisplayConvention;
  readonly isInterpolated: boolean;
}

/** Pixels of one layer, row by row from the top left. They are overwritten in place; `revision` then rises. */
export interface PixelLayer {
  /** RGBA, one word per pixel (see paint-pixels.ts). */
  readonly pixels: Uint32Array<ArrayBuffer>;
  readonly revision: number;
}

/** A slice at its own resolution, image and labels apart, so that either can change or be hidden without the other. */
export interface SlicePicture {
  readonly slice: number;
  readonly raster: SliceRaster;
  readonly image: PixelLayer | null;
  readonly labels: PixelLayer | null;
}

export interface SlicePictureMaker {
  /** Which slice the scene shows and where it lies, without computing its pixels. */
  locate(scene: PictureScene): { readonly slice: number; readonly raster: SliceRaster };
  /** Recomputes only what changed since the last call; volumes and labels are compared by identity. */
  render(scene: PictureScene): SlicePicture;
}

export function createSlicePictureMaker(plane: Plane): SlicePictureMaker {
  const rasterOf = createRasterMemo(plane);
  const imageOf = createImageMemo();
  const labelsOf = createLabelMemo();
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
        labels: scene.labels && labelsOf(scene.labels, raster),
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
  let painted: IntensityWindow | null = null;
  let layer: PixelLayer = { pixels: new Uint32Array(0), revision: 0 };
  return (volume, raster, { window, isInterpolated }) => {
    if (sampled?.volume !== volume || sampled.raster !== raster || sampled.isInterpolated !== isInterpolated) {
      const count = raster.width * raster.height;
      if (values.length !== count) values = new Float32Array(count);
      sampleVolumeSlice(volume, raster, isInterpolated, values);
      sampled = { volume, raster, isInterpolated };
      painted = null;
    }
    if (painted?.low !== window.low || painted.high !== window.high) {
      layer = renewed(layer, values.length);
      paintGreys(values, window, layer.pixels);
      painted = window;
    }
    return layer;
  };
}

function createLabelMemo(): (labels: DisplayLabels, raster: SliceRaster) => PixelLayer {
  let codes = new Uint8Array(0);
  let sampled: { labels: DisplayLabels; raster: SliceRaster } | null = null;
  let layer: PixelLayer = { pixels: new Uint32Array(0), revision: 0 };
  return (labels, raster) => {
    if (sampled?.labels !== labels || sampled.raster !== raster) {
      const count = raster.width * raster.height;
      if (codes.length !== count) codes = new Uint8Array(count);
      sampleLabelSlice(labels, raster, codes);
      layer = renewed(layer, count);
      paintLabels(codes, labelColours, layer.pixels);
      sampled = { labels, raster };
    }
    return layer;
  };
}

/** The layer about to be painted anew: the same memory while the size stays. */
function renewed({ pixels, revision }: PixelLayer, count: number): PixelLayer {
  return { pixels: pixels.length === count ? pixels : new Uint32Array(count), revision: revision + 1 };
}
