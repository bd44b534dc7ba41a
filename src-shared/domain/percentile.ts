/**
 * Percentiles by selection (Hoare's quickselect), interpolated linearly between neighbouring order
 * statistics as numpy.percentile does by default.
 *
 * @param values   finite numbers in any order; REORDERED in place, so that no copy is taken.
 * @param percents each 0..100.
 * @returns        one percentile per percent, in the order asked for. Throws RangeError when `values` is empty.
 */
export function selectPercentiles(values: Float32Array | Float64Array, percents: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('percentiles of no values are not defined');
  return percents.map((percent) => {
    const position = (percent / 100) * (values.length - 1);
    const rank = Math.floor(position);
    const below = selectRank(values, rank);
    if (position === rank) return below;
    const above = smallestFrom(values, rank + 1);
    return below + (above - below) * (position - rank);
  });
}

/** Puts the value of the given rank (0 = smallest) into its sorted place, smaller ones before, larger ones after it. */
function selectRank(values: Float32Array | Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const { left, right } = partition(values, low, high);
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank] ?? Number.NaN;
}

/** Afterwards low..right are not above the pivot, left..high not below it, and what lies between equals it. */
function partition(values: Float32Array | Float64Array, low: number, high: number): { left: number; right: number } {
  const pivot = medianOfThree(values[low] ?? 0, values[(low + high) >> 1] ?? 0, values[high] ?? 0);
  let left = low;
  let right = high;
  while (left <= right) {
    while ((values[left] ?? 0) < pivot) left += 1;
    while ((values[right] ?? 0) > pivot) right -= 1;
    if (left > right) break;
    const swapped = values[left] ?? 0;
    values[left] = values[right] ?? 0;
    values[right] = swapped;
    left += 1;
    right -= 1;
  }
  return { left, right };
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function smallestFrom(values: Float32Array | Float64Array, start: number): number {
  let smallest = Infinity;
  for (let index = start; index < values.length; index += 1) {
    const value = values[index] ?? Infinity;
    if (value < smallest) smallest = value;
  }
  return smallest;
}
