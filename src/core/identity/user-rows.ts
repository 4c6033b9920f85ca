// Writes what identity alone may change on a user record (status, and the name and address of whoever joins), with ledger entry and event.
import { Problem } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import { newId } from '../ids.ts';
import { zeroId } from '../principal.ts';
import { checkValue } from '../records/values.ts';
import type { Unit } from '../unit.ts';

export type UserStatus = 'invited' | 'active' | 'inactive' | 'placeholder';

export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly status: UserStatus;
  readonly archived: boolean;
}

const columns = 'id, name, email, status, archived_at is not null as archived';

/** Locked until the unit of work ends; refuses with not-found. */
export async function lockUser(unit: Unit, id: string): Promise<UserRow> {
  const { rows } = await unit.query<UserRow>(`select ${columns} from data."user" where id = $1 for no key update`, [
    id,
  ]);
  if (rows[0] === undefined || rows[0].archived) throw new Problem('not-found');
  return rows[0];
}

export async function findUserByEmail(unit: Unit, email: string): Promise<UserRow | undefined> {
  const { rows } = await unit.query<UserRow>(
    `select ${columns} from data."user" where lower(email) = $1 and archived_at is null for no key update`,
    [email],
  );
  return rows[0];
}

/** Name and address as the field kinds of the user object take them, or a refusal that names the field. */
export function checkPerson(
  catalog: Catalog,
  person: { readonly name?: unknown; readonly email?: unknown },
): { name: string; email: string } {
  const { fields } = catalog.entity('user');
  const checked = (['name', 'email'] as const).map((name) => {
    const f = fields[name];
    if (f === undefined) throw new Error(`the user object has no field ${name}`);
    return { name, ...checkValue({ ...f, required: true }, person[name], null) };
  });
  const errors = checked.flatMap((c) =>
    c.ok ? [] : [{ field: c.name, code: c.code, reason: c.reason, fits: c.fits }],
  );
  if (errors.length > 0) throw new Problem('invalid-input', errors[0]!.reason, { errors });
  const [name, email] = checked.map((c) => (c.ok ? String(c.value) : ''));
  return { name: name!, email: email! };
}

type Changes = Readonly<Record<string, readonly [unknown, unknown]>>;

function record(unit: Unit, id: string, verb: 'created' | 'edited', version: number, changes: Changes): void {
  unit.ledger.add({ verb, outcome: 'done', entity: 'user', record: id, version, values: { changes } });
  unit.events.push({ topic: 'record', entity: 'user', verb, ids: [id], operation: unit.operation });
}

/** Whoever acts, as a record's created_by and updated_by have it; a person who joins by a link acts as himself. */
function author(unit: Unit, self: string): string {
  return unit.me.kind === 'stranger' ? self : unit.me.self.id;
}

export interface NewUser {
  readonly name: string;
  readonly email: string | null;
  readonly teams: readonly string[];
}

export async function insertUser(unit: Unit, person: NewUser): Promise<string> {
  const id = newId();
  const teams = person.teams.map((team) => ({ entity: 'team', id: team, role: null }));
  await unit.query(
    `insert into data."user" (id, version, created_at, created_by, updated_at, updated_by, name, email, status, teams)
       values ($1, 1, $2, $3, $2, $3, $4, $5, 'invited', $6)`,
    [id, unit.at, author(unit, zeroId), person.name, person.email, teams.length === 0 ? null : JSON.stringify(teams)],
  );
  const changes: Record<string, [unknown, unknown]> = { name: [null, person.name], status: [null, 'invited'] };
  if (person.email !== null) changes['email'] = [null, person.email];
  if (teams.length > 0) changes['teams'] = [null, teams];
  record(unit, id, 'created', 1, changes);
  return id;
}

/** Sets what differs; the row must be locked. */
export async function changeUser(
  unit: Unit,
  user: UserRow,
  next: { readonly status?: UserStatus; readonly name?: string; readonly email?: string | null },
): Promise<void> {
  const names = (['status', 'name', 'email'] as const).filter((n) => next[n] !== undefined && next[n] !== user[n]);
  if (names.length === 0) return;
  const sets = names.map((name, i) => `${name} = $${i + 4}`).join(', ');
  const { rows } = await unit.query<{ version: number }>(
    `update data."user" set version = version + 1, updated_at = $2, updated_by = $3, ${sets} where id = $1 returning version`,
    [user.id, unit.at, author(unit, user.id), ...names.map((name) => next[name])],
  );
  const changes = Object.fromEntries(names.map((name) => [name, [user[name], next[name]] as const]));
  record(unit, user.id, 'edited', rows[0]!.version, changes);
}
