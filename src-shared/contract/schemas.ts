import { z } from 'zod';
import { engineChoices, engineFaults, engineIds } from '../domain/engine.ts';
import {
  colourMapNames,
  displayConventions,
  foldableSections,
  labelStyles,
  planes,
  readingLayouts,
} from '../domain/display.ts';
import { namedConventions } from '../domain/export-name.ts';
import { failureCodes } from '../domain/failure.ts';
import { findingAnswers, findingKinds, findingReasons, intakeNoteKinds } from '../domain/finding.ts';
import { imageNoteCodes } from '../domain/image-note.ts';
import { labelConventions, type LabelConvention } from '../domain/label-scheme.ts';
import { measurementKinds, measurementOrigins, placeCounts } from '../domain/measure/measurement.ts';
import { modalities, slots, spareModalities } from '../domain/modality.ts';
import { placeKinds } from '../domain/uncertainty.ts';
import { dataTypes } from '../domain/volume.ts';

/*
 * What crosses the wire. Everything is JSON-serialisable; voxels never travel here but by blob id
 * on the data plane (see docs/architecture.md).
 */

export const vec3Schema = z.tuple([z.number(), z.number(), z.number()]).readonly();
export const affineSchema = z.array(z.number()).length(16).readonly();
export const geometrySchema = z.object({ shape: vec3Schema, affine: affineSchema });

export const modalitySchema = z.enum(modalities);
export const spareModalitySchema = z.enum(spareModalities);
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
  /** What the header left open or contradicted when the file came in. */
  notes: z.array(imageNoteSchema),
});
export type StudyVolume = z.infer<typeof volumeSchema>;

const tissueMl = z.object({ ncr: z.number(), ed: z.number(), et: z.number() });
const regionMl = z.object({ wt: z.number(), tc: z.number(), et: z.number() });

/** An expert's label map that came with the study. Blob: uint8 on the study's grid, internal label codes. */
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
    startedAt: z.string(),
    editCount: z.number(),
  }),
]);

const volumeRange = z.object({ low: z.number(), high: z.number() });

/** How sure the network was (domain/uncertainty.ts). Blob `mapId`: uint8 on the study's grid. */
export const uncertaintySchema = z.object({
  mapId: z.string(),
  /** Mirrored passes the probabilities are a mean of; 1: the study as it is. */
  passes: z.number(),
  rangesMl: z.object({ wt: volumeRange, tc: volumeRange, et: volumeRange }),
  /** In the order to look at them. */
  places: z.array(z.object({ kind: z.enum(placeKinds), volumeMl: z.number(), placeMm: vec3Schema, score: z.number() })),
  unlistedPlaces: z.number(),
});
export type Uncertainty = z.infer<typeof uncertaintySchema>;

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
  appVersion: z.string(),
  durationMs: z.number(),
  /** Engines that were tried first and given up, in that order. */
  fallbacks: z.array(z.object({ engineId: z.enum(engineIds), fault: z.enum(engineFaults) })),
  tissuesMl: tissueMl,
  regionsMl: regionMl,
  /** The modality the network had to do without; null: none, or no network was asked. */
  without: spareModalitySchema.nullable(),
  /** Null for corrected masks, and for results made before this was measured. */
  uncertainty: uncertaintySchema.nullable(),
});
export type Result = z.infer<typeof resultSchema>;

/** Something measured in a slice (domain/measure/measurement.ts), as the page keeps it. */
export const newMeasurementSchema = z
  .object({
    measurementId: z.uuid(),
    studyId: z.string().min(1),
    kind: z.enum(measurementKinds),
    /** Of the slice it lies on. */
    plane: z.enum(planes),
    placesMm: z.array(vec3Schema),
    origin: z.enum(measurementOrigins),
    /** What the user calls it; null: nothing of its own. */
    name: resultNameSchema,
  })
  .refine(({ kind, placesMm }) => placesMm.length === placeCounts[kind], 'as many places as the kind has');
export type NewMeasurement = z.infer<typeof newMeasurementSchema>;

export const measurementSchema = z.intersection(newMeasurementSchema, z.object({ createdAt: z.string() }));
export type Measurement = z.infer<typeof measurementSchema>;

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
  /** Masks in hand, the one worked on last first. */
  corrections: z.array(correctionSchema),
});
export type Study = z.infer<typeof studySchema>;

/** A study as files: its modalities in the names of a convention and, with a result, its label map coded likewise. */
export const studyExportSchema = z.object({
  studyId: z.string().min(1),
  resultId: z.string().min(1).nullable(),
  convention: z.enum(namedConventions),
});
export type StudyExport = z.infer<typeof studyExportSchema>;

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

/** What can run a network here, and what its test on this machine found. */
export const engineSchema = z.object({
  engineId: z.enum(engineIds),
  /** `untested`: nobody has tried yet; `testing`: someone is trying now. */
  state: z.enum(['untested', 'testing', 'works', 'faulty']),
  /** Library and version; '' until it has worked. */
  version: z.string(),
  fault: z.enum(engineFaults).nullable(),
  /** What the engine said, in English, for those who look after the machine. */
  detail: z.string(),
  /** How many times as fast as the reference engine; null until measured. */
  speed: z.number().positive().nullable(),
  /** Whether the next segmentation starts on it. */
  isUsed: z.boolean(),
});
export type Engine = z.infer<typeof engineSchema>;

export const enginesReportSchema = z.object({
  engines: z.array(engineSchema),
  isTesting: z.boolean(),
  /** When the newest of the tests ended; null before the first. */
  testedAt: z.string().nullable(),
});
export type EnginesReport = z.infer<typeof enginesReportSchema>;

/** How long a segmentation of a study will take on this machine, from its start to the stored result. */
export const durationEstimateSchema = z.object({
  durationMs: z.number().positive(),
  /** `measured` on segmentations made here; `expected` from the engine's test and what the model says of itself. */
  basis: z.enum(['measured', 'expected']),
  engineId: z.enum(engineIds),
});
export type DurationEstimate = z.infer<typeof durationEstimateSchema>;

/** How this reader likes pictures; kept from study to study. */
export const viewerPreferencesSchema = z.object({
  displayConvention: z.enum(displayConventions),
  layout: z.enum(readingLayouts),
  largePlane: z.enum(planes),
  isInterpolated: z.boolean(),
  isCrosshairVisible: z.boolean(),
  colourMap: z.enum(colourMapNames),
  labelStyle: z.enum(labelStyles),
  /** 0..1 */
  labelOpacity: z.number().min(0).max(1),
  /** Sections of the side panel of which only the title is shown. */
  foldedSections: z.array(z.enum(foldableSections)).readonly().exactOptional(),
});
export type ViewerPreferences = z.infer<typeof viewerPreferencesSchema>;

export const preferencesSchema = z.object({
  language: z.enum(['system', 'en', 'ko']),
  engine: z.enum(engineChoices),
  /** Key of the model to segment with; absent or null: the default one. */
  model: z.string().nullable().optional(),
  /** Absent until the reader has changed anything. */
  viewer: viewerPreferencesSchema.optional(),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const appInfoSchema = z.object({
  appVersion: z.string(),
  host: z.enum(['electron', 'browser', 'cli', 'test']),
  dataDirectory: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;
