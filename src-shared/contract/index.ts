import { eventIterator, oc, type ContractRouterClient } from '@orpc/contract';
import { z } from 'zod';
import { batchGivenSchema, batchImportSchema, batchStudySchema, batchTwinSchema } from './batch-schemas.ts';
import { modelSchema } from './model-schemas.ts';
import {
  failureSchema,
  fileRefSchema,
  labelConventionSchema,
  slotSchema,
  spareModalitySchema,
} from './common-schemas.ts';
import { enginesReportSchema } from './engine-schemas.ts';
import { alignmentEventSchema, intakeDraftSchema } from './intake-schemas.ts';
import { durationEstimateSchema, jobSchema, jobWishSchema } from './job-schemas.ts';
import { measurementSchema, newMeasurementSchema } from './measurement-schemas.ts';
import { appInfoSchema, preferenceChangesSchema, preferencesSchema, storageUseSchema } from './preference-schemas.ts';
import {
  correctionSchema,
  journalLineSchema,
  maskBaseSchema,
  resultNameSchema,
  resultSchema,
} from './result-schemas.ts';
import { scanDateSchema, studyExportSchema, studySchema, studySummarySchema } from './study-schemas.ts';

/*
 * THE contract between renderer and backend (control plane). One typed error, FAILED, carries a
 * Failure as data; anything else that arrives as an error is a bug or a lost connection.
 */
const base = oc.errors({ FAILED: { data: failureSchema } });

const nothing = z.void();
const study = z.object({ studyId: z.string().min(1) });
const draft = z.object({ draftId: z.string().min(1) });
const correction = z.object({ correctionId: z.string().min(1) });
const job = z.object({ jobId: z.string().min(1) });

export const contract = {
  app: {
    info: base.output(appInfoSchema),
    getPreferences: base.output(preferencesSchema),
    /** Changes those named, leaves the others as they are, and answers with all. */
    setPreferences: base.input(preferenceChangesSchema).output(preferencesSchema),
    /** Counted anew at each call. */
    storageUse: base.output(storageUseSchema),
  },
  intake: {
    /** Reads and checks the files (folders are searched) and places them into slots. */
    open: base.input(z.object({ files: z.array(fileRefSchema).min(1) })).output(intakeDraftSchema),
    /** The synthetic study, on its way in like any other. */
    openSample: base.output(intakeDraftSchema),
    addFiles: base.input(draft.extend({ files: z.array(fileRefSchema).min(1) })).output(intakeDraftSchema),
    /** Moves a file to another slot (null: to none). A file already there trades places. */
    assign: base.input(draft.extend({ fileId: z.string(), slot: slotSchema.nullable() })).output(intakeDraftSchema),
    removeFile: base.input(draft.extend({ fileId: z.string() })).output(intakeDraftSchema),
    /** `apply` moves the files where their pictures belong; `keep` leaves them, and says so in the study. */
    answerFinding: base
      .input(draft.extend({ findingId: z.string(), answer: z.enum(['apply', 'keep']) }))
      .output(intakeDraftSchema),
    /**
     * Brings heads that lie elsewhere than that of T1ce (all, when none is known to) over it, by rigid
     * registration: progress, then the draft with an open alignment. Ending the iteration stops it.
     */
    align: base.input(draft).output(eventIterator(alignmentEventSchema)),
    /** Returns once an alignment that is under way has stopped, within a second. */
    cancelAlignment: base.input(draft).output(nothing),
    /** `reject` forgets it, also after it was accepted. */
    answerAlignment: base.input(draft.extend({ answer: z.enum(['accept', 'reject']) })).output(intakeDraftSchema),
    /** Goes on without the modality that is missing; null takes that back. */
    goOnWithout: base.input(draft.extend({ modality: spareModalitySchema.nullable() })).output(intakeDraftSchema),
    /** Makes the study: all of it is stored, or nothing. */
    commit: base.input(draft.extend({ patientName: z.string().trim().min(1).max(200) })).output(studySchema),
    /** Makes the one file of the draft, a label map on the grid of T1ce, the reference of a study that has none. */
    commitReference: base.input(draft.extend(study.shape)).output(studySchema),
    discard: base.input(draft).output(nothing),
  },
  batch: {
    /** The studies among files and folders, by their names alone; fewer than two: there is no batch in it. */
    find: base.input(batchGivenSchema).output(z.array(batchStudySchema)),
    /** The study that has just these files as its modalities: read where they lie, or told by their SHA-256. */
    twinOf: base
      .input(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('paths'), paths: z.array(z.string().min(1)).min(1) }),
          z.object({ kind: z.literal('hashes'), sha256s: z.array(z.string()) }),
        ]),
      )
      .output(batchTwinSchema.nullable()),
    /** Makes a study as `intake` does, with nobody asked: all of it is stored, or nothing. */
    import: base
      .input(
        z.object({
          files: z.array(fileRefSchema).min(1),
          patientName: z.string().trim().min(1).max(200),
          /** Also when the very same files are in the library. */
          isTwinWanted: z.boolean(),
          /** The modality to go on without, where it is missing. */
          without: spareModalitySchema.nullable().default(null),
        }),
      )
      .output(batchImportSchema),
    /** Volumes in mL of the leading result of each study (domain/leading-result.ts), as CSV. */
    table: base.input(z.object({ studyIds: z.array(z.string()).min(1) })).output(z.object({ csv: z.string() })),
    /** The same as a new file in a folder of the user's choice (hosts with real paths). */
    exportTable: base
      .input(z.object({ studyIds: z.array(z.string()).min(1), directory: z.string().min(1) }))
      .output(z.object({ path: z.string() })),
  },
  studies: {
    /** Newest first. */
    list: base.output(z.array(studySummarySchema)),
    get: base.input(study).output(studySchema),
    renamePatient: base.input(study.extend({ patientName: z.string().trim().min(1).max(200) })).output(studySchema),
    /** When the study was scanned, as the user knows; null takes it away. */
    setScanDate: base.input(study.extend({ scannedOn: scanDateSchema.nullable() })).output(studySchema),
    remove: base.input(study).output(nothing),
    /** And what was corrected from it without being saved as a version. */
    removeReference: base.input(study).output(studySchema),
    /** Writes a study (see `studyExportSchema`) into a new folder inside one of the user's choice (hosts with real paths). */
    exportTo: base
      .input(studyExportSchema.extend({ directory: z.string().min(1) }))
      .output(z.object({ directory: z.string() })),
  },
  models: {
    /** Those that come with Glioscope first. */
    list: base.output(z.array(modelSchema)),
    /** Tries a model from elsewhere and keeps a copy: its ONNX file and its manifest (JSON), or a folder with both. */
    add: base.input(z.object({ files: z.array(fileRefSchema).min(1).max(2) })).output(modelSchema),
    /** Only models the user added. */
    remove: base.input(z.object({ modelKey: z.string().min(1) })).output(nothing),
  },
  engines: {
    /** What can run a network here, then every change, until the caller stops listening. */
    watch: base.output(eventIterator(enginesReportSchema)),
    /** Tests every engine again; returns at once, `watch` tells how it goes. */
    test: base.output(nothing),
  },
  jobs: {
    /** How long `start` would take; null while nothing is known of this machine. */
    estimate: base.input(study.extend(jobWishSchema.shape)).output(durationEstimateSchema.nullable()),
    /**
     * Starts a segmentation; `modelId` null takes the default model. One job per study at a time. Thorough:
     * the mean over mirrored passes, as many as the model's `thoroughPasses`.
     */
    start: base.input(study.extend(jobWishSchema.shape)).output(jobSchema),
    /** The running job of a study, if any: a renderer that was reloaded finds it again. */
    running: base.input(study).output(jobSchema.nullable()),
    /** The job as it is now, then every change until it ends. Ending the iteration does not cancel the job. */
    watch: base.input(job).output(eventIterator(jobSchema)),
    /**
     * All jobs, then again at every change, until the caller stops listening: the one that is worked on,
     * those that wait in their order, and those that have ended lately, newest first.
     */
    queue: base.output(eventIterator(z.array(jobSchema))),
    /** Forgets the jobs that have ended. */
    forgetEnded: base.output(nothing),
    /** Returns once the engine has stopped, within a second. */
    cancel: base.input(job).output(jobSchema),
  },
  results: {
    /** Writes the label map as .nii.gz at a path of the user's choice (hosts with real paths). */
    exportTo: base
      .input(z.object({ resultId: z.string(), convention: labelConventionSchema, path: z.string().min(1) }))
      .output(z.object({ path: z.string() })),
    remove: base.input(z.object({ resultId: z.string() })).output(nothing),
    rename: base.input(z.object({ resultId: z.string(), name: resultNameSchema })).output(nothing),
  },
  measurements: {
    /** In the order they were made. */
    list: base.input(study).output(z.array(measurementSchema)),
    /** Adds one, or changes the one of its id. */
    save: base.input(newMeasurementSchema).output(nothing),
    remove: base.input(z.object({ measurementId: z.string() })).output(nothing),
  },
  corrections: {
    /**
     * Adds lines to the journal of the mask in hand on `base`; the first lines make it. They are on the
     * disk when it returns. Fails with `edited-elsewhere` when the journal is not as the writer left it.
     */
    append: base
      .input(
        study.extend({
          correctionId: z.uuid(),
          base: maskBaseSchema,
          /** The label map the mask began with; null: nothing was labelled. A reference may be another by now. */
          baseLabelMapId: z.string().nullable(),
          writerId: z.uuid(),
          /** How many lines the writer knows to be there. */
          knownLines: z.number().int().min(0),
          lines: z.array(journalLineSchema).min(1),
        }),
      )
      .output(correctionSchema),
    /** Makes a result of a mask in hand; `knownLines` as above. */
    saveVersion: base
      .input(correction.extend({ knownLines: z.number().int().min(1), name: resultNameSchema }))
      .output(resultSchema),
    discard: base.input(correction).output(nothing),
  },
};

export type Contract = typeof contract;
export type BackendClient = ContractRouterClient<Contract>;
export type * from './batch-schemas.ts';
export type * from './common-schemas.ts';
export type * from './engine-schemas.ts';
export type * from './intake-schemas.ts';
export type * from './job-schemas.ts';
export type * from './measurement-schemas.ts';
export type * from './model-schemas.ts';
export type * from './preference-schemas.ts';
export type * from './result-schemas.ts';
export type * from './study-schemas.ts';
