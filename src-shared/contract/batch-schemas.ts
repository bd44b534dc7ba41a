import { z } from 'zod';
import { failureSchema, slotSchema, spareModalitySchema } from './common-schemas.ts';

/* Several studies at once, as they cross the wire. */

/** A file of a study of a batch: where it lies, and where its other half does if it is one of a pair. */
export const batchFileSchema = z.object({
  name: z.string(),
  /** What its name says it is. */
  slot: slotSchema.nullable(),
  /** As given: paths of this machine, or places below what was given to a page. */
  places: z.array(z.string()).min(1).max(2),
});

/** One of several studies among files and folders; no file of it has been opened. */
export const batchStudySchema = z.object({
  name: z.string(),
  files: z.array(batchFileSchema),
  /** Names of files beside them that are not needed (see `setAside` of an intake file). */
  setAside: z.array(z.string()),
  /** What names alone tell to stand in the way. */
  problems: z.array(failureSchema),
  /** The one modality it lacks where it may be imported without: no problem then, but for the user to decide. */
  without: spareModalitySchema.nullable(),
  /** Files of these sizes are in the library: worth asking `twinOf`. */
  isMaybeThere: z.boolean(),
});
export type BatchStudy = z.infer<typeof batchStudySchema>;

/** What was given: paths of this machine, or the places of files that only the page can read. */
export const batchGivenSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paths'), paths: z.array(z.string().min(1)).min(1) }),
  z.object({
    kind: z.literal('places'),
    files: z.array(z.object({ place: z.string().min(1), sizeBytes: z.number() })).min(1),
  }),
]);

/** A study of the library that has the very same files. */
export const batchTwinSchema = z.object({ studyId: z.string(), patientName: z.string() });
export type BatchTwin = z.infer<typeof batchTwinSchema>;

export const batchImportSchema = z.discriminatedUnion('kind', [
  /** `remarkCount`: findings on the pictures, none of them answered. */
  z.object({ kind: z.literal('imported'), studyId: z.string(), remarkCount: z.number() }),
  z.object({ kind: z.literal('there-already'), twin: batchTwinSchema }),
]);
