// The comparisons a filter may make, each for the kinds of value it makes sense for; anything else is refused with what would fit.
import { isMulti } from '../../contract/field.ts';
import { type Condition, filterLimits } from '../../contract/filter.ts';
import type { Json } from '../../contract/json.ts';
import { isPeriod, periodDates } from '../../contract/period.ts';
import { Problem } from '../../contract/problem.ts';
import { startOfDate } from '../../contract/region.ts';
import { operandValue } from '../../contract/rule.ts';
import { now } from '../clock.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { isId } from '../ids.ts';
import { comparable } from '../policy-sql.ts';
import type { Principal } from '../principal.ts';
import type { Entity } from '../../contract/entity.ts';
import { type Sql, escapeLike, no, or, sql } from '../sql.ts';
import { blindHash } from './codec.ts';
import { type Place, targetsOf } from './column.ts';

/** What a comparison may need to know of whoever asks. */
export interface Asker {
  readonly me: Principal;
  readonly e: Entity;
  readonly keys: Keyring;
}

export function refuse(detail: string): never {
  throw new Problem('invalid-filter', detail);
}

/** The condition for one place; whether the place may be looked at is the caller's business. */
export function compareTo(c: Condition, place: Place, asker: Asker): Sql {
  const value = resolve(c.value ?? null, place, asker);
  if (place.sealed) return sealedComparison(c, place, asker);
  switch (c.op) {
    case 'empty':
      return value === false ? sql`${place.column} is not null` : sql`${place.column} is null`;
    case 'eq':
      return value === null ? sql`${place.column} is null` : sql`${place.column} = ${operand(place, value)}`;
    case 'ne':
      return value === null
        ? sql`${place.column} is not null`
        : sql`${place.column} is distinct from ${operand(place, value)}`;
    case 'in':
      return among(place, value);
    case 'lt':
      return ordered(place, value, sql`<`);
    case 'lte':
      return ordered(place, value, sql`<=`);
    case 'gt':
      return ordered(place, value, sql`>`);
    case 'gte':
      return ordered(place, value, sql`>=`);
    case 'contains':
    case 'startsWith':
      return textual(place, value, c.op);
    case 'has':
      return has(place, value);
    case 'within':
      return within(place, value, asker.me);
  }
}

function sealedComparison(c: Condition, place: Place, asker: Asker): Sql {
  const hash = (v: Json): Sql =>
    typeof v === 'string'
      ? sql`${blindHash(asker.keys, asker.e, place.name, v)}::bytea`
      : refuse(`${c.field} takes text.`);
  if (place.hash === null) refuse(`${c.field} is stored sealed and cannot be searched.`);
  if (c.op === 'empty') return c.value === false ? sql`${place.hash} is not null` : sql`${place.hash} is null`;
  if ((c.value ?? null) === null && c.op === 'eq') return sql`${place.hash} is null`;
  if ((c.value ?? null) === null && c.op === 'ne') return sql`${place.hash} is not null`;
  if (c.op === 'eq') return sql`${place.hash} = ${hash(c.value ?? null)}`;
  if (c.op === 'ne') return sql`${place.hash} is distinct from ${hash(c.value ?? null)}`;
  return refuse(`${c.field} is stored sealed: only eq, ne and empty can be asked.`);
}

const wants: Partial<Record<Place['kind'], string>> = {
  ref: 'the id of a record',
  number: 'a number',
  percent: 'a number',
  money: 'a number (the amount)',
  date: 'a date YYYY-MM-DD',
  dateTime: 'a point in time such as 2026-11-25T09:30:00Z',
  checkbox: 'true or false',
};

function operand(place: Place, value: Json): Sql {
  const numeric = ['number', 'percent', 'money'].includes(place.kind);
  const given = numeric && typeof value === 'string' && /^-?\d{1,15}(\.\d{1,10})?$/.test(value) ? Number(value) : value;
  const right = comparable(place, given);
  if (right !== undefined) return right;
  if (isMulti(place.kind as never)) refuse(`${place.name} holds several values: use has or empty.`);
  return refuse(`${place.name} is compared with ${wants[place.kind] ?? 'text'}.`);
}

function among(place: Place, value: Json): Sql {
  if (!Array.isArray(value)) refuse(`in takes a list.`);
  const list = value as readonly Json[];
  if (list.length > filterLimits.listValues) refuse(`A list has at most ${filterLimits.listValues} values.`);
  if (isMulti(place.kind as never)) return or(list.map((v) => has(place, v)));
  const parts: Sql[] = [];
  const some = list.filter((v) => v !== null).map((v) => operand(place, v));
  if (some.length > 0) parts.push(sql`${place.column} in (${sql.join(some)})`);
  if (list.includes(null)) parts.push(sql`${place.column} is null`);
  return parts.length === 0 ? no : or(parts);
}

function ordered(place: Place, value: Json, op: Sql): Sql {
  const text = ['text', 'longText', 'url', 'email', 'phone', 'select', 'title'].includes(place.kind);
  if (
    value === null ||
    place.kind === 'checkbox' ||
    (place.kind === 'ref' && place.name !== 'id') ||
    isMulti(place.kind as never)
  ) {
    refuse(`${place.name} has no order to compare by.`);
  }
  const column = text ? sql`${place.column} collate core.sorting` : place.column;
  return sql`${column} ${op} ${operand(place, value)}`;
}

function textual(place: Place, value: Json, op: 'contains' | 'startsWith'): Sql {
  if (typeof value !== 'string' || value === '' || value.length > filterLimits.textLength || value.includes('\0')) {
    refuse(`${op} takes text of 1 to ${filterLimits.textLength} characters.`);
  }
  const pattern = sql`${op === 'contains' ? '%' : ''} || core.fold(${escapeLike(value)}) || '%'`;
  if (['emails', 'phones'].includes(place.kind)) {
    const inside = op === 'contains' ? '%' : '';
    return sql`exists (select 1 from jsonb_array_elements(${place.column}) item
      where core.fold(item ->> 'value') like ${inside} || core.fold(${escapeLike(value)}) || '%')`;
  }
  const isText = ['text', 'longText', 'url', 'email', 'phone', 'select', 'title'].includes(place.kind);
  // In the parts of an address, never in their names.
  if (place.kind === 'address')
    return sql`exists (select 1 from jsonb_each_text(${place.column}) part where core.fold(part.value) like ${pattern})`;
  return isText ? sql`core.fold(${place.column}) like ${pattern}` : refuse(`${place.name} is not text.`);
}

function has(place: Place, value: Json): Sql {
  if (!isMulti(place.kind as never)) refuse(`${place.name} holds one value: use eq or in.`);
  if (typeof value !== 'string' || value.length > filterLimits.textLength || value.includes('\0'))
    return refuse('has takes text.');
  if (place.kind === 'links') {
    if (!isId(value)) refuse(`${place.name} is compared with the id of a record.`);
    return sql`${place.column} @> ${JSON.stringify([{ id: value }])}::jsonb`;
  }
  const item = place.kind === 'multiSelect' ? value : { value: place.kind === 'emails' ? value.toLowerCase() : value };
  return sql`${place.column} @> ${JSON.stringify([item])}::jsonb`;
}

/** "me" and "my team" become ids where the place refers to users. */
function resolve(value: Json, place: Place, asker: Asker): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('me' in value)) return value;
  const isUser = targetsOf(place).includes('user') || (place.name === 'id' && asker.e.name === 'user');
  if (!isUser || (value['me'] !== 'id' && value['me'] !== 'teammates') || Object.keys(value).length !== 1) {
    refuse(`${place.name} does not refer to a person, so "me" means nothing there.`);
  }
  return operandValue({ me: value['me'] }, asker.me.self);
}

function within(place: Place, value: Json, me: Principal): Sql {
  if (place.kind !== 'date' && place.kind !== 'dateTime') refuse(`${place.name} is no date.`);
  if (!isPeriod(value))
    return refuse(
      'within takes {"period": "this", "last" or "next", "unit": "day", "week", "month", "quarter" or "year", "count": 1 to 1000}.',
    );
  const { timeZone } = me.region;
  const { from, to } = periodDates(value, now(), timeZone);
  if (place.kind === 'date') return sql`(${place.column} >= ${from}::date and ${place.column} < ${to}::date)`;
  return sql`(${place.column} >= ${startOfDate(from, timeZone)}::timestamptz and ${place.column} < ${startOfDate(to, timeZone)}::timestamptz)`;
}
