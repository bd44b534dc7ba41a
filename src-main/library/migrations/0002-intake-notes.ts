import { sql, type Kysely, type Migration } from 'kysely';

/** Studies keep what intake remarked about their files; those of before had nothing remarked. */
export const intakeNotesMigration: Migration = {
  async up(database: Kysely<unknown>) {
    await sql
      .raw(
        `ALTER TABLE studies ADD COLUMN intake_notes_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(intake_notes_json))`,
      )
      .execute(database);
  },
};
