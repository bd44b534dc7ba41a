/** Probabilities are counted in so many steps from 0 to 1: uint8. */
export const fullLevel = 255;

/** Voxels by the level of a probability, 0 .. `fullLevel`, and the sum of a (maybe other) probability over them. */
export interface LevelCounts {
  readonly voxels: Float64Array;
  readonly sums: Float64Array;
}

export function createLevelCounts(): LevelCounts {
  return { voxels: new Float64Array(fullLevel + 1), sums: new Float64Array(fullLevel + 1) };
}

/**
 * Dice that probabilities promise of marking all voxels from `level` on: twice the sum of what is marked over the
 * voxels marked and the sum of everything (the quotient of expectations). Null where nothing is marked.
 *
 * @param total the probability summed over all voxels, whether they are counted or not.
 */
export function expectedDice({ voxels, sums }: LevelCounts, level: number, total: number): number | null {
  let [marked, hits] = [0, 0];
  for (let at = level; at <= fullLevel; at += 1) {
    marked += voxels[at] ?? 0;
    hits += sums[at] ?? 0;
  }
  return marked === 0 ? null : (2 * hits) / (marked + total);
}

/**
 * The level from which on marking promises most, `least` or higher. For calibrated probabilities that is half of the
 * Dice it promises (Lipton, Elkan & Naryanaswamy 2014, "Optimal Thresholding of Classifiers to Maximize F1 Measure"):
 * what is seen clearly is marked where it is more likely than not, what is faint everywhere from lower on.
 */
export function bestLevel(counts: LevelCounts, total: number, least: number): number {
  let [best, promised] = [least, 0];
  let [marked, hits] = [0, 0];
  for (let level = fullLevel; level >= least; level -= 1) {
    marked += counts.voxels[level] ?? 0;
    hits += counts.sums[level] ?? 0;
    const dice = marked === 0 ? 0 : (2 * hits) / (marked + total);
    if (dice > promised) [best, promised] = [level, dice];
  }
  return best;
}
