import { z } from 'zod';
import { findingAnswers, findingKinds, findingReasons, intakeNoteKinds } from '../domain/finding.ts';
import {
  dataTypeSchema,
  failureSchema,
  geometrySchema,
  imageNoteSchema,
  modalitySchema,
  slotSchema,
  spareModalitySchema,
} from './common-schemas.ts';

/* Files on their way to become a study, as they cross the wire. */

/** Why a file is not needed: another version of the same image is used, no slot takes what it is, or it is no expert's map. */
export const setAsideSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('version'), usedFileId: z.string() }),
  z.object({ kind: z.literal(['other-image', 'brain-mask', 'own-segmentation']) }),
]);

/** One file of an intake draft. `failure` is set when it cannot be used as it stands; `slot` is null when nobody knows what it is. */
export const intakeFileSchema = z.object({
  fileId: z.string(),
  name: z.string(),
  sizeBytes: z.number(),
  slot: slotSchema.nullable(),
  slotSource: z.enum(['name', 'content', 'user']).nullable(),
  geometry: geometrySchema.nullable(),
  dataType: dataTypeSchema.nullable(),
  failure: failureSchema.nullable(),
  notes: z.array(imageNoteSchema),
  /** Set for a file in no slot that is not needed; where its name says so it was not opened, and is once it gets a slot. */
  setAside: setAsideSchema.nullable(),
});
export type IntakeFile = z.infer<typeof intakeFileSchema>;

/** What intake thinks of the pictures of some files (domain/finding.ts); never in the way of the study. */
export const intakeFindingSchema = z.object({
  /** The same as long as the same files lie in the same slots. */
  findingId: z.string(),
  kind: z.enum(findingKinds),
  /** Set for `two-patients`, `unlike-training`, `intensities` and `lengths`. */
  reason: z.enum(findingReasons).nullable(),
  files: z.array(z.object({ fileId: z.string(), slot: slotSchema.nullable(), suggestedSlot: slotSchema.nullable() })),
  /** Probability of what is suggested; null where nothing is estimated. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Set for `apart`: about how far the heads' centres lie apart, and how far they are turned, at most. */
  distanceMm: z.number().optional(),
  degrees: z.number().optional(),
  /** For `lengths`: the unit, and how long the image would be in the one not taken. */
  lengths: z.object({ unit: z.string(), edgeMm: z.number() }).optional(),
  /** The user has seen it and wants the files as they lie. */
  isKept: z.boolean(),
});
export type IntakeFinding = z.infer<typeof intakeFindingSchema>;

/** A finding as it is kept with the study: what was found, and what the user did about it; or what the user went on without. */
export const intakeNoteSchema = z.object({
  kind: z.enum(intakeNoteKinds),
  reason: z.enum(findingReasons).nullable(),
  answer: z.enum(findingAnswers),
  confidence: z.number().nullable(),
  distanceMm: z.number().optional(),
  degrees: z.number().optional(),
  lengths: z.object({ unit: z.string(), edgeMm: z.number() }).optional(),
  /** Set for `without`. */
  modality: spareModalitySchema.optional(),
  files: z.array(z.object({ fileName: z.string(), slot: slotSchema.nullable(), suggestedSlot: slotSchema.nullable() })),
});
export type IntakeNote = z.infer<typeof intakeNoteSchema>;

/** Heads brought over that of T1ce by registration: `open` for the user to judge, or accepted. */
export const alignmentSchema = z.object({
  /** What was found: how far each head turns, and how far its centre moves. */
  files: z.array(z.object({ fileId: z.string(), degrees: z.number(), distanceMm: z.number() })),
  answer: z.enum(['open', 'accepted']),
});
export type Alignment = z.infer<typeof alignmentSchema>;

/** Files on their way to become a study. Nothing is stored in the library until it is committed. */
export const intakeDraftSchema = z.object({
  draftId: z.string(),
  suggestedPatientName: z.string(),
  files: z.array(intakeFileSchema),
  /** What stands in the way of the study as a whole: missing modalities and the like. */
  problems: z.array(failureSchema),
  findings: z.array(intakeFindingSchema),
  /** Null while none has been made, and after it was rejected. An accepted one takes the place of the finding `apart`. */
  alignment: alignmentSchema.nullable(),
  /** The one modality that is missing where a study may go on without it, and whether the user does. */
  absence: z.object({ modality: spareModalitySchema, isAccepted: z.boolean() }).nullable(),
  isReady: z.boolean(),
});
export type IntakeDraft = z.infer<typeof intakeDraftSchema>;

/** How an alignment comes along, and the draft with what it found. */
export const alignmentEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    /** Being aligned now. */
    modality: modalitySchema.nullable(),
    fraction: z.number().min(0).max(1),
  }),
  z.object({ kind: z.literal('done'), draft: intakeDraftSchema }),
]);
export type AlignmentEvent = z.infer<typeof alignmentEventSchema>;
