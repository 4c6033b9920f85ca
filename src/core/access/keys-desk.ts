// Makes the `keys` of a Tx: every row of API keys is written through here, each change put on record without the secret.
import { Problem } from '../../contract/problem.ts';
import { newId, isId } from '../ids.ts';
import { may } from '../principal.ts';
import { type RoleGrants, grantsOfRole } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { assertHeld } from './assert-held.ts';
import { newSecret } from './key-secret.ts';
import { checkWish, keyBounds, namedRights, onlyRights } from './key-wish.ts';
import type { KeyDesk, KeyInfo, KeySecretInfo, KeyWish } from './keys.ts';

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly ownerName: string;
  readonly grants: RoleGrants;
  readonly addresses: string[];
  readonly rate: number;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly disabledAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastAddress: string | null;
  readonly secrets: { prefix: string; madeAt: string; expiresAt: string | null }[];
  readonly uses: Record<string, string> | null;
  readonly ownerRoles: { id: string; key: string; name: string; grants: unknown }[];
}

const text = `select k.id, k.name, k.owner, u.name as "ownerName", k.grants, k.addresses::text[] as addresses, k.rate,
  k.made_at as "madeAt", k.expires_at as "expiresAt", k.disabled_at as "disabledAt", k.last_used_at as "lastUsedAt",
  host(k.last_address) as "lastAddress",
  coalesce((select jsonb_agg(jsonb_build_object('prefix', s.prefix, 'madeAt', s.made_at, 'expiresAt', s.expires_at) order by s.made_at)
            from core.api_key_secret s where s.key_id = k.id and (s.expires_at is null or s.expires_at > $1)), '[]') as secrets,
  (select jsonb_object_agg(p.permission, p.last_at) from core.api_key_use p where p.key_id = k.id) as uses,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'key', r.key, 'name', r.name, 'grants', r.grants))
            from core.member_role m join core.role r on r.id = m.role_id where m.user_id = k.owner), '[]') as "ownerRoles"
from core.api_key k join data."user" u on u.id = k.owner`;

/** One address without its length. */
function plainly(range: string): string {
  return range.replace(/\/(32|128)$/, (end) => (range.includes(':') === (end === '/128') ? '' : end));
}

const iso = (at: string | Date): string => new Date(at).toISOString();

function infoOf(unit: Unit, row: KeyRow): KeyInfo {
  const held = new Set(
    row.ownerRoles
      .flatMap((role) => grantsOfRole(role, unit.catalog))
      // What is held by a rule over the person is not worked out here, and is held all the same.
      .filter((g) => g.rows.op !== 'none' || typeof g.from.scope !== 'string')
      .map((g): string => g.permission),
  );
  const rights = namedRights(row.grants);
  const secrets = row.secrets.map((s): KeySecretInfo => ({
    ...s,
    madeAt: iso(s.madeAt),
    expiresAt: s.expiresAt === null ? null : iso(s.expiresAt),
  }));
  const last = (name: string): string | null => {
    const at = row.uses?.[name];
    return at === undefined ? null : iso(at);
  };
  return {
    id: row.id,
    name: row.name,
    owner: { id: row.owner, title: row.ownerName },
    state: row.disabledAt !== null ? 'disabled' : row.expiresAt <= unit.at ? 'expired' : 'active',
    grants: row.grants,
    rights: rights.map((permission) => ({ permission, lastAt: last(permission) })),
    idle: rights.filter((name) => !held.has(name)),
    addresses: row.addresses.map(plainly),
    rate: row.rate,
    madeAt: iso(row.madeAt),
    expiresAt: iso(row.expiresAt),
    disabledAt: row.disabledAt === null ? null : iso(row.disabledAt),
    lastUsedAt: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
    lastAddress: row.lastAddress,
    secrets,
  };
}

/** People with the right; a program makes and changes no keys, its own least of all. */
function assertKeyAdmin(unit: Unit): void {
  if (!may(unit.me, 'admin.keys')) throw new Problem('not-allowed', undefined, { missing: 'admin.keys' });
}

function assertPerson(unit: Unit): void {
  assertKeyAdmin(unit);
  if (unit.me.kind !== 'user') throw new Problem('not-allowed', 'Keys are made and changed by people.');
  if (unit.purpose.reads)
    throw new Error(`the action ${unit.purpose.action} is declared as reading and tried to change a key`);
}

export async function viewKey(unit: Unit, id: string): Promise<KeyInfo> {
  assertKeyAdmin(unit);
  const { rows } = isId(id)
    ? await unit.query<KeyRow>(`${text} where k.id = $2 and k.application is null`, [unit.at, id])
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  return infoOf(unit, rows[0]);
}

/** Locked until the unit of work ends. */
async function lock(unit: Unit, id: string): Promise<KeyInfo> {
  assertPerson(unit);
  if (isId(id)) await unit.query('select 1 from core.api_key where id = $1 for update', [id]);
  const key = await viewKey(unit, id);
  if (key.state === 'disabled') throw new Problem('wrong-state', 'This key has been disabled; make a new one.');
  return key;
}

async function lockOwn(unit: Unit, id: string): Promise<KeyInfo> {
  const key = await lock(unit, id);
  if (key.owner.id !== unit.me.id)
    throw new Problem('not-allowed', 'Only its owner changes a key: it acts in that name.');
  return key;
}

function note(unit: Unit, verb: string, id: string, values: Record<string, unknown>): void {
  unit.ledger.add({ verb, outcome: 'done', entity: 'apiKey', record: id, permission: 'admin.keys', values });
}

async function addSecret(unit: Unit, id: string): Promise<{ secret: string; prefix: string }> {
  const { secret, hash, prefix } = newSecret();
  await unit.query('insert into core.api_key_secret (hash, key_id, prefix, made_at) values ($1, $2, $3, $4)', [
    hash,
    id,
    prefix,
    unit.at,
  ]);
  return { secret, prefix };
}

async function create(unit: Unit, wish: KeyWish): Promise<{ key: KeyInfo; secret: string }> {
  assertPerson(unit);
  const { name, grants, addresses, rate, expiresAt } = checkWish(wish, unit.at, unit.catalog) as KeyWish;
  assertHeld(unit, grants, `The key "${name}"`);
  const id = newId();
  await unit.query(
    `insert into core.api_key (id, name, owner, grants, addresses, rate, made_at, expires_at)
     values ($1, $2, $3, $4, (select coalesce(array_agg(network(a::inet)), '{}') from unnest($5::text[]) a), $6, $7, $8)`,
    [id, name, unit.me.id, JSON.stringify(grants), addresses, rate, unit.at, expiresAt],
  );
  const { secret, prefix } = await addSecret(unit, id);
  note(unit, 'key made', id, { name, grants, addresses, rate, expiresAt, prefix });
  return { key: await viewKey(unit, id), secret };
}

/** Of a key of one's own; also for taking changes back. */
export async function changeKey(unit: Unit, id: string, wish: Partial<KeyWish>): Promise<KeyInfo> {
  const before = await lockOwn(unit, id);
  const checked = checkWish(wish, unit.at, unit.catalog);
  const next = checked.addresses === undefined ? checked : { ...checked, addresses: checked.addresses.map(plainly) };
  if (next.grants !== undefined) assertHeld(unit, next.grants, `The key "${next.name ?? before.name}"`, before.grants);
  const changes = Object.fromEntries(
    Object.entries(next)
      .map(([field, after]) => [field, [before[field as keyof KeyWish], after]] as const)
      .filter(([, [was, is]]) => JSON.stringify(was) !== JSON.stringify(is)),
  );
  if (Object.keys(changes).length === 0) return before;
  unit.assertWrites();
  await unit.query(
    `update core.api_key set name = coalesce($2, name), grants = coalesce($3::jsonb, grants), rate = coalesce($4, rate),
       expires_at = coalesce($5, expires_at),
       addresses = case when $6::text[] is null then addresses
         else (select coalesce(array_agg(network(a::inet)), '{}') from unnest($6::text[]) a) end
     where id = $1`,
    [
      id,
      next.name ?? null,
      next.grants === undefined ? null : JSON.stringify(next.grants),
      next.rate ?? null,
      next.expiresAt ?? null,
      next.addresses ?? null,
    ],
  );
  note(unit, 'key changed', id, { changes });
  return viewKey(unit, id);
}

async function rotate(unit: Unit, id: string, overlapHours: number): Promise<{ key: KeyInfo; secret: string }> {
  await lockOwn(unit, id);
  if (!(overlapHours >= 0 && overlapHours <= keyBounds.overlapHours))
    throw new Problem('invalid-input', `The old secret may go on for 0 to ${keyBounds.overlapHours} hours.`);
  const until = new Date(unit.at.getTime() + overlapHours * 3_600_000);
  await unit.query('delete from core.api_key_secret where key_id = $1 and expires_at <= $2', [id, unit.at]);
  // One that is on its way out already is not kept alive any longer.
  await unit.query(
    'update core.api_key_secret set expires_at = least(expires_at, $2) where key_id = $1 and (expires_at is null or expires_at > $2)',
    [id, until],
  );
  const { secret, prefix } = await addSecret(unit, id);
  note(unit, 'key rotated', id, { prefix, oldUntil: until.toISOString() });
  return { key: await viewKey(unit, id), secret };
}

async function narrow(unit: Unit, id: string): Promise<KeyInfo> {
  const before = await lock(unit, id);
  const used = new Set(before.rights.filter((r) => r.lastAt !== null).map((r) => r.permission));
  if (used.size === 0) throw new Problem('wrong-state', 'This key has used none of its rights: disable it instead.');
  const grants = onlyRights(before.grants, used);
  unit.assertWrites();
  await unit.query('update core.api_key set grants = $2 where id = $1', [id, JSON.stringify(grants)]);
  note(unit, 'key narrowed', id, { changes: { grants: [before.grants, grants] } });
  return viewKey(unit, id);
}

async function disable(unit: Unit, id: string): Promise<KeyInfo> {
  await lock(unit, id);
  await unit.query('update core.api_key set disabled_at = $2, disabled_by = $3 where id = $1', [
    id,
    unit.at,
    unit.me.id,
  ]);
  await unit.query('delete from core.api_key_secret where key_id = $1 and expires_at <= $2', [id, unit.at]);
  note(unit, 'key disabled', id, {});
  return viewKey(unit, id);
}

export function makeKeyDesk(unit: Unit): KeyDesk {
  return {
    list: async () => {
      assertKeyAdmin(unit);
      const order = 'order by k.disabled_at is not null, k.expires_at <= $1, lower(k.name), k.id limit 1000';
      return (await unit.query<KeyRow>(`${text} where k.application is null ${order}`, [unit.at])).rows.map((row) =>
        infoOf(unit, row),
      );
    },
    view: (id) => viewKey(unit, id),
    create: (wish) => create(unit, wish),
    change: (id, wish) => changeKey(unit, id, wish),
    rotate: (id, overlapHours) => rotate(unit, id, overlapHours),
    narrow: (id) => narrow(unit, id),
    disable: (id) => disable(unit, id),
  };
}
