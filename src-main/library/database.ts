import BetterSqlite, { type Database } from 'better-sqlite3';
import {
  CamelCasePlugin,
  Kysely,
  Migrator,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Migration,
} from 'kysely';
import { migrations } from './migrations.ts';
import type { LibraryTables } from './schema.ts';
import { asStorageError, storageFailed } from './storage-failure.ts';

/**
 * Opens the library's database and brings it to the newest schema; an older one is migrated in one
 * transaction. Throws `storage-failed`: `newer-version` when a later release has been here (nothing
 * is touched), `damaged` when the file is not a sound database.
 *
 * @param path file name, or ':memory:' in tests.
 */
export async function openDatabase(path: string): Promise<Kysely<LibraryTables>> {
  let file: Database | undefined;
  try {
    file = new BetterSqlite(path);
    file.pragma('journal_mode = WAL');
    // full: a commit survives a power cut; a study is committed rarely enough to pay for it
    file.pragma('synchronous = FULL');
    file.pragma('foreign_keys = ON');
    refuseNewer(file);
    const database = createQueries(file);
    await migrate(database, migrations);
    return database;
  } catch (error) {
    file?.close();
    throw asStorageError(error);
  }
}

/** Typed queries over an open connection. */
export function createQueries(file: Database): Kysely<LibraryTables> {
  return new Kysely<LibraryTables>({
    dialect: new FileDialect(file),
    plugins: [new CamelCasePlugin()],
  });
}

/** SQLite rolls back by itself where the disk is full; rolling back again would fail, and hide why. */
class FileDialect extends SqliteDialect {
  readonly #file: Database;

  constructor(file: Database) {
    super({ database: file });
    this.#file = file;
  }

  override createDriver(): SqliteDriver {
    return new FileDriver(this.#file);
  }
}

class FileDriver extends SqliteDriver {
  readonly #file: Database;

  constructor(file: Database) {
    super({ database: file });
    this.#file = file;
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#file.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Runs those of the given migrations that have not run yet. */
export async function migrate(
  database: Kysely<LibraryTables>,
  pending: Readonly<Record<string, Migration>>,
): Promise<void> {
  // withoutPlugins: the migrator's own tables keep the names it gives them
  const migrator = new Migrator({
    db: database.withoutPlugins(),
    provider: { getMigrations: () => Promise.resolve(pending) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw asStorageError(error);
}

function refuseNewer(file: Database): void {
  const hasHistory = file.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'`).get() !== undefined;
  if (!hasHistory) return;
  const applied: unknown[] = file.prepare('SELECT name FROM kysely_migration').pluck().all();
  const unknownMigrations = applied.filter((name) => typeof name !== 'string' || !(name in migrations));
  if (unknownMigrations.length === 0) return;
  throw storageFailed('newer-version', `the library was made by a later Glioscope: ${unknownMigrations.join(', ')}`);
}
