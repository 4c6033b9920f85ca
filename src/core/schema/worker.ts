// The tables of the job queue (graphile-worker) in one tenant's database: their own migrations, and what the app role may do with them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import { Pool } from 'pg';
import type { PgTarget } from '../pg.ts';

export const workerSchema = 'graphile_worker';

/** The library's version: part of what decides whether a database is up to date. */
export function workerVersion(): string {
  const entry = createRequire(import.meta.url).resolve('graphile-worker');
  const folder = entry.slice(0, entry.lastIndexOf('graphile-worker') + 'graphile-worker'.length);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Brings the queue's tables up to the library's version, as the owner of the schemas. Does nothing when they are. */
export async function migrateWorker(owner: PgTarget): Promise<void> {
  const pool = new Pool({ ...owner, max: 1, application_name: 'strongroom upgrade' });
  // The pool is used once and ended; an error of an idle connection has nothing left to spoil, one in use fails its statement.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await runMigrations({ pgPool: pool, schema: workerSchema, logger: new Logger(() => () => {}) });
  } finally {
    await pool.end();
  }
}

/** SQL to run as the owner: the app role adds, takes and finishes jobs; backups read them. */
export function workerGrants(app: string, backup: string): string[] {
  const both = `"${app}", "${backup}"`;
  return [
    `revoke all on all tables in schema ${workerSchema} from ${both}, public`,
    `revoke all on all functions in schema ${workerSchema} from public`,
    `grant usage on schema ${workerSchema} to ${both}`,
    `grant select, insert, update, delete on all tables in schema ${workerSchema} to "${app}"`,
    // The history of the tables' own migrations is read at every run and written by the owner alone.
    `revoke insert, update, delete on ${workerSchema}.migrations from "${app}"`,
    `grant usage on all sequences in schema ${workerSchema} to "${app}"`,
    `grant execute on all functions in schema ${workerSchema} to "${app}"`,
    `grant select on all tables in schema ${workerSchema} to "${backup}"`,
    `grant select on all sequences in schema ${workerSchema} to "${backup}"`,
  ];
}
