import { z } from 'zod';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { ownFeatureCount } from './own-features.ts';
import { pairFeatureCount } from './pair-features.ts';
import parametersFile from './parameters.json' with { type: 'json' };

/*
 * Which modality is which: a log-linear model over whole assignments. The score of an assignment is a
 * sum of one term per image (its own features) and one per pair (how two images differ); its
 * probability is the softmax over all assignments possible. A model of the first kind alone serves a
 * single image. Trained by bench/modality-classifier; see models/modality-classifier/MODEL_CARD.md.
 */

/** The six pairs of modalities; pair features are taken in this order. */
export const modalityPairs = [
  ['t1n', 't1c'],
  ['t1n', 't2w'],
  ['t1n', 't2f'],
  ['t1c', 't2w'],
  ['t1c', 't2f'],
  ['t2w', 't2f'],
] as const satisfies readonly (readonly [Modality, Modality])[];

const perModality = <T extends z.ZodType>(value: T) => z.object({ t1n: value, t1c: value, t2w: value, t2f: value });
const ownVector = z.array(z.number()).length(ownFeatureCount);
const pairVector = z.array(z.number()).length(pairFeatureCount);

export const classifierParametersSchema = z.object({
  version: z.string(),
  /** Standardisation of own features; pair features are only scaled, so that their sign stays meaningful. */
  ownMean: ownVector,
  ownScale: ownVector,
  pairScale: pairVector,
  /** Weights of one image by itself, and each modality's constant. */
  single: z.object({ own: perModality(ownVector), constant: perModality(z.number()) }),
  joint: z.object({ own: perModality(ownVector), pairs: z.array(pairVector).length(modalityPairs.length) }),
  /** Per modality, centre and spread of the standardised own features in training, and the distance beyond which an image is like none seen. */
  familiar: perModality(z.object({ centre: ownVector, spread: ownVector })),
  familiarLimit: z.number(),
});
export type ClassifierParameters = z.infer<typeof classifierParametersSchema>;

export const shippedParameters: ClassifierParameters = classifierParametersSchema.parse(parametersFile);

/** Features of one image, and towards each other image by index (null: nothing in common). */
export interface ImageFeatures {
  readonly own: readonly number[];
  /** `towards[j]`: pair features (this, other j); entry of itself is null. */
  readonly towards: readonly (readonly number[] | null)[];
}

export interface Assignment {
  /** Modality of each image, in the order given. */
  readonly modalities: readonly Modality[];
  readonly probability: number;
}

/** Probability of each modality for an image alone. */
export function classifySingle(
  own: readonly number[],
  parameters: ClassifierParameters = shippedParameters,
): Readonly<Record<Modality, number>> {
  const standard = standardiseOwn(own, parameters);
  const { single } = parameters;
  const scores = modalities.map((modality) => single.constant[modality] + dot(single.own[modality], standard));
  const [t1n = 0, t1c = 0, t2w = 0, t2f = 0] = softmax(scores);
  return { t1n, t1c, t2w, t2f };
}

/** Every way to give two to four images different modalities, likeliest first; probabilities sum to 1. */
export function rankAssignments(
  images: readonly ImageFeatures[],
  parameters: ClassifierParameters = shippedParameters,
): readonly Assignment[] {
  const standard = images.map(({ own }) => standardiseOwn(own, parameters));
  const candidates = arrangements(modalities, images.length);
  const scores = candidates.map((chosen) => {
    let score = 0;
    chosen.forEach((modality, image) => (score += dot(parameters.joint.own[modality], standard[image] ?? [])));
    return score + pairScore(images, chosen, parameters);
  });
  const probabilities = softmax(scores);
  return candidates
    .map((chosen, index) => ({ modalities: chosen, probability: probabilities[index] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
}

function pairScore(
  images: readonly ImageFeatures[],
  chosen: readonly Modality[],
  { joint, pairScale }: ClassifierParameters,
): number {
  let score = 0;
  modalityPairs.forEach(([first, second], pair) => {
    const weights = joint.pairs[pair] ?? [];
    const features = images[chosen.indexOf(first)]?.towards[chosen.indexOf(second)];
    if (features === undefined || features === null) return;
    features.forEach((value, index) => (score += ((weights[index] ?? 0) * value) / (pairScale[index] ?? 1)));
  });
  return score;
}

/** How unlike the training images of a modality an image is: root mean square of its standardised distance. */
export function measureStrangeness(
  own: readonly number[],
  modality: Modality,
  parameters: ClassifierParameters = shippedParameters,
): number {
  const standard = standardiseOwn(own, parameters);
  const { centre, spread } = parameters.familiar[modality];
  const squares = standard.map((value, index) => ((value - (centre[index] ?? 0)) / (spread[index] ?? 1)) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

export function standardiseOwn(
  own: readonly number[],
  { ownMean, ownScale }: Pick<ClassifierParameters, 'ownMean' | 'ownScale'>,
): readonly number[] {
  return own.map((value, index) => (value - (ownMean[index] ?? 0)) / (ownScale[index] ?? 1));
}

/** Ordered choices of `count` different items. */
export function arrangements<T>(items: readonly T[], count: number): readonly (readonly T[])[] {
  if (count === 0) return [[]];
  return items.flatMap((item) =>
    arrangements(
      items.filter((other) => other !== item),
      count - 1,
    ).map((rest) => [item, ...rest]),
  );
}

export function softmax(scores: readonly number[]): readonly number[] {
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
