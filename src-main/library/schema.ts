import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import type { Generated } from 'kysely';
import type { Plane } from '#shared/domain/display.ts';
import type { JournalEntry } from '#shared/domain/edit/label-history.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import type { MeasurementKind, MeasurementOrigin } from '#shared/domain/measure/measurement.ts';
import type { Modality } from '#shared/domain/modality.ts';
import type { DataType } from '#shared/domain/volume.ts';
import type { JobState } from './records.ts';

/*
 * The tables as typed queries see them: the newest migration, in camelCase (columns are snake_case).
 * `...Json` columns hold JSON text.
 */

interface PatientsTable {
  patientId: string;
  name: string;
  createdAt: string;
}

interface StudiesTable {
  /** Order of arrival, for equal times. */
  sequence: Generated<number>;
  studyId: string;
  patientId: string;
  createdAt: string;
  /** YYYY-MM-DD. */
  scannedOn: string | null;
  labelConvention: LabelConvention;
  shapeJson: string;
  affineJson: string;
  intakeNotesJson: string;
}

interface VolumesTable {
  volumeId: string;
  studyId: string;
  modality: Modality;
  fileName: string;
  fileSha256: string;
  sizeBytes: number;
  dataType: DataType;
  slope: number;
  intercept: number;
  minimum: number;
  maximum: number;
  windowLow: number;
  windowHigh: number;
  shapeJson: string;
  affineJson: string;
  /** Set where `affineJson` is a registered one. */
  fileAffineJson: string | null;
  notesJson: string;
}

interface TissueColumns {
  ncrMl: number;
  edMl: number;
  etMl: number;
}

/** "references" is a word of SQL's own. */
interface ReferenceLabelMapsTable extends TissueColumns {
  labelMapId: string;
  studyId: string;
  fileName: string;
  fileSha256: string;
  labelMapSha256: string;
}

interface ResultsTable extends TissueColumns {
  sequence: Generated<number>;
  resultId: string;
  studyId: string;
  labelMapId: string;
  labelMapSha256: string;
  createdAt: string;
  modelId: string;
  modelVersion: string;
  modelSha256: string;
  engine: string;
  provider: string;
  appVersion: string;
  durationMs: number;
  inputsJson: string;
  settingsJson: string;
  name: string | null;
  originJson: Generated<string>;
  fallbacksJson: string;
  /** The three are set together, or not at all. */
  uncertaintyMapId: string | null;
  uncertaintyMapSha256: string | null;
  uncertaintyJson: string | null;
  /** Likewise. */
  brainMaskId: string | null;
  brainMaskSha256: string | null;
  brainJson: string | null;
}

interface CorrectionsTable {
  correctionId: string;
  studyId: string;
  baseKind: MaskBase['kind'];
  /** Set for a base that is a result. */
  baseResultId: string | null;
  startedAt: string;
  /** The result it has become; null while it is in hand. */
  versionResultId: string | null;
}

interface CorrectionEntriesTable {
  correctionId: string;
  /** From 1, without gaps. */
  sequence: number;
  kind: JournalEntry['kind'];
  delta: Uint8Array;
  writerId: string;
  writtenAt: string;
}

interface MeasurementsTable {
  sequence: Generated<number>;
  measurementId: string;
  studyId: string;
  kind: MeasurementKind;
  plane: Plane;
  placesJson: string;
  origin: MeasurementOrigin;
  name: string | null;
  createdAt: string;
}

interface PreferencesTable {
  name: string;
  valueJson: string;
}

interface RunTimesTable {
  modelSha256: string;
  engineId: string;
  secondsPerMegavoxel: number;
  secondsBesideNetwork: number | null;
  measuredAt: string;
}

interface EngineTestsTable {
  engineId: string;
  testJson: string;
  testedAt: string;
}

interface JobsTable {
  sequence: Generated<number>;
  jobId: string;
  studyId: string;
  modelId: string;
  /** 0 or 1. */
  isThorough: number;
  brainExtraction: BrainExtractionMode;
  state: JobState;
  /** How often the program died under it. */
  interruptions: number;
  createdAt: string;
  endedAt: string | null;
  resultId: string | null;
  failureJson: string | null;
}

export interface LibraryTables {
  patients: PatientsTable;
  studies: StudiesTable;
  volumes: VolumesTable;
  referenceLabelMaps: ReferenceLabelMapsTable;
  results: ResultsTable;
  corrections: CorrectionsTable;
  correctionEntries: CorrectionEntriesTable;
  measurements: MeasurementsTable;
  jobs: JobsTable;
  preferences: PreferencesTable;
  runTimes: RunTimesTable;
  engineTests: EngineTestsTable;
}
