import { describe, expect, test } from 'vitest';
import type { DataType, Volume, Voxels } from '#shared/domain/volume.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { markForeground, measureAs, measureNormalisation } from './normalisation.ts';

function line(dataType: DataType, voxels: Voxels, slope = 1, intercept = 0): Volume {
  const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  return { shape: [voxels.length, 1, 1], affine, dataType, scale: { slope, intercept }, voxels };
}

function nonZero(volume: Volume): number[] {
  const mask = new Uint8Array(volume.voxels.length);
  markForeground(volume, mask);
  return [...mask];
}

describe('markForeground', () => {
  test('integers: anything but 0', () => {
    expect(nonZero(line('int16', new Int16Array([0, 1, -1, 300])))).toEqual([0, 1, 1, 1]);
  });

  test('floats: anything but 0, NaN and infinity', () => {
    expect(nonZero(line('float32', new Float32Array([0, 1e-6, NaN, Infinity, -0, -2])))).toEqual([0, 1, 0, 0, 0, 1]);
  });

  test('scaled integers: the step nearest to zero is zero, as no stored value hits it exactly', () => {
    // background of a float image written as int16 with slope and intercept: 0.0003 instead of 0
    expect(nonZero(line('int16', new Int16Array([-32768, -32767, 100]), 0.0131, 429.2611))).toEqual([0, 1, 1]);
  });

  test('marks are added to those of other volumes', () => {
    const mask = new Uint8Array([1, 0, 0]);
    markForeground(line('uint8', new Uint8Array([0, 7, 0])), mask);
    expect([...mask]).toEqual([1, 1, 0]);
  });
});

describe('measureNormalisation', () => {
  test('worked out by hand: zeros do not count, clipping comes before mean and deviation', () => {
    // non-zero 1 2 3 4 5; 25th and 75th percentile 2 and 4; clipped 2 2 3 4 4: mean 3, variance 4 / 5
    const measured = measureNormalisation(line('int16', new Int16Array([0, 5, 1, 0, 3, 2, 4])), [25, 75])!;
    expect(measured).toMatchObject({ low: 2, high: 4, mean: 3 });
    expect(measured.deviation).toBeCloseTo(Math.sqrt(0.8), 12);
  });

  test('slope and intercept are applied', () => {
    const measured = measureNormalisation(line('uint8', new Uint8Array([1, 2, 3]), 10, 5), [0, 100]);
    expect(measured).toMatchObject({ low: 15, high: 35, mean: 25 });
  });

  test('nothing but zeros: null', () => {
    expect(measureNormalisation(line('float32', new Float32Array(9)), [0, 100])).toBeNull();
  });

  test.skipIf(noOracle)('agrees with numpy on intensities as a scanner gives them', () => {
    const stored = Int16Array.from({ length: 20_000 }, (_, index) => {
      const noise = Math.imul(index + 1, 2654435761) >>> 16;
      return index % 3 === 0 ? 0 : (noise % 900) + (index % 97 === 0 ? 2500 : 0);
    });
    const expected = runOracle(
      `
v = np.array(json.loads(args[0]), float); v = v[v != 0]
low, high = np.percentile(v, [0.05, 99.95]); c = np.clip(v, low, high)
print(json.dumps([low, high, c.mean(), c.std()]))`,
      [JSON.stringify([...stored])],
    ) as number[];
    const { low, high, mean, deviation } = measureNormalisation(line('int16', stored), [0.05, 99.95])!;
    for (const [index, value] of [low, high, mean, deviation].entries()) expect(value).toBeCloseTo(expected[index]!, 9);
  });
});

describe('measureAs by quartiles', () => {
  const scheme = {
    kind: 'percentile-clip-quartiles',
    lowerPercentile: 0,
    upperPercentile: 100,
    over: 'nonzero',
  } as const;

  test.each([
    ['integers', line('int16', new Int16Array([0, 50, 1, 0, 3, 2, 4]))],
    ['floats', line('float32', new Float32Array([0, 50, 1, 0, 3, 2, 4]))],
  ])('worked out by hand, %s: the outlier moves neither median nor quartiles', (_, volume) => {
    // non-zero 1 2 3 4 50: quartiles 2 and 4, median 3
    const measured = measureAs(volume, scheme)!;
    expect(measured).toMatchObject({ low: 1, high: 50, mean: 3 });
    expect(measured.deviation).toBeCloseTo(2 / 1.349, 12);
  });

  test('nothing but zeros: null', () => {
    expect(measureAs(line('int16', new Int16Array(9)), scheme)).toBeNull();
  });
});
