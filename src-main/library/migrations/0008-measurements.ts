import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `CREATE TABLE measurements (
    sequence INTEGER NOT NULL PRIMARY KEY,
    measurement_id TEXT NOT NULL UNIQUE,
    study_id TEXT NOT NULL REFERENCES studies (study_id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('distance', 'angle', 'bidimensional')),
    plane TEXT NOT NULL CHECK (plane IN ('axial', 'coronal', 'sagittal')),
    places_json TEXT NOT NULL CHECK (json_valid(places_json)),
    origin TEXT NOT NULL CHECK (origin IN ('hand', 'automatic', 'adjusted')),
    name TEXT,
    created_at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX measurements_of_study ON measurements (study_id)`,
];

/** Distances, angles and pairs of diameters, kept with their study. */
export const measurementsMigration: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
