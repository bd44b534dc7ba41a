import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `ALTER TABLE studies ADD COLUMN scanned_on TEXT
     CHECK (scanned_on IS NULL OR scanned_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')`,
];

/** When a study was scanned, which no NIfTI file says: as the user enters it. */
export const scanDatesMigration: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
