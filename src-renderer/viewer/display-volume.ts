import type { Geometry } from '#shared/domain/affine.ts';
import { backgroundOf, type Background } from '#shared/domain/background.ts';
import type { Voxels } from '#shared/domain/volume.ts';

/**
 * A volume as the views need it: voxels in stored type and order, x fastest; real intensity =
 * stored * slope + intercept. The views treat it as immutable: changed voxels come as a new object.
 */
export interface DisplayVolume extends Geometry {
  readonly voxels: Voxels;
  readonly slope: number;
  readonly intercept: number;
}

/** What lies around the brain, or the head, in real intensities: what inference takes as background too. */
export function displayBackground(volume: DisplayVolume): Background {
  const { shape, voxels, slope, intercept } = volume;
  const background = backgrounds.get(volume) ?? backgroundOf({ shape, voxels, scale: { slope, intercept } });
  backgrounds.set(volume, background);
  return background;
}

const backgrounds = new WeakMap<DisplayVolume, Background>();

/** A label map in internal codes (`internalLabels`), x fastest, on a grid of its own. Immutable likewise. */
export interface DisplayLabels extends Geometry {
  readonly voxels: Uint8Array;
}

/** Real intensities shown black (and below) and white (and above). */
export interface IntensityWindow {
  readonly low: number;
  readonly high: number;
}
