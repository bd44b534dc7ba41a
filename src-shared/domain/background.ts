import type { Shape } from './vector.ts';
import type { Volume, Voxels } from './volume.ts';

/** What of an image decides what is background in it. */
export type ScaledVoxels = Pick<Volume, 'shape' | 'voxels' | 'scale'>;

/**
 * What lies around the brain, or the head: real intensities that differ from `value` by `tolerance` at most, NaN
 * and the infinities. The models' manifests call the rest "non-zero", as it is where the background is 0.
 *
 * The one rule of what is measured, segmented and shown. Other questions have other answers: what of a head as
 * scanned is air (`imaging/sketch.ts`), what a mask leaves out (`imaging/brain-mask.ts`).
 */
export interface Background {
  readonly value: number;
  readonly tolerance: number;
}

/** A constant other than 0 is the background only where it fills at least this share of the image. */
const leastShare = 0.1;

/**
 * 0, as skull stripping leaves it, unless most of the eight corners share another constant that fills more
 * of the image than 0 does: an image whose intensities were shifted or standardised as a whole is the same
 * image. In a scan with air around the head the corners differ, and the background is 0.
 *
 * Found once for each object, whose voxels are not to change.
 */
export function backgroundOf(image: ScaledVoxels): Background {
  const background = known.get(image) ?? findBackground(image);
  known.set(image, background);
  return background;
}

const known = new WeakMap<ScaledVoxels, Background>();

/** Whether a real intensity is not background. A function without a state of its own: it is called once per voxel. */
export function isForeground(real: number, { value, tolerance }: Background): boolean {
  const distance = Math.abs(real - value);
  return distance > tolerance && distance < Infinity;
}

function findBackground(image: ScaledVoxels): Background {
  const background = findConstant(image);
  return { ...background, tolerance: Math.max(background.tolerance, traceTolerance(image, background.value)) };
}

function findConstant({ shape, voxels, scale }: ScaledVoxels): Background {
  const { slope, intercept } = scale;
  // a scaled integer comes only within half a step of zero; floats are zero or not
  const tolerance = isFloat(voxels) ? 0 : Math.abs(slope) / 2;
  const shared = sharedCornerValue(shape, voxels);
  if (shared === null || Math.abs(shared * slope + intercept) <= tolerance) return { value: 0, tolerance };
  let count = 0;
  let zeros = 0;
  for (let offset = 0; offset < voxels.length; offset += 1) {
    const stored = voxels[offset] ?? NaN;
    if (stored === shared) count += 1;
    else if (Math.abs(stored * slope + intercept) <= tolerance) zeros += 1;
  }
  const isBackground = count >= leastShare * voxels.length && count > zeros;
  return { value: isBackground ? shared * slope + intercept : 0, tolerance };
}

/** The stored value that more than half of the corners have; null for none, or one that is not finite. */
function sharedCornerValue([x, y, z]: Shape, voxels: Voxels): number | null {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (corner) => voxels[(corner & 1 ? x - 1 : 0) + x * ((corner & 2 ? y - 1 : 0) + y * (corner & 4 ? z - 1 : 0))] ?? NaN,
  );
  const shared = corners.find((value) => corners.filter((other) => other === value).length > 4);
  return shared !== undefined && Number.isFinite(shared) ? shared : null;
}

/** Floats this small beside the brain (its 99th percentile) may be traces that interpolation left around it ... */
const largestTrace = 1e-3;
/** ... and are where at least this share of the image is such: of tissue that passes through 0, far less is. */
const leastTraceShare = 0.05;

const largestSample = 2 ** 16;

/**
 * How far from `value` floats are nothing but traces of it. Resampling by splines, and arithmetic, leave 1e-5
 * or 1e-30 where a stripped brain had 0: counted as brain, they would fill the image and be what it is measured by.
 */
function traceTolerance({ voxels, scale }: ScaledVoxels, value: number): number {
  if (!isFloat(voxels)) return 0;
  // odd, so that it does not march along one column of a grid of even size
  const stride = Math.max(1, Math.ceil(voxels.length / largestSample)) | 1;
  const sample = new Float64Array(Math.ceil(voxels.length / stride));
  let taken = 0;
  let looked = 0;
  for (let offset = 0; offset < voxels.length; offset += stride) {
    looked += 1;
    const distance = Math.abs((voxels[offset] ?? NaN) * scale.slope + scale.intercept - value);
    if (!(distance > 0 && distance < Infinity)) continue;
    sample[taken] = distance;
    taken += 1;
  }
  const sorted = sample.subarray(0, taken).sort();
  const tolerance = largestTrace * (sorted[Math.floor(0.99 * (taken - 1))] ?? 0);
  const firstBeyond = sorted.findIndex((distance) => distance > tolerance);
  return firstBeyond >= leastTraceShare * looked ? tolerance : 0;
}

function isFloat(voxels: Voxels): boolean {
  return voxels instanceof Float32Array || voxels instanceof Float64Array;
}
