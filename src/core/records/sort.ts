// Orders of a list and the page markers that continue them. An order is total: the id decides last. Empty values come last either way.
import { createHash } from 'node:crypto';
import type { Entity } from '../../contract/entity.ts';
import { isSortable } from '../../contract/field.ts';
import { type SortKey, sortKeysMost } from '../../contract/filter.ts';
import type { Json } from '../../contract/json.ts';
import { Problem } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import { isId } from '../ids.ts';
import { comparable } from '../policy-sql.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { type Sql, and, or, sql } from '../sql.ts';
import { type Place, targetsOf } from './column.ts';
import { placeFor } from './place.ts';
import { rowsById, ruleOn } from './source.ts';
import { titleRule, titleSql } from './select.ts';
import { visibleRows } from './visible.ts';

export interface Order {
  /** as compared and sorted, collation included */
  readonly key: Sql;
  /** as returned, to be put into the next page marker */
  readonly out: Sql;
  readonly down: boolean;
  /** false only where the database itself guarantees a value */
  readonly mayBeNull: boolean;
  readonly parameter: (value: Json) => Sql | undefined;
}

const ids: Pick<Order, 'mayBeNull' | 'parameter'> = {
  mayBeNull: false,
  parameter: (v) => (isId(v) ? sql`${v}::uuid` : undefined),
};

/** The last key, the id, is added by `seek` and `orderBy`. */
export function compileSort(
  keys: readonly SortKey[],
  me: Principal,
  catalog: Catalog,
  e: Entity,
  alias: string,
): Order[] {
  if (keys.length > sortKeysMost)
    throw new Problem('bad-request', `A list is sorted by at most ${sortKeysMost} fields.`);
  return keys.map((k) => compileKey(k, me, catalog, e, alias));
}

function compileKey(k: SortKey, me: Principal, catalog: Catalog, e: Entity, alias: string): Order {
  const reach = reachOf(me, e, 'view');
  const place = placeFor(me, e, k.field, alias);
  const rule = place?.kind === 'title' ? titleRule(reach, e) : reach.readable(k.field);
  const partlyTitle = place?.kind === 'title' && titleSql(me, e, alias) !== null;
  if (place === undefined || (rule.op === 'none' && !partlyTitle)) {
    throw new Problem('unknown-field', `There is no field ${JSON.stringify(k.field.slice(0, 80))} to sort by.`);
  }
  if (place.field !== null && !isSortable(place.field))
    throw new Problem('bad-request', `${k.field} has no order to sort by.`);
  // Where the field may not be read it sorts as empty, so that the order tells nothing.
  const guard = (value: Sql): Sql =>
    rule.op === 'all' || place.kind === 'title'
      ? value
      : sql`case when ${ruleOn(me, rule, e, alias)} then ${value} end`;
  return { down: k.down, ...ordering(place, guard, me, catalog, e, alias, rule.op === 'all') };
}

function ordering(
  place: Place,
  guard: (v: Sql) => Sql,
  me: Principal,
  catalog: Catalog,
  e: Entity,
  alias: string,
  always: boolean,
): Omit<Order, 'down'> {
  const collated = (value: Sql): Omit<Order, 'down'> => ({
    key: sql`${value} collate core.sorting`,
    out: value,
    mayBeNull: true,
    parameter: (v) => (typeof v === 'string' && !v.includes('\0') ? sql`${v}::text collate core.sorting` : undefined),
  });
  if (place.kind === 'title') return { ...collated(titleSql(me, e, alias)!), mayBeNull: !always };
  if (place.kind === 'ref' && place.name !== 'id') {
    const target = catalog.find(targetsOf(place)[0]!);
    const title = titleSql(me, target, 's') ?? sql`null::text`;
    const found = sql`(select ${title} from ${rowsById(me, target)} s where s.id = ${place.column} and ${visibleRows(me, target, 's')})`;
    return collated(guard(found));
  }
  if (place.kind === 'select') {
    const list = place.field!.options!.map((o) => o.key);
    const value = guard(sql`array_position(${list}::text[], ${place.column})`);
    return {
      key: value,
      out: value,
      mayBeNull: true,
      parameter: (v) => (Number.isInteger(v) ? sql`${v}::int` : undefined),
    };
  }
  const value = guard(place.column);
  if (['text', 'url', 'email', 'phone'].includes(place.kind)) return collated(value);
  const numeric = ['number', 'percent', 'money'].includes(place.kind);
  return {
    key: value,
    // Text, so that what comes back is exactly what was compared: numerics in full, instants to the microsecond.
    out: sql`${value}::text`,
    mayBeNull: !['createdAt', 'updatedAt'].includes(place.name),
    parameter: (v) => {
      if (place.kind === 'checkbox') return typeof v === 'string' ? sql`${v}::boolean` : undefined;
      if (numeric) return typeof v === 'string' && /^-?\d{1,60}(\.\d{1,40})?$/.test(v) ? sql`${v}::numeric` : undefined;
      if (place.kind === 'dateTime')
        return typeof v === 'string' && /^[\d :.+-]{10,40}$/.test(v) ? sql`${v}::timestamptz` : undefined;
      return comparable(place, v);
    },
  };
}

export function orderBy(orders: readonly Order[], alias: string): Sql {
  const last = orders.at(-1)?.down === true ? sql`desc` : sql`asc`;
  const parts = orders.map((o) => {
    const direction = o.down ? sql`desc` : sql`asc`;
    return o.mayBeNull ? sql`${o.key} ${direction} nulls last` : sql`${o.key} ${direction}`;
  });
  return sql.join([...parts, sql`${sql.ref(`${alias}.id`)} ${last}`]);
}

export interface Marker {
  readonly values: readonly Json[];
  readonly id: string;
}

/** What belongs to one list and one order; a marker of another is refused. */
function signature(e: Entity, keys: readonly SortKey[]): string {
  return createHash('sha256')
    .update(`${e.name} ${keys.map((k) => (k.down ? '-' : '') + k.field).join()}`)
    .digest('base64url')
    .slice(0, 8);
}

export function writeMarker(e: Entity, keys: readonly SortKey[], marker: Marker): string {
  return Buffer.from(JSON.stringify([signature(e, keys), marker.values, marker.id])).toString('base64url');
}

export function readMarker(text: string, e: Entity, keys: readonly SortKey[]): Marker {
  const parsed = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(parsed) || parsed.length !== 3) throw new Problem('invalid-cursor');
  const [given, values, id] = parsed as [unknown, unknown, unknown];
  if (given !== signature(e, keys) || !Array.isArray(values) || values.length !== keys.length || !isId(id))
    throw new Problem('invalid-cursor');
  return { values: values as Json[], id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid-cursor');
  }
}

/**
 * The rows behind a marker. With one key that is never empty it is a row comparison, which an index on (key, id) answers directly;
 * otherwise: later in the first key, or equal there and later in the next, and so on.
 */
export function seek(orders: readonly Order[], marker: Marker, alias: string): Sql {
  const id = sql`${sql.ref(`${alias}.id`)}`;
  const idDown = orders.at(-1)?.down === true;
  const all = [...orders, { key: id, out: id, down: idDown, ...ids }];
  const given = [...marker.values, marker.id].map((v, i) =>
    v === null ? null : (all[i]!.parameter(v) ?? refuseMarker()),
  );
  if (all.length === 2 && !all[0]!.mayBeNull && given[0] !== null) {
    const op = all[0]!.down ? sql`<` : sql`>`;
    return sql`(${all[0]!.key}, ${id}) ${op} (${given[0]}, ${given[1]})`;
  }
  const alternatives = all.map((o, i) => {
    const equalBefore = all
      .slice(0, i)
      .map((p, j) => (given[j] === null ? sql`${p.key} is null` : sql`${p.key} = ${given[j]}`));
    const later = given[i] === null ? null : behind(o, given[i]!);
    return later === null ? null : and([...equalBefore, later]);
  });
  return or(alternatives.filter((a) => a !== null));
}

function behind(o: Pick<Order, 'key' | 'down' | 'mayBeNull'>, value: Sql): Sql {
  const op = o.down ? sql`<` : sql`>`;
  return o.mayBeNull ? sql`(${o.key} ${op} ${value} or ${o.key} is null)` : sql`${o.key} ${op} ${value}`;
}

function refuseMarker(): never {
  throw new Problem('invalid-cursor');
}
