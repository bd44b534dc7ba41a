import type { Slot } from './modality.ts';

/**
 * What intake thinks of the pictures, as opposed to what their names say; never in the way of a study.
 *
 * - `swapped`: two files lie in each other's slots, by what their pictures show
 * - `name-content-disagree`: a picture (or three, four in a ring) belongs into another slot
 * - `duplicate-content`: two files hold the same picture
 * - `apart`: the heads do not lie in the same place of the world, by their headers
 * - `mirrored`: the files fit the others only when flipped left to right
 * - `unlike-training`: unlike what segmentation networks learn from; `reason` says why
 */
export const findingKinds = [
  'swapped',
  'name-content-disagree',
  'duplicate-content',
  'apart',
  'mirrored',
  'unlike-training',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** The skull is still there; slices thicker than 3 mm; too little head for a whole brain. */
export const unlikeReasons = ['skull', 'thick-slices', 'little-brain'] as const;
export type UnlikeReason = (typeof unlikeReasons)[number];

export interface FindingFile {
  readonly fileId: string;
  readonly slot: Slot | null;
  /** Where the picture belongs; null when there is nothing to suggest. */
  readonly suggestedSlot: Slot | null;
}

/** What the user did about a finding: followed it, overruled it, or stored the study without a word. */
export const findingAnswers = ['applied', 'kept', 'unanswered'] as const;
export type FindingAnswer = (typeof findingAnswers)[number];

/** Edge, in pixels, of the grey pictures of files on their way in (one byte per pixel, row by row). */
export const thumbnailSize = 128;
