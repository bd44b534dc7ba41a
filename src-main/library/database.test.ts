import BetterSqlite from 'better-sqlite3';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createQueries, migrate, openDatabase } from './database.ts';
import { migrations } from './migrations.ts';
import { firstMigration } from './migrations/0001-first.ts';
import { intakeNotesMigration } from './migrations/0002-intake-notes.ts';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'glioscope-database-')), 'library.sqlite');
});
afterEach(() => rm(join(path, '..'), { recursive: true, force: true }));

/*
 * Each further migration gets a test of its own: migrate to the one before, insert rows, migrate,
 * compare whole tables. The schema they all lead to is compared too.
 */
test('tables, columns and their types', async () => {
  const database = await openDatabase(path);
  await database.destroy();
  const file = new BetterSqlite(path);
  const tables = file
    .prepare(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT GLOB '[sk][qy]*_*'`)
    .all();
  const columns = file.prepare(`SELECT group_concat(name || ' ' || type, ', ') FROM pragma_table_info(?)`).pluck();
  const byName = Object.fromEntries(
    tables.map((table) => {
      const { name, strict } = table as { name: string; strict: number }; // holds: the columns selected above
      return [name, `${columns.get(name) as string}${strict === 1 ? ' STRICT' : ''}`]; // holds: group_concat is text
    }),
  );
  file.close();
  const tissues = 'ncr_ml REAL, ed_ml REAL, et_ml REAL';
  const geometry = 'shape_json TEXT, affine_json TEXT';
  expect(byName).toEqual({
    patients: 'patient_id TEXT, name TEXT, created_at TEXT STRICT',
    studies: `sequence INTEGER, study_id TEXT, patient_id TEXT, created_at TEXT, label_convention TEXT, ${geometry}, intake_notes_json TEXT, scanned_on TEXT STRICT`,
    volumes:
      'volume_id TEXT, study_id TEXT, modality TEXT, file_name TEXT, file_sha256 TEXT, size_bytes INTEGER, data_type TEXT, ' +
      `slope REAL, intercept REAL, minimum REAL, maximum REAL, window_low REAL, window_high REAL, ${geometry}, notes_json TEXT, file_affine_json TEXT STRICT`,
    reference_label_maps: `label_map_id TEXT, study_id TEXT, file_name TEXT, file_sha256 TEXT, label_map_sha256 TEXT, ${tissues} STRICT`,
    results:
      'sequence INTEGER, result_id TEXT, study_id TEXT, label_map_id TEXT, label_map_sha256 TEXT, created_at TEXT, ' +
      'model_id TEXT, model_version TEXT, model_sha256 TEXT, engine TEXT, provider TEXT, app_version TEXT, duration_ms REAL, ' +
      `inputs_json TEXT, settings_json TEXT, ${tissues}, fallbacks_json TEXT, name TEXT, origin_json TEXT, ` +
      'uncertainty_map_id TEXT, uncertainty_map_sha256 TEXT, uncertainty_json TEXT, brain_mask_id TEXT, brain_mask_sha256 TEXT, brain_json TEXT STRICT',
    jobs:
      'sequence INTEGER, job_id TEXT, study_id TEXT, model_id TEXT, state TEXT, interruptions INTEGER, created_at TEXT, ' +
      'ended_at TEXT, result_id TEXT, failure_json TEXT, is_thorough INTEGER, brain_extraction TEXT STRICT',
    corrections:
      'correction_id TEXT, study_id TEXT, base_kind TEXT, base_result_id TEXT, started_at TEXT, version_result_id TEXT STRICT',
    correction_entries:
      'correction_id TEXT, sequence INTEGER, kind TEXT, delta BLOB, writer_id TEXT, written_at TEXT STRICT',
    measurements:
      'sequence INTEGER, measurement_id TEXT, study_id TEXT, kind TEXT, plane TEXT, places_json TEXT, origin TEXT, name TEXT, created_at TEXT STRICT',
    preferences: 'name TEXT, value_json TEXT STRICT',
    engine_tests: 'engine_id TEXT, test_json TEXT, tested_at TEXT STRICT',
    run_times:
      'model_sha256 TEXT, engine_id TEXT, seconds_per_megavoxel REAL, seconds_beside_network REAL, measured_at TEXT STRICT',
  });
});

test('a disk that is full in the middle of a transaction is said to be full', async () => {
  const file = new BetterSqlite(':memory:');
  const database = createQueries(file);
  file.exec('CREATE TABLE things (content TEXT)');
  file.pragma(`max_page_count = ${String(Number(file.pragma('page_count', { simple: true })) + 2)}`);
  const filling = database.transaction().execute(async (transaction) => {
    for (let row = 0; row < 100; row++) await sql`INSERT INTO things VALUES (${'x'.repeat(4096)})`.execute(transaction);
  });
  await expect(filling).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  // and the connection is good for more
  expect(file.inTransaction).toBe(false);
  await database.destroy();
});

test('0002: studies of before have nothing remarked about them', async () => {
  const file = new BetterSqlite(path);
  const before = createQueries(file);
  await migrate(before, { '0001-first': firstMigration });
  addOldStudy(file);
  await before.destroy();
  const after = await openDatabase(path);
  expect(await after.selectFrom('studies').selectAll().execute()).toEqual([
    {
      ...{ sequence: 1, studyId: 's', patientId: 'p', createdAt: '2026-01-02', labelConvention: 'brats-2018' },
      ...{ shapeJson: '[1,2,3]', affineJson: '[]', intakeNotesJson: '[]', scannedOn: null },
    },
  ]);
  await after.destroy();
});

test('0006: measured speed becomes that of the engine there was, and older results fell back on nothing', async () => {
  const file = new BetterSqlite(path);
  const before = createQueries(file);
  const older = Object.entries(migrations).filter(([name]) => name < '0006');
  await migrate(before, Object.fromEntries(older));
  file.exec(`INSERT INTO throughput VALUES ('m', 2.5, '2026-01-01')`);
  await before.destroy();
  const after = await openDatabase(path);
  expect(await after.selectFrom('runTimes').selectAll().execute()).toEqual([
    {
      ...{ modelSha256: 'm', engineId: 'onnx-cpu', secondsPerMegavoxel: 2.5 },
      ...{ secondsBesideNetwork: null, measuredAt: '2026-01-01' },
    },
  ]);
  await after.destroy();
});

test('0003: volumes of before have nothing noted about their headers', async () => {
  const file = new BetterSqlite(path);
  const before = createQueries(file);
  await migrate(before, { '0001-first': firstMigration, '0002-intake-notes': intakeNotesMigration });
  addOldStudy(file);
  file.exec(
    `INSERT INTO volumes VALUES ('v', 's', 't1n', 'a.nii', 'f', 1, 'int16', 1, 0, 0, 9, 1, 8, '[1,2,3]', '[]')`,
  );
  await before.destroy();
  const after = await openDatabase(path);
  expect(await after.selectFrom('volumes').selectAll().execute()).toEqual([
    {
      ...{ volumeId: 'v', studyId: 's', modality: 't1n', fileName: 'a.nii', fileSha256: 'f', sizeBytes: 1 },
      ...{ dataType: 'int16', slope: 1, intercept: 0, minimum: 0, maximum: 9, windowLow: 1, windowHigh: 8 },
      ...{ shapeJson: '[1,2,3]', affineJson: '[]', notesJson: '[]', fileAffineJson: null },
    },
  ]);
  await after.destroy();
});

test('opening again runs no migration twice and keeps rows', async () => {
  const first = await openDatabase(path);
  await first.insertInto('patients').values({ patientId: 'p', name: 'A', createdAt: '2026-01-01' }).execute();
  await first.destroy();
  const second = await openDatabase(path);
  expect(await second.selectFrom('patients').selectAll().execute()).toEqual([
    { patientId: 'p', name: 'A', createdAt: '2026-01-01' },
  ]);
  await second.destroy();
});

test('rows that refer to nothing are refused: foreign keys are on', async () => {
  const database = await openDatabase(path);
  const orphan = { studyId: 's', patientId: 'nobody', createdAt: '', labelConvention: 'brats-2018' as const };
  await expect(
    database
      .insertInto('studies')
      .values({ ...orphan, shapeJson: '[]', affineJson: '[]', intakeNotesJson: '[]' })
      .execute(),
  ).rejects.toThrow(/FOREIGN KEY/u);
  await database.destroy();
});

test('a library of a later release is refused and not touched', async () => {
  const database = await openDatabase(path);
  await database.destroy();
  const file = new BetterSqlite(path);
  file.prepare(`INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')`).run();
  file.pragma('wal_checkpoint(TRUNCATE)');
  file.close();
  const before = await readFile(path);
  await expect(openDatabase(path)).rejects.toMatchObject({
    code: 'storage-failed',
    params: { reason: 'newer-version' },
  });
  expect(Buffer.compare(await readFile(path), before)).toBe(0);
});

test('a file that is no database is refused and not touched', async () => {
  await writeFile(path, 'this is no database, but long enough to look like a page of one. '.repeat(100));
  const before = await readFile(path);
  await expect(openDatabase(path)).rejects.toMatchObject({ code: 'storage-failed', params: { reason: 'damaged' } });
  expect(Buffer.compare(await readFile(path), before)).toBe(0);
});

test('0007: results of before were made by a network and have no name', async () => {
  const file = new BetterSqlite(path);
  const before = createQueries(file);
  const older = Object.entries(migrations).filter(([name]) => name < '0007');
  await migrate(before, Object.fromEntries(older));
  addOldStudy(file);
  file.exec(
    `INSERT INTO results (result_id, study_id, label_map_id, label_map_sha256, created_at, model_id, model_version,
       model_sha256, engine, provider, app_version, duration_ms, inputs_json, settings_json, ncr_ml, ed_ml, et_ml)
     VALUES ('r', 's', 'l', 'h', '2026-01-03', 'm', '1', 'x', 'e', 'cpu', '0', 5, '{}', '{}', 1, 2, 3)`,
  );
  await before.destroy();
  const after = await openDatabase(path);
  expect(await after.selectFrom('results').selectAll().execute()).toEqual([
    {
      ...{ sequence: 1, resultId: 'r', studyId: 's', labelMapId: 'l', labelMapSha256: 'h', createdAt: '2026-01-03' },
      ...{ modelId: 'm', modelVersion: '1', modelSha256: 'x', engine: 'e', provider: 'cpu', appVersion: '0' },
      ...{ durationMs: 5, inputsJson: '{}', settingsJson: '{}', ncrMl: 1, edMl: 2, etMl: 3 },
      ...{ fallbacksJson: '[]', name: null, originJson: '{"kind":"network"}' },
      ...{ uncertaintyMapId: null, uncertaintyMapSha256: null, uncertaintyJson: null },
      ...{ brainMaskId: null, brainMaskSha256: null, brainJson: null },
    },
  ]);
  expect(await after.selectFrom('corrections').selectAll().execute()).toEqual([]);
  await after.destroy();
});

test('0010: jobs of before find the brain where they have to, results of before have looked at everything', async () => {
  const file = new BetterSqlite(path);
  const before = createQueries(file);
  await migrate(before, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0010')));
  addOldStudy(file);
  file.exec(
    `INSERT INTO jobs (job_id, study_id, model_id, state, created_at) VALUES ('j', 's', 'm', 'queued', '2026-01-03')`,
  );
  await before.destroy();
  const after = await openDatabase(path);
  expect(await after.selectFrom('jobs').select(['jobId', 'brainExtraction']).execute()).toEqual([
    { jobId: 'j', brainExtraction: 'auto' },
  ]);
  await expect(
    after
      .updateTable('jobs')
      .set({ brainExtraction: 'sometimes' as 'auto' })
      .execute(), // held by the database too
  ).rejects.toThrow('CHECK');
  await after.destroy();
});

test('0011: nobody has said when studies of before were scanned; only a day can be said', async () => {
  const file = new BetterSqlite(path);
  const before = createQueries(file);
  await migrate(before, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0011')));
  addOldStudy(file);
  await before.destroy();
  const after = await openDatabase(path);
  expect(await after.selectFrom('studies').select('scannedOn').execute()).toEqual([{ scannedOn: null }]);
  await expect(after.updateTable('studies').set({ scannedOn: 'May' }).execute()).rejects.toThrow('CHECK');
  await after.destroy();
});

test('0004: volumes of before lie where their files say', async () => {
  const file = new BetterSqlite(path);
  const before = createQueries(file);
  await migrate(before, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0004')));
  addOldStudy(file);
  file.exec(
    `INSERT INTO volumes VALUES ('v', 's', 't1n', 'a.nii', 'f', 1, 'int16', 1, 0, 0, 9, 1, 8, '[1,2,3]', '[]', '[]')`,
  );
  await before.destroy();
  const after = await openDatabase(path);
  const [volume] = await after.selectFrom('volumes').select(['volumeId', 'fileAffineJson']).execute();
  expect(volume).toEqual({ volumeId: 'v', fileAffineJson: null });
  await after.destroy();
});

/** Study `s` of patient `p`, as every release could have stored it. */
function addOldStudy(file: BetterSqlite.Database): void {
  file.exec(`INSERT INTO patients VALUES ('p', 'A', '2026-01-01')`);
  file.exec(
    `INSERT INTO studies (study_id, patient_id, created_at, label_convention, shape_json, affine_json)
     VALUES ('s', 'p', '2026-01-02', 'brats-2018', '[1,2,3]', '[]')`,
  );
}
