import type { Generated } from 'kysely';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
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
}

  notesJson: string;
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
}

interface PreferencesTable {
  name: string;
  valueJson: string;
}

interface ThroughputTable {
  modelSha256: string;
  secondsPerMegavoxel: number;
  measuredAt: string;
}

interface JobsTable {
  sequence: Generated<number>;
  jobId: string;
  studyId: string;
  modelId: string;
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
  preferences: PreferencesTable;
  throughput: ThroughputTable;
  jobs: JobsTable;
}
