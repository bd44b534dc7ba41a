import type { Migration } from 'kysely';
import { firstMigration } from './migrations/0001-first.ts';
import { intakeNotesMigration } from './migrations/0002-intake-notes.ts';
import { registeredAffinesMigration } from './migrations/0004-registered-affines.ts';
import { enginesMigration } from './migrations/0006-engines.ts';
import { correctionsMigration } from './migrations/0007-corrections.ts';
import { measurementsMigration } from './migrations/0008-measurements.ts';
import { uncertaintyMigration } from './migrations/0009-uncertainty.ts';
import { brainExtractionMigration } from './migrations/0010-brain-extraction.ts';
import { scanDatesMigration } from './migrations/0011-scan-dates.ts';
import { imageNotesMigration } from './migrations/0003-image-notes.ts';
import { jobsMigration } from './migrations/0005-jobs.ts';

/** Every migration in order; a released one is never changed, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': firstMigration,
  '0002-intake-notes': intakeNotesMigration,
  '0003-image-notes': imageNotesMigration,
  '0004-registered-affines': registeredAffinesMigration,
  '0005-jobs': jobsMigration,
  '0006-engines': enginesMigration,
  '0007-corrections': correctionsMigration,
  '0008-measurements': measurementsMigration,
  '0009-uncertainty': uncertaintyMigration,
  '0010-brain-extraction': brainExtractionMigration,
  '0011-scan-dates': scanDatesMigration,
};
