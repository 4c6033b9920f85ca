// Who held what at an instant that is over: the present configuration with every later change in the ledger taken back, and the shares given by then.
import { type Entity, columnOf } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import type { Json } from '../../contract/json.ts';
import { invalidField } from '../../contract/problem.ts';
import type { FieldRight } from '../principal.ts';
import { openValues } from '../ledger.ts';
import type { RoleRow } from '../roles.ts';
import type { Unit } from '../unit.ts';

type Columns = Record<string, Json>;

export interface PastShare {
  readonly id: string;
  readonly entity: string;
  readonly record: string;
  /** the person or team */
  readonly with: string;
  /** who gave it */
  readonly by: string;
  readonly edit: boolean;
  readonly caps: Readonly<Record<string, FieldRight>>;
}

interface PastDeputy {
  readonly user: string;
  readonly deputy: string;
  readonly from: string;
  readonly until: string | null;
}

/** Everything that decided about people then. */
export interface Past {
  readonly at: Date;
  readonly roles: ReadonlyMap<string, RoleRow>;
  readonly held: ReadonlyMap<string, readonly string[]>;
  /** rows of data.user by id, as JSON of their columns */
  readonly users: ReadonlyMap<string, Columns>;
  /** the parent of each team and territory */
  readonly teams: ReadonlyMap<string, string | null>;
  readonly territories: ReadonlyMap<string, string | null>;
  readonly deputies: readonly PastDeputy[];
  readonly shares: readonly PastShare[];
  /** what the ledger does not hold, in words */
  readonly gaps: readonly string[];
}

interface Entry {
  readonly entry: string;
  readonly at: Date;
  readonly entity: string;
  readonly record: string;
  readonly verb: string;
  readonly version: number | null;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

type Change = readonly [unknown, unknown];

/** Migrations that write roles of vaults that are there already; the ledger holds nothing of it. A test compares the list with the files. */
export const roleMigrations: readonly number[] = [2, 13, 14, 15, 18, 25, 28, 29, 30, 36, 37, 38, 45];

/** A share ends within a year; older ones have ended. */
const shareDays = 367;

/** From when on it can be told: nothing is on record before the vault's first entry, nor how roles were before an upgrade that wrote them. */
export async function knownSince(unit: Unit): Promise<Date> {
  const { rows } = await unit.query<{ since: Date | null }>(
    `select greatest((select min(at) from core.ledger),
       (select max(applied_at) from core.migration where version = any($1::int[]))) as since`,
    [roleMigrations],
  );
  return rows[0]!.since ?? unit.at;
}

/** Refuses an instant that is not over, or from before anything was on record. */
export async function readPast(unit: Unit, instant: string): Promise<Past> {
  const at = new Date(instant);
  const since = await knownSince(unit);
  const fits = `An instant from ${since.toISOString()} on.`;
  if (Number.isNaN(at.getTime())) throw invalidField('at', 'not-an-instant', 'This is no instant.', fits);
  if (at > unit.at) throw invalidField('at', 'out-of-range', 'This is still to come.', fits);
  if (at < since) throw invalidField('at', 'out-of-range', 'Rights of so long ago are not on record.', fits);
  const state = await readPresent(unit);
  const gaps = new Set<string>();
  for (const entry of await readLater(unit, at)) takeBack(unit, state, entry, gaps);
  const shares = await sharesThen(unit, at, gaps);
  for (const [id, row] of state.users) if (new Date(textOf(row['created_at'])) > at) state.users.delete(id);
  return { at, ...state, shares, gaps: [...gaps] };
}

interface State {
  readonly roles: Map<string, RoleRow>;
  readonly held: Map<string, readonly string[]>;
  readonly users: Map<string, Columns>;
  readonly teams: Map<string, string | null>;
  readonly territories: Map<string, string | null>;
  deputies: PastDeputy[];
}

async function readPresent(unit: Unit): Promise<State> {
  const roles = await unit.query<RoleRow>('select id, key, name, grants from core.role');
  const held = await unit.query<{ user_id: string; ids: string[] }>(
    'select user_id, array_agg(role_id) as ids from core.member_role group by user_id',
  );
  const users = await unit.query<{ id: string; row: Columns }>('select u.id, to_jsonb(u) as row from data."user" u');
  const parents = async (table: 'team' | 'territory'): Promise<Map<string, string | null>> => {
    const { rows } = await unit.query<{ id: string; parent: string | null }>(`select id, parent from data.${table}`);
    return new Map(rows.map((r) => [r.id, r.parent]));
  };
  const deputies = await unit.query<{ user: string; deputy: string; from: Date; until: Date | null }>(
    'select user_id as "user", deputy, from_at as "from", until_at as until from core.deputy',
  );
  return {
    roles: new Map(roles.rows.map((r) => [r.id, r])),
    held: new Map(held.rows.map((r) => [r.user_id, r.ids])),
    users: new Map(users.rows.map((r) => [r.id, r.row])),
    teams: await parents('team'),
    territories: await parents('territory'),
    deputies: deputies.rows.map((d) => ({
      user: d.user,
      deputy: d.deputy,
      from: d.from.toISOString(),
      until: d.until?.toISOString() ?? null,
    })),
  };
}

/** The condition of the index `ledger_of_rights`, word for word. */
const ofRights = `l.outcome = 'done' and l.entity in ('user', 'role', 'team', 'territory')
  and l.verb in ('created', 'edited', 'removed', 'archived', 'restored', 'purged', 'roles set', 'deputy named', 'deputy ended')`;

/** Newest first; of one record in the order of its versions. */
async function readLater(unit: Unit, at: Date): Promise<Entry[]> {
  const { rows } = await unit.query<Entry>(
    `select l.id as entry, l.at, l.entity, l.record, l.verb, l.version, v.plain, v.sealed
     from core.ledger l left join core.ledger_values v on v.entry = l.id where ${ofRights} and l.at > $1`,
    [at],
  );
  return rows.sort((a, b) =>
    a.record === b.record && a.version !== null && b.version !== null
      ? b.version - a.version
      : b.at.getTime() - a.at.getTime() || (a.entry < b.entry ? 1 : -1),
  );
}

function takeBack(unit: Unit, state: State, entry: Entry, gaps: Set<string>): void {
  const values = openValues(unit.vault.keys, entry);
  if (values === null) {
    gaps.add('Values of some changes have been erased; what they were before is not known.');
    return;
  }
  const changes = (values['changes'] ?? {}) as Record<string, Change>;
  if (entry.verb === 'roles set') return takeBackRoles(state, entry, values['before'] as string[]);
  if (entry.verb.startsWith('deputy ')) return takeBackDeputy(state, entry, values, gaps);
  if (entry.entity === 'role') return takeBackRole(state, entry, changes);
  if (entry.entity === 'user') return takeBackUser(unit.catalog.entity('user'), state, entry, changes);
  const tree = entry.entity === 'team' ? state.teams : state.territories;
  if (entry.verb === 'created') tree.delete(entry.record);
  else if (entry.verb === 'purged') gaps.add('A team or territory that was deleted for good since is not counted.');
  else if ('parent' in changes) tree.set(entry.record, idOf(changes['parent'][0]));
}

/** Held by their keys, which stay the same as long as a role is there. */
function takeBackRoles(state: State, { record }: Entry, before: readonly string[]): void {
  const byKey = new Map([...state.roles.values()].map((r) => [r.key, r.id]));
  state.held.set(
    record,
    before.flatMap((key) => byKey.get(key) ?? []),
  );
}

function takeBackRole(state: State, { record, verb }: Entry, changes: Record<string, Change>): void {
  if (verb === 'created') return void state.roles.delete(record);
  const now = state.roles.get(record);
  const was = (name: 'name' | 'key' | 'grants'): unknown => (name in changes ? changes[name]![0] : now?.[name]);
  state.roles.set(record, {
    id: record,
    key: textOf(was('key')),
    name: textOf(was('name')),
    grants: was('grants') ?? {},
  });
}

function takeBackUser(user: Entity, state: State, { record, verb }: Entry, changes: Record<string, Change>): void {
  if (verb === 'created') return void state.users.delete(record);
  const row = state.users.get(record);
  if (row === undefined) return;
  for (const [name, [before]] of Object.entries(changes)) {
    if (name === 'archivedAt') row['archived_at'] = (before ?? null) as Json;
    else if (Object.hasOwn(user.fields, name))
      row[columnOf(name, user.fields[name])] = asColumn(user.fields[name]!, (before ?? null) as Json);
  }
}

/** As JSON of the column has it: a decimal is a number there, money its amount. */
function asColumn(f: Field, value: Json): Json {
  if (value === null) return null;
  if (f.kind === 'number' || f.kind === 'percent') return Number(value);
  if (f.kind === 'money') return Number((value as { readonly amount: string }).amount);
  return value;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function takeBackDeputy(
  state: State,
  { record, verb }: Entry,
  values: Readonly<Record<string, unknown>>,
  gaps: Set<string>,
): void {
  const { deputy, from, until } = values as { deputy: string; from?: string; until?: string | null };
  if (from === undefined) {
    gaps.add('Since when and until when somebody was a deputy is missing from an entry of an earlier version.');
    return;
  }
  const one: PastDeputy = { user: record, deputy, from, until: until ?? null };
  const same = (d: PastDeputy): boolean => JSON.stringify(d) === JSON.stringify(one);
  if (verb === 'deputy ended') return void state.deputies.push(one);
  const index = state.deputies.findIndex(same);
  if (index >= 0) state.deputies.splice(index, 1);
}

interface SharedEntry extends Entry {
  readonly by: string;
  readonly caps: Readonly<Record<string, FieldRight>> | null;
}

/** Of each record and receiver the last word by then; a share counts until the instant it said. */
async function sharesThen(unit: Unit, at: Date, gaps: Set<string>): Promise<PastShare[]> {
  const { rows } = await unit.query<SharedEntry>(
    `select l.id as entry, l.at, l.entity, l.record, l.verb, l.version, v.plain, v.sealed,
       coalesce((select k.owner from core.api_key k where k.id = l.actor), l.actor) as by,
       (select s.caps from core.share s where s.entity = l.entity and s.record = l.record and s.given_at = l.at) as caps
     from core.ledger l left join core.ledger_values v on v.entry = l.id
     where l.outcome = 'done' and l.verb in ('shared', 'share ended') and l.at <= $1 and l.at > $2 order by l.at, l.id`,
    [at, new Date(at.getTime() - shareDays * 86_400_000)],
  );
  const last = new Map<string, PastShare & { readonly until: string }>();
  for (const row of rows) {
    const values = openValues(unit.vault.keys, row);
    if (values === null) continue;
    const key = `${row.entity} ${row.record} ${String(values['with'])}`;
    last.delete(key);
    if (row.verb === 'share ended' || new Date(String(values['until'])) <= at) continue;
    const caps = (values['caps'] ?? row.caps) as PastShare['caps'] | null;
    if (caps === null) {
      gaps.add('A share given before this was put on record in full is not counted.');
      continue;
    }
    const { with: receiver, edit, until } = values as { with: string; edit: boolean; until: string };
    last.set(key, {
      id: row.entry,
      entity: row.entity,
      record: row.record,
      with: receiver,
      by: row.by,
      edit,
      caps,
      until,
    });
  }
  return [...last.values()].map(({ until: _, ...share }) => share);
}
