// Makes principals out of sessions and users, and remembers them by the version of the tenant's grants. The door verifies that version in the database.
import { Problem } from '../contract/problem.ts';
import { type Permission, allPermissions, verbsOf } from '../contract/permission.ts';
import { usualRegion } from '../contract/region.ts';
import { everything } from '../contract/rule.ts';
import type { Catalog } from './catalog.ts';
import { Catalogs } from './catalogs.ts';
import { now } from './clock.ts';
import type { Queryable } from './pg.ts';
import { type Actor, type Grant, type Principal, may, zeroId } from './principal.ts';
import type { Vault } from './vault.ts';
import { type LoadedPerson, personColumns, principalOf } from './access/person.ts';
import { type KeyRow, grantsOfKey } from './access/key-people.ts';
import { type Look, lookingAs } from './access/looking.ts';
import { takeKeyTry } from './access/key-rates.ts';
import { type KeyRefusal, KeyRefused } from './access/key-refusal.ts';
import { noSecret } from './access/key-secret.ts';
import { type Standing, standing, standingColumns } from './identity/factors/standing.ts';
import { Networks, comerOf, guardOf } from './network/networks.ts';

interface Loaded extends LoadedPerson, Standing {
  /** version of the rules on networks */
  readonly network: string;
  readonly session: string | null;
  /** the session looks as somebody else, or did and has not been left */
  readonly look?: (Look & { readonly over: boolean }) | null;
}

interface LoadedKey extends Loaded, KeyRow {
  readonly rate: number;
  readonly refused: KeyRefusal | null;
}

const person = `select ${personColumns}, ${standingColumns}, (select n.version::text from core.network n) as network`;

const lookOfSession = `(select jsonb_build_object('id', l.id, 'person', l.person, 'reason', l.reason, 'until', l.until_at,
    'over', l.ended_at is not null or l.until_at <= $2) from core.look l where l.session = s.id and l.left_at is null)`;

const bySession = `${person}, s.id as session, s.level as "sessionLevel", s.proved_at as "provedAt", ${lookOfSession} as look from core.session s join data."user" u on u.id = s.user_id
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
const grantOfSystem = (permission: string): Grant => ({
  permission: permission as Permission,
  rows: everything,
  fields: new Map(),
  otherFields: 'edit',
  from: { role: zeroId, roleName: 'the product itself', scope: 'all' },
});
const systemGrants: readonly Grant[] = allPermissions().map((p) => grantOfSystem(p.name));

const most = 20_000;

export class Principals {
  readonly #catalogs: Catalogs;
  readonly #known = new Map<string, Principal>();
  readonly #networks: Networks;

  constructor(catalog: Catalog, networks = new Networks()) {
    this.#networks = networks;
    this.#catalogs = new Catalogs(catalog);
  }

  /** From memory when known. A stale one is found out by the door, which then calls `forget` and asks again. */
  async get(vault: Vault, actor: Actor, query: () => Promise<{ q: Queryable; done: () => void }>): Promise<Principal> {
    if (actor.kind === 'stranger') return fixed(vault, 'stranger', 'stranger', [], this.#catalogs.plain);
    if (actor.kind === 'system' && actor.name === 'bin') return await this.#keeperOfBin(vault, query);
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

  /** What it deletes in its time may be of the tenant's own objects, and be referred to from them. */
  async #keeperOfBin(vault: Vault, query: () => Promise<{ q: Queryable; done: () => void }>): Promise<Principal> {
    const { q, done } = await query();
    try {
      const { rows } = await q.query<{ shape: number }>('select shape from core.access_version');
      const catalog = await this.#catalogs.get(vault, rows[0]!.shape, q);
      const own = catalog.entities.filter((e) => e.own === true);
      const grants = own.flatMap((e) => verbsOf(e).map((v) => grantOfSystem(`${e.name}.${v}`)));
      const plain = fixed(vault, 'system', 'bin', systemGrants, this.#catalogs.plain);
      return { ...plain, catalog, grants: [...systemGrants, ...grants] };
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
    const person = await this.#person(vault, row, q);
    const me = actor.kind === 'session' ? standing(person, row) : person;
    if (actor.kind !== 'session' || actor.oneself === true || (row.look ?? null) === null) return me;
    return this.#looking(vault, me, row.look!, q);
  }

  /** Whoever has lost the right to look, or whose look is over, is nobody until he has left it: never silently himself again. */
  async #looking(vault: Vault, viewer: Principal, look: NonNullable<Loaded['look']>, q: Queryable): Promise<Principal> {
    if (look.over || !may(viewer, 'access.viewAs')) throw new Problem('look-over');
    const { rows } = await q.query<Loaded>(byUser, [look.person, now()]);
    if (rows[0] === undefined) throw new Problem('look-over');
    const { signedIn } = viewer;
    // It is the viewer who comes from somewhere, and who has signed in.
    const { network: _, ...both } = lookingAs(viewer, await this.#person(vault, rows[0], q), look);
    return {
      ...both,
      ...(viewer.network === undefined ? {} : { network: viewer.network }),
      ...(signedIn === undefined ? {} : { signedIn }),
    };
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
    // A key does nothing its owner could not: also not while he has to set up a second factor first.
    const owner = standing(await this.#person(vault, row, q), row);
    return {
      ...owner,
      kind: 'api_key',
      id: row.key,
      name: row.keyName,
      grants: grantsOfKey(row, owner.grants, owner.catalog),
      key: { rate: row.rate },
      ...(owner.network === undefined
        ? {}
        : { network: { ...owner.network, comer: { ...owner.network.comer, type: 'api' as const } } }),
    };
  }

  async #person(vault: Vault, row: Loaded, q: Queryable): Promise<Principal> {
    const catalog = await this.#catalogs.get(vault, row.shape, q);
    const rules = await this.#networks.version(vault, row.network, row.region.timeZone, q);
    const network = guardOf(rules, comerOf(row.id, row.roles));
    return {
      ...principalOf({ vault, catalog }, row),
      sessionId: row.session,
      ...(network === undefined ? {} : { network }),
    };
  }
}

function keyOf(vault: Vault, actor: Actor): string {
  if (actor.kind === 'key') return `${vault.id} key ${actor.tokenHash.toString('base64')}`;
  if (actor.kind === 'key-work') return `${vault.id} key-work ${actor.id}`;
  if (actor.kind === 'session')
    return `${vault.id} session${actor.oneself === true ? ' oneself' : ''} ${actor.tokenHash.toString('base64')}`;
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
