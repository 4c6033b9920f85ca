// Turns a list's filter into conditions. A field one may not read is refused like one that does not exist, and on rows where it may not
// be read the condition does not hold, so that nothing can be found out by asking.
import type { Entity } from '../../contract/entity.ts';
import { type Condition, type Filter, filterLimits, filterOps } from '../../contract/filter.ts';
import { Problem } from '../../contract/problem.ts';
import type { Rule } from '../../contract/rule.ts';
import type { Catalog } from '../catalog.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { type Sql, and, or, sql } from '../sql.ts';
import { type Place, targetsOf } from './column.ts';
import { compareTo, refuse } from './compare.ts';
import { placeFor } from './place.ts';
import { refIsSeen, seenLinks } from './seen.ts';
import { titleRule, titleSql } from './select.ts';
import { rowsOf, ruleOn } from './source.ts';
import { visibleRows } from './visible.ts';

interface Around {
  readonly me: Principal;
  readonly catalog: Catalog;
  readonly keys: Keyring;
  left: number;
}

/** Which rows of which object, and under what name the query knows them. */
interface At {
  readonly e: Entity;
  readonly alias: string;
  /** references looked through so far */
  readonly through: number;
}

export function compileFilter(
  filter: Filter,
  me: Principal,
  catalog: Catalog,
  e: Entity,
  alias: string,
  keys: Keyring,
): Sql {
  return compileNode(filter, { me, catalog, keys, left: filterLimits.conditions }, { e, alias, through: 0 }, 0);
}

function compileNode(node: Filter, around: Around, at: At, depth: number): Sql {
  if (depth > filterLimits.depth) refuse(`A filter may be nested at most ${filterLimits.depth} deep.`);
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    refuse('A filter is an object: a condition, or and, or, not.');
  if ('and' in node || 'or' in node) {
    const parts: unknown = 'and' in node ? node.and : node.or;
    if (!Array.isArray(parts)) refuse('and and or take a list.');
    const compiled = (parts as Filter[]).map((part) => compileNode(part, around, at, depth + 1));
    return 'and' in node ? and(compiled) : or(compiled);
  }
  if ('not' in node) return sql`(${compileNode(node.not, around, at, depth + 1)}) is not true`;
  if (around.left-- <= 0) refuse(`A filter has at most ${filterLimits.conditions} conditions.`);
  if (typeof node.field !== 'string') refuse('A condition names a field.');
  if (!filterOps.includes(node.op)) refuse(`The comparison is one of ${filterOps.join(', ')}.`);
  return compileCondition(node, around, at);
}

function compileCondition(c: Condition, around: Around, at: At): Sql {
  const dot = c.field.indexOf('.');
  if (dot > 0) return compileThrough(c, c.field.slice(0, dot), c.field.slice(dot + 1), around, at);
  const { place, rule } = findPlace(c.field, around.me, at);
  return guarded(compareSeen(c, place, around, at), place.name === 'id' ? null : rule, around.me, at);
}

/** The comparison with what may be seen of the value: its readable parts, and references no further than their targets are visible. */
function compareSeen(c: Condition, place: Place, around: Around, at: At): Sql {
  const { me, catalog } = around;
  const asker = { me, e: at.e, keys: around.keys };
  if (place.kind === 'title')
    return compareTo(c, { ...place, column: titleSql(me, at.e, at.alias) ?? place.column }, asker);
  if (place.kind === 'links') return compareTo(c, { ...place, column: seenLinks(me, catalog, place) }, asker);
  const isNamed = place.kind === 'ref' && place.name !== 'id' && ['eq', 'ne', 'in'].includes(c.op) && !isMe(c.value);
  const seen = isNamed && c.value !== null ? refIsSeen(me, catalog, place) : null;
  if (seen === null) return compareTo(c, place, asker);
  const equal = and([compareTo(c.op === 'ne' ? { ...c, op: 'eq' } : c, place, asker), seen]);
  return c.op === 'ne' ? sql`(${equal}) is not true` : equal;
}

/** "me" and "my team" name nobody one would not know. */
function isMe(value: Condition['value']): boolean {
  return typeof value === 'object' && value !== null && 'me' in value;
}

/** The place and where it may be read; nowhere is refused as if it were not there. */
function findPlace(name: string, me: Principal, at: At): { place: Place; rule: Rule } {
  const reach = reachOf(me, at.e, 'view');
  const place = placeFor(me, at.e, name, at.alias);
  const rule =
    place?.kind === 'title' ? titleRule(reach, at.e) : place?.name === 'id' ? reach.rows : reach.readable(name);
  if (place === undefined || rule.op === 'none') {
    throw new Problem('unknown-field', `There is no field ${JSON.stringify(name.slice(0, 80))} to filter by.`);
  }
  return { place, rule };
}

function guarded(condition: Sql, rule: Rule | null, me: Principal, at: At): Sql {
  return rule === null || rule.op === 'all' ? condition : and([ruleOn(me, rule, at.e, at.alias), condition]);
}

/** `company.industry`: a condition on what is referred to, among the records of it that may be seen. */
function compileThrough(c: Condition, first: string, rest: string, around: Around, at: At): Sql {
  if (at.through >= 2) refuse('A filter looks through at most two references.');
  const { place, rule } = findPlace(first, around.me, at);
  const target = targetsOf(place)[0];
  if (target === undefined || (place.kind !== 'ref' && place.kind !== 'links')) {
    return refuse(`${first} refers to nothing one could look through.`);
  }
  const next: At = { e: around.catalog.entity(target), alias: `x${at.through + 1}`, through: at.through + 1 };
  const ids = sql`select ${sql.ref(`${next.alias}.id`)} from ${rowsOf(around.me, next.e)} ${sql.ref(next.alias)}
    where ${and([visibleRows(around.me, next.e, next.alias), compileCondition({ ...c, field: rest }, around, next)])}`;
  const condition =
    place.kind === 'ref'
      ? sql`${place.column} in (${ids})`
      : sql`exists (select 1 from jsonb_array_elements(${place.column}) l where (l ->> 'id')::uuid in (${ids}))`;
  return guarded(condition, rule, around.me, at);
}
