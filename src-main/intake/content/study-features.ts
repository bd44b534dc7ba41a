import type { ImageFeatures } from './classifier.ts';
import { measureMirrorAdvantage } from './mirror.ts';
import { matchHeads } from './head-match.ts';
import { describeSketch } from './own-features.ts';
import { measureHeadOffsetMm } from './placement.ts';
import { comparePair, reverseFeatures, type PairComparison } from './pair-features.ts';
import { rememberForPair, rememberForSketch } from './remember.ts';
import type { Sketch } from '../../imaging/sketch.ts';

/*
 * Everything that is measured on sketches, measured once: a draft is looked at again after every move
 * of a file.
 */

export const ownFeaturesOf = rememberForSketch(describeSketch);
export const headOffsetOf = rememberForPair(measureHeadOffsetMm);
export const headMatchOf = rememberForPair(matchHeads);
export const mirrorAdvantageOf = rememberForPair(measureMirrorAdvantage);
const comparisonOf = rememberForPair(comparePair);

/** How two images of one head compare; null when they have too little of it in common. */
export function compareImages(first: Sketch, second: Sketch): PairComparison | null {
  return comparisonOf(first, second);
}

/** Features of images of one head, each by itself and towards each other. */
export function describeImages(sketches: readonly Sketch[]): readonly ImageFeatures[] {
  const towards = (from: Sketch, i: number, to: Sketch, j: number): readonly number[] | null => {
    if (i === j) return null;
    if (i < j) return comparisonOf(from, to)?.features ?? null;
    const reverse = comparisonOf(to, from);
    return reverse === null ? null : reverseFeatures(reverse.features);
  };
  return sketches.map((sketch, i) => ({
    own: ownFeaturesOf(sketch),
    towards: sketches.map((other, j) => towards(sketch, i, other, j)),
  }));
}
