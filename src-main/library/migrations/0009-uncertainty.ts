import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `ALTER TABLE results ADD COLUMN uncertainty_map_id TEXT`,
  `ALTER TABLE results ADD COLUMN uncertainty_map_sha256 TEXT`,
  `ALTER TABLE results ADD COLUMN uncertainty_json TEXT CHECK (uncertainty_json IS NULL OR json_valid(uncertainty_json))`,
  `ALTER TABLE jobs ADD COLUMN is_thorough INTEGER NOT NULL DEFAULT 0 CHECK (is_thorough IN (0, 1))`,
];

/** How sure a result is: a map beside its label map, and what was read out of it. Older results have none. */
export const uncertaintyMigration: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
