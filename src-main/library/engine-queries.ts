import type { Kysely } from 'kysely';
import { z } from 'zod';
import { engineFaults, engineIds, type EngineId } from '#shared/domain/engine.ts';
import type { EngineTestRecord, RunTimes } from './records.ts';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

const testSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('works'),
    version: z.string(),
    msPerMegavoxel: z.number(),
    maxDifference: z.number(),
  }),
  z.object({ state: z.literal('faulty'), fault: z.enum(engineFaults), detail: z.string() }),
]);

/** Measured times of a model on an engine of this machine; null before the first run. */
export async function selectRunTimes(
  database: Database,
  { modelSha256, engineId }: { modelSha256: string; engineId: EngineId },
): Promise<RunTimes | null> {
  const row = await database
    .selectFrom('runTimes')
    .select(['secondsPerMegavoxel', 'secondsBesideNetwork'])
    .where('modelSha256', '=', modelSha256)
    .where('engineId', '=', engineId)
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps the newest measurement: the machine as it is now. */
export async function upsertRunTimes(
  database: Database,
  key: { modelSha256: string; engineId: EngineId },
  times: RunTimes,
): Promise<void> {
  const measurement = { ...times, measuredAt: new Date().toISOString() };
  await database
    .insertInto('runTimes')
    .values({ ...key, ...measurement })
    .onConflict((conflict) => conflict.columns(['modelSha256', 'engineId']).doUpdateSet(measurement))
    .execute();
}

/** What the newest test of each engine found; engines that this release does not know are left out. */
export async function selectEngineTests(database: Database): Promise<readonly EngineTestRecord[]> {
  const rows = await database.selectFrom('engineTests').selectAll().execute();
  return rows.flatMap(({ engineId, testJson, testedAt }): EngineTestRecord[] => {
    const known = engineIds.find((id) => id === engineId);
    const test = testSchema.safeParse(JSON.parse(testJson));
    return known === undefined || !test.success ? [] : [{ engineId: known, test: test.data, testedAt }];
  });
}

export async function upsertEngineTest(
  database: Database,
  { engineId, test, testedAt }: EngineTestRecord,
): Promise<void> {
  const found = { testJson: JSON.stringify(test), testedAt };
  await database
    .insertInto('engineTests')
    .values({ engineId, ...found })
    .onConflict((conflict) => conflict.column('engineId').doUpdateSet(found))
    .execute();
}
