import { sql, type Kysely, type Selectable } from 'kysely';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { CorrectionRecord, JournalAppend, JournalLine, ResultRecord } from './records.ts';
import { insertResult } from './result-queries.ts';
import type { LibraryTables } from './schema.ts';

type Database = Kysely<LibraryTables>;

/** Corrections that are not a version yet, the one that was worked on last first. */
export async function correctionsOfStudy(database: Database, studyId: string): Promise<readonly CorrectionRecord[]> {
  const rows = await withProgress(database)
    .where('corrections.studyId', '=', studyId)
    .where('corrections.versionResultId', 'is', null)
    .orderBy('lastEditedAt', 'desc')
    .execute();
  return rows.map(correctionOf);
}

/** Throws `not-found`; a correction that has become a version is not found either. */
export async function selectCorrection(database: Database, correctionId: string): Promise<CorrectionRecord> {
  const row = await withProgress(database)
    .where('corrections.correctionId', '=', correctionId)
    .where('corrections.versionResultId', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw new GlioscopeError('not-found', {}, { detail: `no correction ${correctionId}` });
  return correctionOf(row);
}

/** The lines of a correction's journal, in order. */
export async function selectJournal(database: Database, correctionId: string): Promise<readonly JournalLine[]> {
  return database
    .selectFrom('correctionEntries')
    .select(['kind', 'delta'])
    .where('correctionId', '=', correctionId)
    .orderBy('sequence')
    .execute();
}

/**
 * Adds lines at the end of a journal, all of them or none; on the disk when it returns. The first
 * lines make the correction. Lines that came before, from the same writer, are not added twice.
 *
 * @throws GlioscopeError edited-elsewhere when the journal is not as the writer left it, or what its mask began with
 *         is gone or has been exchanged.
 */
export function appendJournal(database: Database, append: JournalAppend): Promise<CorrectionRecord> {
  return database.transaction().execute(async (transaction) => {
    const { correctionId, knownLines, lines, writerId, writtenAt } = append;
    await findOrAdd(transaction, append);
    const later = await transaction
      .selectFrom('correctionEntries')
      .select(['kind', 'delta', 'writerId'])
      .where('correctionId', '=', correctionId)
      .where('sequence', '>', knownLines)
      .orderBy('sequence')
      .execute();
    const isResent = later.every((line, index) => line.writerId === writerId && isSameLine(line, lines[index]));
    if (!isResent) throw editedElsewhere(`${later.length} lines after line ${knownLines}`);
    const { linesBefore } = await transaction
      .selectFrom('correctionEntries')
      .select(sql<number>`count(*)`.as('linesBefore'))
      .where('correctionId', '=', correctionId)
      .executeTakeFirstOrThrow();
    if (linesBefore < knownLines) throw editedElsewhere(`${linesBefore} lines, the writer knows of ${knownLines}`);
    const rows = lines.slice(later.length).map(({ kind, delta }, index) => ({
      ...{ correctionId, kind, delta, writerId, writtenAt },
      sequence: linesBefore + index + 1,
    }));
    if (rows.length > 0) await transaction.insertInto('correctionEntries').values(rows).execute();
    return selectCorrection(transaction, correctionId);
  });
}

function editedElsewhere(detail: string): GlioscopeError {
  return new GlioscopeError('edited-elsewhere', {}, { detail });
}

async function findOrAdd(
  database: Database,
  { studyId, correctionId, base, baseLabelMapId, knownLines, writtenAt }: JournalAppend,
): Promise<void> {
  const labelMapId = await selectBaseLabelMap(database, studyId, base);
  if (labelMapId !== baseLabelMapId) throw editedElsewhere(`the base is ${labelMapId ?? 'gone'}`);
  const inHand = await database
    .selectFrom('corrections')
    .select('correctionId')
    .where('studyId', '=', studyId)
    .where('versionResultId', 'is', null)
    .where('baseKind', '=', base.kind)
    .where('baseResultId', base.kind === 'result' ? '=' : 'is', base.kind === 'result' ? base.resultId : null)
    .executeTakeFirst();
  if (inHand?.correctionId === correctionId) return;
  if (inHand !== undefined) throw editedElsewhere(`the correction in hand is ${inHand.correctionId}`);
  if (knownLines > 0) throw editedElsewhere('the correction was saved or discarded');
  const baseResultId = base.kind === 'result' ? base.resultId : null;
  await database
    .insertInto('corrections')
    .values({ correctionId, studyId, baseKind: base.kind, baseResultId, startedAt: writtenAt, versionResultId: null })
    .execute();
}

/** Null for an empty base, and for one that is not there. */
async function selectBaseLabelMap(database: Database, studyId: string, base: MaskBase): Promise<string | null> {
  if (base.kind === 'empty') return null;
  const found =
    base.kind === 'reference'
      ? await database
          .selectFrom('referenceLabelMaps')
          .select('labelMapId')
          .where('studyId', '=', studyId)
          .executeTakeFirst()
      : await database
          .selectFrom('results')
          .select('labelMapId')
          .where('studyId', '=', studyId)
          .where('resultId', '=', base.resultId)
          .executeTakeFirst();
  return found?.labelMapId ?? null;
}

function isSameLine(stored: JournalLine, sent: JournalLine | undefined): boolean {
  return stored.kind === sent?.kind && Buffer.compare(stored.delta, sent.delta) === 0;
}

/** Throws `not-found`. */
export async function deleteCorrection(database: Database, correctionId: string): Promise<void> {
  const { numDeletedRows } = await database
    .deleteFrom('corrections')
    .where('correctionId', '=', correctionId)
    .where('versionResultId', 'is', null)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new GlioscopeError('not-found', {}, { detail: `no correction ${correctionId}` });
}

/**
 * Adds the result a correction has become. The journal stays with it for as long as the result that it began
 * from does: without that its lines mean nothing. The version stays either way, its label map is whole.
 *
 * @throws GlioscopeError edited-elsewhere when lines came in since the label map was made.
 */
export function insertVersion(
  database: Database,
  version: ResultRecord,
  { correctionId, lineCount }: CorrectionRecord,
): Promise<void> {
  return database.transaction().execute(async (transaction) => {
    const now = await selectCorrection(transaction, correctionId);
    if (now.lineCount !== lineCount) throw editedElsewhere(`${now.lineCount} lines, the version has ${lineCount}`);
    await insertResult(transaction, version);
    await transaction
      .updateTable('corrections')
      .set({ versionResultId: version.resultId })
      .where('correctionId', '=', correctionId)
      .execute();
  });
}

function withProgress(database: Database) {
  return database
    .selectFrom('corrections')
    .innerJoin('correctionEntries', 'correctionEntries.correctionId', 'corrections.correctionId')
    .selectAll('corrections')
    .select([
      sql<number>`count(*)`.as('lineCount'),
      sql<number>`sum(CASE kind WHEN 'undo' THEN -1 ELSE 1 END)`.as('editCount'),
      sql<string>`max(written_at)`.as('lastEditedAt'),
    ])
    .groupBy('corrections.correctionId');
}

type ProgressRow = Selectable<LibraryTables['corrections']> &
  Pick<CorrectionRecord, 'lineCount' | 'editCount' | 'lastEditedAt'>;

function correctionOf(row: ProgressRow): CorrectionRecord {
  const { correctionId, studyId, startedAt, lineCount, editCount, lastEditedAt } = row;
  return { correctionId, studyId, startedAt, lineCount, editCount, lastEditedAt, base: baseOf(row) };
}

function baseOf({ baseKind, baseResultId }: ProgressRow): MaskBase {
  if (baseKind !== 'result') return { kind: baseKind };
  if (baseResultId === null) throw new RangeError('a correction of a result names it');
  return { kind: 'result', resultId: baseResultId };
}
