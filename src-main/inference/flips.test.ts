import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flipCombinations, flipInPlace, thoroughPasses } from './flips.ts';
import { tinyManifest } from '../../tests/fixtures/tiny-model/tiny-model.ts';

const everywhere = ['left-right', 'anterior-posterior', 'superior-inferior'] as const;

test('directions of the patient become axes of the tensor, the plain pass first', () => {
  expect(flipCombinations('LPS', [])).toEqual([[]]);
  expect(flipCombinations('SRA', ['left-right'])).toEqual([[], [1]]);
  expect(flipCombinations('IAL', ['superior-inferior', 'left-right'])).toEqual([[], [0], [2], [0, 2]]);
  expect(new Set(flipCombinations('RAS', everywhere).map(String)).size).toBe(8);
});

test('a network that was not taught mirrored images has one pass', () => {
  const manifest = tinyManifest('tiny', '0'.repeat(64));
  expect(thoroughPasses(manifest)).toBe(1);
  expect(thoroughPasses({ ...manifest, training: { summary: 's', cases: 1, steps: 1, flips: ['left-right'] } })).toBe(
    2,
  );
});

test.each([
  [[0], [6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5]],
  [[1], [3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8]],
  [[2], [2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9]],
] as const)('axis %s of [2, 2, 3] is turned, in each channel', (flip, expected) => {
  const values = Float32Array.from({ length: 24 }, (_, index) => index);
  flipInPlace(values, [2, 2, 3], flip);
  expect([...values]).toEqual([...expected, ...expected.map((value) => value + 12)]);
});

test('done twice, nothing has happened', () => {
  const size = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(fc.tuple(size, size, size), fc.subarray([0, 1, 2] as const), (shape, flip) => {
      const values = Float32Array.from({ length: 3 * shape[0] * shape[1] * shape[2] }, (_, index) => index);
      const before = [...values];
      flipInPlace(values, shape, flip);
      flipInPlace(values, shape, flip);
      expect([...values]).toEqual(before);
    }),
  );
});
