import { sql, type Kysely, type Migration } from 'kysely';

const statements = [
  `CREATE TABLE engine_tests (
    engine_id TEXT NOT NULL PRIMARY KEY,
    test_json TEXT NOT NULL CHECK (json_valid(test_json)),
    tested_at TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE run_times (
    model_sha256 TEXT NOT NULL,
    engine_id TEXT NOT NULL,
    seconds_per_megavoxel REAL NOT NULL CHECK (seconds_per_megavoxel > 0),
    seconds_beside_network REAL CHECK (seconds_beside_network >= 0),
    measured_at TEXT NOT NULL,
    PRIMARY KEY (model_sha256, engine_id)
  ) STRICT`,
  `INSERT INTO run_times SELECT model_sha256, 'onnx-cpu', seconds_per_megavoxel, NULL, measured_at FROM throughput`,
  `DROP TABLE throughput`,
  `ALTER TABLE results ADD COLUMN fallbacks_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(fallbacks_json))`,
];

/** Speed is kept per engine (there was one before), what the tests of engines found, and which gave up on a result. */
export const enginesMigration: Migration = {
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
