import type { Slot } from './modality.ts';

/**
 * What intake thinks of the pictures, as opposed to what their names say; never in the way of a study.
 *
 * - `two-patients`: the files are of more than one patient, by their names or by the outlines of their brains
 * - `swapped`: two files lie in each other's slots, by what their pictures show
 * - `name-content-disagree`: a picture (or three, four in a ring) belongs into another slot
 * - `duplicate-content`: two files hold the same picture
 * - `apart`: the heads do not lie in the same place of the world, by their headers
 * - `mirrored`: the files fit the others only when flipped left to right
 * - `unlike-training`: unlike what segmentation networks learn from; `reason` says why
 * - `intensities`: values no scanner gives; `reason` says in which way
 * - `lengths`: the header's unit of length and its numbers do not go together; `reason` says what was made of it
 */
export const findingKinds = [
  'two-patients',
  'swapped',
  'name-content-disagree',
  'duplicate-content',
  'apart',
  'mirrored',
  'unlike-training',
  'intensities',
  'lengths',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What is kept with a study: findings, and `without`: the user went on without a modality. */
export const intakeNoteKinds = [...findingKinds, 'without'] as const;
export type IntakeNoteKind = (typeof intakeNoteKinds)[number];

/** The skull is still there; slices thicker than 3 mm; part of the brain beyond the field of view; too little head for a whole brain. */
export const unlikeReasons = ['skull', 'thick-slices', 'cut-off', 'little-brain'] as const;
export type UnlikeReason = (typeof unlikeReasons)[number];

/** One value only; a handful of values, as a drawing; contrast turned over; few grey levels; clipped at the top; single values far beyond all others. */
export const intensityOddities = [
  'constant',
  'few-levels',
  'inverted',
  'coarse-levels',
  'saturated',
  'outliers',
] as const;
export type IntensityOddity = (typeof intensityOddities)[number];

/** Notes of a file (image-note.ts) that are worth a look before the study is made. */
export const lengthReasons = ['units-applied', 'units-guessed', 'units-ignored'] as const;

/** By what files look to be of two patients: what their names begin with, or brains of unlike outlines. */
export const otherPatientReasons = ['other-names', 'other-brains'] as const;
export type OtherPatientReason = (typeof otherPatientReasons)[number];

export const findingReasons = [
  ...otherPatientReasons,
  ...unlikeReasons,
  ...intensityOddities,
  ...lengthReasons,
] as const;
export type FindingReason = (typeof findingReasons)[number];

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
