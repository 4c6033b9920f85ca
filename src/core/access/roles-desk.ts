// Makes the `roles` of a Tx: roles are made, changed and removed here alone, within what who acts holds, and past the saved tests.
import { Problem, invalidField } from '../../contract/problem.ts';
import { isId, newId } from '../ids.ts';
import { may } from '../principal.ts';
import { type RoleGrants, grantsOfRole } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { watchTests } from './access-tests.ts';
import { assertWithin } from './assert-within.ts';
import { checkRoleGrants } from './check-role.ts';
import { assertMayAsk } from './rule-asks.ts';

export interface FullRole {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly help: string;
  readonly grants: RoleGrants;
  readonly version: number;
  readonly preset: boolean;
  readonly updatedAt: string | null;
  readonly holders: readonly { readonly id: string; readonly title: string; readonly active: boolean }[];
}

export interface RoleWish {
  readonly name: string;
  readonly help: string;
  readonly grants: unknown;
}

export interface RoleDesk {
  /** with admin.roles, as the next one */
  list(): Promise<FullRole[]>;
  view(id: string): Promise<FullRole>;
  /** with admin.grants, as everything below */
  create(wish: RoleWish, reason: string | null): Promise<FullRole>;
  /** `version`: the one it was made against */
  edit(id: string, version: number, wish: Partial<RoleWish>, reason: string | null): Promise<FullRole>;
  /** nobody may hold it */
  remove(id: string, reason: string | null): Promise<void>;
}

export const roleBounds = { name: 80, help: 500, roles: 2000 } as const;

export const ownerKey = 'owner';

interface Row extends Omit<FullRole, 'updatedAt'> {
  readonly updatedAt: Date | null;
}

const text = `select r.id, r.key, r.name, r.help, r.grants, r.version, r.preset, r.updated_at as "updatedAt",
  coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'title', u.name, 'active', u.status = 'active') order by lower(u.name), u.id)
            from core.member_role m join data."user" u on u.id = m.user_id and u.archived_at is null where m.role_id = r.id), '[]') as holders
from core.role r`;

const full = (row: Row): FullRole => ({ ...row, updatedAt: row.updatedAt?.toISOString() ?? null });

export async function readRoles(unit: Unit): Promise<FullRole[]> {
  return (await unit.query<Row>(`${text} order by not r.preset, r.id`)).rows.map(full);
}

async function read(unit: Unit, id: string): Promise<FullRole> {
  const { rows } = isId(id) ? await unit.query<Row>(`${text} where r.id = $1`, [id]) : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  return full(rows[0]);
}

function assertMaySee(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.roles'), 'admin.roles');
}

function assertMayChange(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.grants'), 'admin.grants');
  unit.assertWrites();
}

/** What the role gives, to anybody. */
function assertHolds(unit: Unit, name: string, grants: RoleGrants): void {
  assertWithin(unit, grantsOfRole({ id: '', key: '', name, grants }, unit.catalog), `The role "${name}"`);
}

function checkedName(name: string): string {
  const plain = name.normalize('NFC').trim();
  if (plain !== '' && plain.length <= roleBounds.name) return plain;
  throw invalidField('name', 'length', 'A role needs a name.', `1 to ${roleBounds.name} characters.`);
}

function checkedHelp(help: string): string {
  const plain = help.normalize('NFC').trim();
  if (plain.length <= roleBounds.help) return plain;
  throw invalidField('help', 'length', 'This is too long.', `At most ${roleBounds.help} characters.`);
}

/** One role holds everything, and its last active holder is guarded; another like it would not be. */
function checkedGrants(unit: Unit, given: unknown, present: RoleGrants | null): RoleGrants {
  const grants = checkRoleGrants(given, unit.catalog);
  assertMayAsk(unit.me, unit.catalog, grants, present);
  if (grants.everything === true)
    throw invalidField(
      'grants',
      'everything',
      'Only the role of the owner holds everything.',
      'Objects and areas by name.',
    );
  return grants;
}

export async function assertNameFree(unit: Unit, name: string, but: string | null): Promise<void> {
  const { rowCount } = await unit.query(
    'select 1 from core.role where lower(name) = lower($1) and id is distinct from $2',
    [name, but],
  );
  if (rowCount > 0) throw invalidField('name', 'already-exists', 'Another role has this name.');
}

/** Locked; refused when it holds more than who acts: to change it would be to give or to take what is not his. */
async function lock(unit: Unit, id: string): Promise<FullRole> {
  assertMayChange(unit);
  if (isId(id)) await unit.query('select 1 from core.role where id = $1 for update', [id]);
  const role = await read(unit, id);
  if (role.key === ownerKey) throw new Problem('not-allowed', 'The role of the owner stays as it is.');
  assertHolds(unit, role.name, role.grants);
  return role;
}

export function noteRole(
  unit: Unit,
  verb: 'created' | 'edited' | 'removed',
  role: { readonly id: string; readonly version: number },
  changes: Record<string, readonly [unknown, unknown]>,
  reason: string | null,
): void {
  const values = reason === null ? { changes } : { changes, reason };
  unit.ledger.add({
    verb,
    outcome: 'done',
    entity: 'role',
    record: role.id,
    version: role.version,
    permission: 'admin.grants',
    values,
  });
  unit.events.push({ topic: 'model' });
}

export async function insertRole(
  unit: Unit,
  role: { id: string; key: string; name: string; help: string; grants: RoleGrants; version: number },
): Promise<void> {
  await unit.query(
    `insert into core.role (id, key, name, help, grants, version, updated_at, updated_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [role.id, role.key, role.name, role.help, JSON.stringify(role.grants), role.version, unit.at, unit.me.id],
  );
}

async function create(unit: Unit, wish: RoleWish, reason: string | null): Promise<FullRole> {
  assertMayChange(unit);
  const name = checkedName(wish.name);
  const help = checkedHelp(wish.help);
  const grants = checkedGrants(unit, wish.grants, null);
  assertHolds(unit, name, grants);
  await assertNameFree(unit, name, null);
  const { rows } = await unit.query<{ n: number }>('select count(*)::int as n from core.role');
  if (rows[0]!.n >= roleBounds.roles) throw new Problem('too-large', `There may be at most ${roleBounds.roles} roles.`);
  const assertTests = await watchTests(unit);
  const id = newId();
  await insertRole(unit, { id, key: `own-${id}`, name, help, grants, version: 1 });
  noteRole(
    unit,
    'created',
    { id, version: 1 },
    { name: [null, name], help: [null, help], grants: [null, grants] },
    reason,
  );
  await assertTests();
  return read(unit, id);
}

/** Writes what differs and puts it on record; for changes and for taking them back. */
export async function writeRole(
  unit: Unit,
  role: FullRole,
  next: { readonly name?: string; readonly help?: string; readonly grants?: RoleGrants },
  reason: string | null,
): Promise<void> {
  const changes = Object.fromEntries(
    (['name', 'help', 'grants'] as const).flatMap((field) => {
      const after = next[field];
      return after === undefined || JSON.stringify(after) === JSON.stringify(role[field])
        ? []
        : [[field, [role[field], after] as const]];
    }),
  );
  if (Object.keys(changes).length === 0) return;
  const { rows } = await unit.query<{ version: number }>(
    `update core.role set name = coalesce($2, name), help = coalesce($3, help), grants = coalesce($4::jsonb, grants), version = version + 1,
       updated_at = $5, updated_by = $6 where id = $1 returning version`,
    [
      role.id,
      next.name ?? null,
      next.help ?? null,
      next.grants === undefined ? null : JSON.stringify(next.grants),
      unit.at,
      unit.me.id,
    ],
  );
  noteRole(unit, 'edited', { id: role.id, version: rows[0]!.version }, changes, reason);
}

async function edit(
  unit: Unit,
  id: string,
  version: number,
  wish: Partial<RoleWish>,
  reason: string | null,
): Promise<FullRole> {
  const role = await lock(unit, id);
  if (role.version !== version)
    throw new Problem('conflict', 'Somebody else has changed this role. Look at it again before you save.');
  const name = wish.name === undefined ? undefined : checkedName(wish.name);
  const help = wish.help === undefined ? undefined : checkedHelp(wish.help);
  const grants = wish.grants === undefined ? undefined : checkedGrants(unit, wish.grants, role.grants);
  if (grants !== undefined) assertHolds(unit, name ?? role.name, grants);
  if (name !== undefined) await assertNameFree(unit, name, id);
  const assertTests = await watchTests(unit);
  await writeRole(
    unit,
    role,
    {
      ...(name === undefined ? {} : { name }),
      ...(help === undefined ? {} : { help }),
      ...(grants === undefined ? {} : { grants }),
    },
    reason,
  );
  await assertTests();
  return read(unit, id);
}

export async function deleteRole(unit: Unit, role: FullRole, reason: string | null): Promise<void> {
  if (role.holders.length > 0) {
    const names = role.holders.slice(0, 5).map((h) => h.title);
    const more = role.holders.length > 5 ? ` and ${role.holders.length - 5} more` : '';
    throw new Problem('in-use', `${names.join(', ')}${more} hold this role. Give them another one first.`);
  }
  await unit.query('delete from core.role where id = $1', [role.id]);
  const changes = {
    name: [role.name, null],
    help: [role.help, null],
    grants: [role.grants, null],
    key: [role.key, null],
  } as const;
  noteRole(unit, 'removed', { id: role.id, version: role.version + 1 }, changes, reason);
}

async function remove(unit: Unit, id: string, reason: string | null): Promise<void> {
  const role = await lock(unit, id);
  const assertTests = await watchTests(unit);
  await deleteRole(unit, role, reason);
  await assertTests();
}

export function makeRoleDesk(unit: Unit): RoleDesk {
  return {
    list: async () => {
      assertMaySee(unit);
      return readRoles(unit);
    },
    view: async (id) => {
      assertMaySee(unit);
      return read(unit, id);
    },
    create: (wish, reason) => create(unit, wish, reason),
    edit: (id, version, wish, reason) => edit(unit, id, version, wish, reason),
    remove: (id, reason) => remove(unit, id, reason),
  };
}
