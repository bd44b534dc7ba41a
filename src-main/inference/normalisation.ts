import { invertAffine, multiplyAffines, type Geometry } from '#shared/domain/affine.ts';
import { selectPercentiles } from '#shared/domain/percentile.ts';
import type { DataType, IntensityScale, Volume } from '#shared/domain/volume.ts';
import { countValues, percentileOf, type CountedValues } from './counted-values.ts';
import type { ModelManifest } from './model-manifest.ts';
import { sampleLinearly, storedWalk, type Sampling } from '../imaging/linear-sampling.ts';

/**
 * Intensities of a modality as the network was taught to see them: clipped to two percentiles of the
 * non-zero voxels, minus their mean, over their (population) standard deviation, both after clipping.
 */
export interface Normalisation {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Real intensities up to this size count as zero, that is as outside the brain.
 * A scaled integer comes only within half a step of zero, so half a step it is; floats are zero or not.
 */
export function zeroTolerance(dataType: DataType, scale: IntensityScale): number {
  return dataType === 'float32' || dataType === 'float64' ? 0 : Math.abs(scale.slope) / 2;
}

/** Sets `mask` to 1 (and leaves it otherwise) where a volume is not zero. Both in stored order. NaN and infinity are zero. */
export function markNonZero({ voxels, scale, dataType }: Volume, mask: Uint8Array): void {
  const tolerance = zeroTolerance(dataType, scale);
  const { slope, intercept } = scale;
  for (let offset = 0; offset < mask.length; offset += 1) {
    const size = Math.abs((voxels[offset] ?? 0) * slope + intercept);
    if (size > tolerance && size < Infinity) mask[offset] = 1;
  }
}

/**
 * `markNonZero` for a volume on another grid than the mask's: marks where the volume reaches and, of what
 * trilinear interpolation would weigh, at least half is not zero (as `fillChannel` does).
 *
 * @param grid of the mask. Returns whether anything of the volume lies there.
 */
export function markNonZeroOn(grid: Geometry, volume: Volume, mask: Uint8Array): boolean {
  const { voxels, scale, dataType } = volume;
  const tolerance = zeroTolerance(dataType, scale);
  const sampling: Sampling = {
    ...{ target: storedWalk(grid.shape), source: storedWalk(volume.shape) },
    targetToSource: multiplyAffines(invertAffine(volume.affine), grid.affine),
    reach: 0.5,
  };
  let isMet = false;
  sampleLinearly(sampling, (offset, offsets, weights) => {
    let share = 0;
    for (let corner = 0; corner < 8; corner += 1) {
      const size = Math.abs((voxels[offsets[corner] ?? 0] ?? 0) * scale.slope + scale.intercept);
      if (size > tolerance && size < Infinity) share += weights[corner] ?? 0;
    }
    if (share < 0.5) return;
    mask[offset] = 1;
    isMet = true;
  });
  return isMet;
}

/**
 * Measures a volume's non-zero voxels (see `markNonZero`).
 *
 * @param percents lower and upper percentile to clip to, 0..100, interpolated as numpy.percentile does.
 * @returns null when every voxel is zero.
 */
export function measureNormalisation(volume: Volume, percents: readonly [number, number]): Normalisation | null {
  const tolerance = zeroTolerance(volume.dataType, volume.scale);
  const counted = countValues(volume, (value) => Math.abs(value) > tolerance && Math.abs(value) < Infinity);
  if (counted !== null) return counted.total === 0 ? null : measureCounted(counted, percents);
  const values = collectNonZero(volume);
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
  const tolerance = zeroTolerance(volume.dataType, volume.scale);
  const counted = countValues(volume, (value) => Math.abs(value) > tolerance && Math.abs(value) < Infinity);
  const values = counted === null ? collectNonZero(volume) : new Float64Array();
  if ((counted?.total ?? values.length) === 0) return null;
  const found =
    counted === null ? selectPercentiles(values, percents) : percents.map((each) => percentileOf(counted, each));
  const [low = 0, first = 0, median = 0, third = 0, high = 0] = found;
  return { low, high, mean: median, deviation: (third - first) / normalQuartileDistance };
}

/** Measures a volume as a model wants to see it; null when every voxel is zero. */
export function measureAs(volume: Volume, scheme: ModelManifest['input']['normalisation']): Normalisation | null {
  if (scheme.kind === 'z-score') return measureNormalisation(volume, [0, 100]);
  if (scheme.kind === 'percentile-clip-quartiles') {
    return measureByQuartiles(volume, [scheme.lowerPercentile, scheme.upperPercentile]);
  }
  const measured = measureNormalisation(volume, [scheme.lowerPercentile, scheme.upperPercentile]);
  if (measured === null || scheme.kind === 'percentile-clip-z-score') return measured;
  return { ...measured, mean: measured.low, deviation: measured.high - measured.low };
}

/** The non-zero real intensities, in stored order; a fresh array, no longer than it must be. */
function collectNonZero({ voxels, scale, dataType }: Volume): Float64Array {
  const tolerance = zeroTolerance(dataType, scale);
  const { slope, intercept } = scale;
  let count = 0;
  for (let offset = 0; offset < voxels.length; offset += 1) {
    const size = Math.abs((voxels[offset] ?? 0) * slope + intercept);
    if (size > tolerance && size < Infinity) count += 1;
  }
  const values = new Float64Array(count);
  let next = 0;
  for (let offset = 0; offset < voxels.length; offset += 1) {
    const value = (voxels[offset] ?? 0) * slope + intercept;
    const size = Math.abs(value);
    if (size > tolerance && size < Infinity) {
      values[next] = value;
      next += 1;
    }
  }
  return values;
}
