// What somebody could see at an instant that is over: objects and fields by the rights of then, a record as it was then beside today's answer.
import { type Entity, wholeOf } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { openValues } from '../ledger.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { type Explanation, type Question, type Stored, explain, readRecord, unknownField } from './explain.ts';
import { type Past, knownSince, readPast, textOf } from './past.ts';
import { personThen } from './past-person.ts';
import { readPeople } from './person.ts';
import { type HeldOfObject, heldBy } from './reach.ts';

export interface AccessThen {
  readonly at: string;
  /** from when on it can be told */
  readonly since: string;
  /** false: no open account then */
  readonly active: boolean;
  readonly roles: readonly string[];
  readonly standsInFor: readonly string[];
  readonly shares: number;
  readonly objects: readonly HeldOfObject[];
  readonly areas: readonly string[];
  readonly gaps: readonly string[];
}

export async function accessThen(unit: Unit, user: string, at: string): Promise<AccessThen> {
  const past = await askPast(unit, user, at);
  const person = personThen(unit, past, user);
  const since = (await knownSince(unit)).toISOString();
  const nothing = { roles: [], standsInFor: [], shares: 0, objects: [], areas: [] };
  const base = { at: past.at.toISOString(), since, gaps: past.gaps };
  if (person === undefined) return { ...base, active: false, ...nothing };
  const named = (id: string): string => textOf(past.users.get(id)?.['name']);
  return {
    ...base,
    active: true,
    roles: (past.held.get(user) ?? []).flatMap((id) => past.roles.get(id)?.name ?? []).sort(),
    standsInFor: person.self.selves.filter((id) => id !== user).map(named),
    shares: new Set(person.grants.flatMap((g) => g.from.shares ?? [])).size,
    ...heldBy(person),
  };
}

export interface WhyThen {
  readonly at: string;
  /** null: no open account then, or the record was not there */
  readonly was: Explanation | null;
  /** today, of the record as it is now; null: no open account now */
  readonly now: Explanation | null;
  readonly existed: boolean;
  readonly active: boolean;
  readonly gaps: readonly string[];
}

export async function whyThen(unit: Unit, user: string, q: Question, at: string): Promise<WhyThen> {
  const past = await askPast(unit, user, at);
  const e = unit.catalog.find(q.entity);
  const stored = await readRecord(unit, e, q.id);
  if (stored === undefined) throw new Problem('not-found');
  if (q.field !== undefined && q.field !== 'owner' && !Object.hasOwn(e.fields, q.field)) throw unknownField(e, q.field);
  const person = personThen(unit, past, user);
  const gaps = [...past.gaps];
  const before = await recordThen(unit, stored, past, gaps);
  const [today] = await readPeople(unit, [user]);
  return {
    at: past.at.toISOString(),
    was: person === undefined || before === null ? null : explain(person, before, q),
    now: today === undefined ? null : explain(today, stored, q),
    existed: before !== null,
    active: person !== undefined,
    gaps: [...new Set(gaps)],
  };
}

async function askPast(unit: Unit, user: string, at: string): Promise<Past> {
  unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const { rowCount } = isId(user)
    ? await unit.query('select 1 from data."user" where id = $1', [user])
    : { rowCount: 0 };
  if (rowCount === 0) throw new Problem('not-found');
  return readPast(unit, at);
}

interface Entry {
  readonly entry: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

/** The record with every later change taken back, within what it was a part of then; null: it was not there. */
async function recordThen(unit: Unit, stored: Stored, past: Past, gaps: string[]): Promise<Stored | null> {
  const { e } = stored;
  if (new Date(String(stored.row['createdAt'])) > past.at) return null;
  const { rows } = await unit.query<Entry>(
    `select l.id as entry, v.plain, v.sealed from core.ledger l left join core.ledger_values v on v.entry = l.id
     where l.record = $1 and l.version is not null and l.outcome = 'done' and l.at > $2 order by l.version desc`,
    [stored.row['id'], past.at],
  );
  const row: Record<string, unknown> = { ...stored.row };
  for (const entry of rows) {
    const values = openValues(unit.vault.keys, entry);
    if (values === null) gaps.push('Values of the record have been erased; what they were then is not known.');
    const changes = (values?.['changes'] ?? {}) as Record<string, readonly [unknown, unknown]>;
    for (const [field, [before]] of Object.entries(changes)) if (field in row) row[field] = before ?? null;
  }
  const whole = await wholeThen(unit, e, row, past, gaps);
  return whole === undefined ? null : { e, row, whole };
}

async function wholeThen(
  unit: Unit,
  e: Entity,
  row: Readonly<Record<string, unknown>>,
  past: Past,
  gaps: string[],
): Promise<Stored | null | undefined> {
  const above = wholeOf(e);
  if (above === null) return null;
  const stored = await readRecord(unit, unit.catalog.entity(above), String(row[e.partOf!]));
  return stored === undefined ? undefined : ((await recordThen(unit, stored, past, gaps)) ?? undefined);
}
