import type { Kysely } from 'kysely';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

/** All preferences by name, as JSON values; their meaning and defaults are the services' business. */
export async function selectPreferences(database: Database): Promise<Readonly<Record<string, unknown>>> {
  const rows = await database.selectFrom('preferences').selectAll().execute();
  return Object.fromEntries(rows.map(({ name, valueJson }) => [name, JSON.parse(valueJson)]));
}

/** Changes the preferences named; undefined is not one. */
export function upsertPreferences(database: Database, preferences: Readonly<Record<string, unknown>>): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    for (const [name, value] of Object.entries(preferences)) {
      if (value === undefined) continue;
      const valueJson = JSON.stringify(value);
      await transaction
        .insertInto('preferences')
        .values({ name, valueJson })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ valueJson }))
        .execute();
    }
  });
}
