// Makes the `exports` of a Tx: what of an object may leave in a file - rows and fields that the right to see and the right to export reach both.
import type { Groups } from '../../contract/record-answers.ts';
import type { Entity } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
import type { GroupKey, GroupQuery, Measure } from '../../contract/group.ts';
import { Problem } from '../../contract/problem.ts';
import { allOf, everything } from '../../contract/rule.ts';
import type { UseName } from '../../contract/uses.ts';
import { reachOf } from '../policy.ts';
import { notAgainst } from '../privacy/uses-desk.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { groupRecords } from './group.ts';
import { conditions } from './list.ts';
import { outputRows } from './output.ts';
import { readingFor, rowsFor, withReferences } from './reading.ts';
import { type Wanted, wantedFields } from './select.ts';
import { reachedRows, visibleRows } from './visible.ts';
import { compileSort, orderBy } from './sort.ts';

export type ExportQuery = Pick<ListQuery, 'filter' | 'search' | 'sort' | 'archived'> & {
  /** what they are taken away for: those who said no to that use are left out */
  readonly use?: UseName;
};

export interface ExportDesk {
  /** how many records the list holds that may leave; refuses without the right to export */
  count(entity: Entity, query: ExportQuery): Promise<number>;
  /** their ids in the order of the list, all as of one instant; refuses with too-large beyond `most` */
  ids(entity: Entity, query: ExportQuery, most: number): Promise<string[]>;
  /**
   * The records with these ids as they are now, in the order of the ids; one that may not leave (any more) is not among them. A field
   * is absent where it may not leave; a name that may leave on no row is refused as unknown.
   */
  rows(entity: Entity, ids: readonly string[], fields: readonly string[]): Promise<Record<string, unknown>[]>;
  /** totals of the records and fields that may leave; refuses without the right to export */
  group(entity: Entity, keys: readonly GroupKey[], measures: readonly Measure[], query: GroupQuery): Promise<Groups>;
  /** fields (and `owner`, `createdAt` ...) that may leave on some rows at least */
  fields(entity: Entity): ReadonlySet<string>;
}

/** What may be printed: the same, by a right of its own, and with masks where there are any. */
export type PrintDesk = Pick<ExportDesk, 'ids' | 'rows' | 'fields'>;

/** The two ways by which records leave as something to keep. */
type Leaving = 'export' | 'print';

export function makePrintDesk(unit: Unit): PrintDesk {
  const own = (e: Entity): Entity => unit.catalog.find(e.name);
  return {
    ids: (e, query, most) => listIds(unit, own(e), query, most, 'print'),
    rows: (e, ids, fields) => readRows(unit, own(e), ids, fields, 'print'),
    fields: (e) => new Set(leavingFields(unit, own(e), null, 'print').keys()),
  };
}

export function makeExportDesk(unit: Unit): ExportDesk {
  // With what the tenant added to it.
  const own = (e: Entity): Entity => unit.catalog.find(e.name);
  return {
    count: (e, query) => countRows(unit, own(e), query),
    ids: (e, query, most) => listIds(unit, own(e), query, most),
    rows: (e, ids, fields) => readRows(unit, own(e), ids, fields),
    group: (e, keys, measures, query) => groupRecords(unit, own(e), keys, measures, query, true),
    fields: (e) => new Set(leavingFields(unit, own(e), null).keys()),
  };
}

const from = (e: Entity): Sql => sql`${sql.raw(tableName(e))} r`;

/** Both rights, or nothing. */
function reachable(unit: Unit, e: Entity, how: Leaving): Sql {
  const { me } = unit;
  for (const verb of ['view', how] as const)
    unit.refuseUnless(reachOf(me, e, verb).rows.op !== 'none', `${e.name}.${verb}`);
  return and([visibleRows(me, e, 'r'), reachedRows(me, e, how, 'r')]);
}

function leaving(unit: Unit, e: Entity, query: ExportQuery, how: Leaving = 'export'): Sql[] {
  const rows = reachable(unit, e, how);
  const { use, ...asked } = query;
  return [...conditions(unit, e, asked), rows, ...(use === undefined ? [] : [notAgainst(e, use)])];
}

async function countRows(unit: Unit, e: Entity, query: ExportQuery): Promise<number> {
  const where = leaving(unit, e, query);
  // Has no part in a count, but is refused now when it cannot be used.
  compileSort(query.sort ?? [], unit.me, unit.catalog, e, 'r');
  return (await unit.run<{ n: number }>(sql`select count(*) as n from ${from(e)} where ${and(where)}`))[0]!.n;
}

async function listIds(
  unit: Unit,
  e: Entity,
  query: ExportQuery,
  most: number,
  how: Leaving = 'export',
): Promise<string[]> {
  const where = leaving(unit, e, query, how);
  const orders = compileSort(query.sort ?? [], unit.me, unit.catalog, e, 'r');
  // One statement is one instant: nothing moves between two pages of it.
  const rows = await unit.run<{ id: string }>(
    sql`select r.id from ${from(e)} where ${and(where)} order by ${orderBy(orders, 'r')} limit ${sql.raw(String(most + 1))}`,
  );
  if (rows.length > most)
    throw new Problem(
      'too-large',
      `At most ${most} records ${how === 'print' ? 'are printed at once. Narrow the list and print it in parts.' : 'stand in an export. Narrow the list and export it in parts.'}`,
    );
  return rows.map((row) => row.id);
}

async function readRows(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  fields: readonly string[],
  how: Leaving = 'export',
): Promise<Record<string, unknown>[]> {
  const { me, vault } = unit;
  const allowed = reachable(unit, e, how);
  const wanted = leavingFields(unit, e, fields, how);
  const strange = fields.find((name) => !wanted.has(name));
  if (strange !== undefined)
    throw new Problem('unknown-field', `${e.label} has no field ${JSON.stringify(strange.slice(0, 80))} to ${how}.`);
  const reading = readingFor(me, wanted, e);
  const rows = sql`${from(e)} where ${and([sql`r.id = any(${[...ids]}::uuid[])`, allowed])}`;
  const inner = sql`select ${reading.columns} from ${rowsFor(reading, rows)}`;
  const found = outputRows(vault.keys, e, wanted, await unit.table(withReferences(reading, inner)));
  unit.rowsRead += found.length;
  const byId = new Map(found.map((row) => [row['id'], row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [row];
  });
}

/** Where both rights let a field leave. */
function leavingFields(
  unit: Unit,
  e: Entity,
  only: readonly string[] | null,
  how: Leaving = 'export',
): Map<string, Wanted> {
  const reach = reachOf(unit.me, e, how);
  const out = new Map<string, Wanted>();
  for (const w of wantedFields(unit.me, e, only).values()) {
    const rule = allOf([w.when ?? everything, reach.readable(w.name)]);
    const isMasked = how === 'print' && w.mask !== null;
    if (rule.op !== 'none' || isMasked) out.set(w.name, { ...w, when: rule.op === 'all' ? null : rule });
  }
  return out;
}
