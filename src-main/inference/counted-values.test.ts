import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { selectPercentiles } from '#shared/domain/percentile.ts';
import type { Volume, Voxels } from '#shared/domain/volume.ts';
import { countValues, percentileOf } from './counted-values.ts';

function volumeOf(dataType: Volume['dataType'], voxels: Voxels, slope = 1, intercept = 0): Volume {
  return { shape: [voxels.length, 1, 1], affine: identityAffine, dataType, scale: { slope, intercept }, voxels };
}

test('values by hand: order, counts, and what is left out', () => {
  const counted = countValues(volumeOf('int16', Int16Array.of(5, -3, 0, 5, 7, 0), 2, 1), (value) => value !== 1);
  expect(counted).toEqual({
    values: Float64Array.of(-5, 11, 15),
    counts: Float64Array.of(1, 2, 1),
    total: 4,
  });
});

test('a negative slope still gives ascending values', () => {
  const counted = countValues(volumeOf('uint8', Uint8Array.of(1, 200, 1), -0.5, 10), () => true);
  expect(counted?.values).toEqual(Float64Array.of(-90, 9.5));
  expect(counted?.counts).toEqual(Float64Array.of(1, 2));
});

test('other types are left to others', () => {
  expect(countValues(volumeOf('float32', Float32Array.of(1)), () => true)).toBeNull();
  expect(countValues(volumeOf('int32', Int32Array.of(1)), () => true)).toBeNull();
});

test('percentiles equal those of all values', () => {
  const some = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(some, fc.double({ min: 0, max: 100, noNaN: true }), (list, percent) => {
      const counted = countValues(volumeOf('int16', Int16Array.from(list)), () => true);
      const [expected = NaN] = selectPercentiles(Float64Array.from(list), [percent]);
      expect(counted === null ? null : percentileOf(counted, percent)).toBeCloseTo(expected, 9);
    }),
  );
});
