// Small pieces of SQL every part of the host plane needs.
import { PgConnection } from '../core/pg.ts';
import type { Queryable } from '../core/pg.ts';
import type { Server } from './postgres/cluster.ts';

/** Connects to a database as the most privileged role we have, works, and always closes. */
export async function asAdmin<T>(
  server: Server,
  database: string,
  work: (admin: PgConnection) => Promise<T>,
): Promise<T> {
  const admin = await PgConnection.open(server.target(database), { application: 'strongroom host' });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** Whoever may connect somewhere may otherwise connect to these, and read the list of all databases and roles there. */
export async function closeCommonDatabases(admin: Queryable): Promise<void> {
  await admin.query(`
    do $$ declare name text; begin
      for name in select datname from pg_database where datname in ('postgres', 'template1') loop
        execute format('revoke all on database %I from public', name);
      end loop;
    exception when insufficient_privilege then
      raise notice 'this server''s own databases stay as they are';
    end $$`);
}
