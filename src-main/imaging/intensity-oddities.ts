import { backgroundOf, isForeground } from '#shared/domain/background.ts';
import type { IntensityOddity } from '#shared/domain/finding.ts';
import type { Volume } from '#shared/domain/volume.ts';
import type { IntensityRange } from './intensity.ts';

/** Voxels looked at: evenly spread, and enough for shares of a percent. */
const largestSample = 2 ** 17;

/** Fewer grey levels than this are a drawing; fewer than the second, a scan that was stored too coarsely. */
const fewestLevels = 8;
const coarseLevels = 40;
/** Share of the tissue that has the very largest value, as clipping leaves it. */
const leastSaturatedShare = 0.02;
/** How far the largest value lies beyond the 99.9th percentile, in distances of that percentile from the median. */
const leastOutlierReach = 30;

/**
 * What is odd about the intensities of an image, the weightiest alone: it mostly explains the others.
 * Null for an image like a scan.
 */
export function findIntensityOddity(volume: Volume, { minimum, maximum }: IntensityRange): IntensityOddity | null {
  if (!(maximum > minimum)) return 'constant';
  const values = sampleTissue(volume);
  const [lowest = 0, highest = 0] = [values[0], values.at(-1)];
  if (values.length < 100) return null;
  const levels = countLevels(values);
  if (levels < fewestLevels) return 'few-levels';
  if (backgroundOf(volume).value > percentile(values, 0.95)) return 'inverted';
  if (levels < coarseLevels) return 'coarse-levels';
  const atLimit = values.length - values.indexOf(highest);
  if (highest > lowest && atLimit > leastSaturatedShare * values.length) return 'saturated';
  const median = percentile(values, 0.5);
  const spread = percentile(values, 0.999) - median;
  return maximum - median > leastOutlierReach * spread ? 'outliers' : null;
}

/** Real values of voxels that are not background, in order. */
function sampleTissue(volume: Volume): Float64Array {
  const { voxels, scale } = volume;
  const background = backgroundOf(volume);
  const sample = new Float64Array(largestSample);
  // odd, so that it does not march along one column of a grid of even size
  const stride = Math.max(1, Math.floor(voxels.length / largestSample)) | 1;
  let taken = 0;
  for (let index = 0; index < voxels.length && taken < largestSample; index += stride) {
    const real = (voxels[index] ?? NaN) * scale.slope + scale.intercept;
    if (!isForeground(real, background)) continue;
    sample[taken] = real;
    taken += 1;
  }
  return sample.subarray(0, taken).sort();
}

function countLevels(sorted: Float64Array): number {
  let levels = 0;
  let last = NaN;
  for (const value of sorted) {
    if (value === last) continue;
    last = value;
    levels += 1;
  }
  return levels;
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}
