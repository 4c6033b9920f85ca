// Makes and removes one tenant's database with its roles: cloned from the template, everything in it handed to roles of its own.
import { scramVerifier } from '../../core/crypto/scram.ts';
import type { PgConnection, PgTarget, Queryable } from '../../core/pg.ts';
import { grantStatements } from '../../core/schema/grants.ts';
import { workerGrants } from '../../core/schema/worker.ts';
import type { Server } from '../postgres/cluster.ts';
import { asAdmin } from '../sql.ts';
import { identifier, loginRoles, newDatabaseName, newPasswords, newRoleNames } from './names.ts';
import type { Passwords, RoleNames } from './names.ts';
import { joinUnlessSuperuser, templateOwner } from './template.ts';

/** How to reach a tenant's database, before anybody has wrapped anything. */
export interface TenantDatabase {
  readonly database: string;
  readonly roles: RoleNames;
  readonly passwords: Passwords;
}

/** What each connection of the app may take: a forgotten transaction or a runaway query ends by itself. */
const appSettings = {
  search_path: 'ext',
  statement_timeout: '60s',
  idle_in_transaction_session_timeout: '60s',
  lock_timeout: '10s',
};

export function newTenantDatabase(): TenantDatabase {
  return { database: newDatabaseName(), roles: newRoleNames(), passwords: newPasswords() };
}

/** As the app role, for the pool of a vault. */
export function appTarget(server: Server, tenant: TenantDatabase): PgTarget {
  const options = Object.entries(appSettings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
  return { ...server.target(tenant.database, { user: tenant.roles.app, password: tenant.passwords.app }), options };
}

/** As the role that seals the ledger, or the one that takes erased values out of it. */
export function ledgerTarget(server: Server, tenant: TenantDatabase, role: 'sealer' | 'eraser'): PgTarget {
  const target = server.target(tenant.database, { user: tenant.roles[role], password: tenant.passwords[role] });
  return {
    ...target,
    options: '-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s -c lock_timeout=10s',
  };
}

/** As the owner of the schemas, for migrations. `database` names a clone to rehearse on. */
export function schemaTarget(server: Server, tenant: TenantDatabase, database = tenant.database): PgTarget {
  return server.target(database, { user: tenant.roles.schema, password: tenant.passwords.schema });
}

/** `admin`: connected to the database `postgres`. What a failure left behind, `removeTenantDatabase` takes away. */
export async function makeTenantDatabase(
  server: Server,
  admin: PgConnection,
  template: string,
  tenant: TenantDatabase,
): Promise<void> {
  const { roles } = tenant;
  await makeRoles(server, admin, tenant);
  await admin.query(
    `create database ${identifier(tenant.database)} template ${identifier(template)} owner ${identifier(roles.schema)}`,
  );
  await openDatabaseTo(admin, tenant.database, roles);
  await asAdmin(server, tenant.database, async (inside) => {
    if (!server.superuser) await letOwnerIn(inside, roles);
    await inside.query(`reassign owned by ${templateOwner} to ${identifier(roles.schema)}`);
    await letOwnerBuild(server, inside, roles);
    await grantInside(inside, roles);
  });
}

/** A tenant that was made when fewer of its roles could connect: those that can now get passwords. Answers all of them. */
export async function completePasswords(
  admin: PgConnection,
  roles: RoleNames,
  known: Partial<Passwords>,
): Promise<Passwords> {
  const passwords = { ...newPasswords(), ...known };
  for (const role of loginRoles.filter((name) => known[name] === undefined))
    await admin.query(`alter role ${identifier(roles[role])} login password '${scramVerifier(passwords[role])}'`);
  return passwords;
}

/** The tenant's roles, with nothing they could do yet. */
export async function makeRoles(
  server: Server,
  admin: PgConnection,
  { roles, passwords }: TenantDatabase,
): Promise<void> {
  const attributes = 'nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls';
  const creations = Object.entries(roles).map(([role, name]) => {
    const login = loginRoles.find((known) => known === role);
    const how = login === undefined ? 'nologin' : `login password '${scramVerifier(passwords[login])}'`;
    return `create role ${identifier(name)} ${attributes} ${how};`;
  });
  await admin.query(creations.join('\n'));
  if (!server.superuser) for (const name of Object.values(roles)) await joinUnlessSuperuser(admin, identifier(name));
}

/** Unless a superuser hands them over, things go only to somebody who might have made them where they are. */
async function letOwnerIn(inside: Queryable, roles: RoleNames): Promise<void> {
  await inside.query(
    `do $$ declare name text; begin
       for name in select nspname from pg_namespace where nspowner = '${templateOwner}'::regrole loop
         execute format('set local role ${templateOwner}; grant all on schema %I to ${roles.schema}; reset role', name);
       end loop;
     end $$`,
  );
}

/**
 * Migrations make functions; the hardened database lets nobody else. One of them has to know when entries of the ledger were committed,
 * and tells of no other transaction: so its owner may ask, and no role that serves.
 */
export async function letOwnerBuild(server: Server, inside: Queryable, roles: RoleNames): Promise<void> {
  if (!server.superuser) return;
  const owner = identifier(roles.schema);
  await inside.query(`grant usage on language plpgsql, sql to ${owner};
    grant execute on function pg_catalog.pg_xact_commit_timestamp(xid) to ${owner}`);
}

/** Only the tenant's own roles may connect, and nobody may make temporary tables. */
export async function openDatabaseTo(admin: Queryable, database: string, roles: RoleNames): Promise<void> {
  const all = Object.values(roles).map(identifier).join(', ');
  await admin.query(
    `revoke all on database ${identifier(database)} from public; grant connect on database ${identifier(database)} to ${all}`,
  );
}

/** Every grant inside the database, and the ledger's part of this month, in one transaction. `inside` is a superuser there, or the tenant's `schema` role itself. */
export async function grantInside(inside: Queryable, roles: RoleNames): Promise<void> {
  const { rows } = await inside.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('core', 'data') and c.relkind in ('r', 'p', 'v')`,
  );
  const present = new Set(rows.map(({ name }) => name));
  const { schema: _owner, ...granted } = roles;
  const statements = [...grantStatements(granted, present), ...workerGrants(roles.app, roles.backup)];
  // A template may be of another month; the part of this one is there before the first entry.
  if (present.has('core.ledger_part')) statements.push('select core.make_ledger_part(now())');
  await inside.query(`begin; set local role ${identifier(roles.schema)}; ${statements.join('; ')}; commit`);
}

/** Ends everybody's sessions in it and removes database and roles, as far as they are there. */
export async function removeTenantDatabase(
  admin: Queryable,
  tenant: Pick<TenantDatabase, 'database' | 'roles'>,
): Promise<void> {
  await admin.query(`drop database if exists ${identifier(tenant.database)} with (force)`);
  await admin.query(
    Object.values(tenant.roles)
      .map((name) => `drop role if exists ${identifier(name)};`)
      .join('\n'),
  );
}
