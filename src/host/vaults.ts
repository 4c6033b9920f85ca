// The vaults a running app serves, by host name and by id: read from the control database at the start, and at once when it says something changed.
import { openKeyring } from '../core/crypto/keyring.ts';
import type { Keyring } from '../core/crypto/keyring.ts';
import type { RootKey } from './root-key.ts';
import { log } from '../core/log.ts';
import type { TenantPool } from '../core/pg.ts';
import type { ConnectionBudget, VaultPool } from '../core/pool.ts';
import type { Sealable } from '../core/ledger/sealer.ts';
import type { Vault, VaultState } from '../core/vault.ts';
import type { Control } from './control/database.ts';
import { findTenant, listTenants, unwrapSecrets } from './control/tenants.ts';
import type { TenantRecord } from './control/tenants.ts';
import type { Addresses } from './addresses.ts';
import type { Server } from './postgres/cluster.ts';
import { HostRefusal } from './refusal.ts';
import { appTarget, ledgerTarget } from './tenant/provision.ts';

/** Should a notice be lost, this is how long it takes at most until it is seen anyway. */
const rereadMs = 30_000;

interface Entry {
  vault: Vault;
  pool: VaultPool;
  /** connections of the sealer's role; undefined where nothing is sealed */
  sealer: VaultPool | undefined;
  /** as whom personal values are taken out of the ledger: connected when it is wanted */
  eraser: VaultPool | undefined;
  keys: Keyring;
  /** a pool is for one database and one password; a restore or a move gives others */
  poolOf: string;
}

/** One vault by itself, whatever its state: for work nobody is served from. `address`: under which the work asks for it. */
export async function openVault(
  server: Server,
  rootKey: RootKey,
  budget: ConnectionBudget,
  tenant: TenantRecord,
  address: Pick<Vault, 'hostname' | 'origin'>,
): Promise<Vault> {
  const { id, slug, name } = tenant;
  const { passwords, tenantKey } = await unwrapSecrets(rootKey, tenant);
  const database = { database: tenant.database, roles: tenant.roles, passwords };
  const pool = budget.pool(appTarget(server, database), id);
  return { id, slug, name, ...address, state: 'active', pool, keys: openKeyring(id, tenantKey) };
}

export class Vaults {
  readonly #server: Server;
  readonly #control: Control;
  readonly #rootKey: RootKey;
  readonly #budget: ConnectionBudget;
  readonly #sealers: ConnectionBudget | undefined;
  readonly #fingerprint: string | undefined;
  readonly #addresses: Addresses;
  readonly #entries = new Map<string, Entry>();
  readonly #byHostname = new Map<string, Vault>();
  readonly #listeners: ((id: string, vault: Vault | undefined) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();

  /** `sealers`: connections to seal and to erase with, where this process does. `fingerprint`: of the schema this program serves. */
  constructor(
    server: Server,
    control: Control,
    rootKey: RootKey,
    budget: ConnectionBudget,
    addresses: Addresses,
    sealers?: ConnectionBudget,
    fingerprint?: string,
  ) {
    this.#fingerprint = fingerprint;
    this.#sealers = sealers;
    this.#server = server;
    this.#control = control;
    this.#rootKey = rootKey;
    this.#budget = budget;
    this.#addresses = addresses;
  }

  /** Reads all tenants and keeps up with them from then on. */
  async open(): Promise<void> {
    await this.#control.listen('tenant', (id) => this.#inTurn(() => this.#readOne(id)));
    this.#control.onRestored(() => this.#inTurn(() => this.#readAll()));
    this.#timer = setInterval(() => this.#inTurn(() => this.#readAll()), rereadMs);
    this.#timer.unref();
    await this.#readAll();
  }

  /** One vault by itself, for a command; refuses when it cannot be opened. */
  async openOne(id: string): Promise<Vault> {
    const tenant = await findTenant(this.#control, { id });
    if (tenant !== undefined) await this.#take(tenant);
    const vault = this.byId(id);
    if (vault === undefined) throw new HostRefusal('This tenant is not there, or still being made.');
    return vault;
  }

  /** `hostname`: lower case, without port. Suspended vaults and those in maintenance are found too; their state says so. */
  byHostname(hostname: string): Vault | undefined {
    return this.#byHostname.get(hostname);
  }

  byId(id: string): Vault | undefined {
    return this.#entries.get(id)?.vault;
  }

  /** What the sealer gets of an active vault: its keys and connections of its own role. */
  sealable(id: string): Sealable | undefined {
    const entry = this.#entries.get(id);
    if (entry?.sealer === undefined || entry.vault.state !== 'active') return undefined;
    return { id, keys: entry.keys, pool: entry.sealer };
  }

  /** Connections that may take values out of the ledger of an active vault, and do nothing else. */
  erasing(id: string): TenantPool | undefined {
    const entry = this.#entries.get(id);
    return entry?.vault.state === 'active' ? entry.eraser : undefined;
  }

  all(): Vault[] {
    return [...this.#entries.values()].map(({ vault }) => vault);
  }

  /** Hears of a vault that is new, changed or (undefined) gone: streams and jobs of one that is not active end themselves. */
  onChange(listener: (id: string, vault: Vault | undefined) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
  }

  /** One reading after the other, or an older answer could overwrite a newer one. */
  #inTurn(read: () => Promise<void>): void {
    this.#reading = this.#reading.then(read).catch((error: unknown) => {
      log.warn({ err: error }, 'the tenants could not be read again; trying later');
    });
  }

  async #readAll(): Promise<void> {
    const tenants = await listTenants(this.#control);
    const ids = new Set(tenants.map(({ id }) => id));
    for (const id of [...this.#entries.keys()].filter((known) => !ids.has(known))) this.#drop(id);
    for (const tenant of tenants) await this.#take(tenant).catch((error: unknown) => this.#leaveOut(tenant, error));
  }

  /** What is wrong with one tenant (its key does not open, say) leaves the others alone. */
  #leaveOut(tenant: TenantRecord, error: unknown): void {
    log.error({ tenant: tenant.id, err: error }, 'this tenant cannot be served');
    this.#drop(tenant.id);
  }

  async #readOne(id: string): Promise<void> {
    const tenant = await findTenant(this.#control, { id });
    if (tenant === undefined) this.#drop(id);
    else await this.#take(tenant).catch((error: unknown) => this.#leaveOut(tenant, error));
  }

  async #take(tenant: TenantRecord): Promise<void> {
    if (tenant.state === 'creating') return;
    const known = this.#entries.get(tenant.id);
    const poolOf = `${tenant.database} ${tenant.passwords.toString('base64')} ${tenant.tenantKey.toString('base64')}`;
    const isBehind = this.#fingerprint !== undefined && tenant.fingerprint !== this.#fingerprint;
    // What waits for its upgrade is served by nobody: no request, no job, no sealer meets tables that are not there yet.
    const state: VaultState = tenant.suspended ? 'suspended' : isBehind ? 'maintenance' : tenant.state;
    const address = this.#addresses.of(tenant.slug);
    if (known?.poolOf === poolOf && isSame(known.vault, { ...tenant, ...address, state })) return;
    const { pool, sealer, eraser, keys } = known?.poolOf === poolOf ? known : await this.#connect(tenant, known);
    const vault: Vault = { id: tenant.id, slug: tenant.slug, name: tenant.name, ...address, state, pool, keys };
    if (known !== undefined) this.#byHostname.delete(known.vault.hostname);
    this.#entries.set(tenant.id, { vault, pool, sealer, eraser, keys, poolOf });
    this.#byHostname.set(vault.hostname, vault);
    for (const listener of this.#listeners) listener(tenant.id, vault);
  }

  async #connect(
    tenant: TenantRecord,
    known: Entry | undefined,
  ): Promise<Pick<Entry, 'pool' | 'sealer' | 'eraser' | 'keys'>> {
    await known?.pool.close();
    await known?.sealer?.close();
    await known?.eraser?.close();
    const { passwords, tenantKey } = await unwrapSecrets(this.#rootKey, tenant);
    const database = { database: tenant.database, roles: tenant.roles, passwords };
    return {
      pool: this.#budget.pool(appTarget(this.#server, database), tenant.id),
      sealer: this.#sealers?.pool(ledgerTarget(this.#server, database, 'sealer'), tenant.id),
      eraser: this.#sealers?.pool(ledgerTarget(this.#server, database, 'eraser'), tenant.id),
      keys: openKeyring(tenant.id, tenantKey),
    };
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#byHostname.delete(entry.vault.hostname);
    void entry.pool.close('now');
    void entry.sealer?.close('now');
    void entry.eraser?.close('now');
    for (const listener of this.#listeners) listener(id, undefined);
  }
}

function isSame(vault: Vault, now: Pick<Vault, 'slug' | 'name' | 'hostname' | 'origin' | 'state'>): boolean {
  return (['slug', 'name', 'hostname', 'origin', 'state'] as const).every((part) => vault[part] === now[part]);
}
