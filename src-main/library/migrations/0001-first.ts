import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `CREATE TABLE patients (
    patient_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) > 0),
    created_at TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX patients_by_name ON patients (name)`,
  `CREATE TABLE studies (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    study_id TEXT NOT NULL UNIQUE,
    patient_id TEXT NOT NULL REFERENCES patients (patient_id),
    created_at TEXT NOT NULL,
    label_convention TEXT NOT NULL,
    shape_json TEXT NOT NULL CHECK (json_valid(shape_json)),
    affine_json TEXT NOT NULL CHECK (json_valid(affine_json))
  ) STRICT`,
  `CREATE INDEX studies_by_patient ON studies (patient_id)`,
  `CREATE TABLE volumes (
    volume_id TEXT NOT NULL PRIMARY KEY,
    study_id TEXT NOT NULL REFERENCES studies (study_id) ON DELETE CASCADE,
    modality TEXT NOT NULL CHECK (modality IN ('t1n', 't1c', 't2w', 't2f')),
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    data_type TEXT NOT NULL,
    slope REAL NOT NULL,
    intercept REAL NOT NULL,
    minimum REAL NOT NULL,
    maximum REAL NOT NULL,
    window_low REAL NOT NULL,
    window_high REAL NOT NULL,
    shape_json TEXT NOT NULL CHECK (json_valid(shape_json)),
    affine_json TEXT NOT NULL CHECK (json_valid(affine_json)),
    UNIQUE (study_id, modality)
  ) STRICT`,
  `CREATE TABLE reference_label_maps (
    label_map_id TEXT NOT NULL PRIMARY KEY,
    study_id TEXT NOT NULL UNIQUE REFERENCES studies (study_id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    label_map_sha256 TEXT NOT NULL,
    ncr_ml REAL NOT NULL,
    ed_ml REAL NOT NULL,
    et_ml REAL NOT NULL
  ) STRICT`,
  `CREATE TABLE results (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    result_id TEXT NOT NULL UNIQUE,
    study_id TEXT NOT NULL REFERENCES studies (study_id) ON DELETE CASCADE,
    label_map_id TEXT NOT NULL UNIQUE,
    label_map_sha256 TEXT NOT NULL,
    created_at TEXT NOT NULL,
    model_id TEXT NOT NULL,
    model_version TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    engine TEXT NOT NULL,
    provider TEXT NOT NULL,
    app_version TEXT NOT NULL,
    duration_ms REAL NOT NULL,
    inputs_json TEXT NOT NULL CHECK (json_valid(inputs_json)),
    settings_json TEXT NOT NULL CHECK (json_valid(settings_json)),
    ncr_ml REAL NOT NULL,
    ed_ml REAL NOT NULL,
    et_ml REAL NOT NULL
  ) STRICT`,
  `CREATE INDEX results_by_study ON results (study_id)`,
  `CREATE TABLE preferences (
    name TEXT NOT NULL PRIMARY KEY,
    value_json TEXT NOT NULL CHECK (json_valid(value_json))
  ) STRICT`,
  `CREATE TABLE throughput (
    model_sha256 TEXT NOT NULL PRIMARY KEY,
    seconds_per_megavoxel REAL NOT NULL CHECK (seconds_per_megavoxel > 0),
    measured_at TEXT NOT NULL
  ) STRICT`,
];

/** The library of the first release. */
export const firstMigration: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
