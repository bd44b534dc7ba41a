import { depthBelowSurface, deepestLayer } from './depth.ts';
import { greyCountsOf } from './grey-counts.ts';
import { rememberForSketch } from './remember.ts';
import type { Sketch } from '../../imaging/sketch.ts';

/*
 * What one image tells about its modality by itself: the shape of its histogram, and how bright its
 * layers are from the surface (fluid, cortex) to the depth (white matter, ventricles). Everything is
 * relative to the image's own median and spread, so neither scale nor offset of its intensities matters.
 */

/** Largest value of any feature: one odd image must not shout. */
const largestFeature = 6;

const histogramPercents = [1, 3, 5, 10, 25, 75, 90, 95, 97, 99, 99.7] as const;

/** Upper limits of the depth layers, in lattice steps below the surface. */
const layerLimits = [1, 2, 4, 7, 11, deepestLayer] as const;

export const ownFeatureCount = histogramPercents.length + 4 + layerLimits.length * 3;

/** Standardised value of each grey level, (level - median) / (p90 - p10) of the foreground; length 256. */
export const greyScaleOf: (sketch: Sketch) => Float64Array = rememberForSketch((sketch) =>
  standardise(greyCountsOf(sketch)),
);

function standardise(histogram: Float64Array): Float64Array {
  const median = percentileOf(histogram, 50);
  const spread = Math.max(1, percentileOf(histogram, 90) - percentileOf(histogram, 10));
  return Float64Array.from({ length: 256 }, (_, level) => (level - median) / spread);
}

/** Length `ownFeatureCount`, each within +-6. */
export function describeSketch(sketch: Sketch): readonly number[] {
  const histogram = greyCountsOf(sketch);
  const standardised = greyScaleOf(sketch);
  const levelOf = (percent: number): number => standardised[Math.round(percentileOf(histogram, percent))] ?? 0;
  const percentiles = histogramPercents.map(levelOf);
  const byDepth = countByDepth(sketch);
  const layers = layerLimits.flatMap((limit, layer) => {
    const own = histogramBetween(byDepth, layerLimits[layer - 1] ?? 0, limit);
    const level = (percent: number): number => standardised[Math.round(percentileOf(own, percent))] ?? 0;
    return [level(50), level(10), level(95)];
  });
  const shape = [...momentsOf(histogram, standardised), roughnessOf(sketch, standardised)];
  return [...percentiles, ...shape, ...layers].map(limitFeature);
}

export function limitFeature(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, -largestFeature), largestFeature) : 0;
}

/** Histograms of the grey levels, one per depth: index depth * 256 + level. */
function countByDepth(sketch: Sketch): Float64Array {
  const depth = depthBelowSurface(sketch);
  const counts = new Float64Array((deepestLayer + 1) * 256);
  for (let point = 0; point < depth.length; point += 1) {
    const bin = (depth[point] ?? 0) * 256 + (sketch.values[point] ?? 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Grey levels at depths above `above`, up to `limit`. */
function histogramBetween(byDepth: Float64Array, above: number, limit: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, level) => {
    let count = 0;
    for (let depth = above + 1; depth <= limit; depth += 1) count += byDepth[depth * 256 + level] ?? 0;
    return count;
  });
}

/** Grey level below which `percent` of the counts lie, interpolated inside the level; 128 for an empty histogram. */
function percentileOf(histogram: Float64Array, percent: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 128;
  const wanted = (percent / 100) * total;
  let seen = 0;
  for (let level = 0; level < 256; level += 1) {
    seen += histogram[level] ?? 0;
    if (seen >= wanted) return level;
  }
  return 255;
}

/** Standard deviation, skewness and tail weight of the standardised levels. */
function momentsOf(histogram: Float64Array, standardised: Float64Array): readonly number[] {
  const total = histogram.reduce((sum, count) => sum + count, 0) || 1;
  const moment = (power: number, centre: number): number =>
    histogram.reduce((sum, count, level) => sum + count * ((standardised[level] ?? 0) - centre) ** power, 0) / total;
  const mean = moment(1, 0);
  const deviation = Math.sqrt(moment(2, mean)) || 1;
  return [deviation, moment(3, mean) / deviation ** 3, Math.log(moment(4, mean) / deviation ** 4)];
}

/** Mean absolute difference of neighbours along R: grain and sharp borders. */
function roughnessOf({ values }: Sketch, standardised: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let point = 1; point < values.length; point += 1) {
    const level = values[point] ?? 0;
    const before = values[point - 1] ?? 0;
    if (level === 0 || before === 0) continue;
    sum += Math.abs((standardised[level] ?? 0) - (standardised[before] ?? 0));
    count += 1;
  }
  return count === 0 ? 0 : (10 * sum) / count;
}
