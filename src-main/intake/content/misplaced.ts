import { isPlausibleBrain } from '#shared/domain/brain-volume.ts';
import type { Modality } from '#shared/domain/modality.ts';
import {
  classifySingle,
  measureStrangeness,
  rankAssignments,
  shippedParameters,
  type Assignment,
} from './classifier.ts';
import { foregroundMl, type Sketch } from '../../imaging/sketch.ts';
import { describeImages, ownFeaturesOf } from './study-features.ts';

/** Names are right far more often than not: the content must be this many times likelier to be heard. */
const leastOdds = 3;
/** ... and no less likely than this by itself. */
const leastProbability = 0.5;
/** A single image tells less than four: its word needs to be almost certain. */
const leastSingleProbability = 0.97;
/**
 * A file goes into a slot in which none of those looked at lies only when that is this likely: where no name
 * places it, and where a modality is missing. Of nine right cases, each with T1, T2 or FLAIR left out in turn,
 * the classifier would have moved a file in three, with up to 0.84.
 */
const leastPlacingProbability = 0.9;

export interface PlacedImage {
  readonly fileId: string;
  readonly sketch: Sketch;
  readonly modality: Modality;
}

/** Files of one study that lie in each other's slots, or in one that should be another's; by content. */
export interface Misplacement {
  readonly confidence: number;
  readonly files: readonly { readonly fileId: string; readonly suggested: Modality }[];
}

/** A skull-stripped brain that resembles something the classifier has seen; of others it has learnt nothing. */
export function isClassifiable(sketch: Sketch): boolean {
  return sketch.isMasked && isPlausibleBrain(foregroundMl(sketch));
}

/** Where content speaks against the slots; one entry per group of files that trade places. At most one file per slot. */
export function findMisplaced(images: readonly PlacedImage[]): readonly Misplacement[] {
  const known = images.filter(({ sketch }) => isClassifiable(sketch));
  const verdict = known.length > 1 ? judgeTogether(known) : judgeAlone(known);
  if (verdict === null) return [];
  const suggested = new Map(known.map(({ fileId }, index) => [fileId, verdict.modalities[index]]));
  return splitIntoTrades(known, (image) => suggested.get(image.fileId) ?? image.modality).map((files) => ({
    confidence: verdict.probability,
    files,
  }));
}

function judgeTogether(images: readonly PlacedImage[]): Assignment | null {
  const ranked = rankAssignments(describeImages(images.map(({ sketch }) => sketch)));
  const [best] = ranked;
  if (best === undefined || !isFamiliar(images, best.modalities)) return null;
  const named = ranked.find(({ modalities }) => images.every(({ modality }, index) => modality === modalities[index]));
  const odds = best.probability / Math.max(named?.probability ?? 0, 1e-12);
  const isTrade = images.every(({ modality }) => best.modalities.includes(modality));
  const least = isTrade ? leastProbability : leastPlacingProbability;
  return odds >= leastOdds && best.probability >= least ? best : null;
}

function judgeAlone([image]: readonly PlacedImage[]): Assignment | null {
  if (image === undefined) return null;
  const likeliest = likeliestSingle(image.sketch);
  const isSure = likeliest.probability >= leastSingleProbability && isFamiliar([image], likeliest.modalities);
  return isSure && likeliest.modalities[0] !== image.modality ? likeliest : null;
}

function likeliestSingle(sketch: Sketch): Assignment {
  const posterior = Object.entries(classifySingle(ownFeaturesOf(sketch)));
  const [modality, probability] = posterior.reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  return { modalities: [modality as Modality], probability }; // holds: the keys of that record are the modalities
}

function isFamiliar(images: readonly { readonly sketch: Sketch }[], claimed: readonly Modality[]): boolean {
  return images.every(
    ({ sketch }, index) =>
      measureStrangeness(ownFeaturesOf(sketch), claimed[index] ?? 't1n') <= shippedParameters.familiarLimit,
  );
}

/** Groups of misplaced files: following each to the slot it belongs to, and whoever lies there onwards. */
function splitIntoTrades(
  images: readonly PlacedImage[],
  suggestedOf: (image: PlacedImage) => Modality,
): readonly Misplacement['files'][] {
  const waiting = new Set(images.filter((image) => suggestedOf(image) !== image.modality));
  const trades: Misplacement['files'][] = [];
  for (const start of waiting) {
    const trade = new Set([start]);
    for (const member of trade) {
      const touching = [...waiting].filter(
        (other) => other.modality === suggestedOf(member) || suggestedOf(other) === member.modality,
      );
      touching.forEach((other) => trade.add(other));
    }
    trade.forEach((member) => waiting.delete(member));
    trades.push([...trade].map((image) => ({ fileId: image.fileId, suggested: suggestedOf(image) })));
  }
  return trades;
}

/**
 * Slots for files whose names say nothing, beside those already placed: by content, where that is
 * nearly certain. More images than modalities: nothing is said.
 */
export function placeByContent(
  placed: readonly PlacedImage[],
  unplaced: readonly { readonly fileId: string; readonly sketch: Sketch }[],
): ReadonlyMap<string, Modality> {
  const images = [...placed, ...unplaced];
  const isHopeless =
    unplaced.length === 0 || images.length > 4 || !images.every(({ sketch }) => isClassifiable(sketch));
  if (isHopeless) return new Map();
  const candidates =
    images.length === 1
      ? images.map(({ sketch }) => likeliestSingle(sketch))
      : rankAssignments(describeImages(images.map(({ sketch }) => sketch))).filter(({ modalities }) =>
          placed.every(({ modality }, index) => modalities[index] === modality),
        );
  const total = images.length === 1 ? 1 : candidates.reduce((sum, { probability }) => sum + probability, 0);
  const [best] = candidates;
  const least = images.length === 1 ? leastSingleProbability : leastPlacingProbability;
  // names that the content contradicts leave little of the probability: then nothing is built on them
  if (best === undefined || total < 0.1 || best.probability / total < least) return new Map();
  if (!isFamiliar(images, best.modalities)) return new Map();
  return new Map(
    unplaced.flatMap(({ fileId }, index) => {
      const modality = best.modalities[placed.length + index];
      return modality === undefined ? [] : [[fileId, modality] as const];
    }),
  );
}
