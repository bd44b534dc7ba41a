import { expect, test } from 'vitest';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { sumByRegion } from './probabilities.ts';
import { createPromisingTumour } from './promising-tumour.ts';

/** Background, NCR, ED, ET: by internal code. */
type Probabilities = readonly [number, number, number, number];

function markAll(voxels: readonly Probabilities[]) {
  const promising = createPromisingTumour(voxels.length);
  const shares = new Float64Array(3);
  const labels = Uint8Array.from(voxels, (voxel, at) => {
    const probabilities = Float64Array.from(voxel);
    sumByRegion(probabilities, shares);
    return promising.note(probabilities, shares, at);
  });
  const noted = [...labels];
  const expected = promising.keep(labels);
  return { noted, labels: [...labels], expected };
}

const repeat = (count: number, voxel: Probabilities): Probabilities[] => Array.from({ length: count }, () => voxel);

test('what is faint beside something clear is left out; where everything is faint it is marked', () => {
  const clear: Probabilities = [0, 0, 1, 0];
  const faint: Probabilities = [0.7, 0.1, 0.2, 0];
  const beside = markAll([...repeat(9, clear), ...repeat(3, faint)]);
  expect(beside.noted).toEqual([...repeat(9, clear).map(() => internalLabels.ed), 2, 2, 2]);
  expect(beside.labels).toEqual([...repeat(9, clear).map(() => internalLabels.ed), 0, 0, 0]);
  expect(beside.expected.dice).toEqual({ wt: expect.closeTo(18 / (9 + 9.9), 2), tc: null, et: null }); // levels are 255ths
  expect(beside.expected.markedFrom).toBe(1);

  const alone = markAll(repeat(5, faint));
  expect(alone.labels).toEqual([2, 2, 2, 2, 2]);
  expect(alone.expected.markedFrom).toBeCloseTo(0.3, 2);
  expect(alone.expected.dice.wt).toBeCloseTo(3 / 6.5, 6);
});

test('within the tumour the most probable tissue is meant, and each region’s Dice counts its own voxels', () => {
  const voxels: Probabilities[] = [
    [0.4, 0.3, 0.2, 0.1], // NCR, though background is more probable
    [0, 0.1, 0.2, 0.7], // ET
    [0, 0.1, 0.8, 0.1], // ED
  ];
  const { labels, expected } = markAll(voxels);
  expect(labels).toEqual([internalLabels.ncr, internalLabels.et, internalLabels.ed]);
  // core: the first two voxels hold 0.4 + 0.8 of the 1.4 there are
  expect(expected.dice.tc).toBeCloseTo((2 * 1.2) / (2 + 1.4), 12);
  expect(expected.dice.et).toBeCloseTo((2 * 0.7) / (1 + 0.9), 12);
  expect(expected.dice.wt).toBeCloseTo((2 * 2.6) / (3 + 2.6), 12);
});

test('tumour of less than one in five is never marked', () => {
  const { noted, labels, expected } = markAll(repeat(4, [0.85, 0, 0.15, 0]));
  expect(noted).toEqual([0, 0, 0, 0]);
  expect(labels).toEqual([0, 0, 0, 0]);
  expect(expected.dice).toEqual({ wt: null, tc: null, et: null });
});
