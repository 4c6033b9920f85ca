// Why somebody may or may not do something with a record or field: told by the grants and rules that decide, not by a copy of them.
import { type Entity, wholeOf } from '../../contract/entity.ts';
import { type Verb, moduleOf, verbsOf } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import { matches } from '../../contract/rule.ts';
import { isId } from '../ids.ts';
import { fieldRightOn, isMaskedOn, mayReach, rightIn } from '../policy.ts';
import { type Grant, type Principal, grantsOf, may, scopeText } from '../principal.ts';
import { type StoredRow, lazyRuleRow, readStored, ruleRow } from '../records/codec.ts';
import { verbOnWhole } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { governingVerb } from './governed.ts';
import { readPeople } from './person.ts';
import { fieldsOf } from './rule-asks.ts';
import { type Trace, traceRule } from './trace.ts';

/** One grant for what is asked, and whether it reaches the record. */
export interface Reasoned {
  readonly role: string;
  readonly roleName: string;
  readonly scope: string;
  /** activities: which types it is about */
  readonly types: string | null;
  /** it comes from so many shares of the record, by way of that role */
  readonly shared: boolean;
  readonly holds: boolean;
  readonly rule: Trace;
  /** where a field was asked for: what this grant gives on it */
  readonly field: string | null;
}

export interface Explanation {
  readonly allowed: boolean;
  readonly permission: string;
  /** what is missing before any grant is looked at: nothing gives the permission, or the module is not held */
  readonly missing: string | null;
  readonly grants: readonly Reasoned[];
  /** a part is reached only where its whole is: the same question about that */
  readonly whole: Explanation | null;
  /** some fields need a right of their own beside the one to edit */
  readonly also: Explanation | null;
  /** on the record, where a field was asked for */
  readonly field: 'hidden' | 'masked' | 'read' | 'edit' | null;
}

export interface Stored {
  readonly e: Entity;
  readonly row: StoredRow;
  readonly whole: Stored | null;
}

/** The record as it is stored, with what it is a part of; undefined when there is none. */
export async function readRecord(unit: Unit, e: Entity, id: string): Promise<Stored | undefined> {
  if (!isId(id)) return undefined;
  const [found] = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r where r.id = ${id}::uuid`);
  if (found === undefined) return undefined;
  const row = readStored(unit.vault.keys, e, found);
  const above = wholeOf(e);
  const whole =
    above === null ? undefined : await readRecord(unit, unit.catalog.entity(above), row[e.partOf!] as string);
  return { e, row, whole: whole ?? null };
}

export interface Question {
  readonly entity: string;
  readonly id: string;
  readonly verb: Verb;
  readonly field?: string | undefined;
}

/** Why I may or may not. A record or field I may not see is answered as if it were not there. */
export async function explainToMyself(unit: Unit, q: Question): Promise<Explanation> {
  const e = unit.catalog.find(q.entity);
  const stored = await readRecord(unit, e, q.id);
  if (stored === undefined || !reaches(unit.me, stored, 'view')) throw new Problem('not-found');
  const row = lazyRuleRow(e, stored.row);
  const isKnown = q.field === undefined || isThere(e, q.field);
  const isShown =
    q.field === undefined ||
    (isKnown && (fieldRightOn(unit.me, e, q.field, row) !== 'hidden' || isMaskedOn(unit.me, e, q.field, row)));
  if (!isShown) throw unknownField(e, q.field);
  return explain(unit.me, stored, q, true);
}

/** What I, or with `admin.access` somebody else, may do with a record, verb by verb, each with its reasons. */
export async function explainVerbs(
  unit: Unit,
  object: string,
  id: string,
  user: string | null,
): Promise<Explanation[]> {
  const isMine = user === null || user === unit.me.self.id;
  if (!isMine) unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const e = unit.catalog.find(object);
  const stored = await readRecord(unit, e, id);
  if (stored === undefined || (isMine && !reaches(unit.me, stored, 'view'))) throw new Problem('not-found');
  const person = isMine ? unit.me : await personOf(unit, user);
  return verbsOf(e).map((verb) => explain(person, stored, { verb }, isMine));
}

/** The same about anybody, in full; for administrators. */
export async function explainAbout(unit: Unit, user: string, q: Question): Promise<Explanation> {
  unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const e = unit.catalog.find(q.entity);
  const stored = await readRecord(unit, e, q.id);
  if (stored === undefined) throw new Problem('not-found');
  if (q.field !== undefined && !isThere(e, q.field)) throw unknownField(e, q.field);
  return explain(await personOf(unit, user), stored, q);
}

function isThere(e: Entity, field: string): boolean {
  return field === 'owner' ? e.owner === 'owner' : Object.hasOwn(e.fields, field);
}

export function unknownField(e: Entity, name: string): Problem {
  return new Problem('unknown-field', `${e.label} has no field ${JSON.stringify(name.slice(0, 80))}.`);
}

export async function personOf(unit: Unit, user: string): Promise<Principal> {
  const [person] = isId(user) ? await readPeople(unit, [user]) : [];
  if (person === undefined) throw new Problem('not-found');
  return person;
}

/** Whether the record itself, and what it is a part of, is reached. */
export function reaches(me: Principal, { e, row, whole }: Stored, verb: Verb): boolean {
  return mayReach(me, e, verb, lazyRuleRow(e, row)) && (whole === null || reaches(me, whole, verbOnWhole(verb)));
}

/** `toMyself`: it is told to the person it is about, who hears nothing of fields that may not be read. */
export function explain(
  me: Principal,
  stored: Stored,
  q: Pick<Question, 'verb' | 'field'>,
  toMyself = false,
): Explanation {
  const { e, row, whole } = stored;
  const permission = `${e.name}.${q.verb}` as const;
  const grants = grantsOf(me, permission).map((g) => reasoned(g, me, stored, q.field, toMyself));
  const above = whole === null ? null : explain(me, whole, { verb: verbOnWhole(q.verb) }, toMyself);
  const governing = q.field === undefined || q.verb !== 'edit' ? null : governingVerb(e, q.field);
  const also = governing === null ? null : explain(me, stored, { verb: governing }, toMyself);
  const ruled = lazyRuleRow(e, row);
  const field = q.field === undefined ? null : rightOn(me, e, q.field, row);
  const onField = q.field === undefined || fieldFits(me, e, q, ruled);
  return {
    allowed: grants.some((g) => g.holds) && (above === null || above.allowed) && onField,
    permission,
    missing: grants.length > 0 ? null : missingFor(me, e, permission),
    grants,
    whole: above,
    also,
    field,
  };
}

function missingFor(me: Principal, e: Entity, permission: string): string {
  const module = moduleOf(e.name);
  return module !== null && !may(me, module) ? module : permission;
}

function fieldFits(
  me: Principal,
  e: Entity,
  q: Pick<Question, 'verb' | 'field'>,
  row: ReturnType<typeof lazyRuleRow>,
): boolean {
  const right = fieldRightOn(me, e, q.field!, row, q.verb === 'view' ? 'edit' : q.verb);
  return q.verb === 'view' ? right !== 'hidden' : right === 'edit';
}

function rightOn(me: Principal, e: Entity, field: string, row: StoredRow): NonNullable<Explanation['field']> {
  const ruled = lazyRuleRow(e, row);
  const right = fieldRightOn(me, e, field, ruled);
  return right === 'hidden' && isMaskedOn(me, e, field, ruled) ? 'masked' : right;
}

/** Stands for a rule that asks for what whoever hears of it may not read. */
const unsaid = 'a rule over what you may not read';

function asksUnread(g: Grant, me: Principal, { e, row }: Stored): boolean {
  const ruled = lazyRuleRow(e, row);
  return fieldsOf(g.rows).some((name) => name !== 'id' && fieldRightOn(me, e, name, ruled) === 'hidden');
}

function reasoned(g: Grant, me: Principal, stored: Stored, field: string | undefined, toMyself: boolean): Reasoned {
  const { e, row } = stored;
  const ruled = ruleRow(e, row);
  const { types, scope } = g.from;
  const holds = matches(g.rows, ruled, me.self);
  const isUnsaid = toMyself && asksUnread(g, me, stored);
  return {
    role: g.from.role,
    roleName: g.from.roleName,
    scope: isUnsaid && typeof scope !== 'string' ? 'rule' : scopeText(scope),
    types: types === undefined ? null : (types.only ?? `all but ${(types.except ?? []).join(', ')}`),
    shared: g.from.shares !== undefined,
    holds,
    rule: isUnsaid ? { says: unsaid, holds } : traceRule(g.rows, e, ruled, me.self),
    field: field === undefined ? null : rightIn(g, field),
  };
}
