import type { Volume, Voxels } from '#shared/domain/volume.ts';
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
 * that are not background. NaN and infinities count nowhere. Background is the value most of the
 * eight corners share (0 around a skull-stripped brain, another constant after normalisation), and
 * where the corners differ, as in a scan with air around the head, 0.
 *
 * @returns all 0 when there is not one finite voxel; never an empty window (`high` > `low`) otherwise.
 */
export function measureIntensity(volume: Volume): IntensityRange {
  const { slope, intercept } = volume.scale;
  const background = backgroundValue(volume);
  const { voxels } = volume;
  const counted = countStored(volume);
  const stored = counted === null ? sampleStored(voxels, background) : rangeOf(counted, background, voxels.length);
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

function backgroundValue({ shape, voxels, scale }: Volume): number {
  const counts = new Map<number, number>();
  for (let corner = 0; corner < 8; corner += 1) {
    const x = corner & 1 ? shape[0] - 1 : 0;
    const y = corner & 2 ? shape[1] - 1 : 0;
    const z = corner & 4 ? shape[2] - 1 : 0;
    const value = voxels[x + shape[0] * (y + shape[1] * z)] ?? NaN;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  for (const [value, count] of counts) if (count > 4) return value;
  return -scale.intercept / scale.slope;
}

/** Exact, from all `count` voxels. */
function rangeOf({ lowest, counts }: StoredCounts, background: number, count: number): StoredRange {
  const minimum = counts.findIndex((n) => n > 0) + lowest;
  const maximum = counts.findLastIndex((n) => n > 0) + lowest;
  const backgroundCount = counts[background - lowest] ?? 0;
  const isAllBackground = backgroundCount === count;
  const skipped = isAllBackground ? null : background - lowest;
  const counted = isAllBackground ? count : count - backgroundCount;
  const [low, high] = windowPercentiles.map((share) => {
    const rank = Math.round(share * (counted - 1));
    let seen = 0;
    return counts.findIndex((n, bin) => bin !== skipped && (seen += n) > rank) + lowest;
  });
  return { minimum, maximum, low: low ?? minimum, high: high ?? maximum };
}

/** Other types: exact range, percentiles from evenly spread voxels. Null when no voxel is finite. */
function sampleStored(voxels: Voxels, background: number): StoredRange | null {
  let minimum = Infinity;
  let maximum = -Infinity;
  let foreground = 0;
  for (let index = 0; index < voxels.length; index += 1) {
    const value = voxels[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    if (value !== background) foreground += 1;
  }
  if (minimum > maximum) return null;
  if (foreground === 0) return { minimum, maximum, low: minimum, high: maximum };
  const sample = collectSample(voxels, background, Math.ceil(foreground / largestSample)).sort();
  const [low, high] = windowPercentiles.map((share) => sample[Math.round(share * (sample.length - 1))]);
  return { minimum, maximum, low: low ?? minimum, high: high ?? maximum };
}

/** Every `stride`-th of the finite voxels that are not background. */
function collectSample(voxels: Voxels, background: number, stride: number): Float64Array {
  const sample = new Float64Array(largestSample);
  let seen = 0;
  let taken = 0;
  for (let index = 0; index < voxels.length; index += 1) {
    const value = voxels[index] ?? NaN;
    if (value === background || !Number.isFinite(value)) continue;
    if (seen % stride === 0) {
      sample[taken] = value;
      taken += 1;
    }
    seen += 1;
  }
  return sample.subarray(0, taken);
}
