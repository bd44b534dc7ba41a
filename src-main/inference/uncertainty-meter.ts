import { internalLabels, regionTissues, regions, type Region } from '#shared/domain/label-scheme.ts';
import {
  fullUncertainty,
  rangeProbabilities,
  type Expectation,
  type RegionRanges,
} from '#shared/domain/uncertainty.ts';
import { engineFailed } from './engine.ts';
import { labelDecision, type DecideLabel } from './label-projection.ts';
import type { ModelManifest } from './model-manifest.ts';
import { createPromisingTumour } from './promising-tumour.ts';
import { certain, clearBackground, labelCount, labelProbabilities } from './probabilities.ts';

export interface UncertaintyMeter {
  /** Decides a voxel's label, for now where `settle` has something to say, and notes how sure that was. Throws `engine-failed` on values that are no numbers. */
  readonly decide: DecideLabel;
  /** Study grid, stored order (domain/uncertainty.ts); 0 where nothing was decided. */
  readonly map: Uint8Array<ArrayBuffer>;
  /** Once all voxels are decided: unmarks what is not to be marked; null where the decisions stand as they are. */
  readonly settle: (labels: Uint8Array) => Expectation | null;
  /** Of the voxels above the probabilities, whatever is marked. */
  rangesMl(voxelMl: number): RegionRanges;
}

/**
 * Measures while labels are decided: the entropy of a voxel's probabilities, and how many voxels are in
 * each region above the two probabilities of the range.
 *
 * @param areProbabilities the network's values are probabilities already (`holdsProbabilities`).
 * @param size             voxels of the study's grid.
 */
export function createUncertaintyMeter(
  { output, marking }: Pick<ModelManifest, 'output' | 'marking'>,
  areProbabilities: boolean,
  size: number,
): UncertaintyMeter {
  const label = labelDecision(output);
  const promising = marking === 'expected-dice' ? createPromisingTumour(size) : null;
  const isClear = clearBackground(output, areProbabilities);
  const probabilitiesOf = labelProbabilities(output, areProbabilities);
  const map = new Uint8Array(size);
  const probabilities = new Float64Array(labelCount);
  const codesOf = regions.map((region) => regionTissues[region].map((tissue) => internalLabels[tissue]));
  const counts = regions.map(() => ({ low: 0, high: 0 }));
  const rangeOf = (region: Region, voxelMl: number): { low: number; high: number } => {
    const { low, high } = counts[regions.indexOf(region)] ?? { low: 0, high: 0 };
    return { low: low * voxelMl, high: high * voxelMl };
  };
  return {
    map,
    decide(values, voxel) {
      if (isClear(values)) return 0;
      const largest = label(values);
      probabilitiesOf(values, probabilities);
      // no label is larger than a value that is no number: it would pass as healthy
      if (Number.isNaN(probabilities[0])) throw engineFailed('wrong-numbers', 'values that are no numbers');
      map[voxel] = Math.round(fullUncertainty * normalisedEntropy(probabilities));
      const code = promising === null ? largest : promising.note(probabilities, voxel);
      if ((probabilities[0] ?? 1) > 1 - rangeProbabilities.high) return code; // in no region at all
      for (const [index, codes] of codesOf.entries()) {
        const count = counts[index];
        if (count === undefined) continue;
        let probability = 0;
        for (const member of codes) probability += probabilities[member] ?? 0;
        if (probability >= rangeProbabilities.high) count.high += 1;
        if (probability > rangeProbabilities.low) count.low += 1;
      }
      return code;
    },
    settle: (labels) => promising?.keep(labels) ?? null,
    rangesMl: (voxelMl) => ({
      wt: rangeOf('wt', voxelMl),
      tc: rangeOf('tc', voxelMl),
      et: rangeOf('et', voxelMl),
    }),
  };
}

/** Shannon's entropy over that of equal probabilities: 0 (certain) .. 1 (nothing is known). */
export function normalisedEntropy(probabilities: Float64Array): number {
  let entropy = 0;
  for (const probability of probabilities) {
    if (probability > certain) return 0;
    if (probability > 0) entropy -= probability * Math.log(probability);
  }
  return entropy / Math.log(probabilities.length);
}
