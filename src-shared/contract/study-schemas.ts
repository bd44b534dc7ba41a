import { z } from 'zod';
import { namedConventions } from '../domain/export-name.ts';
import {
  dataTypeSchema,
  geometrySchema,
  imageNoteSchema,
  labelConventionSchema,
  modalitySchema,
} from './common-schemas.ts';
import { intakeNoteSchema } from './intake-schemas.ts';
import { correctionSchema, referenceSchema, regionMl, resultSchema } from './result-schemas.ts';

/* Studies of the library, as they cross the wire. */

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

/** A day of the calendar, YYYY-MM-DD. */
export const scanDateSchema = z.iso.date();

export const studySummarySchema = z.object({
  studyId: z.string(),
  patientId: z.string(),
  patientName: z.string(),
  createdAt: z.string(),
  /** When it was scanned, which no file says; null while nobody has. */
  scannedOn: scanDateSchema.nullable(),
  modalities: z.array(modalitySchema),
  hasReference: z.boolean(),
  resultCount: z.number(),
  /** Of the leading result (domain/leading-result.ts), mL; null before the first segmentation. */
  regionsMl: regionMl.nullable(),
  /** Whether the network itself doubts that result (domain/uncertainty.ts). */
  isDoubtful: z.boolean(),
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
