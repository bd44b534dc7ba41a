import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `ALTER TABLE results ADD COLUMN name TEXT`,
  `ALTER TABLE results ADD COLUMN origin_json TEXT NOT NULL DEFAULT '{"kind":"network"}' CHECK (json_valid(origin_json))`,
  `CREATE TABLE corrections (
    correction_id TEXT NOT NULL PRIMARY KEY,
    study_id TEXT NOT NULL REFERENCES studies (study_id) ON DELETE CASCADE,
    base_kind TEXT NOT NULL CHECK (base_kind IN ('result', 'reference', 'empty')),
    base_result_id TEXT REFERENCES results (result_id) ON DELETE CASCADE
      CHECK ((base_kind = 'result') = (base_result_id IS NOT NULL)),
    started_at TEXT NOT NULL,
    version_result_id TEXT REFERENCES results (result_id) ON DELETE CASCADE
  ) STRICT`,
  `CREATE UNIQUE INDEX corrections_in_hand ON corrections (study_id, base_kind, ifnull(base_result_id, ''))
    WHERE version_result_id IS NULL`,
  `CREATE TABLE correction_entries (
    correction_id TEXT NOT NULL REFERENCES corrections (correction_id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'undo', 'redo')),
    delta BLOB NOT NULL,
    writer_id TEXT NOT NULL,
    written_at TEXT NOT NULL,
    PRIMARY KEY (correction_id, sequence)
  ) STRICT, WITHOUT ROWID`,
];

/** Corrections journalled line by line, and results that were made by hand out of others. */
export const correctionsMigration: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
