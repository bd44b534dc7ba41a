import { selectPercentiles } from '#shared/domain/percentile.ts';
import { createRandom } from '#shared/domain/random.ts';

/** How often cases are drawn anew, and from which seed: the same cases give the same interval on every machine. */
export const bootstrapResamples = 10_000;
export const bootstrapSeed = 20_231;

export interface SampleStatistics {
  /** How many values there were. */
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Percentile bootstrap, 95 % interval of the mean; null where there is one value only. */
  readonly meanInterval: { readonly low: number; readonly high: number } | null;
}

/**
 * Mean, median and how sure the mean is (Efron's percentile bootstrap: as many cases as there are, drawn with
 * replacement, 10 000 times; the 2.5th and 97.5th percentile of the means).
 *
 * @returns null when there are no values.
 */
export function describeSample(values: readonly number[]): SampleStatistics | null {
  if (values.length === 0) return null;
  const [median = 0] = selectPercentiles(Float64Array.from(values), [50]);
  return { count: values.length, mean: meanOf(values), median, meanInterval: bootstrapInterval(values) };
}

/** Quartiles and extremes, for a box plot; null when there are no values. */
export function describeSpread(
  values: readonly number[],
): { least: number; lower: number; median: number; upper: number; most: number } | null {
  if (values.length === 0) return null;
  const [least = 0, lower = 0, median = 0, upper = 0, most = 0] = selectPercentiles(
    Float64Array.from(values),
    [0, 25, 50, 75, 100],
  );
  return { least, lower, median, upper, most };
}

function bootstrapInterval(values: readonly number[]): SampleStatistics['meanInterval'] {
  if (values.length < 2) return null;
  const random = createRandom(bootstrapSeed);
  const means = Float64Array.from({ length: bootstrapResamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw += 1) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  });
  const [low = 0, high = 0] = selectPercentiles(means, [2.5, 97.5]);
  return { low, high };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
