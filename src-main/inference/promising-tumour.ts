import { internalLabels, regions, regionTissues, type Region } from '#shared/domain/label-scheme.ts';
import type { Expectation } from '#shared/domain/uncertainty.ts';
import { bestLevel, createLevelCounts, expectedDice, fullLevel } from '../analysis/expected-dice.ts';
import { labelCount } from './probabilities.ts';

/** Marks as tumour what promises the best Dice for the whole of it, which is known once every voxel has been seen. */
export interface PromisingTumour {
  /**
   * The voxel's most probable tissue, even where background is more probable; 0 where tumour is out of the question.
   *
   * @param probabilities by internal label code.
   * @param voxel         its offset on the study's grid.
   */
  readonly note: (probabilities: Float64Array, voxel: number) => number;
  /** Takes away, from labels that are what `note` gave, what is not worth marking. */
  readonly keep: (labels: Uint8Array) => Expectation;
}

/** Tumour less probable than this is not marked, whatever that promises. */
const leastProbability = 0.2;

/** @param size voxels of the study's grid. */
export function createPromisingTumour(size: number): PromisingTumour {
  const levels = new Uint8Array(size);
  const tallies = regions.map((region) => ({
    region,
    codes: regionTissues[region].map((tissue): number => internalLabels[tissue]),
    counts: createLevelCounts(),
    total: 0,
  }));
  const least = Math.ceil(leastProbability * fullLevel);
  return {
    note(probabilities, voxel) {
      const level = Math.round(fullLevel * (1 - (probabilities[0] ?? 1)));
      levels[voxel] = level;
      const code = level < least ? 0 : mostProbableTissue(probabilities);
      for (const tally of tallies) {
        let probability = 0;
        for (const member of tally.codes) probability += probabilities[member] ?? 0;
        tally.total += probability;
        if (!tally.codes.includes(code)) continue;
        tally.counts.voxels[level] = (tally.counts.voxels[level] ?? 0) + 1;
        tally.counts.sums[level] = (tally.counts.sums[level] ?? 0) + probability;
      }
      return code;
    },
    keep(labels) {
      const whole = tallies.find(({ region }) => region === 'wt');
      const from = whole === undefined ? least : bestLevel(whole.counts, whole.total, least);
      for (let voxel = 0; voxel < labels.length; voxel += 1) if ((levels[voxel] ?? 0) < from) labels[voxel] = 0;
      const dice = Object.fromEntries(
        tallies.map(({ region, counts, total }) => [region, expectedDice(counts, from, total)]),
      ) as Record<Region, number | null>; // holds: one entry per region
      return { dice, markedFrom: from / fullLevel };
    },
  };
}

function mostProbableTissue(probabilities: Float64Array): number {
  let best = 1;
  for (let code = 2; code < labelCount; code += 1) {
    if ((probabilities[code] ?? 0) > (probabilities[best] ?? 0)) best = code;
  }
  return best;
}
