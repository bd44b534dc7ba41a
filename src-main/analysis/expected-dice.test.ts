import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestLevel, createLevelCounts, expectedDice, fullLevel, type LevelCounts } from './expected-dice.ts';

/** One region, whose own probability is the one that voxels are counted by. */
function count(levels: readonly number[]): LevelCounts & { readonly total: number } {
  const counts = createLevelCounts();
  for (const level of levels) {
    counts.voxels[level] = (counts.voxels[level] ?? 0) + 1;
    counts.sums[level] = (counts.sums[level] ?? 0) + level / fullLevel;
  }
  return { ...counts, total: levels.reduce((sum, level) => sum + level / fullLevel, 0) };
}

test('the best level is one that no other marking of the same voxels beats, whichever voxels it took', () => {
  const levels = fc.array(fc.integer({ min: 0, max: fullLevel }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(levels, (voxels) => {
      const { total, ...counts } = count(voxels);
      const level = bestLevel(counts, total, 1);
      const promised = expectedDice(counts, level, total) ?? 0;
      for (let subset = 1; subset < 1 << voxels.length; subset += 1) {
        const marked = voxels.filter((_, at) => subset & (1 << at));
        const hits = marked.reduce((sum, at) => sum + at / fullLevel, 0);
        const dice = total === 0 ? 0 : (2 * hits) / (marked.length + total);
        expect(dice).toBeLessThanOrEqual(promised + 1e-12);
      }
    }),
  );
});

test('by hand: a sure voxel and two of four in ten', () => {
  const counts = count([fullLevel, 102, 102]);
  // alone 2 * 1 / (1 + 1.8), all three 2 * 1.8 / (3 + 1.8)
  expect(expectedDice(counts, 103, counts.total)).toBeCloseTo(2 / 2.8, 12);
  expect(expectedDice(counts, 102, counts.total)).toBeCloseTo(0.75, 12);
  expect(bestLevel(counts, counts.total, 1)).toBe(102);
  // with two of two in ten besides, 0.75 becomes 2 * 2.2 / (5 + 2.2) with and 2 * 1.8 / (3 + 2.2) without them
  const more = count([fullLevel, 102, 102, 51, 51]);
  expect(bestLevel(more, more.total, 1)).toBe(102);
  expect(expectedDice(more, 102, more.total)).toBeCloseTo(3.6 / 5.2, 12);
});

test('half of the promised Dice is where the level lies, as theory has it', () => {
  const spread = Array.from({ length: 4 * fullLevel }, (_, at) => Math.floor(at / 4));
  const counts = count(spread);
  const level = bestLevel(counts, counts.total, 1);
  expect(level / fullLevel).toBeCloseTo((expectedDice(counts, level, counts.total) ?? 0) / 2, 2);
});

test('nothing below the least level is marked, and nothing at all promises nothing', () => {
  const faint = count([30, 30, 30]);
  expect(bestLevel(faint, faint.total, 51)).toBe(51);
  expect(expectedDice(faint, 51, faint.total)).toBeNull();
  expect(bestLevel(faint, faint.total, 1)).toBe(30);
});
