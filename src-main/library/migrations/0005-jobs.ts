import { sql, type Kysely, type Migration } from 'kysely';

/** Segmentations that wait or run outlive the program; those that ended are remembered for a while. */
export const jobsMigration: Migration = {
  async up(database: Kysely<unknown>) {
    await sql
      .raw(
        `CREATE TABLE jobs (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          job_id TEXT NOT NULL UNIQUE,
          study_id TEXT NOT NULL REFERENCES studies (study_id) ON DELETE CASCADE,
          model_id TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
          interruptions INTEGER NOT NULL DEFAULT 0,
          created_at TEXT NOT NULL,
          ended_at TEXT,
          result_id TEXT REFERENCES results (result_id) ON DELETE SET NULL,
          failure_json TEXT CHECK (failure_json IS NULL OR json_valid(failure_json))
        ) STRICT`,
      )
      .execute(database);
    await sql.raw(`CREATE INDEX jobs_by_study ON jobs (study_id)`).execute(database);
  },
};
