import { z } from 'zod';
import { failureCodes } from '../domain/failure.ts';
import { imageNoteCodes } from '../domain/image-note.ts';
import { labelConventionNames } from '../domain/label-scheme.ts';
import { modalities, slots, spareModalities } from '../domain/modality.ts';
import { dataTypes } from '../domain/volume.ts';

/*
 * What crosses the wire. Everything is JSON-serialisable; voxels never travel here but by blob id
 * on the data plane (see docs/architecture.md). Here is what the other files beside this one stand on.
 */

export const vec3Schema = z.tuple([z.number(), z.number(), z.number()]).readonly();
export const affineSchema = z.array(z.number()).length(16).readonly();
export const geometrySchema = z.object({ shape: vec3Schema, affine: affineSchema });

export const modalitySchema = z.enum(modalities);
export const spareModalitySchema = z.enum(spareModalities);
export const slotSchema = z.enum(slots);
export const dataTypeSchema = z.enum(dataTypes);

export const labelConventionSchema = z.enum(labelConventionNames);

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
