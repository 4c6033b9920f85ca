// Brings one tenant's database to the program's schema: rehearsed on a clone first, closed to everybody meanwhile, told honestly when it fails.
import { PgConnection } from '../../core/pg.ts';
import type { Queryable } from '../../core/pg.ts';
import { migrate, pendingMigrations } from '../../core/schema/migrate.ts';
import { migrateWorker } from '../../core/schema/worker.ts';
import type { Server } from '../postgres/cluster.ts';
import { asAdmin } from '../sql.ts';
import { hardenDatabase } from './harden.ts';
import { identifier, newDatabaseName } from './names.ts';
import { grantInside, letOwnerBuild, openDatabaseTo, schemaTarget } from './provision.ts';
import type { TenantDatabase } from './provision.ts';
import type { Blueprint } from './template.ts';

/** From this size on, copying files costs less than writing the whole clone through the log. */
const copyFilesFrom = 256 * 1024 * 1024;

/**
 * Upgrades as far as needed and answers how many migrations were applied. Throws what went wrong; then the database is as it was, or a
 * prefix of whole migrations further. Nobody may be connected: call `closeDoors` first.
 */
export async function upgradeDatabase(server: Server, tenant: TenantDatabase, blueprint: Blueprint): Promise<number> {
  const pending = await withOwner(server, tenant, tenant.database, (owner) =>
    pendingMigrations(owner, blueprint.migrations, 'core'),
  );
  if (pending.length > 0) await rehearse(server, tenant, blueprint);
  await apply(server, tenant, tenant.database, blueprint);
  return pending.length;
}

/** The same steps on a clone of the tenant's own data, which is thrown away. */
async function rehearse(server: Server, tenant: TenantDatabase, blueprint: Blueprint): Promise<void> {
  const clone = newDatabaseName();
  await asAdmin(server, 'postgres', async (admin) => {
    const { rows } = await admin.query<{ size: number }>('select pg_database_size($1) as size', [tenant.database]);
    const strategy = (rows[0]?.size ?? 0) > copyFilesFrom ? 'file_copy' : 'wal_log';
    const [from, to, owner] = [tenant.database, clone, tenant.roles.schema].map(identifier);
    try {
      await admin.query(`create database ${to} template ${from} owner ${owner} strategy ${strategy}`);
      await openDatabaseTo(admin, clone, tenant.roles);
      await apply(server, tenant, clone, blueprint);
    } finally {
      await admin.query(`drop database if exists ${to} with (force)`);
    }
  });
}

async function apply(server: Server, tenant: TenantDatabase, database: string, blueprint: Blueprint): Promise<void> {
  await withOwner(server, tenant, database, (owner) => migrate(owner, blueprint.migrations, 'core'));
  await migrateWorker(schemaTarget(server, tenant, database));
  await asAdmin(server, database, async (inside) => {
    if (server.superuser) await hardenDatabase(inside);
    await letOwnerBuild(server, inside, tenant.roles);
    await grantInside(inside, tenant.roles);
  });
}

async function withOwner<T>(
  server: Server,
  tenant: TenantDatabase,
  database: string,
  work: (owner: PgConnection) => Promise<T>,
): Promise<T> {
  const owner = await PgConnection.open(schemaTarget(server, tenant, database), { application: 'strongroom upgrade' });
  try {
    return await work(owner);
  } finally {
    await owner.close();
  }
}

/** Nobody gets in as one of the roles that serve, and who is in is put out; what they were doing is rolled back. */
export async function closeDoors(admin: Queryable, tenant: Pick<TenantDatabase, 'database' | 'roles'>): Promise<void> {
  const { schema: _schema, ...serving } = tenant.roles;
  const names = Object.values(serving);
  await admin.query(
    `revoke connect on database ${identifier(tenant.database)} from ${names.map(identifier).join(', ')}`,
  );
  await admin.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1 and usename = any ($2)`,
    [tenant.database, names],
  );
}
