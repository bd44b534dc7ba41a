import type { Kysely } from 'kysely';
import type { LibraryTables } from './schema.ts';

/** A study that is there already. */
export interface TwinRecord {
  readonly studyId: string;
  readonly patientName: string;
}

/** The newest study whose modalities have exactly these contents, whichever is which; null when there is none. */
export async function selectTwin(
  database: Kysely<LibraryTables>,
  sha256s: readonly string[],
): Promise<TwinRecord | null> {
  const wanted = new Set(sha256s);
  if (wanted.size === 0) return null;
  const twin = await database
    .selectFrom('volumes')
    .innerJoin('studies', 'studies.studyId', 'volumes.studyId')
    .innerJoin('patients', 'patients.patientId', 'studies.patientId')
    .where('volumes.fileSha256', 'in', [...wanted])
    // no study that has others besides
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('volumes as other')
            .select('other.volumeId')
            .whereRef('other.studyId', '=', 'studies.studyId')
            .where('other.fileSha256', 'not in', [...wanted]),
        ),
      ),
    )
    .groupBy('studies.studyId')
    .having((row) => row.fn.count('volumes.fileSha256').distinct(), '=', wanted.size)
    .select(['studies.studyId', 'patients.name as patientName'])
    .orderBy('studies.sequence', 'desc')
    .executeTakeFirst();
  return twin ?? null;
}

/** Sizes in bytes of all files of modalities: what has another size is not there. */
export async function selectVolumeSizes(database: Kysely<LibraryTables>): Promise<ReadonlySet<number>> {
  const rows = await database.selectFrom('volumes').select('sizeBytes').distinct().execute();
  return new Set(rows.map(({ sizeBytes }) => sizeBytes));
}
