// Keeps the database every new tenant is cloned from: migrated, hardened, and closed to connections; a new one whenever any of that changes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grantStatements } from '../../core/schema/grants.ts';
import { migrate } from '../../core/schema/migrate.ts';
import type { Migration } from '../../core/schema/migrate.ts';
import { migrateWorker, workerGrants } from '../../core/schema/worker.ts';
import type { PgConnection } from '../../core/pg.ts';
import { PgConnection as Connection } from '../../core/pg.ts';
import { readMigrations } from '../migrations.ts';
import type { Server } from '../postgres/cluster.ts';
import { asAdmin, closeCommonDatabases } from '../sql.ts';
import { hardenDatabase, hardening } from './harden.ts';

/** Owns everything in the template; a tenant's own `schema` role takes it over at creation. Cannot connect. */
export const templateOwner = 'strongroom_template_owner';

const templatePrefix = 'strongroom_template_';

/** One of any number that every program on this server takes while it looks at templates. */
const templateLock = 7_350_811_001;

export interface Blueprint {
  readonly migrations: readonly Migration[];
  /** a hash of everything that shapes a tenant's database: equal means nothing to do */
  readonly fingerprint: string;
}

/** What a tenant's database should look like, read from the migrations, the grants, the hardening and the queue's version. */
export function readBlueprint(folder = join(import.meta.dirname, '../../core/schema/migrations')): Blueprint {
  const migrations = readMigrations(folder);
  const names = { app: 'a', schema: 's', reader: 'r', backup: 'b', sealer: 'l', eraser: 'e' };
  const hash = createHash('sha256');
  for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`);
  hash.update(grantStatements(names, new Set(['*'])).join('\n'));
  hash.update(workerGrants('a', 'b').join('\n')).update(workerVersion()).update(hardening());
  return { migrations, fingerprint: hash.digest('hex') };
}

/** The queue's own tables change with the library's version. */
function workerVersion(): string {
  const manifest = join(import.meta.dirname, '../../../node_modules/graphile-worker/package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

export function templateName(blueprint: Blueprint): string {
  return `${templatePrefix}${blueprint.fingerprint.slice(0, 16)}`;
}

/** Makes the template if it is not there; answers its name. */
export async function ensureTemplate(server: Server, blueprint: Blueprint): Promise<string> {
  const name = templateName(blueprint);
  await asAdmin(server, 'postgres', async (admin) => {
    if (await exists(admin, name)) return;
    await admin.query('select pg_advisory_lock($1)', [templateLock]);
    if (await exists(admin, name)) return;
    const half = `${templatePrefix}half`;
    await admin.query(`drop database if exists ${half} with (force)`);
    await closeCommonDatabases(admin);
    await ensureOwner(admin);
    await createEmptyDatabase(admin, half);
    await admin.query(`revoke all on database ${half} from public`);
    await admin.query(`grant create, connect on database ${half} to ${templateOwner}`);
    await build(server, half, blueprint);
    await admin.query(`alter database ${half} with allow_connections false`);
    await admin.query(`alter database ${half} with is_template true`);
    await admin.query(`alter database ${half} rename to ${name}`);
  });
  return name;
}

async function build(server: Server, database: string, blueprint: Blueprint): Promise<void> {
  const owner = { ...server.target(database), options: `-c role=${templateOwner}` };
  const connection = await Connection.open(owner, { application: 'strongroom template' });
  try {
    await migrate(connection, blueprint.migrations, 'core');
    await migrateWorker(owner);
  } finally {
    await connection.close();
  }
  if (server.superuser) await asAdmin(server, database, hardenDatabase);
}

async function exists(admin: PgConnection, name: string): Promise<boolean> {
  return (await admin.query('select from pg_database where datname = $1', [name])).rowCount > 0;
}

async function ensureOwner(admin: PgConnection): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [templateOwner]);
  if (rowCount === 0) await admin.query(`create role ${templateOwner} nologin`);
  await joinUnlessSuperuser(admin, templateOwner);
}

/** Who is no superuser has to be a member of a role to act as it. */
export async function joinUnlessSuperuser(admin: PgConnection, role: string): Promise<void> {
  const { rows } = await admin.query<{ superuser: boolean }>(
    'select rolsuper as superuser from pg_roles where rolname = current_user',
  );
  if (rows[0]?.superuser !== true) await admin.query(`grant ${role} to current_user`);
}

/**
 * Code point order in every database, whatever the server was made with: collations are named in queries. Since 17 PostgreSQL has that
 * order built in; before, the C library may know it; plain C is always there.
 */
export async function createEmptyDatabase(admin: PgConnection, name: string): Promise<void> {
  const variants = [`locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`, `locale 'C.UTF-8'`, `locale 'C'`];
  for (const [index, locale] of variants.entries()) {
    try {
      await admin.query(`create database ${name} template template0 encoding 'UTF8' ${locale}`);
      return;
    } catch (error) {
      if (index === variants.length - 1) throw error;
    }
  }
}
