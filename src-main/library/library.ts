import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { EngineId } from '#shared/domain/engine.ts';
import { createContentStore, type ContentStore } from './content-store.ts';
import {
  appendJournal,
  deleteCorrection,
  insertVersion,
  selectCorrection,
  selectJournal,
} from './correction-queries.ts';
import { openDatabase } from './database.ts';
import { selectEngineTests, selectRunTimes, upsertEngineTest, upsertRunTimes } from './engine-queries.ts';
import { lockInstance } from './instance-lock.ts';
import { createJobStore, type JobStore } from './job-queries.ts';
import { deleteMeasurement, measurementsOfStudy, upsertMeasurement } from './measurement-queries.ts';
import type {
  BlobRecord,
  EngineTestRecord,
  MeasurementRecord,
  NewStudyRecord,
  ReferenceRecord,
  ResultRecord,
  RunTimes,
  StudyRecord,
  StudySummaryRecord,
  CorrectionRecord,
  JournalAppend,
  JournalLine,
} from './records.ts';
import {
  deleteResult,
  insertResult,
  selectBlob,
  selectReferencedContent,
  selectResult,
  updateResultName,
} from './result-queries.ts';
import type { LibraryTables } from './schema.ts';
import { selectPreferences, upsertPreferences } from './setting-queries.ts';
import { withStorageErrors } from './storage-failure.ts';
import { deleteReference, insertReference } from './reference-queries.ts';
import {
  deleteStudy,
  insertStudy,
  selectStudy,
  selectStudySummaries,
  updatePatientName,
  updateScanDate,
} from './study-queries.ts';
import { selectTwin, selectVolumeSizes, type TwinRecord } from './twin-queries.ts';

/** A model on an engine. */
export interface RunTimesKey {
  readonly modelSha256: string;
  readonly engineId: EngineId;
}

export interface MeasurementStore {
  /** In the order they were made. */
  ofStudy(studyId: string): Promise<readonly MeasurementRecord[]>;
  /** Adds one, or changes the one of its id; its study and when it was made stay. */
  save(measurement: MeasurementRecord): Promise<void>;
  remove(measurementId: string): Promise<void>;
}

/**
 * Patients, studies and results of one data directory, and the files they stand on. Everything
 * throws GlioscopeError: `not-found`, `storage-full`, `storage-failed`.
 */
export interface Library {
  /** Original files as they came. */
  readonly files: ContentStore;
  /** uint8 labels on the study's grid, internal codes; gzipped on disk. */
  readonly labelMaps: ContentStore;
  /** Folder for files on their way in; emptied when the library opens. */
  readonly inboxDirectory: string;
  readonly jobs: JobStore;
  readonly measurements: MeasurementStore;
  /** The study's content must be in the stores already. */
  addStudy(study: NewStudyRecord): Promise<void>;
  listStudies(): Promise<readonly StudySummaryRecord[]>;
  getStudy(studyId: string): Promise<StudyRecord>;
  /** The newest study of just these files; null when there is none. */
  findTwin(sha256s: readonly string[]): Promise<TwinRecord | null>;
  /** Of the files of all modalities, bytes. */
  volumeSizes(): Promise<ReadonlySet<number>>;
  renamePatient(studyId: string, patientName: string): Promise<void>;
  /** @param scannedOn YYYY-MM-DD; null takes it away. */
  setScanDate(studyId: string, scannedOn: string | null): Promise<void>;
  removeStudy(studyId: string): Promise<void>;
  /** The label map and its file must be in the stores already; the study must have no reference. */
  addReference(studyId: string, reference: ReferenceRecord): Promise<void>;
  /** And every journal of corrections that began with it. Nothing happens where there is none. */
  removeReference(studyId: string): Promise<void>;
  addResult(result: ResultRecord): Promise<void>;
  getResult(resultId: string): Promise<ResultRecord>;
  removeResult(resultId: string): Promise<void>;
  renameResult(resultId: string, name: string | null): Promise<void>;
  /** Lines at the end of a correction's journal; on the disk when it returns. Throws `edited-elsewhere`. */
  appendJournal(append: JournalAppend): Promise<CorrectionRecord>;
  getCorrection(correctionId: string): Promise<CorrectionRecord>;
  readJournal(correctionId: string): Promise<readonly JournalLine[]>;
  removeCorrection(correctionId: string): Promise<void>;
  /** The correction becomes this result. Throws `edited-elsewhere` when it has changed since it was read. */
  addVersion(version: ResultRecord, correction: CorrectionRecord): Promise<void>;
  findBlob(blobId: string): Promise<BlobRecord>;
  getPreferences(): Promise<Readonly<Record<string, unknown>>>;
  setPreferences(preferences: Readonly<Record<string, unknown>>): Promise<void>;
  /** Null before the first run of this model on this engine. */
  getRunTimes(key: RunTimesKey): Promise<RunTimes | null>;
  setRunTimes(key: RunTimesKey, times: RunTimes): Promise<void>;
  getEngineTests(): Promise<readonly EngineTestRecord[]>;
  setEngineTest(test: EngineTestRecord): Promise<void>;
  /**
   * Removes content that no row refers to. Must not run between storing content and adding the row
   * that refers to it.
   */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens the library in a data directory, creating or migrating it as needed, empties the inbox and
 * sweeps content nothing refers to. One program at a time: throws `storage-failed` (`in-use`) otherwise.
 */
export async function openLibrary(dataDirectory: string): Promise<Library> {
  // patients' names and images: for this user's eyes
  await withStorageErrors(() => mkdir(dataDirectory, { recursive: true, mode: 0o700 }));
  const lock = await withStorageErrors(() => lockInstance(join(dataDirectory, 'library.lock')));
  try {
    const database = await openDatabase(join(dataDirectory, 'library.sqlite'));
    try {
      const library = await createLibrary(dataDirectory, database, () => {
        lock.release();
      });
      await library.sweep();
      return library;
    } catch (error) {
      await database.destroy();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function correctionMethods(
  database: Kysely<LibraryTables>,
): Pick<Library, 'appendJournal' | 'getCorrection' | 'readJournal' | 'removeCorrection' | 'addVersion'> {
  const query = withStorageErrors;
  return {
    appendJournal: (append) => query(() => appendJournal(database, append)),
    getCorrection: (correctionId) => query(() => selectCorrection(database, correctionId)),
    readJournal: (correctionId) => query(() => selectJournal(database, correctionId)),
    removeCorrection: (correctionId) => query(() => deleteCorrection(database, correctionId)),
    addVersion: (version, correction) => query(() => insertVersion(database, version, correction)),
  };
}

function createMeasurementStore(database: Kysely<LibraryTables>): MeasurementStore {
  const query = withStorageErrors;
  return {
    ofStudy: (studyId) => query(() => measurementsOfStudy(database, studyId)),
    save: (measurement) => query(() => upsertMeasurement(database, measurement)),
    remove: (measurementId) => query(() => deleteMeasurement(database, measurementId)),
  };
}

async function createLibrary(
  dataDirectory: string,
  database: Kysely<LibraryTables>,
  onClosed: () => void,
): Promise<Library> {
  const inboxDirectory = join(dataDirectory, 'inbox');
  await withStorageErrors(async () => {
    await rm(inboxDirectory, { recursive: true, force: true });
    await mkdir(inboxDirectory, { recursive: true });
  });
  const files = await createContentStore({ directory: join(dataDirectory, 'files'), isCompressed: false });
  const labelMaps = await createContentStore({ directory: join(dataDirectory, 'label-maps'), isCompressed: true });
  const query = withStorageErrors;
  return {
    files,
    labelMaps,
    inboxDirectory,
    jobs: createJobStore(database),
    measurements: createMeasurementStore(database),
    addStudy: (study) => query(() => insertStudy(database, study)),
    listStudies: () => query(() => selectStudySummaries(database)),
    getStudy: (studyId) => query(() => selectStudy(database, studyId)),
    findTwin: (sha256s) => query(() => selectTwin(database, sha256s)),
    volumeSizes: () => query(() => selectVolumeSizes(database)),
    renamePatient: (studyId, patientName) => query(() => updatePatientName(database, studyId, patientName)),
    setScanDate: (studyId, scannedOn) => query(() => updateScanDate(database, studyId, scannedOn)),
    removeStudy: (studyId) => query(() => deleteStudy(database, studyId)),
    addReference: (studyId, reference) => query(() => insertReference(database, studyId, reference)),
    removeReference: (studyId) => query(() => deleteReference(database, studyId)),
    addResult: (result) => query(() => insertResult(database, result)),
    getResult: (resultId) => query(() => selectResult(database, resultId)),
    removeResult: (resultId) => query(() => deleteResult(database, resultId)),
    renameResult: (resultId, name) => query(() => updateResultName(database, resultId, name)),
    ...correctionMethods(database),
    findBlob: (blobId) => query(() => selectBlob(database, blobId)),
    getPreferences: () => query(() => selectPreferences(database)),
    setPreferences: (preferences) => query(() => upsertPreferences(database, preferences)),
    getRunTimes: (key) => query(() => selectRunTimes(database, key)),
    setRunTimes: (key, times) => query(() => upsertRunTimes(database, key, times)),
    getEngineTests: () => query(() => selectEngineTests(database)),
    setEngineTest: (test) => query(() => upsertEngineTest(database, test)),
    async sweep() {
      const referenced = await query(() => selectReferencedContent(database));
      return (await files.sweep(referenced.files)) + (await labelMaps.sweep(referenced.labelMaps));
    },
    async close() {
      await database.destroy();
      onClosed();
    },
  };
}
