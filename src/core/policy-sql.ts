// The second evaluator of a rule: the same value as an SQL condition over a table. It must agree with contract/rule.ts on every row.
import type { Entity } from '../contract/entity.ts';
import { decimalOfNumber } from '../contract/decimal.ts';
import { isMulti } from '../contract/field.ts';
import type { Json } from '../contract/json.ts';
import { type Comparison, type Rule, type Self, operandValue } from '../contract/rule.ts';
import { isStorable } from '../contract/text.ts';
import { isId } from './ids.ts';
import { type Alternatives, mergeAlternatives, unindexedFirst } from './policy-merge.ts';
import { type ListParameter, listOf } from './pg-lists.ts';
import { type Place, placeOf } from './records/column.ts';
import { type Sql, and, no, or, sql, unjudged, unlikely, yes } from './sql.ts';

/**
 * `rule` as a condition over the row `alias`. True or not true: a condition may be null where the rule is false, which WHERE and
 * CASE take as false; under `not` the negation is compiled instead, so that null never counts as true or is lost.
 */
export function compileRule(rule: Rule, e: Entity, alias: string, me: Self): Sql {
  const mine = known.get(me) ?? new WeakMap<Rule, Compiled[]>();
  known.set(me, mine);
  const before = mine.get(rule) ?? [];
  const there = before.find((one) => one.e === e && one.alias === alias);
  if (there !== undefined) return there.sql;
  const made = { e, alias, sql: compileSide(rule, { e, alias, me, byRow: false }, true) };
  mine.set(rule, [...before, made]);
  return made.sql;
}

interface Compiled {
  readonly e: Entity;
  readonly alias: string;
  readonly sql: Sql;
}

/** A rule of somebody with many roles is long and asked with every statement: written once a person, who is another when rights change. */
const known = new WeakMap<Self, WeakMap<Rule, Compiled[]>>();

/** The lists in somebody's rules: one that stands in several is the same parameter, which is sent once. */
const lists = new WeakMap<Self, Map<string, ListParameter>>();

function ownList(me: Self, type: string, values: readonly string[]): ListParameter {
  const mine = lists.get(me) ?? new Map<string, ListParameter>();
  lists.set(me, mine);
  const key = JSON.stringify([type, values]);
  const list = mine.get(key) ?? listOf(type, values);
  mine.set(key, list);
  return list;
}

/** Over which row a rule is asked, and of whom. */
interface At {
  readonly e: Entity;
  readonly alias: string;
  readonly me: Self;
  /** no index can serve what the rule is a part of: it is written as what costs least row by row */
  readonly byRow: boolean;
}

function compileSide(rule: Rule, at: At, wanted: boolean): Sql {
  switch (rule.op) {
    case 'all':
      return wanted ? yes : no;
    case 'none':
      return wanted ? no : yes;
    case 'not':
      return compileSide(rule.rule, at, !wanted);
    case 'and':
    case 'or': {
      const { rules, unindexed } = partsOf(rule, at);
      const parts = rules.map((r) => compileSide(r, unindexed ? { ...at, byRow: true } : at, wanted));
      return (rule.op === 'and') === wanted ? and(parts) : or(parts);
    }
    default: {
      const value = operandValue(rule.to, at.me);
      const place = placeOf(at.e, rule.field, at.alias);
      // A field that is not there is null in memory too; a sealed one cannot be looked into, so a rule on it never holds here
      // and is refused where rules are saved. The title is made of fields, so rules are about those.
      if (place === undefined || place.sealed || place.kind === 'title') return nullSide(rule.op, value, wanted);
      const condition = test(rule.op, place, value, at);
      return wanted ? condition : sql`(${condition}) is not true`;
    }
  }
}

function partsOf(rule: Extract<Rule, { readonly rules: unknown }>, { e, me }: At): Alternatives {
  if (rule.op === 'and') return { rules: cheapestFirst(rule.rules), unindexed: false };
  return unindexedFirst(cheapestFirst(mergeAlternatives(rule.rules, me)), e, effort);
}

/** PostgreSQL asks in the order in which it is written and stops where the answer is known: looks into a list come last. */
function cheapestFirst(rules: readonly Rule[]): readonly Rule[] {
  return rules.length < 2 ? rules : rules.toSorted((a, b) => effort(a) - effort(b));
}

function effort(rule: Rule): number {
  switch (rule.op) {
    case 'all':
    case 'none':
      return 0;
    case 'not':
      return effort(rule.rule);
    case 'and':
    case 'or':
      return rule.rules.reduce((sum, r) => sum + effort(r), 0);
    default:
      return rule.op === 'has' || rule.op === 'meets' ? 8 : 1;
  }
}

function nullSide(op: Comparison, value: Json, wanted: boolean): Sql {
  const holds = (op === 'eq' && value === null) || (op === 'in' && Array.isArray(value) && value.includes(null));
  return holds === wanted ? yes : no;
}

function test(op: Comparison, place: Place, value: Json, at: At): Sql {
  switch (op) {
    case 'eq':
      return equal(place, value);
    case 'in':
      return Array.isArray(value) ? among(place, value, at.me) : no;
    case 'lt':
      return below(place, value);
    case 'has':
      return contains(place, value);
    case 'meets':
      return Array.isArray(value) ? containsAny(place, value, at) : no;
  }
}

/** Everything but decimals has its order as text, as in memory; a date or instant in its one spelling may use its index. */
function below(place: Place, value: Json): Sql {
  if (['number', 'percent', 'money'].includes(place.kind)) {
    const right = comparable(place, value);
    return right === undefined ? no : sql`${place.column} < ${right}`;
  }
  if (typeof value !== 'string' || !isStorable(value) || place.kind === 'checkbox' || hasParts(place)) return no;
  if (place.kind === 'date') {
    return isDate(value)
      ? sql`${place.column} < ${value}::date`
      : sql`to_char(${place.column}, 'YYYY-MM-DD') collate "C" < ${value}`;
  }
  if (place.kind === 'dateTime') {
    if (isCanonicalInstant(value)) return sql`${place.column} < ${value}::timestamptz`;
    return sql`to_char(${place.column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') collate "C" < ${value}`;
  }
  return sql`${place.column}::text collate "C" < ${value}`;
}

function hasParts(place: Place): boolean {
  return place.kind === 'address' || isMulti(place.kind as never);
}

/** What a value of the column has to be in a rule; an instant written otherwise is another text in memory, so it is here. */
function ruleOperand(place: Place, value: Json): Sql | undefined {
  return place.kind === 'dateTime' && !isCanonicalInstant(value) ? undefined : comparable(place, value);
}

function isCanonicalInstant(value: Json): boolean {
  return typeof value === 'string' && isInstant(value) && new Date(value).toISOString() === value;
}

function equal(place: Place, value: Json): Sql {
  if (value === null) return sql`${place.column} is null`;
  const right = ruleOperand(place, value);
  return right === undefined ? no : sql`${place.column} = ${right}`;
}

function among(place: Place, values: readonly Json[], me: Self): Sql {
  const some = values.flatMap((v) => (v === null ? [] : [ruleOperand(place, v)])).filter((v) => v !== undefined);
  const parts: Sql[] = [];
  if (some.length === 1) parts.push(sql`${place.column} = ${some[0]}`);
  // One parameter however many there are: the text of the statement stays the same, and so does its plan. What a person's rules name is
  // written once, in the form the database takes as it is.
  if (some.length > 1 && place.kind === 'ref')
    parts.push(sql`${place.column} = any(${ownList(me, 'uuid', values.filter(isId))}::uuid[])`);
  else if (some.length > 1) parts.push(sql`${place.column} in (${sql.join(some)})`);
  if (values.includes(null)) parts.push(sql`${place.column} is null`);
  return or(parts);
}

function contains(place: Place, value: Json): Sql {
  if (!isMulti(place.kind as never)) return no;
  if (typeof value !== 'string' || !isStorable(value)) return no;
  return sql`${place.column} @> ${JSON.stringify(itemOf(place, value))}::jsonb`;
}

function containsAny(place: Place, values: readonly Json[], { byRow, me }: At): Sql {
  if (!isMulti(place.kind as never)) return no;
  const some = values.filter((v): v is string => typeof v === 'string' && isStorable(v));
  if (some.length === 0) return no;
  if (some.length === 1) return contains(place, some[0]!);
  const items = some.map((v) => JSON.stringify(itemOf(place, v)));
  const found = sql`${place.column} @> any(${ownList(me, 'jsonb', items)}::jsonb[])`;
  if (place.kind !== 'links') return found;
  // An index serves the list as it stands; row by row one look at the only link, which is what most records have, is a tenth of the work.
  const first = sql`${place.column} -> 0 ->> 'id' = any(${ownList(me, 'text', some)}::text[])`;
  const several = sql`jsonb_array_length(${place.column}) > 1`;
  // What the planner may judge it compares with each value its statistics know of the column, which costs more than most pages.
  if (byRow) return or([first, unlikely(and([several, found]))]);
  return sql`(${unjudged(or([first, several]))} and ${found})`;
}

function itemOf(place: Place, value: Json): Json {
  return place.kind === 'multiSelect' ? [value] : [place.kind === 'links' ? { id: value } : { value }];
}

/** The parameter with the type of its column, or undefined where the two can never be equal. */
export function comparable(place: Place, value: Json): Sql | undefined {
  switch (place.kind) {
    case 'ref':
      return isId(value) ? sql`${value}::uuid` : undefined;
    case 'number':
    case 'percent':
    case 'money':
      return typeof value === 'number' ? decimal(value) : undefined;
    case 'date':
      return typeof value === 'string' && isDate(value) ? sql`${value}::date` : undefined;
    case 'dateTime':
      return typeof value === 'string' && isInstant(value)
        ? sql`${new Date(value).toISOString()}::timestamptz`
        : undefined;
    case 'checkbox':
      return typeof value === 'boolean' ? sql`${value}::boolean` : undefined;
    case 'address':
    case 'emails':
    case 'phones':
    case 'multiSelect':
    case 'links':
      return undefined;
    default:
      return typeof value === 'string' && isStorable(value) ? sql`${value}::text` : undefined;
  }
}

function decimal(value: number): Sql | undefined {
  const text = decimalOfNumber(value);
  return text === undefined ? undefined : sql`${text}::numeric`;
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const d = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(d.getTime()) && d.toISOString().startsWith(text);
}

/** An instant with a zone, on a day that exists, within the years PostgreSQL and JavaScript both write with four digits. */
export function isInstant(text: string): boolean {
  if (
    !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ||
    !isDate(text.slice(0, 10))
  )
    return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && isDate(at.toISOString().slice(0, 10));
}
