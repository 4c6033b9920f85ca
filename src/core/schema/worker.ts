// The tables of the job queue (graphile-worker) in one tenant's database: their own migrations, and what the app role may do with them.
import { Logger, runMigrations } from 'graphile-worker';
import { Pool } from 'pg';
import type { PgTarget } from '../pg.ts';

export const workerSchema = 'graphile_worker';

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

/** The library closes these by row-level security to everybody but their owner, and our app role is not that. */
const queueTables = ['_private_jobs', '_private_tasks', '_private_job_queues', '_private_known_crontabs'];

/** SQL to run as the owner: the app role adds, takes and finishes jobs; backups read them. */
export function workerGrants(app: string, backup: string): string[] {
  const both = `"${app}", "${backup}"`;
  return [
    `revoke all on all tables in schema ${workerSchema} from ${both}, public`,
    `revoke all on all functions in schema ${workerSchema} from public`,
    `grant usage on schema ${workerSchema} to ${both}`,
    ...queueTables.map((table) => `alter table ${workerSchema}.${table} disable row level security`),
    `grant select, insert, update, delete on all tables in schema ${workerSchema} to "${app}"`,
    // The history of the tables' own migrations is read at every run and written by the owner alone.
    `revoke insert, update, delete on ${workerSchema}.migrations from "${app}"`,
    `grant usage on all sequences in schema ${workerSchema} to "${app}"`,
    `grant execute on all functions in schema ${workerSchema} to "${app}"`,
    `grant select on all tables in schema ${workerSchema} to "${backup}"`,
    `grant select on all sequences in schema ${workerSchema} to "${backup}"`,
  ];
}
