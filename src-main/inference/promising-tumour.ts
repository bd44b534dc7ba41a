import { regions, type Region } from '#shared/domain/label-scheme.ts';
import type { Expectation } from '#shared/domain/uncertainty.ts';
import { bestLevel, createLevelCounts, expectedDice, fullLevel } from '../analysis/expected-dice.ts';
import { labelCount, regionCodes } from './probabilities.ts';

/** Marks as tumour what promises the best Dice for the whole of it, which is known once every voxel has been seen. */
export interface PromisingTumour {
  /**
   * The voxel's most probable tissue, even where background is more probable; 0 where tumour is out of the question.
   *
   * @param probabilities by internal label code.
   * @param shares        by region (`sumByRegion`).
   * @param voxel         its offset on the study's grid.
   */
  readonly note: (probabilities: Float64Array, shares: Float64Array, voxel: number) => number;
  /** Takes away, from labels that are what `note` gave, what is not worth marking. */
  readonly keep: (labels: Uint8Array) => Expectation;
}

/** Tumour less probable than this is not marked, whatever that promises. */
const leastProbability = 0.2;
const least = Math.ceil(leastProbability * fullLevel);
const whole = regions.indexOf('wt');

/** Region by region: 1 for each label code that is in it. A table, as every voxel of a brain looks into it. */
const membership = regionCodes.map((codes) =>
  Uint8Array.from({ length: labelCount }, (_, code) => (codes.includes(code) ? 1 : 0)),
);

/** @param size voxels of the study's grid. */
export function createPromisingTumour(size: number): PromisingTumour {
  const levels = new Uint8Array(size);
  const counts = regions.map(createLevelCounts);
  const totals = new Float64Array(regions.length);
  return {
    note(probabilities, shares, voxel) {
      const level = Math.round(fullLevel * (shares[whole] ?? 0));
      levels[voxel] = level;
      const code = level < least ? 0 : mostProbableTissue(probabilities);
      for (let region = 0; region < totals.length; region += 1) {
        const share = shares[region] ?? 0;
        totals[region] = (totals[region] ?? 0) + share;
        const tally = counts[region];
        if (tally === undefined || membership[region]?.[code] !== 1) continue;
        tally.voxels[level] = (tally.voxels[level] ?? 0) + 1;
        tally.sums[level] = (tally.sums[level] ?? 0) + share;
      }
      return code;
    },
    keep(labels) {
      const tumour = counts[whole];
      const from = tumour === undefined ? least : bestLevel(tumour, totals[whole] ?? 0, least);
      for (let voxel = 0; voxel < labels.length; voxel += 1) if ((levels[voxel] ?? 0) < from) labels[voxel] = 0;
      const dice = Object.fromEntries(
        counts.map((tally, region) => [regions[region], expectedDice(tally, from, totals[region] ?? 0)]),
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
