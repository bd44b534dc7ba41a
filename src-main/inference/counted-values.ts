import type { Volume } from '#shared/domain/volume.ts';
import { countStored } from '../imaging/stored-counts.ts';

/** Distinct real intensities in ascending order, and how often each occurs. */
export interface CountedValues {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly total: number;
}

/**
 * The real intensities of a volume of 8- or 16-bit integers for which `isWanted` holds, counted by value: what
 * can be measured on all of them can be measured on these, in a thousandth of the memory.
 *
 * @returns null for other types of voxels.
 */
export function countValues(volume: Volume, isWanted: (value: number) => boolean): CountedValues | null {
  const stored = countStored(volume);
  if (stored === null) return null;
  const { lowest, counts: histogram } = stored;
  const { scale } = volume;
  const values: number[] = [];
  const counts: number[] = [];
  let total = 0;
  for (let step = 0; step < histogram.length; step += 1) {
    // a negative slope turns the order around
    const bin = scale.slope < 0 ? histogram.length - 1 - step : step;
    const count = histogram[bin] ?? 0;
    const value = (bin + lowest) * scale.slope + scale.intercept;
    if (count === 0 || !isWanted(value)) continue;
    values.push(value);
    counts.push(count);
    total += count;
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts), total };
}

/** A percentile, 0..100, interpolated as numpy.percentile does. At least one value. */
export function percentileOf({ values, counts, total }: CountedValues, percent: number): number {
  const position = (percent / 100) * (total - 1);
  const rank = Math.floor(position);
  const below = valueOfRank(values, counts, rank);
  if (position === rank) return below;
  return below + (valueOfRank(values, counts, rank + 1) - below) * (position - rank);
}

function valueOfRank(values: Float64Array, counts: Float64Array, rank: number): number {
  let passed = 0;
  for (let index = 0; index < values.length; index += 1) {
    passed += counts[index] ?? 0;
    if (passed > rank) return values[index] ?? NaN;
  }
  return values.at(-1) ?? NaN;
}
