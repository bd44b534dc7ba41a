import type { Kysely } from 'kysely';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { brainColumns, resultOf, tissueColumns, uncertaintyColumns } from './columns.ts';
import type { BlobRecord, ResultRecord } from './records.ts';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

export async function insertResult(database: Database, result: ResultRecord): Promise<void> {
  const { inputSha256, settings, fallbacks, origin, tissuesMl, uncertainty, brain, ...columns } = result;
  const inputsJson = JSON.stringify(inputSha256);
  const settingsJson = JSON.stringify(settings);
  const fallbacksJson = JSON.stringify(fallbacks);
  const originJson = JSON.stringify(origin);
  await database
    .insertInto('results')
    .values({
      ...{ ...columns, inputsJson, settingsJson, fallbacksJson, originJson },
      ...tissueColumns(tissuesMl),
      ...uncertaintyColumns(uncertainty),
      ...brainColumns(brain),
    })
    .execute();
}

/** Newest first. */
export async function resultsOfStudy(database: Database, studyId: string): Promise<readonly ResultRecord[]> {
  const rows = await database
    .selectFrom('results')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('sequence', 'desc')
    .execute();
  return rows.map(resultOf);
}

/** Throws `not-found`. */
export async function selectResult(database: Database, resultId: string): Promise<ResultRecord> {
  const row = await database.selectFrom('results').selectAll().where('resultId', '=', resultId).executeTakeFirst();
  if (row === undefined) throw new GlioscopeError('not-found', {}, { detail: `no result ${resultId}` });
  return resultOf(row);
}

/** Null takes the name away. Throws `not-found`. */
export async function updateResultName(database: Database, resultId: string, name: string | null): Promise<void> {
  const { numUpdatedRows } = await database
    .updateTable('results')
    .set({ name })
    .where('resultId', '=', resultId)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new GlioscopeError('not-found', {}, { detail: `no result ${resultId}` });
}

/** Throws `not-found`. */
export async function deleteResult(database: Database, resultId: string): Promise<void> {
  const { numDeletedRows } = await database
    .deleteFrom('results')
    .where('resultId', '=', resultId)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new GlioscopeError('not-found', {}, { detail: `no result ${resultId}` });
}

/** What a volume id or label map id stands for. Throws `not-found`. */
export async function selectBlob(database: Database, blobId: string): Promise<BlobRecord> {
  const volume = await database
    .selectFrom('volumes')
    .select(['fileName', 'fileSha256'])
    .where('volumeId', '=', blobId)
    .executeTakeFirst();
  if (volume !== undefined) return { kind: 'volume', fileName: volume.fileName, sha256: volume.fileSha256 };
  const labelMap = await database
    .selectFrom('results')
    .select('labelMapSha256')
    .where('labelMapId', '=', blobId)
    .unionAll((query) =>
      query.selectFrom('referenceLabelMaps').select('labelMapSha256').where('labelMapId', '=', blobId),
    )
    .executeTakeFirst();
  if (labelMap === undefined) return selectMapBeside(database, blobId);
  return { kind: 'label-map', sha256: labelMap.labelMapSha256 };
}

/** What lies beside a label map: how sure it is, what was taken as brain. */
async function selectMapBeside(database: Database, blobId: string): Promise<BlobRecord> {
  const map = await database
    .selectFrom('results')
    .select('uncertaintyMapSha256 as sha256')
    .where('uncertaintyMapId', '=', blobId)
    .unionAll((query) =>
      query.selectFrom('results').select('brainMaskSha256 as sha256').where('brainMaskId', '=', blobId),
    )
    .executeTakeFirst();
  const sha256 = map?.sha256 ?? null;
  if (sha256 === null) throw new GlioscopeError('not-found', {}, { detail: `no blob ${blobId}` });
  return { kind: 'label-map', sha256 };
}

/** Hashes of all content that rows refer to, per store. */
export async function selectReferencedContent(
  database: Database,
): Promise<{ files: ReadonlySet<string>; labelMaps: ReadonlySet<string> }> {
  const files = await database
    .selectFrom('volumes')
    .select('fileSha256')
    .union((query) => query.selectFrom('referenceLabelMaps').select('fileSha256'))
    .execute();
  const labelMaps = await database
    .selectFrom('results')
    .select('labelMapSha256')
    .union((query) => query.selectFrom('referenceLabelMaps').select('labelMapSha256'))
    .execute();
  const mapsBeside = await database.selectFrom('results').select(['uncertaintyMapSha256', 'brainMaskSha256']).execute();
  return {
    files: new Set(files.map((row) => row.fileSha256)),
    labelMaps: new Set([
      ...labelMaps.map((row) => row.labelMapSha256),
      ...mapsBeside.flatMap((row) => [row.uncertaintyMapSha256 ?? [], row.brainMaskSha256 ?? []].flat()),
    ]),
  };
}
