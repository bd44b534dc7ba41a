import { describe, expect, test } from 'vitest';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { describeSample, describeSpread } from './sample-statistics.ts';

const dice = [0.28, 0.48, 0.53, 0.8, 0.83, 0.88, 0.9, 0.94, 0.95];

describe('describeSample', () => {
  test('mean and median; the interval is the same every time, and holds the mean', () => {
    const sample = describeSample(dice);
    expect(sample).toMatchObject({ count: 9, median: 0.83 });
    expect(sample?.mean).toBeCloseTo(6.59 / 9, 12);
    expect(describeSample(dice)).toEqual(sample);
    expect(sample!.meanInterval!.low).toBeLessThan(sample!.mean);
    expect(sample!.meanInterval!.high).toBeGreaterThan(sample!.mean);
  });

  test('of equal values nothing is unsure; of one value nothing is known; of none there is nothing', () => {
    expect(describeSample([2, 2, 2])?.meanInterval).toEqual({ low: 2, high: 2 });
    expect(describeSample([5])).toEqual({ count: 1, mean: 5, median: 5, meanInterval: null });
    expect(describeSample([])).toBeNull();
  });

  test.skipIf(noOracle)('agrees with scipy.stats.bootstrap but for the luck of the draw', () => {
    const [low, high] = runOracle(
      `from scipy.stats import bootstrap
x = json.loads(args[0])
r = bootstrap((x,), np.mean, n_resamples=100000, method='percentile', random_state=1).confidence_interval
print(json.dumps([r.low, r.high]))`,
      [JSON.stringify(dice)],
    ) as [number, number];
    const interval = describeSample(dice)!.meanInterval!;
    expect(Math.abs(interval.low - low)).toBeLessThan(0.006);
    expect(Math.abs(interval.high - high)).toBeLessThan(0.006);
  });
});

describe('describeSpread', () => {
  test('quartiles as numpy takes them', () => {
    expect(describeSpread([4, 1, 3, 2])).toEqual({ least: 1, lower: 1.75, median: 2.5, upper: 3.25, most: 4 });
    expect(describeSpread([])).toBeNull();
  });
});
