import type { Region } from './label-scheme.ts';
import type { Vec3 } from './vector.ts';

/** Directions in the patient a network may have been taught mirrored along. */
export const flipDirections = ['left-right', 'anterior-posterior', 'superior-inferior'] as const;
export type FlipDirection = (typeof flipDirections)[number];

/**
 * An uncertainty map is uint8: the entropy of the tissues' probabilities (background is one of the four)
 * over its largest value, times this. An even choice between two labels is one half.
 */
export const fullUncertainty = 255;

/** From here on a voxel counts as uncertain: a choice of about three to one between two labels. */
export const uncertainLevel = Math.round(0.4 * fullUncertainty);

/** A region's volume is given with those of the voxels that are in it more surely, and at least this surely. */
export const rangeProbabilities = { low: 0.9, high: 0.1 } as const;

/** Millilitres. `low` is never more than the region's own volume, `high` never less (docs/uncertainty.md). */
export interface VolumeRange {
  readonly low: number;
  readonly high: number;
}
export type RegionRanges = Readonly<Record<Region, VolumeRange>>;

/** What a network expects whose probabilities were fitted to experts' masks (docs/uncertainty.md). */
export interface Expectation {
  /** Dice, 0..1, with an expert's mask, by region; null where the region is not marked. */
  readonly dice: Readonly<Record<Region, number | null>>;
  /** Tumour is marked where its probability is this or more. */
  readonly markedFrom: number;
}

/** A whole tumour of which less is expected is one the network itself doubts. */
const doubtfulDice = 0.75;

/** False where nothing was expected, or nothing is marked. */
export function isDoubtful(expected: Expectation | null): boolean {
  const wt = expected?.dice.wt ?? null;
  return wt !== null && wt < doubtfulDice;
}

/** Enhancing foci below this are listed by themselves. */
export const smallFocusMl = 1;
/** A separate part of the tumour below this is worth a look. */
export const smallPartMl = 0.1;
/** An uncertain spot has at least this volume. */
export const uncertainSpotMl = 0.1;

/** What is worth a look, in the order of the list; within a kind by `score`. */
export const placeKinds = ['enhancing-focus', 'uncertain-outside', 'uncertain-border', 'small-part'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** Somewhere in the result a reader should look. */
export interface PlaceToCheck {
  readonly kind: PlaceKind;
  readonly volumeMl: number;
  /** A voxel of it, in world mm. */
  readonly placeMm: Vec3;
  /** Its uncertainty summed over its volume: mL times 0..1. */
  readonly score: number;
}
