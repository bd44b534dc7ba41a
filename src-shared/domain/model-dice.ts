import type { Region } from './label-scheme.ts';
import type { SpareModality } from './modality.ts';

type RegionDice = Readonly<Record<Region, number>>;

/** What a model reached: mean Dice by region over cases that were never trained on. */
export interface ModelDice {
  readonly cases: number;
  readonly all: RegionDice;
  /** With one modality absent; what is not named here was not measured. */
  readonly without: Readonly<Partial<Record<SpareModality, RegionDice>>>;
}

/** The values of the sentence `without.figures`: what doing without a modality costs. Null where that was not measured. */
export function valuesWithout(
  { cases, all, without }: ModelDice,
  modality: SpareModality,
  format: (dice: number) => string,
): (Readonly<Record<Region | `${Region}Before`, string>> & { readonly count: number }) | null {
  const left = without[modality];
  if (left === undefined) return null;
  return {
    count: cases,
    ...{ wt: format(left.wt), tc: format(left.tc), et: format(left.et) },
    ...{ wtBefore: format(all.wt), tcBefore: format(all.tc), etBefore: format(all.et) },
  };
}
