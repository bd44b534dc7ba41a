import { z } from 'zod';
import { engineFaults, engineIds } from '../domain/engine.ts';
import { modalities } from '../domain/modality.ts';
import { precisions } from '../domain/precision.ts';
import { placeKinds } from '../domain/uncertainty.ts';
import { spareModalitySchema, vec3Schema } from './common-schemas.ts';

/* Label maps of a study, as they cross the wire: the expert's, a network's, those corrected by hand. */

const tissueMl = z.object({ ncr: z.number(), ed: z.number(), et: z.number() });
export const regionMl = z.object({ wt: z.number(), tc: z.number(), et: z.number() });

/** An expert's label map that came with the study, or was added to it. Blob: uint8 on the study's grid, internal label codes. */
export const referenceSchema = z.object({
  labelMapId: z.string(),
  fileName: z.string(),
  tissuesMl: tissueMl,
  regionsMl: regionMl,
});

/** What a correction starts from (domain/edit/mask-base.ts). */
export const maskBaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), resultId: z.string() }),
  z.object({ kind: z.literal('reference') }),
  z.object({ kind: z.literal('empty') }),
]);

/** A mask in hand: corrected, journalled, and not a version yet. Its lines: blob `journalBlobId(correctionId)`. */
export const correctionSchema = z.object({
  correctionId: z.string(),
  base: maskBaseSchema,
  startedAt: z.string(),
  lastEditedAt: z.string(),
  /** Lines of the journal. */
  lineCount: z.number(),
  /** Edits in effect: those undone do not count. */
  editCount: z.number(),
});
export type Correction = z.infer<typeof correctionSchema>;

const largestOffset = 2 ** 32 - 1;

/** A line of a correction's journal; `delta` (domain/edit/label-delta.ts) is empty but for edits. */
export const journalLineSchema = z.object({
  kind: z.enum(['edit', 'undo', 'redo']),
  delta: z.array(z.number().int().min(0).max(largestOffset)),
});
export type JournalLine = z.infer<typeof journalLineSchema>;

export const resultNameSchema = z.string().trim().min(1).max(200).nullable();

export const resultOriginSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('network') }),
  z.object({
    kind: z.literal('correction'),
    base: maskBaseSchema,
    /** When the base was made, if it is a result; it may have been removed since. */
    baseCreatedAt: z.string().nullable(),
    /** Which, if the base was the reference; absent in versions of before. */
    reference: z.object({ labelMapId: z.string(), fileName: z.string() }).exactOptional(),
    startedAt: z.string(),
    editCount: z.number(),
  }),
]);

const dice = z.number().nullable();
const volumeRange = z.object({ low: z.number(), high: z.number() });

/** How sure the network was (domain/uncertainty.ts). Blob `mapId`: uint8 on the study's grid. */
export const uncertaintySchema = z.object({
  mapId: z.string(),
  /** Mirrored passes the probabilities are a mean of; 1: the study as it is. */
  passes: z.number(),
  rangesMl: z.object({ wt: volumeRange, tc: volumeRange, et: volumeRange }),
  /** Dice with an expert's mask that the network expects, 0..1; null of one whose probabilities were not fitted. */
  expected: z.object({ dice: z.object({ wt: dice, tc: dice, et: dice }), markedFrom: z.number() }).nullable(),
  /** In the order to look at them. */
  places: z.array(z.object({ kind: z.enum(placeKinds), volumeMl: z.number(), placeMm: vec3Schema, score: z.number() })),
  unlistedPlaces: z.number(),
});
export type Uncertainty = z.infer<typeof uncertaintySchema>;

/** What was taken as brain, of images that showed more. Blob `maskId`: uint8, 0 or 1, on the study's grid. */
export const brainSchema = z.object({
  maskId: z.string(),
  volumeMl: z.number(),
  /** What has found it. */
  modelId: z.string(),
  modelName: z.string(),
  modelVersion: z.string(),
  modelSha256: z.string(),
  /** The images it was found in. */
  foundIn: z.array(z.enum(modalities)),
});
export type Brain = z.infer<typeof brainSchema>;

/** A segmentation made here, and how it was made. Blob `labelMapId`: uint8 on the study's grid, internal label codes. */
export const resultSchema = z.object({
  resultId: z.string(),
  studyId: z.string(),
  labelMapId: z.string(),
  createdAt: z.string(),
  /** What the user calls it; null: nothing of its own. */
  name: z.string().nullable(),
  /** Of a corrected version, the fields about model and engine are those of the result it began with; '' without one. */
  origin: resultOriginSchema,
  modelId: z.string(),
  modelVersion: z.string(),
  modelSha256: z.string(),
  engine: z.string(),
  provider: z.string(),
  /** Of the weights that ran, whose checksum `modelSha256` is; null: made before there were others than float32. */
  precision: z.enum(precisions).nullable(),
  appVersion: z.string(),
  durationMs: z.number(),
  /** Engines that were tried first and given up, in that order. */
  fallbacks: z.array(z.object({ engineId: z.enum(engineIds), fault: z.enum(engineFaults) })),
  tissuesMl: tissueMl,
  regionsMl: regionMl,
  /** The modality the network had to do without; null: none, or no network was asked. */
  without: spareModalitySchema.nullable(),
  /** Memory of the inference process where it took more than what was planned with (docs/results.md); null elsewhere. */
  beyondBudget: z.object({ peakBytes: z.number(), budgetBytes: z.number() }).nullable(),
  /** Null for corrected masks, and for results made before this was measured. */
  uncertainty: uncertaintySchema.nullable(),
  /** Null where the images were taken as they are. */
  brain: brainSchema.nullable(),
});
export type Result = z.infer<typeof resultSchema>;
