// Brings one database to the newest schema: numbered SQL files in order, each in one transaction, none ever changed after it was applied.
import { now } from '../clock.ts';
import { safeMessage } from '../log.ts';
import type { Queryable } from '../pg.ts';

export interface Migration {
  readonly version: number;
  /** file name without ending: 0001-records */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, hex */
  readonly checksum: string;
}

/** What stops an upgrade. The message names the migration and the reason, never a tenant's value. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** What has not been applied yet. Refuses a database whose history differs from the files. `schema` holds its table `migration`. */
export async function pendingMigrations(
  db: Queryable,
  migrations: readonly Migration[],
  schema: string,
): Promise<Migration[]> {
  const { rows } = await db.query<{ there: boolean }>(`select to_regclass($1) is not null as there`, [
    `${schema}.migration`,
  ]);
  if (rows[0]?.there !== true) return [...migrations];
  const applied = await db.query<{ version: number; name: string; checksum: string }>(
    `select version, name, checksum from ${schema}.migration order by version`,
  );
  for (const row of applied.rows) {
    const file = migrations[row.version - 1];
    if (file === undefined) {
      throw new MigrationError(
        `The database has been upgraded by a newer program (${row.name}); this one ends at ${migrations.length}.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new MigrationError(
        `Migration ${file.name} was changed after it had been applied (as ${row.name}). Write a new one instead.`,
      );
    }
  }
  return migrations.slice(applied.rows.length);
}

/**
 * Applies what is pending, as the owner of the schemas, and answers what it applied. `db` is one connection without an open transaction.
 * A migration that fails leaves nothing of itself.
 */
export async function migrate(db: Queryable, migrations: readonly Migration[], schema: string): Promise<Migration[]> {
  const pending = await pendingMigrations(db, migrations, schema);
  for (const migration of pending) {
    await db.query('begin');
    try {
      await db.query(migration.sql);
      await db.query(
        `create table if not exists ${schema}.migration (
           version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null)`,
      );
      await db.query(`insert into ${schema}.migration (version, name, checksum, applied_at) values ($1, $2, $3, $4)`, [
        migration.version,
        migration.name,
        migration.checksum,
        now(),
      ]);
      const { command } = await db.query('commit');
      if (command !== 'COMMIT')
        throw new MigrationError(`Migration ${migration.name} ended its own transaction; it must not.`);
    } catch (error) {
      await db.query('rollback').catch(() => {}); // the first error is the one to tell
      if (error instanceof MigrationError) throw error;
      throw new MigrationError(
        `Migration ${migration.name} failed${placeOf(error, migration.sql)}: ${safeMessage(error)}`,
        {
          cause: error,
        },
      );
    }
  }
  return pending;
}

function placeOf(error: unknown, sql: string): string {
  const position = error instanceof Error && 'position' in error ? Number(error.position) : Number.NaN;
  return Number.isInteger(position) ? ` in line ${sql.slice(0, position).split('\n').length}` : '';
}
