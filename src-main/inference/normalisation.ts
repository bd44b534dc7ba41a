import { invertAffine, multiplyAffines, type Geometry } from '#shared/domain/affine.ts';
import { backgroundOf, isForeground, type Background } from '#shared/domain/background.ts';
import { selectPercentiles } from '#shared/domain/percentile.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { countValues, percentileOf, type CountedValues } from './counted-values.ts';
import type { ModelManifest } from './model-manifest.ts';
import { sampleLinearly, storedWalk, type Sampling, type WorldWalk } from '../imaging/linear-sampling.ts';

/**
 * Intensities of a modality as the network was taught to see them: clipped to two percentiles of the
 * voxels that are not background, minus their mean, over their (population) standard deviation, both after clipping.
 */
export interface Normalisation {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Sets `mask` to 1 (and leaves it otherwise) where a volume is not background. Both in stored order. */
export function markForeground(volume: Volume, mask: Uint8Array): void {
  const background = backgroundOf(volume);
  const { voxels, scale } = volume;
  const { slope, intercept } = scale;
  for (let offset = 0; offset < mask.length; offset += 1) {
    if (isForeground((voxels[offset] ?? 0) * slope + intercept, background)) mask[offset] = 1;
  }
}

/**
 * `markForeground` for a volume on another grid than the mask's: marks where the volume reaches and, of what
 * trilinear interpolation would weigh, at least half is not background (as `fillChannel` does).
 *
 * @param grid of the mask. Returns whether anything of the volume lies there.
 */
export function markForegroundOn(grid: Geometry, volume: Volume, mask: Uint8Array): boolean {
  let isMet = false;
  sampleForeground({ walk: storedWalk(grid.shape), affine: grid.affine }, volume, (offset, share) => {
    if (share < 0.5) return;
    mask[offset] = 1;
    isMet = true;
  });
  return isMet;
}

/**
 * How much of a volume is not background at the elements of another grid: of what trilinear interpolation weighs,
 * the share, 0..1. `visit` is called where the volume reaches.
 */
export function sampleForeground(
  { walk, affine }: WorldWalk,
  volume: Volume,
  visit: (target: number, share: number) => void,
): void {
  const { voxels, scale } = volume;
  const background = backgroundOf(volume);
  const sampling: Sampling = {
    ...{ target: walk, source: storedWalk(volume.shape) },
    targetToSource: multiplyAffines(invertAffine(volume.affine), affine),
    reach: 0.5,
  };
  sampleLinearly(sampling, (offset, offsets, weights) => {
    let share = 0;
    for (let corner = 0; corner < 8; corner += 1) {
      const value = (voxels[offsets[corner] ?? 0] ?? 0) * scale.slope + scale.intercept;
      if (isForeground(value, background)) share += weights[corner] ?? 0;
    }
    visit(offset, share);
  });
}

/**
 * Measures what of a volume is not background.
 *
 * @param percents lower and upper percentile to clip to, 0..100, interpolated as numpy.percentile does.
 * @returns null when every voxel is background.
 */
export function measureNormalisation(volume: Volume, percents: readonly [number, number]): Normalisation | null {
  const background = backgroundOf(volume);
  const counted = countForeground(volume, background);
  if (counted !== null) return counted.total === 0 ? null : measureCounted(counted, percents);
  const values = collectForeground(volume, background);
  if (values.length === 0) return null;
  const [low = 0, high = 0] = selectPercentiles(values, percents);
  let sum = 0;
  for (const value of values) sum += Math.min(Math.max(value, low), high);
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (Math.min(Math.max(value, low), high) - mean) ** 2;
  return { low, high, mean, deviation: Math.sqrt(squares / values.length) };
}

function measureCounted(counted: CountedValues, percents: readonly [number, number]): Normalisation {
  const { values, counts, total } = counted;
  const [low, high] = [percentileOf(counted, percents[0]), percentileOf(counted, percents[1])];
  const clipped = values.map((value) => Math.min(Math.max(value, low), high));
  let sum = 0;
  for (let index = 0; index < clipped.length; index += 1) sum += (counts[index] ?? 0) * (clipped[index] ?? 0);
  const mean = sum / total;
  let squares = 0;
  for (let index = 0; index < clipped.length; index += 1) {
    squares += (counts[index] ?? 0) * ((clipped[index] ?? 0) - mean) ** 2;
  }
  return { low, high, mean, deviation: Math.sqrt(squares / total) };
}

/** Distance of the quartiles of a normal distribution with deviation 1. */
const normalQuartileDistance = 1.349;

/** As `measureNormalisation`, with the median for the mean and the quartiles' distance for the deviation. */
function measureByQuartiles(volume: Volume, [lower, upper]: readonly [number, number]): Normalisation | null {
  const percents = [lower, 25, 50, 75, upper];
  const background = backgroundOf(volume);
  const counted = countForeground(volume, background);
  const values = counted === null ? collectForeground(volume, background) : new Float64Array();
  if ((counted?.total ?? values.length) === 0) return null;
  const found =
    counted === null ? selectPercentiles(values, percents) : percents.map((each) => percentileOf(counted, each));
  const [low = 0, first = 0, median = 0, third = 0, high = 0] = found;
  return { low, high, mean: median, deviation: (third - first) / normalQuartileDistance };
}

/** Measures a volume as a model wants to see it; null when every voxel is background. */
export function measureAs(volume: Volume, scheme: ModelManifest['input']['normalisation']): Normalisation | null {
  if (scheme.kind === 'z-score') return measureNormalisation(volume, [0, 100]);
  if (scheme.kind === 'percentile-clip-quartiles') {
    return measureByQuartiles(volume, [scheme.lowerPercentile, scheme.upperPercentile]);
  }
  const measured = measureNormalisation(volume, [scheme.lowerPercentile, scheme.upperPercentile]);
  if (measured === null || scheme.kind === 'percentile-clip-z-score') return measured;
  return { ...measured, mean: measured.low, deviation: measured.high - measured.low };
}

/** The distinct real intensities that are not background; null for types that are not counted. */
function countForeground(volume: Volume, background: Background): CountedValues | null {
  return countValues(volume, (value) => isForeground(value, background));
}

/** The real intensities that are not background, in stored order; a fresh array, no longer than it must be. */
function collectForeground({ voxels, scale }: Volume, background: Background): Float64Array {
  const { slope, intercept } = scale;
  let count = 0;
  for (let offset = 0; offset < voxels.length; offset += 1) {
    if (isForeground((voxels[offset] ?? 0) * slope + intercept, background)) count += 1;
  }
  const values = new Float64Array(count);
  let next = 0;
  for (let offset = 0; offset < voxels.length; offset += 1) {
    const value = (voxels[offset] ?? 0) * slope + intercept;
    if (isForeground(value, background)) {
      values[next] = value;
      next += 1;
    }
  }
  return values;
}
