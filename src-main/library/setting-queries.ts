import type { Kysely } from 'kysely';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

/** All preferences by name, as JSON values; their meaning and defaults are the services' business. */
export async function selectPreferences(database: Database): Promise<Readonly<Record<string, unknown>>> {
  const rows = await database.selectFrom('preferences').selectAll().execute();
  return Object.fromEntries(rows.map(({ name, valueJson }) => [name, JSON.parse(valueJson)]));
}

export function upsertPreferences(database: Database, preferences: Readonly<Record<string, unknown>>): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    for (const [name, value] of Object.entries(preferences)) {
      const valueJson = JSON.stringify(value);
      await transaction
        .insertInto('preferences')
        .values({ name, valueJson })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ valueJson }))
        .execute();
    }
  });
}

/** Measured time of a model on this machine, in seconds per million voxels of the study's grid; null before the first run. */
export async function selectThroughput(database: Database, modelSha256: string): Promise<number | null> {
  const row = await database
    .selectFrom('throughput')
    .select('secondsPerMegavoxel')
    .where('modelSha256', '=', modelSha256)
    .executeTakeFirst();
  return row?.secondsPerMegavoxel ?? null;
}

/** Keeps the newest measurement: the machine as it is now. */
export async function upsertThroughput(
  database: Database,
  modelSha256: string,
  secondsPerMegavoxel: number,
): Promise<void> {
  const measurement = { secondsPerMegavoxel, measuredAt: new Date().toISOString() };
  await database
    .insertInto('throughput')
    .values({ modelSha256, ...measurement })
    .onConflict((conflict) => conflict.column('modelSha256').doUpdateSet(measurement))
    .execute();
}
