import { regions, type Region } from '#shared/domain/label-scheme.ts';
import {
  fullUncertainty,
  rangeProbabilities,
  type Expectation,
  type RegionRanges,
  type VolumeRange,
} from '#shared/domain/uncertainty.ts';
import { engineFailed } from './engine.ts';
import { labelDecision, type DecideLabel } from './label-projection.ts';
import type { ModelManifest } from './model-manifest.ts';
import { createPromisingTumour } from './promising-tumour.ts';
import { clearBackground, labelCount, labelProbabilities, sumByRegion } from './probabilities.ts';

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
  const shares = new Float64Array(regions.length);
  const counts = { low: new Float64Array(regions.length), high: new Float64Array(regions.length) };
  const rangeOf = (region: Region, voxelMl: number): VolumeRange => {
    const at = regions.indexOf(region);
    return { low: (counts.low[at] ?? 0) * voxelMl, high: (counts.high[at] ?? 0) * voxelMl };
  };
  return {
    map,
    decide(values, voxel) {
      if (isClear(values)) return 0;
      const largest = promising === null ? label(values) : 0;
      const entropy = probabilitiesOf(values, probabilities);
      // no label is larger than a value that is no number: it would pass as healthy
      if (Number.isNaN(probabilities[0])) throw engineFailed('wrong-numbers', 'values that are no numbers');
      map[voxel] = Math.round(fullUncertainty * entropy);
      sumByRegion(probabilities, shares);
      for (let region = 0; region < shares.length; region += 1) {
        const share = shares[region] ?? 0;
        if (share >= rangeProbabilities.high) counts.high[region] = (counts.high[region] ?? 0) + 1;
        if (share > rangeProbabilities.low) counts.low[region] = (counts.low[region] ?? 0) + 1;
      }
      return promising === null ? largest : promising.note(probabilities, shares, voxel);
    },
    settle: (labels) => promising?.keep(labels) ?? null,
    rangesMl: (voxelMl) => ({
      wt: rangeOf('wt', voxelMl),
      tc: rangeOf('tc', voxelMl),
      et: rangeOf('et', voxelMl),
    }),
  };
}
