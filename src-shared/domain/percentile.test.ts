import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectPercentiles } from './percentile.ts';

/** The definition, by sorting. */
function sortedPercentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

describe('selectPercentiles', () => {
  test('interpolates between neighbours, worked out by hand', () => {
    expect(selectPercentiles(new Float64Array([30, 10, 20, 40]), [0, 50, 95, 100])).toEqual([10, 25, 38.5, 40]);
  });

  test('one value is every percentile', () => {
    expect(selectPercentiles(new Float32Array([7]), [0.05, 99.95])).toEqual([7, 7]);
  });

  test('no values: refused, not zero', () => {
    expect(() => selectPercentiles(new Float64Array(0), [50])).toThrow(RangeError);
  });

  test('agrees with sorting for any values, ties included', () => {
    const values = fc.array(
      fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })),
      {
        minLength: 1,
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 100, noNaN: true }), (numbers, percent) => {
        const [percentile] = selectPercentiles(new Float64Array(numbers), [percent]);
        expect(percentile).toBeCloseTo(sortedPercentile(numbers, percent), 6);
      }),
    );
  });
});
