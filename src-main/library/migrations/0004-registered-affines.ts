import { sql, type Kysely, type Migration } from 'kysely';

/** A volume's affine may be a registered one; then the file's own stands beside it. */
export const registeredAffinesMigration: Migration = {
  async up(database: Kysely<unknown>) {
    await sql
      .raw(
        `ALTER TABLE volumes ADD COLUMN file_affine_json TEXT CHECK (file_affine_json IS NULL OR json_valid(file_affine_json))`,
      )
      .execute(database);
  },
};
