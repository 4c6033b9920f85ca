// Brings one database to the newest schema: numbered SQL files in order, each in one transaction, none ever changed after it was applied.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** The files of a folder in order. Their numbers start at 1 and have no gap. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1];
    if (Number(number) !== index + 1) {
      const expected = String(index + 1).padStart(4, '0');
      throw new MigrationError(
        `${join(folder, file)} should be named ${expected}-what-it-does.sql: one number each, no gap.`,
      );
    }
    const sql = readFileSync(join(folder, file), 'utf8');
    return {
      version: index + 1,
      name: file.slice(0, -4),
      sql,
      checksum: createHash('sha256').update(sql).digest('hex'),
    };
  });
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
