import type { Geometry } from '#shared/domain/affine.ts';
import { regionTissues, regions, type Region, type Tissue } from '#shared/domain/label-scheme.ts';
import { maskOf, measureAgreement } from '../../analysis/agreement.ts';
import { measureLesionWise } from '../../analysis/lesion-wise.ts';
import type { UncertaintyOutcome } from '../../inference/segmentation.ts';
import { describeSample, type SampleStatistics } from '../../analysis/sample-statistics.ts';

/** What is scored: the labels, and the regions made of them; enhancing tumour is both. */
export type Target = Tissue | Region;
export const targets: readonly Target[] = ['ncr', 'ed', 'et', 'wt', 'tc'];

/** Every figure of a target, in the order of the tables. */
export const metrics = [
  'dice',
  'expectedDice',
  'iou',
  'hd95Mm',
  'sensitivity',
  'specificity',
  'precision',
  'accuracy',
  'predictedMl',
  'referenceMl',
  'volumeErrorMl',
  'volumeErrorPercent',
  'withinRange',
  'lesionDice',
  'lesionHd95Mm',
  'lesions',
  'lesionsFound',
  'falseLesions',
] as const;
export type Metric = (typeof metrics)[number];

/** Null where a figure is not defined: a share of nothing, lesion-wise figures of a single label. */
export type TargetScores = Readonly<Record<Metric, number | null>>;
export type CaseScores = Readonly<Record<Target, TargetScores>>;

/** What the network said of its own prediction. */
export type Sureness = Pick<UncertaintyOutcome, 'rangesMl' | 'expected'>;

/**
 * @param prediction,reference internal label codes on one grid, stored order.
 * @param sureness             null where nobody knows.
 */
export function scoreCase(
  prediction: Uint8Array,
  reference: Uint8Array,
  geometry: Geometry,
  sureness: Sureness | null,
): CaseScores {
  const table = measureAgreement(prediction, reference, geometry);
  const score = (target: Target): TargetScores => {
    const agreement = table[target];
    const { predictedMl, referenceMl } = agreement;
    const errorMl = predictedMl - referenceMl;
    return {
      ...agreement,
      volumeErrorMl: errorMl,
      volumeErrorPercent: referenceMl === 0 ? null : (100 * errorMl) / referenceMl,
      ...scoreLesions(target, { prediction, reference, geometry }),
      ...scoreSureness(target, referenceMl, sureness),
    };
  };
  return { ncr: score('ncr'), ed: score('ed'), et: score('et'), wt: score('wt'), tc: score('tc') };
}

type LesionMetric = 'lesionDice' | 'lesionHd95Mm' | 'lesions' | 'lesionsFound' | 'falseLesions';

/** Lesions are those of the regions; a rim of oedema is none. */
function scoreLesions(
  target: Target,
  maps: { prediction: Uint8Array; reference: Uint8Array; geometry: Geometry },
): Record<LesionMetric, number | null> {
  const region = regions.find((candidate) => candidate === target);
  if (region === undefined) {
    return { lesionDice: null, lesionHd95Mm: null, lesions: null, lesionsFound: null, falseLesions: null };
  }
  const members = regionTissues[region];
  const found = measureLesionWise(maskOf(maps.prediction, members), maskOf(maps.reference, members), maps.geometry);
  return {
    ...{ lesionDice: found.dice, lesionHd95Mm: found.hd95Mm },
    ...{ lesions: found.lesions, lesionsFound: found.found, falseLesions: found.falseLesions },
  };
}

/** Of regions, as that is what ranges and expectations are given for. */
function scoreSureness(
  target: Target,
  referenceMl: number,
  sureness: Sureness | null,
): Record<'expectedDice' | 'withinRange', number | null> {
  const region = regions.find((candidate) => candidate === target);
  if (region === undefined || sureness === null) return { expectedDice: null, withinRange: null };
  const { low, high } = sureness.rangesMl[region];
  return {
    expectedDice: sureness.expected?.dice[region] ?? null,
    withinRange: referenceMl >= low && referenceMl <= high ? 1 : 0,
  };
}

/** Over the cases in which a figure is defined; null where that is none. */
export type Summary = Readonly<Record<Target, Readonly<Record<Metric, SampleStatistics | null>>>>;

export function summariseScores(cases: readonly CaseScores[]): Summary {
  const summarise = (target: Target): Summary[Target] => {
    const entries = metrics.map((metric) => [metric, describeSample(valuesOf(cases, target, metric))] as const);
    return Object.fromEntries(entries) as Summary[Target]; // holds: an entry for every metric
  };
  return Object.fromEntries(targets.map((target) => [target, summarise(target)])) as Summary; // holds: every target
}

/** The defined values of a figure, case by case. */
export function valuesOf(cases: readonly CaseScores[], target: Target, metric: Metric): readonly number[] {
  return cases.map((scores) => scores[target][metric]).filter((value) => value !== null);
}
