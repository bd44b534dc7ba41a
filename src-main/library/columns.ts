import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Geometry } from '#shared/domain/affine.ts';
import type { ResultOrigin } from '#shared/domain/edit/mask-base.ts';
import { engineFaults, engineIds } from '#shared/domain/engine.ts';
import { findingAnswers, findingReasons, intakeNoteKinds } from '#shared/domain/finding.ts';
import { imageNoteCodes } from '#shared/domain/image-note.ts';
import { modalities, slots, spareModalities } from '#shared/domain/modality.ts';
import { isDoubtful, placeKinds } from '#shared/domain/uncertainty.ts';
import type {
  BrainRecord,
  IntakeNoteRecord,
  ReferenceRecord,
  ResultRecord,
  TissuesMl,
  UncertaintyRecord,
  VolumeRecord,
} from './records.ts';
import type { LibraryTables } from './schema.ts';
import { expectationSchema, regionRangesSchema } from './sureness-schemas.ts';

/* Rows <-> records. What was written as JSON is checked on the way back in. */

const shapeSchema = z.tuple([z.number(), z.number(), z.number()]);
const affineSchema = z.array(z.number()).length(16);
const inputsSchema = z.object({
  t1c: z.string(),
  ...{ t1n: z.string().exactOptional(), t2w: z.string().exactOptional(), t2f: z.string().exactOptional() },
});
const slotSchema = z.enum(slots).nullable();
const intakeNotesSchema = z.array(
  z.object({
    kind: z.enum(intakeNoteKinds),
    reason: z.enum(findingReasons).nullable(),
    answer: z.enum(findingAnswers),
    confidence: z.number().nullable(),
    distanceMm: z.number().exactOptional(),
    lengths: z.object({ unit: z.string(), edgeMm: z.number() }).exactOptional(),
    degrees: z.number().exactOptional(),
    modality: z.enum(spareModalities).exactOptional(),
    files: z.array(z.object({ fileName: z.string(), slot: slotSchema, suggestedSlot: slotSchema })),
  }),
);
const fallbacksSchema = z.array(z.object({ engineId: z.enum(engineIds), fault: z.enum(engineFaults) }));
const imageNotesSchema = z.array(
  z.object({ code: z.enum(imageNoteCodes), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
);
const settingsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

interface TissueColumns {
  readonly ncrMl: number;
  readonly edMl: number;
  readonly etMl: number;
}

export function tissueColumns({ ncr, ed, et }: TissuesMl): TissueColumns {
  return { ncrMl: ncr, edMl: ed, etMl: et };
}

export function tissuesOf({ ncrMl, edMl, etMl }: TissueColumns): TissuesMl {
  return { ncr: ncrMl, ed: edMl, et: etMl };
}

export function geometryColumns({ shape, affine }: Geometry): { shapeJson: string; affineJson: string } {
  return { shapeJson: JSON.stringify(shape), affineJson: JSON.stringify(affine) };
}

export function geometryOf(row: { shapeJson: string; affineJson: string }): Geometry {
  return {
    shape: shapeSchema.parse(JSON.parse(row.shapeJson)),
    affine: affineSchema.parse(JSON.parse(row.affineJson)),
  };
}

export function intakeNotesOf(json: string): readonly IntakeNoteRecord[] {
  return intakeNotesSchema.parse(JSON.parse(json));
}

export function volumeRow(studyId: string, volume: VolumeRecord): Selectable<LibraryTables['volumes']> {
  const { volumeId, modality, fileName, fileSha256, sizeBytes, dataType } = volume;
  const { slope, intercept, minimum, maximum, window } = volume;
  return {
    ...{ volumeId, studyId, modality, fileName, fileSha256, sizeBytes, dataType },
    ...{ slope, intercept, minimum, maximum, windowLow: window.low, windowHigh: window.high },
    ...geometryColumns(volume),
    fileAffineJson: volume.fileAffine === undefined ? null : JSON.stringify(volume.fileAffine),
    notesJson: JSON.stringify(volume.notes),
  };
}

export function volumeOf(row: Selectable<LibraryTables['volumes']>): VolumeRecord {
  const { volumeId, modality, fileName, fileSha256, sizeBytes, dataType } = row;
  const { slope, intercept, minimum, maximum, windowLow, windowHigh } = row;
  return {
    ...{ volumeId, modality, fileName, fileSha256, sizeBytes, dataType },
    ...{ slope, intercept, minimum, maximum, window: { low: windowLow, high: windowHigh } },
    ...geometryOf(row),
    ...(row.fileAffineJson === null ? {} : { fileAffine: affineSchema.parse(JSON.parse(row.fileAffineJson)) }),
    notes: imageNotesSchema.parse(JSON.parse(row.notesJson)),
  };
}

export function referenceOf(row: Selectable<LibraryTables['referenceLabelMaps']>): ReferenceRecord {
  const { labelMapId, fileName, fileSha256, labelMapSha256 } = row;
  return { labelMapId, fileName, fileSha256, labelMapSha256, tissuesMl: tissuesOf(row) };
}

const baseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), resultId: z.string() }),
  z.object({ kind: z.literal('reference') }),
  z.object({ kind: z.literal('empty') }),
]);
const originSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('network') }),
  z.object({
    kind: z.literal('correction'),
    base: baseSchema,
    baseCreatedAt: z.string().nullable(),
    reference: z.object({ labelMapId: z.string(), fileName: z.string() }).exactOptional(),
    startedAt: z.string(),
    editCount: z.number(),
  }),
]);

export function originOf({ originJson }: { readonly originJson: string }): ResultOrigin {
  return originSchema.parse(JSON.parse(originJson));
}

const uncertaintySchema = z.object({
  passes: z.number(),
  rangesMl: regionRangesSchema,
  expected: expectationSchema,
  places: z.array(
    z.object({ kind: z.enum(placeKinds), volumeMl: z.number(), placeMm: shapeSchema, score: z.number() }),
  ),
  unlistedPlaces: z.number(),
});

type UncertaintyColumns = Pick<
  Selectable<LibraryTables['results']>,
  'uncertaintyMapId' | 'uncertaintyMapSha256' | 'uncertaintyJson'
>;

export function uncertaintyColumns(uncertainty: UncertaintyRecord | null): UncertaintyColumns {
  if (uncertainty === null) return { uncertaintyMapId: null, uncertaintyMapSha256: null, uncertaintyJson: null };
  const { mapId, mapSha256, ...rest } = uncertainty;
  return { uncertaintyMapId: mapId, uncertaintyMapSha256: mapSha256, uncertaintyJson: JSON.stringify(rest) };
}

function uncertaintyOf(row: UncertaintyColumns): UncertaintyRecord | null {
  const { uncertaintyMapId: mapId, uncertaintyMapSha256: mapSha256, uncertaintyJson: json } = row;
  if (mapId === null || mapSha256 === null || json === null) return null;
  return { mapId, mapSha256, ...uncertaintySchema.parse(JSON.parse(json)) };
}

/** Whether a network doubts the result it is kept with. */
export function isDoubted(row: UncertaintyColumns): boolean {
  return isDoubtful(uncertaintyOf(row)?.expected ?? null);
}

const brainSchema = z.object({
  volumeMl: z.number(),
  modelId: z.string(),
  modelName: z.string(),
  modelVersion: z.string(),
  modelSha256: z.string(),
  foundIn: z.array(z.enum(modalities)),
});

type BrainColumns = Pick<Selectable<LibraryTables['results']>, 'brainMaskId' | 'brainMaskSha256' | 'brainJson'>;

export function brainColumns(brain: BrainRecord | null): BrainColumns {
  if (brain === null) return { brainMaskId: null, brainMaskSha256: null, brainJson: null };
  const { maskId, maskSha256, ...rest } = brain;
  return { brainMaskId: maskId, brainMaskSha256: maskSha256, brainJson: JSON.stringify(rest) };
}

function brainOf({ brainMaskId, brainMaskSha256, brainJson }: BrainColumns): BrainRecord | null {
  if (brainMaskId === null || brainMaskSha256 === null || brainJson === null) return null;
  return { maskId: brainMaskId, maskSha256: brainMaskSha256, ...brainSchema.parse(JSON.parse(brainJson)) };
}

export function resultOf(row: Selectable<LibraryTables['results']>): ResultRecord {
  const { resultId, studyId, labelMapId, labelMapSha256, createdAt, inputsJson, settingsJson, fallbacksJson } = row;
  const { modelId, modelVersion, modelSha256, engine, provider, appVersion, durationMs } = row;
  return {
    ...{ resultId, studyId, labelMapId, labelMapSha256, createdAt },
    ...{ modelId, modelVersion, modelSha256, engine, provider, appVersion, durationMs },
    inputSha256: inputsSchema.parse(JSON.parse(inputsJson)),
    settings: settingsSchema.parse(JSON.parse(settingsJson)),
    name: row.name,
    origin: originOf(row),
    fallbacks: fallbacksSchema.parse(JSON.parse(fallbacksJson)),
    tissuesMl: tissuesOf(row),
    uncertainty: uncertaintyOf(row),
    brain: brainOf(row),
  };
}
