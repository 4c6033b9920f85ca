// Makes principals out of sessions and users, and remembers them by the version of the tenant's grants. The door verifies that version in the database.
import { Problem } from '../contract/problem.ts';
import { allPermissions } from '../contract/permission.ts';
import { usualRegion } from '../contract/region.ts';
import { everything } from '../contract/rule.ts';
import type { Catalog } from './catalog.ts';
import { Catalogs } from './catalogs.ts';
import { now } from './clock.ts';
import type { Queryable } from './pg.ts';
import { type Actor, type Grant, type Principal, zeroId } from './principal.ts';
import { grantsOfRole } from './roles.ts';
import type { Vault } from './vault.ts';
import { type LoadedPerson, grantsOfPerson, personColumns, selfOf, valuesOf, withinModules } from './access/person.ts';
import { withinOwner } from './access/key-grants.ts';
import { takeKeyTry } from './access/key-rates.ts';
import { type KeyRefusal, KeyRefused } from './access/key-refusal.ts';
import { noSecret } from './access/key-secret.ts';

interface Loaded extends LoadedPerson {
  readonly session: string | null;
}

interface LoadedKey extends Loaded {
  readonly key: string;
  readonly keyName: string;
  readonly keyGrants: unknown;
  /** of a connection: what its application may do */
  readonly applicationGrants: unknown;
  readonly rate: number;
  readonly refused: KeyRefusal | null;
}

const person = `select ${personColumns}`;

const bySession = `${person}, s.id as session from core.session s join data."user" u on u.id = s.user_id
where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at + s.idle > $2
  and u.status = 'active' and u.archived_at is null`;

const keyColumns = `k.id as key, k.name as "keyName", k.grants as "keyGrants", a.grants as "applicationGrants", coalesce(a.rate, k.rate) as rate`;

/** Whatever state it is in: a key that does not hold is turned away with its reason on record. */
const byKey = `${person}, null as session, ${keyColumns}, case
    when k.disabled_at is not null or a.disabled_at is not null then 'disabled'
    when k.expires_at <= $2 then 'expired'
    when s.expires_at <= $2 then case when k.application is null then 'replaced' else 'token-expired' end
    when u.status <> 'active' or u.archived_at is not null then 'owner-gone'
    when k.addresses <> '{}' and not coalesce((select bool_or($3::inet <<= c::inet) from unnest(k.addresses) c), false) then 'address'
  end as refused
from core.api_key_secret s join core.api_key k on k.id = s.key_id join data."user" u on u.id = k.owner
  left join core.application a on a.id = k.application where s.hash = $1`;

const byKeyWork = `${person}, null as session, ${keyColumns}, null as refused
from core.api_key k join data."user" u on u.id = k.owner left join core.application a on a.id = k.application
where k.id = $1 and k.disabled_at is null and a.disabled_at is null and k.expires_at > $2 and u.status = 'active' and u.archived_at is null`;

const byUser = `${person}, null as session from data."user" u where u.id = $1 and u.status = 'active' and u.archived_at is null`;

/** What the product may do under its own names. `demo` and `host` set up a tenant before anybody has signed in. */
const systemGrants: readonly Grant[] = allPermissions().map((p) => ({
  permission: p.name,
  rows: everything,
  fields: new Map(),
  otherFields: 'edit',
  from: { role: zeroId, roleName: 'the product itself', scope: 'all' },
}));

const most = 20_000;

export class Principals {
  readonly #catalogs: Catalogs;
  readonly #known = new Map<string, Principal>();

  constructor(catalog: Catalog) {
    this.#catalogs = new Catalogs(catalog);
  }

  /** From memory when known. A stale one is found out by the door, which then calls `forget` and asks again. */
  async get(vault: Vault, actor: Actor, query: () => Promise<{ q: Queryable; done: () => void }>): Promise<Principal> {
    if (actor.kind === 'stranger') return fixed(vault, 'stranger', 'stranger', [], this.#catalogs.plain);
    if (actor.kind === 'system') return fixed(vault, 'system', actor.name, systemGrants, this.#catalogs.plain);
    const key = keyOf(vault, actor);
    const known = this.#known.get(key);
    if (known !== undefined && now().getTime() < known.until) return known;
    const { q, done } = await query();
    try {
      const isKey = actor.kind === 'key' || actor.kind === 'key-work';
      const principal = isKey ? await this.#loadKey(vault, actor, q) : await this.#load(vault, actor, q);
      if (this.#known.size >= most) this.#known.delete(this.#known.keys().next().value!);
      this.#known.set(key, principal);
      return principal;
    } finally {
      done();
    }
  }

  forget(vault: Vault, actor: Actor): void {
    this.#known.delete(keyOf(vault, actor));
  }

  async #load(vault: Vault, actor: Extract<Actor, { kind: 'session' | 'user' }>, q: Queryable): Promise<Principal> {
    const result =
      actor.kind === 'session'
        ? await q.query<Loaded>(bySession, [actor.tokenHash, now()])
        : await q.query<Loaded>(byUser, [actor.id, now()]);
    const row = result.rows[0];
    if (row === undefined) throw new Problem('session-ended');
    return this.#person(vault, row, q);
  }

  /** Its owner, with no right that the owner has not now. */
  async #loadKey(vault: Vault, actor: Extract<Actor, { kind: 'key' | 'key-work' }>, q: Queryable): Promise<Principal> {
    const tried = actor.kind === 'key' ? takeKeyTry(actor.address) : undefined;
    if (actor.kind === 'key' && actor.tokenHash === noSecret) throw new KeyRefused(null);
    const result =
      actor.kind === 'key'
        ? await q.query<LoadedKey>(byKey, [actor.tokenHash, now(), actor.address])
        : await q.query<LoadedKey>(byKeyWork, [actor.id, now()]);
    const row = result.rows[0];
    if (row === undefined || row.refused !== null)
      throw new KeyRefused(row === undefined ? null : { id: row.key, why: row.refused! });
    tried?.giveBack();
    const owner = await this.#person(vault, row, q);
    const values = valuesOf(owner.catalog.entity('user'), row.record);
    const given = (grants: unknown, what: string): Grant[] =>
      grantsOfRole({ id: row.key, key: row.key, name: `${what} ${row.keyName}`, grants }, owner.catalog, values);
    const isConnection = row.applicationGrants !== null;
    const allowed = given(row.keyGrants, isConnection ? 'application' : 'key');
    // What the application may do today bounds what a person allowed it once.
    const bounded = isConnection ? withinOwner(allowed, given(row.applicationGrants, 'application')) : allowed;
    return {
      ...owner,
      kind: 'api_key',
      id: row.key,
      name: row.keyName,
      grants: withinModules(withinOwner(bounded, owner.grants)),
      key: { rate: row.rate },
    };
  }

  async #person(vault: Vault, row: Loaded, q: Queryable): Promise<Principal> {
    const catalog = await this.#catalogs.get(vault, row.shape, q);
    return {
      kind: 'user',
      id: row.id,
      name: row.name,
      tenant: vault.id,
      grants: grantsOfPerson(row, catalog),
      version: String(row.version),
      self: selfOf(row),
      until: row.until?.getTime() ?? Infinity,
      region: row.region,
      catalog,
      sessionId: row.session,
    };
  }
}

function keyOf(vault: Vault, actor: Actor): string {
  if (actor.kind === 'key') return `${vault.id} key ${actor.tokenHash.toString('base64')}`;
  if (actor.kind === 'key-work') return `${vault.id} key-work ${actor.id}`;
  if (actor.kind === 'session') return `${vault.id} session ${actor.tokenHash.toString('base64')}`;
  return actor.kind === 'user' ? `${vault.id} user ${actor.id}` : `${vault.id} ${actor.kind}`;
}

const fixedOnes = new Map<string, Principal>();

function fixed(
  vault: Vault,
  kind: 'stranger' | 'system',
  name: string,
  grants: readonly Grant[],
  catalog: Catalog,
): Principal {
  const key = `${vault.id} ${kind} ${name}`;
  let principal = fixedOnes.get(key);
  if (principal === undefined) {
    principal = {
      kind,
      id: zeroId,
      name,
      tenant: vault.id,
      grants,
      version: '',
      self: { id: zeroId, selves: [], teammates: [], below: [], territories: [] },
      until: Infinity,
      region: usualRegion,
      catalog,
      sessionId: null,
    };
    fixedOnes.set(key, principal);
  }
  return principal;
}
