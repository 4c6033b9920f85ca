// The control database: makes it, opens it as its own role, keeps one connection to it alive, and holds this process's place among others.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { now } from '../../core/clock.ts';
import type { RootKey } from '../root-key.ts';
import { scramVerifier } from '../../core/crypto/scram.ts';
import { newOpaqueId } from '../../core/ids.ts';
import { log } from '../../core/log.ts';
import { isUnreachable, PgConnection, sqlState } from '../../core/pg.ts';
import type { PgTarget, Queryable, QueryResult, Row } from '../../core/pg.ts';
import { migrate, pendingMigrations } from '../../core/schema/migrate.ts';
import type { Migration } from '../../core/schema/migrate.ts';
import { readMigrations } from '../migrations.ts';
import type { Server } from '../postgres/cluster.ts';
import { HostRefusal } from '../refusal.ts';
import { asAdmin, closeCommonDatabases } from '../sql.ts';
import { createEmptyDatabase } from '../tenant/template.ts';

const database = 'strongroom_control';
const role = 'strongroom_control';

/** Session locks in the control database; they go with the process that holds them, however it ends. */
const locks = { using: [7_350_811, 1], serving: [7_350_811, 2], making: [7_350_811, 3] } as const;

/** Makes and upgrades the control database; answers how to connect to it as its own role. */
export async function prepareControl(server: Server, rootKey: RootKey): Promise<PgTarget> {
  const password = (await rootKey.derive('postgres/control')).toString('base64url');
  const target = server.target(database, { user: role, password });
  const migrations = readMigrations(join(import.meta.dirname, 'migrations'));
  if (await isReady(target, migrations)) return target;
  await asAdmin(server, 'postgres', async (admin) => {
    await admin.query('select pg_advisory_lock($1, $2)', [...locks.making]);
    await closeCommonDatabases(admin);
    const roleThere = (await admin.query('select from pg_roles where rolname = $1', [role])).rowCount > 0;
    await admin.query(
      `${roleThere ? 'alter' : 'create'} role ${role} login noinherit password '${scramVerifier(password)}'`,
    );
    const there = (await admin.query('select from pg_database where datname = $1', [database])).rowCount > 0;
    if (!there) await createEmptyDatabase(admin, database);
    await admin.query(
      `revoke all on database ${database} from public; grant connect on database ${database} to ${role}`,
    );
  });
  await asAdmin(server, database, async (admin) => {
    await admin.query('create schema if not exists control');
    await migrate(admin, migrations, 'control');
    await admin.query(`
      grant usage on schema control to ${role};
      grant select, insert, update, delete on control.tenant, control.job_hint, control.unknown_host, control.process to ${role};
      grant select on control.migration, control.installation to ${role};
      grant select, insert on control.ledger to ${role}`);
    await admin.query(
      `insert into control.installation (id, root_key_id, created_at) values ($1, $2, $3) on conflict do nothing`,
      [newOpaqueId(), rootKey.id, now()],
    );
  });
  return target;
}

/** True when this server has held an installation before. */
export function controlExists(server: Server): Promise<boolean> {
  return asAdmin(server, 'postgres', async (admin) => {
    return (await admin.query('select from pg_database where datname = $1', [database])).rowCount > 0;
  });
}

/** What says that something is still to be made: no such role, password or database, no right to enter, no such table. */
const unmade = new Set(['28P01', '28000', '3D000', '42501', '42P01', '3F000']);

/** The usual start: everything is there already, and one connection tells. */
async function isReady(target: PgTarget, migrations: readonly Migration[]): Promise<boolean> {
  let connection: PgConnection | undefined;
  try {
    connection = await PgConnection.open(target);
    if ((await pendingMigrations(connection, migrations, 'control')).length > 0) return false;
    return (await connection.query('select from control.installation')).rowCount > 0;
  } catch (error) {
    if (unmade.has(sqlState(error) ?? '')) return false;
    throw error;
  } finally {
    await connection?.close();
  }
}

/** One lasting connection as the control role: listens, holds locks, comes back after the server was away. */
export class Control implements Queryable {
  readonly processId = randomUUID();
  readonly #target: PgTarget;
  readonly #listeners = new Map<string, ((payload: string) => void)[]>();
  readonly #restored: (() => void)[] = [];
  #connection: PgConnection | undefined;
  #connecting: Promise<PgConnection> | undefined;
  #serving = false;
  #closed = false;

  private constructor(target: PgTarget) {
    this.#target = target;
  }

  /** Refuses when the secrets in it were wrapped with another root key. */
  static async open(target: PgTarget, rootKey: RootKey): Promise<Control> {
    const control = new Control(target);
    const { rows } = await control.query<{ root: string; tenants: number }>(
      `select root_key_id as root, (select count(*) from control.tenant) as tenants from control.installation`,
    );
    const installed = rows[0];
    if (installed !== undefined && installed.root !== rootKey.id) {
      await control.close();
      throw new HostRefusal(
        `This installation's ${installed.tenants} tenant(s) were sealed with the root key ${installed.root}, and the one given is ` +
          `${rootKey.id}. Put the right key file in its place (STRONGROOM_ROOT_KEY); nothing was changed.`,
      );
    }
    return control;
  }

  async query<R = Row>(text: string, values?: readonly unknown[], name?: string): Promise<QueryResult<R>> {
    return (await this.#get()).query<R>(text, values, name);
  }

  /** Hears NOTIFY on a channel. What is sent while the connection is away is lost: see `onRestored`. */
  async listen(channel: 'tenant' | 'work', listener: (payload: string) => void): Promise<void> {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
    await this.query(`listen ${channel}`);
  }

  /** Calls back when the connection is there again after it was lost: read again what you would have heard. */
  onRestored(listener: () => void): void {
    this.#restored.push(listener);
  }

  /** The place of the one app process of a data folder; false when another process has it. */
  async startServing(): Promise<boolean> {
    const { rows } = await this.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [
      ...locks.serving,
    ]);
    this.#serving = rows[0]?.got === true;
    return this.#serving;
  }

  /** Gives up this process's use of the cluster; true when it was the last, which then is the one to stop it. */
  async leave(): Promise<boolean> {
    const { rows } = await this.query<{ last: boolean }>(
      `select pg_advisory_unlock_shared($1, $2), pg_try_advisory_lock($1, $2) as last`,
      [...locks.using],
    );
    return rows[0]?.last === true;
  }

  /** Says where this process serves, for the command line. */
  async announce(origin: string): Promise<void> {
    await this.query(`delete from control.process where machine = $1`, [hostname()]);
    await this.query(`insert into control.process (id, pid, machine, origin, started_at) values ($1, $2, $3, $4, $5)`, [
      this.processId,
      process.pid,
      hostname(),
      origin,
      now(),
    ]);
  }

  /** The app process that has the place, as it announced itself. */
  async servingProcess(): Promise<{ pid: number; origin: string } | undefined> {
    const { rows } = await this.query<{ pid: number; origin: string }>(
      `select pid, origin from control.process where exists (
         select from pg_catalog.pg_locks where locktype = 'advisory' and classid = $1 and objid = $2 and granted)
       order by started_at desc limit 1`,
      [...locks.serving],
    );
    return rows[0];
  }

  /** Where tenants were served last, for links made while nothing runs. */
  async lastOrigin(): Promise<string | undefined> {
    const { rows } = await this.query<{ origin: string }>(
      `select origin from control.process order by started_at desc limit 1`,
    );
    return rows[0]?.origin;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close();
  }

  #get(): Promise<PgConnection> {
    if (this.#connection?.isOpen === true) return Promise.resolve(this.#connection);
    if (this.#closed) return Promise.reject(new Error('the control database is closed'));
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(): Promise<PgConnection> {
    const again = this.#connection !== undefined;
    const connection = await PgConnection.open(this.#target, { application: 'strongroom control', timeoutMs: 5_000 });
    connection.onNotification((channel, payload) =>
      this.#listeners.get(channel)?.forEach((listener) => listener(payload)),
    );
    await connection.query('select pg_advisory_lock_shared($1, $2)', [...locks.using]);
    if (this.#serving) await connection.query('select pg_try_advisory_lock($1, $2)', [...locks.serving]);
    for (const channel of this.#listeners.keys()) await connection.query(`listen ${channel}`);
    this.#connection = connection;
    void connection.ended.then(() => this.#comeBack());
    if (again) for (const listener of this.#restored) listener();
    return connection;
  }

  async #comeBack(): Promise<void> {
    for (let wait = 50; !this.#closed; wait = Math.min(wait * 2, 2_000)) {
      await pause(wait, undefined, { ref: false });
      try {
        if (!this.#closed) await this.#get();
        return;
      } catch (error) {
        if (!isUnreachable(error)) log.error({ err: error }, 'the control database cannot be opened');
      }
    }
  }
}
