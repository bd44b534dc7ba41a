import type { Kysely } from 'kysely';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { MeasuredPlaces } from '#shared/domain/measure/measurement.ts';
import type { MeasurementRecord } from './records.ts';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

/** In the order they were made. */
export async function measurementsOfStudy(database: Database, studyId: string): Promise<readonly MeasurementRecord[]> {
  const rows = await database
    .selectFrom('measurements')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('sequence')
    .execute();
  return rows.map(({ measurementId, kind, plane, placesJson, origin, name, createdAt }) => ({
    ...{ measurementId, studyId, kind, plane, origin, name, createdAt },
    placesMm: JSON.parse(placesJson) as MeasuredPlaces, // holds: only upsertMeasurement writes it
  }));
}

/** Adds a measurement, or changes the one of its id; its study and when it was made stay. Throws `not-found`. */
export async function upsertMeasurement(database: Database, measurement: MeasurementRecord): Promise<void> {
  const { placesMm, ...columns } = measurement;
  const placesJson = JSON.stringify(placesMm);
  const { kind, plane, origin, name, studyId, measurementId } = columns;
  await database.transaction().execute(async (transaction) => {
    const study = await transaction.selectFrom('studies').select('studyId').where('studyId', '=', studyId).execute();
    if (study.length === 0) throw new GlioscopeError('not-found', {}, { detail: `no study ${studyId}` });
    const { numUpdatedRows } = await transaction
      .updateTable('measurements')
      .set({ kind, plane, placesJson, origin, name })
      .where('measurementId', '=', measurementId)
      .where('studyId', '=', studyId)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) {
      await transaction
        .insertInto('measurements')
        .values({ ...columns, placesJson })
        .execute();
    }
  });
}

/** Throws `not-found`. */
export async function deleteMeasurement(database: Database, measurementId: string): Promise<void> {
  const { numDeletedRows } = await database
    .deleteFrom('measurements')
    .where('measurementId', '=', measurementId)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new GlioscopeError('not-found', {}, { detail: `no measurement ${measurementId}` });
}
