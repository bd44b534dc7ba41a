import { z } from 'zod';
import { failureCodes } from '../domain/failure.ts';
import { findingAnswers, findingKinds, findingReasons } from '../domain/finding.ts';
import { imageNoteCodes } from '../domain/image-note.ts';
import { labelConventions, type LabelConvention } from '../domain/label-scheme.ts';
import { modalities, slots } from '../domain/modality.ts';
import { dataTypes } from '../domain/volume.ts';

/*
 * What crosses the wire. Everything is JSON-serialisable; voxels never travel here but by blob id
 * on the data plane (see docs/architecture.md).
 */

export const vec3Schema = z.tuple([z.number(), z.number(), z.number()]).readonly();
export const affineSchema = z.array(z.number()).length(16).readonly();
export const geometrySchema = z.object({ shape: vec3Schema, affine: affineSchema });

export const modalitySchema = z.enum(modalities);
export const slotSchema = z.enum(slots);
export const dataTypeSchema = z.enum(dataTypes);

const conventions = Object.keys(labelConventions) as [LabelConvention, ...LabelConvention[]]; // holds: keys of a const object
export const labelConventionSchema = z.enum(conventions);

const sentenceParamsSchema = z.record(z.string(), z.union([z.string(), z.number()])).readonly();

export const failureSchema = z.object({
  code: z.enum(failureCodes),
  params: sentenceParamsSchema,
  detail: z.string().optional(),
});

/** A file the user gave: a real path (Electron, CLI), or bytes handed to the host's upload door (browser). */
export const fileRefSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('upload'), uploadId: z.string().min(1) }),
]);
export type FileRef = z.infer<typeof fileRefSchema>;

/** What an image's header leaves open or contradicts (domain/image-note.ts); it was read nevertheless. */
export const imageNoteSchema = z.object({ code: z.enum(imageNoteCodes), params: sentenceParamsSchema });

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
});
export type IntakeFile = z.infer<typeof intakeFileSchema>;

/** What intake thinks of the pictures of some files (domain/finding.ts); never in the way of the study. */
export const intakeFindingSchema = z.object({
  /** The same as long as the same files lie in the same slots. */
  findingId: z.string(),
  kind: z.enum(findingKinds),
  /** Set for `unlike-training`, `intensities` and `lengths`. */
  reason: z.enum(findingReasons).nullable(),
  files: z.array(z.object({ fileId: z.string(), slot: slotSchema.nullable(), suggestedSlot: slotSchema.nullable() })),
  /** Probability of what is suggested; null where nothing is estimated. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Set for `apart`: how far at least. */
  distanceMm: z.number().optional(),
  /** The user has seen it and wants the files as they lie. */
  isKept: z.boolean(),
  /** For `lengths`: the unit, and how long the image would be in the one not taken. */
  lengths: z.object({ unit: z.string(), edgeMm: z.number() }).optional(),
});
export type IntakeFinding = z.infer<typeof intakeFindingSchema>;

/** A finding as it is kept with the study: what was found, and what the user did about it. */
export const intakeNoteSchema = z.object({
  kind: z.enum(findingKinds),
  reason: z.enum(findingReasons).nullable(),
  answer: z.enum(findingAnswers),
  confidence: z.number().nullable(),
  distanceMm: z.number().optional(),
  files: z.array(z.object({ fileName: z.string(), slot: slotSchema.nullable(), suggestedSlot: slotSchema.nullable() })),
});
export type IntakeNote = z.infer<typeof intakeNoteSchema>;

/** Files on their way to become a study. Nothing is stored in the library until it is committed. */
export const intakeDraftSchema = z.object({
  draftId: z.string(),
  suggestedPatientName: z.string(),
  files: z.array(intakeFileSchema),
  /** What stands in the way of the study as a whole: missing modalities and the like. */
  problems: z.array(failureSchema),
  findings: z.array(intakeFindingSchema),
  isReady: z.boolean(),
});
export type IntakeDraft = z.infer<typeof intakeDraftSchema>;

/** A modality of a stored study. Voxels: blob `volumeId`, stored data type and order, little-endian. */
export const volumeSchema = geometrySchema.extend({
  volumeId: z.string(),
  modality: modalitySchema,
  fileName: z.string(),
  fileSha256: z.string(),
  dataType: dataTypeSchema,
  slope: z.number(),
  intercept: z.number(),
  /** Real intensities (after slope and intercept): smallest, largest, and the window to start with (brain percentiles). */
  minimum: z.number(),
  maximum: z.number(),
  window: z.object({ low: z.number(), high: z.number() }),
});
export type StudyVolume = z.infer<typeof volumeSchema>;
  /** What the header left open or contradicted when the file came in. */
  notes: z.array(imageNoteSchema),

const tissueMl = z.object({ ncr: z.number(), ed: z.number(), et: z.number() });
const regionMl = z.object({ wt: z.number(), tc: z.number(), et: z.number() });

/** An expert's label map that came with the study. Blob: uint8 on the study's grid, internal label codes. */
export const referenceSchema = z.object({
  labelMapId: z.string(),
  fileName: z.string(),
  tissuesMl: tissueMl,
  regionsMl: regionMl,
});

/** A segmentation made here, and how it was made. Blob `labelMapId`: uint8 on the study's grid, internal label codes. */
export const resultSchema = z.object({
  resultId: z.string(),
  studyId: z.string(),
  labelMapId: z.string(),
  createdAt: z.string(),
  modelId: z.string(),
  modelVersion: z.string(),
  modelSha256: z.string(),
  engine: z.string(),
  provider: z.string(),
  appVersion: z.string(),
  durationMs: z.number(),
  tissuesMl: tissueMl,
  regionsMl: regionMl,
});
export type Result = z.infer<typeof resultSchema>;

export const studySummarySchema = z.object({
  studyId: z.string(),
  patientId: z.string(),
  patientName: z.string(),
  createdAt: z.string(),
  modalities: z.array(modalitySchema),
  hasReference: z.boolean(),
  resultCount: z.number(),
  /** Whole tumour volume of the newest result, mL; null before the first segmentation. */
  wholeTumourMl: z.number().nullable(),
});
export type StudySummary = z.infer<typeof studySummarySchema>;

export const studySchema = studySummarySchema.extend({
  geometry: geometrySchema,
  /** How label maps of this study's family of files code enhancing tumour; the default for export. */
  labelConvention: labelConventionSchema,
  volumes: z.array(volumeSchema),
  reference: referenceSchema.nullable(),
  /** What was remarked when the files came in. */
  intakeNotes: z.array(intakeNoteSchema),
  /** Newest first. */
  results: z.array(resultSchema),
});
export type Study = z.infer<typeof studySchema>;

export const modelSchema = z.object({
  modelId: z.string(),
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  licence: z.string(),
  source: z.string(),
  /** Set when the package is damaged or not ours to run; such a model cannot be chosen. */
  failure: failureSchema.nullable(),
});
export type Model = z.infer<typeof modelSchema>;

export const jobStages = ['queued', 'reading', 'preparing', 'predicting', 'finishing'] as const;

/** A segmentation under way or ended. */
export const jobSchema = z.object({
  jobId: z.string(),
  studyId: z.string(),
  modelId: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  stage: z.enum(jobStages),
  /** 0..1, never falls; reaches 1 only when done. */
  fraction: z.number().min(0).max(1),
  elapsedMs: z.number(),
  /** Null while it waits or runs. */
  endedAt: z.string().nullable(),
  /** Estimated from earlier runs on this machine; null when there were none. */
  remainingMs: z.number().nullable(),
  resultId: z.string().nullable(),
  failure: failureSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const preferencesSchema = z.object({
  language: z.enum(['system', 'en', 'ko']),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const appInfoSchema = z.object({
  appVersion: z.string(),
  host: z.enum(['electron', 'browser', 'cli', 'test']),
  dataDirectory: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;
