import type { Migration } from 'kysely';
import { firstMigration } from './migrations/0001-first.ts';
import { intakeNotesMigration } from './migrations/0002-intake-notes.ts';
import { imageNotesMigration } from './migrations/0003-image-notes.ts';
import { jobsMigration } from './migrations/0005-jobs.ts';

/** Every migration in order; a released one is never changed, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': firstMigration,
  '0002-intake-notes': intakeNotesMigration,
  '0003-image-notes': imageNotesMigration,
  '0005-jobs': jobsMigration,
};
