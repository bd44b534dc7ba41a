import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { leadingResult } from '#shared/domain/leading-result.ts';
import { modalities } from '#shared/domain/modality.ts';
import {
  geometryColumns,
  geometryOf,
  intakeNotesOf,
  isDoubted,
  originOf,
  referenceOf,
  tissuesOf,
  volumeOf,
  volumeRow,
} from './columns.ts';
import { correctionsOfStudy } from './correction-queries.ts';
import { insertReference } from './reference-queries.ts';
import type { NewStudyRecord, StudyRecord, StudySummaryRecord } from './records.ts';
import { resultsOfStudy } from './result-queries.ts';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

/** Writes a whole study, or nothing. */
export function insertStudy(database: Database, study: NewStudyRecord): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    const { studyId, createdAt, labelConvention, reference } = study;
    const patientId = await findOrAddPatient(transaction, study.patientName, createdAt);
    const row = {
      studyId,
      patientId,
      createdAt,
      scannedOn: null,
      labelConvention,
      ...geometryColumns(study.geometry),
      intakeNotesJson: JSON.stringify(study.intakeNotes),
    };
    await transaction.insertInto('studies').values(row).execute();
    await transaction
      .insertInto('volumes')
      .values(study.volumes.map((volume) => volumeRow(studyId, volume)))
      .execute();
    if (reference !== null) await insertReference(transaction, studyId, reference);
  });
}

async function findOrAddPatient(
  transaction: Transaction<LibraryTables>,
  name: string,
  createdAt: string,
): Promise<string> {
  const known = await transaction
    .selectFrom('patients')
    .select('patientId')
    .where('name', '=', name)
    .orderBy('createdAt')
    .executeTakeFirst();
  if (known !== undefined) return known.patientId;
  const patientId = randomUUID();
  await transaction.insertInto('patients').values({ patientId, name, createdAt }).execute();
  return patientId;
}

/** Every study, newest first. */
export async function selectStudySummaries(database: Database): Promise<readonly StudySummaryRecord[]> {
  const studies = await studiesWithPatients(database).orderBy('studies.sequence', 'desc').execute();
  const volumes = await database.selectFrom('volumes').select(['studyId', 'modality']).execute();
  const references = await database.selectFrom('referenceLabelMaps').select('studyId').execute();
  const results = await database
    .selectFrom('results')
    .select([
      'studyId',
      'ncrMl',
      'edMl',
      'etMl',
      'uncertaintyMapId',
      'uncertaintyMapSha256',
      'uncertaintyJson',
      'originJson',
    ])
    .orderBy('sequence', 'desc')
    .execute();
  const volumesByStudy = Map.groupBy(volumes, (volume) => volume.studyId);
  const resultsByStudy = Map.groupBy(results, (result) => result.studyId);
  const withReference = new Set(references.map((reference) => reference.studyId));
  return studies.map(({ studyId, patientId, patientName, createdAt, scannedOn }) => {
    const present = new Set(volumesByStudy.get(studyId)?.map((volume) => volume.modality));
    const studyResults = resultsByStudy.get(studyId) ?? [];
    const leading = leadingResult(studyResults.map((row) => ({ row, origin: originOf(row) })))?.row ?? null;
    return {
      ...{ studyId, patientId, patientName, createdAt, scannedOn },
      modalities: modalities.filter((modality) => present.has(modality)),
      hasReference: withReference.has(studyId),
      resultCount: studyResults.length,
      tissuesMl: leading === null ? null : tissuesOf(leading),
      isDoubtful: leading !== null && isDoubted(leading),
    };
  });
}

/** Throws `not-found`. */
export async function selectStudy(database: Database, studyId: string): Promise<StudyRecord> {
  const study = await studiesWithPatients(database).where('studyId', '=', studyId).executeTakeFirst();
  if (study === undefined) throw new GlioscopeError('not-found', {}, { detail: `no study ${studyId}` });
  const volumes = await database.selectFrom('volumes').selectAll().where('studyId', '=', studyId).execute();
  const reference = await database
    .selectFrom('referenceLabelMaps')
    .selectAll()
    .where('studyId', '=', studyId)
    .executeTakeFirst();
  const { patientId, patientName, createdAt, scannedOn, labelConvention } = study;
  return {
    ...{ studyId, patientId, patientName, createdAt, scannedOn, labelConvention },
    geometry: geometryOf(study),
    volumes: modalities.flatMap((modality) => volumes.filter((row) => row.modality === modality).map(volumeOf)),
    reference: reference === undefined ? null : referenceOf(reference),
    intakeNotes: intakeNotesOf(study.intakeNotesJson),
    results: await resultsOfStudy(database, studyId),
    corrections: await correctionsOfStudy(database, studyId),
  };
}

function studiesWithPatients(database: Database) {
  return database
    .selectFrom('studies')
    .innerJoin('patients', 'patients.patientId', 'studies.patientId')
    .selectAll('studies')
    .select('patients.name as patientName');
}

/** Renames the patient of a study, in all of the patient's studies. Throws `not-found`. */
export async function updatePatientName(database: Database, studyId: string, name: string): Promise<void> {
  const { numUpdatedRows } = await database
    .updateTable('patients')
    .set({ name })
    .where('patientId', 'in', (query) =>
      query.selectFrom('studies').select('studies.patientId').where('studyId', '=', studyId),
    )
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new GlioscopeError('not-found', {}, { detail: `no study ${studyId}` });
}

/** Null takes it away. Throws `not-found`. */
export async function updateScanDate(database: Database, studyId: string, scannedOn: string | null): Promise<void> {
  const { numUpdatedRows } = await database
    .updateTable('studies')
    .set({ scannedOn })
    .where('studyId', '=', studyId)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new GlioscopeError('not-found', {}, { detail: `no study ${studyId}` });
}

/** Removes a study with its volumes and results, and its patient when that was the last one. Throws `not-found`. */
export function deleteStudy(database: Database, studyId: string): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    const removed = await transaction
      .deleteFrom('studies')
      .where('studyId', '=', studyId)
      .returning('patientId')
      .executeTakeFirst();
    if (removed === undefined) throw new GlioscopeError('not-found', {}, { detail: `no study ${studyId}` });
    await transaction
      .deleteFrom('patients')
      .where('patientId', '=', removed.patientId)
      .where('patientId', 'not in', (query) => query.selectFrom('studies').select('studies.patientId'))
      .execute();
  });
}
