import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `ALTER TABLE results ADD COLUMN brain_mask_id TEXT`,
  `ALTER TABLE results ADD COLUMN brain_mask_sha256 TEXT`,
  `ALTER TABLE results ADD COLUMN brain_json TEXT CHECK (brain_json IS NULL OR json_valid(brain_json))`,
  `ALTER TABLE jobs ADD COLUMN brain_extraction TEXT NOT NULL DEFAULT 'auto'
     CHECK (brain_extraction IN ('auto', 'on', 'off'))`,
];

/** What a result took as brain: a mask beside its label map, and what found it. Older results looked at everything. */
export const brainExtractionMigration: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
