// Turns a list's filter and search into conditions. A field one may not read is refused like one that does not exist, and on rows where
// it may not be read the condition does not hold, so that nothing can be found out by asking.
import type { Entity } from '../../contract/entity.ts';
import { isMulti } from '../../contract/field.ts';
import { type Condition, type Filter, filterLimits, filterOps } from '../../contract/filter.ts';
import type { Json } from '../../contract/json.ts';
import { Problem } from '../../contract/problem.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { isId } from '../ids.ts';
import { comparable, compileRule } from '../policy-sql.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { searchText } from '../schema/ddl.ts';
import { type Sql, and, escapeLike, no, or, sql } from '../sql.ts';
import { blindHash } from './codec.ts';
import { type Place, placeOf } from './column.ts';
import { titleRule, titleSql } from './select.ts';

interface Around {
  readonly me: Principal;
  readonly e: Entity;
  readonly alias: string;
  readonly keys: Keyring;
  left: number;
}

export function compileFilter(filter: Filter, me: Principal, e: Entity, alias: string, keys: Keyring): Sql {
  return compileNode(filter, { me, e, alias, keys, left: filterLimits.conditions }, 0);
}

function refuse(detail: string): never {
  throw new Problem('invalid-filter', detail);
}

function compileNode(node: Filter, around: Around, depth: number): Sql {
  if (depth > filterLimits.depth) refuse(`A filter may be nested at most ${filterLimits.depth} deep.`);
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    refuse('A filter is an object: a condition, or and, or, not.');
  if ('and' in node || 'or' in node) {
    const parts: unknown = 'and' in node ? node.and : node.or;
    if (!Array.isArray(parts)) refuse('and and or take a list.');
    const compiled = (parts as Filter[]).map((part) => compileNode(part, around, depth + 1));
    return 'and' in node ? and(compiled) : or(compiled);
  }
  if ('not' in node) return sql`(${compileNode(node.not, around, depth + 1)}) is not true`;
  if (around.left-- <= 0) refuse(`A filter has at most ${filterLimits.conditions} conditions.`);
  return compileCondition(node, around);
}

function compileCondition(c: Condition, around: Around): Sql {
  const { me, e, alias } = around;
  if (typeof c.field !== 'string') refuse('A condition names a field.');
  if (!filterOps.includes(c.op)) refuse(`The comparison is one of ${filterOps.join(', ')}.`);
  const reach = reachOf(me, e, 'view');
  const found = placeOf(e, c.field, alias);
  const rule =
    found?.kind === 'title' ? titleRule(reach, e) : found?.name === 'id' ? reach.rows : reach.readable(c.field);
  if (found === undefined || rule.op === 'none')
    throw new Problem('unknown-field', `There is no field ${JSON.stringify(c.field.slice(0, 80))} to filter by.`);
  const condition = comparison(
    c,
    found.kind === 'title' ? { ...found, column: titleSql(me, e, alias) ?? found.column } : found,
    around,
  );
  return rule.op === 'all' || found.name === 'id' ? condition : and([compileRule(rule, e, alias, me.self), condition]);
}

function comparison(c: Condition, place: Place, around: Around): Sql {
  const value = c.value ?? null;
  if (place.sealed) return sealedComparison(c, place, around);
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
  }
}

function sealedComparison(c: Condition, place: Place, around: Around): Sql {
  const hash = (v: Json): Sql =>
    typeof v === 'string'
      ? sql`${blindHash(around.keys, around.e, place.name, v)}::bytea`
      : refuse(`${c.field} takes text.`);
  if (place.hash === null) refuse(`${c.field} is stored sealed and cannot be searched.`);
  if (c.op === 'empty') return c.value === false ? sql`${place.hash} is not null` : sql`${place.hash} is null`;
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
  const pattern = sql`${op === 'contains' ? '%' : ''} || core.fold(${escapeLike(value as string)}) || '%'`;
  if (['emails', 'phones'].includes(place.kind)) {
    const inside = op === 'contains' ? '%' : '';
    return sql`exists (select 1 from jsonb_array_elements(${place.column}) item
      where core.fold(item ->> 'value') like ${inside} || core.fold(${escapeLike(value as string)}) || '%')`;
  }
  const isText = ['text', 'longText', 'url', 'email', 'phone', 'select', 'title'].includes(place.kind);
  if (place.kind === 'address') return sql`core.fold(${place.column}::text) like ${pattern}`;
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

/**
 * Finds every word of what was typed in the folded search column, which holds all searchable fields. Where the searcher may not read
 * all of those on every row, each word is looked up again in the fields that may be read on that row.
 */
export function compileSearch(text: string, me: Principal, e: Entity, alias: string): Sql {
  const words = text
    .normalize('NFC')
    .split(/\s+/)
    .filter((w) => w !== '' && !w.includes('\0'))
    .slice(0, 8);
  if (words.length === 0) return sql`true`;
  const fields = Object.entries(e.fields).filter(([, f]) => f.search === true && f.protected !== true);
  if (fields.length === 0) return no;
  const reach = reachOf(me, e, 'view');
  const rules = fields.map(([name]) => reach.readable(name));
  const column = sql.ref(`${alias}.search`);
  return and(
    words.map((word) => {
      const found = wordPattern(column, word);
      if (rules.every((r) => r.op === 'all')) return found;
      const again = fields.flatMap(([name, f], i) => {
        const rule = rules[i]!;
        if (rule.op === 'none') return [];
        const own = sql`core.fold(${sql.raw(searchText(name, f, `${alias}.`))})`;
        const hit = wordPattern(own, word);
        return [rule.op === 'all' ? hit : and([compileRule(rule, e, alias, me.self), hit])];
      });
      return and([found, or(again)]);
    }),
  );
}

/** One or two characters: at the start of a word, for they are in nearly every text. From three on: anywhere. */
function wordPattern(column: Sql, word: string): Sql {
  const folded = sql`core.fold(${escapeLike(word.slice(0, 100))})`;
  if ([...word].length > 2) return sql`${column} like '%' || ${folded} || '%'`;
  return sql`(${column} like ${folded} || '%' or ${column} like '% ' || ${folded} || '%' or ${column} like '%' || chr(10) || ${folded} || '%' or ${column} like '%"' || ${folded} || '%')`;
}
