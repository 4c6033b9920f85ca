// What the host plane does with tenants as a whole: makes, suspends, resumes and upgrades them. It never looks at a record.
import { randomBytes } from 'node:crypto';
import { now } from '../core/clock.ts';
import { newOpaqueId } from '../core/ids.ts';
import { log, safeMessage } from '../core/log.ts';
import { keyBytes } from '../core/crypto/keyring.ts';
import type { RootKey } from './root-key.ts';
import { violatedConstraint } from '../core/pg.ts';
import type { Control } from './control/database.ts';
import { recordAct } from './control/ledger.ts';
import * as store from './control/tenants.ts';
import type { TenantRecord } from './control/tenants.ts';
import type { Server } from './postgres/cluster.ts';
import { HostRefusal } from './refusal.ts';
import { asAdmin } from './sql.ts';
import { makeTenantDatabase, newTenantDatabase, openDatabaseTo, removeTenantDatabase } from './tenant/provision.ts';
import type { TenantDatabase } from './tenant/provision.ts';
import { completeTenant } from './tenant/complete.ts';
import { ensureTemplate } from './tenant/template.ts';
import type { Blueprint } from './tenant/template.ts';
import { closeDoors, upgradeDatabase } from './tenant/upgrade.ts';
import { writeOutTenants } from './tenant/write-out.ts';

/** Label of the one server there is today; placing tenants over several begins with this word. */
const here = 'local';

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
/** Names a host name under the public address may need for something else. */
const reserved = new Set([
  'www',
  'api',
  'mail',
  'smtp',
  'ftp',
  'admin',
  'host',
  'static',
  'status',
  'localhost',
  'strongroom',
]);

/** No tenant's short name may have two hyphens in a row. */
const temporaryMark = 'tmp--';

/** First number of the locks that keep two processes from working at one tenant. */
const tenantLock = 7_350_812;

export class Tenants {
  readonly #server: Server;
  readonly #control: Control;
  readonly #rootKey: RootKey;
  readonly blueprint: Blueprint;
  /** a session's locks do not keep the session itself out */
  readonly #busy = new Set<string>();

  constructor(server: Server, control: Control, rootKey: RootKey, blueprint: Blueprint) {
    this.#server = server;
    this.#control = control;
    this.#rootKey = rootKey;
    this.blueprint = blueprint;
  }

  /** Without those that are there for one piece of work only. */
  async list(): Promise<TenantRecord[]> {
    return (await store.listTenants(this.#control)).filter(({ slug }) => !slug.startsWith(temporaryMark));
  }

  /** By slug; refuses when there is none, telling which there are. */
  async find(slug: string): Promise<TenantRecord> {
    const tenant = await store.findTenant(this.#control, { slug });
    if (tenant !== undefined) return tenant;
    const known = (await this.list()).map((other) => other.slug).join(', ');
    throw new HostRefusal(
      `There is no tenant ${JSON.stringify(slug)}. There ${known === '' ? 'are none yet' : `are: ${known}`}.`,
    );
  }

  /** A new vault, ready to be opened; when anything fails, nothing of it is left. */
  async create(slug: string, name: string): Promise<TenantRecord> {
    checkNames(slug, name);
    const id = newOpaqueId();
    const database = newTenantDatabase();
    const tenant = await this.#describe(id, slug, name.trim(), database, randomBytes(keyBytes));
    return this.#alone(id, async () => {
      await this.#insert(tenant);
      try {
        const template = await ensureTemplate(this.#server, this.blueprint);
        await asAdmin(this.#server, 'postgres', async (admin) => {
          await makeTenantDatabase(this.#server, admin, template, database);
          await writeOutTenants(this.#server, await this.list(), admin);
        });
      } catch (error) {
        await this.#remove(tenant);
        await recordAct(this.#control, { act: 'create tenant', tenant: id, outcome: 'failed', detail: { slug } });
        throw error;
      }
      await recordAct(this.#control, { act: 'create tenant', tenant: id, detail: { slug } });
      await store.setTenantState(this.#control, id, 'active');
      return { ...tenant, state: 'active' };
    });
  }

  /**
   * A vault that nobody is served from, made from the template and taken away when the work ends, however it ends. It stays half made to
   * the eyes of everybody else, so that what a crash leaves of it goes at the next start like any tenant that was never finished.
   */
  async temporary<T>(work: (tenant: TenantRecord) => Promise<T>): Promise<T> {
    const id = newOpaqueId();
    const database = newTenantDatabase();
    const tenant = await this.#describe(id, `${temporaryMark}${id}`, 'Made up', database, randomBytes(keyBytes));
    return this.#alone(id, async () => {
      await this.#insert(tenant);
      try {
        const template = await ensureTemplate(this.#server, this.blueprint);
        await asAdmin(this.#server, 'postgres', (admin) => makeTenantDatabase(this.#server, admin, template, database));
        return await work(tenant);
      } finally {
        await this.#remove(tenant);
      }
    });
  }

  async #describe(
    id: string,
    slug: string,
    name: string,
    database: TenantDatabase,
    tenantKey: Buffer,
  ): Promise<TenantRecord> {
    return {
      id,
      slug,
      name,
      placement: here,
      database: database.database,
      roles: database.roles,
      ...(await store.wrapSecrets(this.#rootKey, id, { passwords: database.passwords, tenantKey })),
      state: 'creating',
      suspended: false,
      reason: null,
      schemaVersion: this.blueprint.migrations.length,
      fingerprint: this.blueprint.fingerprint,
      createdAt: now(),
    };
  }

  /** Nobody gets in any more, and what is under way is rolled back, in every process that serves. */
  async suspend(slug: string): Promise<TenantRecord> {
    const tenant = await this.find(slug);
    if (tenant.suspended) throw new HostRefusal(`The tenant ${slug} is suspended already.`);
    await this.#alone(tenant.id, async () => {
      await store.setSuspended(this.#control, tenant.id, true);
      await asAdmin(this.#server, 'postgres', (admin) => closeDoors(admin, tenant));
      await recordAct(this.#control, { act: 'suspend tenant', tenant: tenant.id });
    });
    return { ...tenant, suspended: true };
  }

  /** Serves a suspended tenant again; one whose upgrade failed is upgraded once more. */
  async resume(slug: string): Promise<TenantRecord> {
    const tenant = await this.find(slug);
    if (!tenant.suspended && tenant.state === 'active') throw new HostRefusal(`The tenant ${slug} is active already.`);
    await this.#alone(tenant.id, async () => {
      if (tenant.state === 'active') {
        await asAdmin(this.#server, 'postgres', (admin) => openDatabaseTo(admin, tenant.database, tenant.roles));
      }
      await recordAct(this.#control, { act: 'resume tenant', tenant: tenant.id });
      await store.setSuspended(this.#control, tenant.id, false);
    });
    if (tenant.state === 'active' && tenant.fingerprint === this.blueprint.fingerprint)
      return { ...tenant, suspended: false };
    await this.upgrade({ ...tenant, suspended: false });
    const after = await this.find(slug);
    if (after.state !== 'active') throw new HostRefusal(`The tenant ${slug} stays in maintenance: ${after.reason}`);
    return after;
  }

  /** At the start: what a crash left half made is taken away. Answers the tenants whose schema is behind. */
  async tidy(): Promise<TenantRecord[]> {
    const tenants = await store.listTenants(this.#control);
    for (const tenant of tenants.filter(({ state }) => state === 'creating')) {
      if (!(await this.#tryLock(tenant.id))) continue; // somebody is making it right now
      try {
        // Who was making it may have finished between our list and our lock.
        const still = await store.findTenant(this.#control, { id: tenant.id });
        if (still?.state !== 'creating') continue;
        log.warn({ tenant: tenant.id }, 'taking away a tenant that was never finished');
        await this.#remove(tenant);
      } finally {
        await this.#unlock(tenant.id);
      }
    }
    return tenants.filter(
      ({ state, fingerprint }) => state !== 'creating' && fingerprint !== this.blueprint.fingerprint,
    );
  }

  /** Never throws for the tenant's own trouble: that puts it into maintenance with the reason, and the others go on. */
  async upgrade(tenant: TenantRecord): Promise<void> {
    await this.#alone(tenant.id, async () => {
      await store.setTenantState(this.#control, tenant.id, 'maintenance', 'The database is being upgraded.');
      try {
        const database = await completeTenant(this.#server, this.#control, this.#rootKey, tenant);
        await asAdmin(this.#server, 'postgres', (admin) => closeDoors(admin, tenant));
        const applied = await upgradeDatabase(this.#server, database, this.blueprint);
        await store.setTenantSchema(
          this.#control,
          tenant.id,
          this.blueprint.migrations.length,
          this.blueprint.fingerprint,
        );
        await recordAct(this.#control, {
          act: 'upgrade tenant',
          tenant: tenant.id,
          detail: { from: tenant.schemaVersion, to: this.blueprint.migrations.length, applied },
        });
        if (!tenant.suspended) {
          await asAdmin(this.#server, 'postgres', (admin) => openDatabaseTo(admin, tenant.database, tenant.roles));
        }
        await store.setTenantState(this.#control, tenant.id, 'active');
      } catch (error) {
        const reason = safeMessage(error);
        log.error({ tenant: tenant.id, err: error }, 'a tenant could not be upgraded and stays in maintenance');
        await store.setTenantState(this.#control, tenant.id, 'maintenance', reason);
        await recordAct(this.#control, {
          act: 'upgrade tenant',
          tenant: tenant.id,
          outcome: 'failed',
          detail: { reason },
        });
      }
    });
  }

  async #insert(tenant: TenantRecord): Promise<void> {
    try {
      await store.insertTenant(this.#control, tenant);
    } catch (error) {
      if (violatedConstraint(error) !== 'tenant_slug_key') throw error;
      throw new HostRefusal(`There is a tenant ${JSON.stringify(tenant.slug)} already.`);
    }
  }

  async #remove(tenant: TenantRecord): Promise<void> {
    await asAdmin(this.#server, 'postgres', (admin) => removeTenantDatabase(admin, tenant));
    await store.deleteTenant(this.#control, tenant.id);
  }

  /** One process works at a tenant's database as a whole at a time. */
  async #alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (!(await this.#tryLock(id)))
      throw new HostRefusal('Another process is working on this tenant just now. Try again shortly.');
    try {
      return await work();
    } finally {
      await this.#unlock(id);
    }
  }

  async #tryLock(id: string): Promise<boolean> {
    if (this.#busy.has(id)) return false;
    this.#busy.add(id);
    let got = false;
    try {
      const { rows } = await this.#control.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [
        tenantLock,
        lockOf(id),
      ]);
      got = rows[0]?.got === true;
    } finally {
      if (!got) this.#busy.delete(id);
    }
    return got;
  }

  async #unlock(id: string): Promise<void> {
    this.#busy.delete(id);
    await this.#control.query('select pg_advisory_unlock($1, $2)', [tenantLock, lockOf(id)]);
  }
}

function lockOf(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) | 0;
}

function checkNames(slug: string, name: string): void {
  if (!slugPattern.test(slug) || reserved.has(slug) || slug.includes('--')) {
    throw new HostRefusal(
      `${JSON.stringify(slug)} cannot be the short name of a tenant: expected up to 40 small letters, digits and single hyphens ` +
        `(it becomes part of the host name), and none of ${[...reserved].join(', ')}.`,
      2,
    );
  }
  if (name.trim() === '' || name.length > 200)
    throw new HostRefusal('expected a name of 1 to 200 characters (--name).', 2);
}
