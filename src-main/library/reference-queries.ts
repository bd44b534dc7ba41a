import type { Kysely } from 'kysely';
import { tissueColumns } from './columns.ts';
import type { ReferenceRecord } from './records.ts';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

/** The study must be there, and have no reference. */
export async function insertReference(database: Database, studyId: string, reference: ReferenceRecord): Promise<void> {
  const { tissuesMl, ...columns } = reference;
  await database
    .insertInto('referenceLabelMaps')
    .values({ studyId, ...columns, ...tissueColumns(tissuesMl) })
    .execute();
}

/** With the journals that began with it, whose lines mean nothing without; versions made from them stay, their label maps are whole. */
export function deleteReference(database: Database, studyId: string): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('corrections')
      .where('studyId', '=', studyId)
      .where('baseKind', '=', 'reference')
      .execute();
    await transaction.deleteFrom('referenceLabelMaps').where('studyId', '=', studyId).execute();
  });
}
