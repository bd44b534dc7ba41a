import { backgroundOf, isForeground } from '#shared/domain/background.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { countStored, type StoredCounts } from './stored-counts.ts';

/** Intensities in real units, that is after slope and intercept. */
export interface IntensityRange {
  readonly minimum: number;
  readonly maximum: number;
  /** What the display maps to black and white when a volume is first shown. */
  readonly window: { readonly low: number; readonly high: number };
}

/** Share of the non-background voxels below `low`, and below `high`. */
const windowPercentiles = [0.005, 0.995] as const;

/** Wider types are sampled for the percentiles: a window needs no more. */
const largestSample = 2 ** 18;

/**
 * Range of a volume, and the window to show it in first: the 0.5 and 99.5 percentiles of the voxels
 * that are not background. NaN and infinities count nowhere.
 *
 * @returns all 0 when there is not one finite voxel; never an empty window (`high` > `low`) otherwise.
 */
export function measureIntensity(volume: Volume): IntensityRange {
  const { slope, intercept } = volume.scale;
  const counted = countStored(volume);
  const stored = counted === null ? sampleStored(volume) : rangeOf(counted, volume);
  if (stored === null) return { minimum: 0, maximum: 0, window: { low: 0, high: 0 } };
  const real = (value: number): number => value * slope + intercept;
  const ordered = (a: number, b: number): readonly [number, number] => (a <= b ? [a, b] : [b, a]); // a slope may be negative
  const [minimum, maximum] = ordered(real(stored.minimum), real(stored.maximum));
  const [low, high] = ordered(real(stored.low), real(stored.high));
  return { minimum, maximum, window: { low, high: high > low ? high : low + 1 } };
}

/** All in stored values. */
interface StoredRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly low: number;
  readonly high: number;
}

/** Exact, from all voxels; where all are background, of that. */
function rangeOf({ lowest, counts }: StoredCounts, volume: Volume): StoredRange {
  const { slope, intercept } = volume.scale;
  const background = backgroundOf(volume);
  const minimum = counts.findIndex((n) => n > 0) + lowest;
  const maximum = counts.findLastIndex((n) => n > 0) + lowest;
  const foreground = counts.map((n, bin) => (isForeground((bin + lowest) * slope + intercept, background) ? n : 0));
  const total = foreground.reduce((sum, n) => sum + n, 0);
  if (total === 0) return { minimum, maximum, low: minimum, high: maximum };
  const [low, high] = windowPercentiles.map((share) => {
    const rank = Math.round(share * (total - 1));
    let seen = 0;
    return foreground.findIndex((n) => (seen += n) > rank) + lowest;
  });
  return { minimum, maximum, low: low ?? minimum, high: high ?? maximum };
}

/** Other types: exact range, percentiles from evenly spread voxels. Null when no voxel is finite. */
function sampleStored(volume: Volume): StoredRange | null {
  const { voxels, scale } = volume;
  const { slope, intercept } = scale;
  const background = backgroundOf(volume);
  let minimum = Infinity;
  let maximum = -Infinity;
  let foreground = 0;
  for (let index = 0; index < voxels.length; index += 1) {
    const value = voxels[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    if (isForeground(value * slope + intercept, background)) foreground += 1;
  }
  if (minimum > maximum) return null;
  if (foreground === 0) return { minimum, maximum, low: minimum, high: maximum };
  const sample = collectSample(volume, Math.ceil(foreground / largestSample)).sort();
  const [low, high] = windowPercentiles.map((share) => sample[Math.round(share * (sample.length - 1))]);
  return { minimum, maximum, low: low ?? minimum, high: high ?? maximum };
}

/** Every `stride`-th of the voxels that are not background. */
function collectSample(volume: Volume, stride: number): Float64Array {
  const { voxels, scale } = volume;
  const { slope, intercept } = scale;
  const background = backgroundOf(volume);
  const sample = new Float64Array(largestSample);
  let seen = 0;
  let taken = 0;
  for (let index = 0; index < voxels.length; index += 1) {
    const value = voxels[index] ?? NaN;
    if (!isForeground(value * slope + intercept, background)) continue;
    if (seen % stride === 0) {
      sample[taken] = value;
      taken += 1;
    }
    seen += 1;
  }
  return sample.subarray(0, taken);
}
