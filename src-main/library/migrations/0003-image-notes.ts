import { sql, type Kysely, type Migration } from 'kysely';

/** Volumes keep what their headers left open; those of before have nothing noted. */
export const imageNotesMigration: Migration = {
  async up(database: Kysely<unknown>) {
    await sql
      .raw(`ALTER TABLE volumes ADD COLUMN notes_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes_json))`)
      .execute(database);
  },
};
