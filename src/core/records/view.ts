// Reads single records, and the history of one, each as far as the principal may see.
import type { FieldChange, HistoryEntry } from '../../contract/record-answers.ts';
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { type Source, openValues } from '../ledger.ts';
import { mayRead } from '../ledger/shown.ts';
import type { Past } from '../ledger/past.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, compile, sql } from '../sql.ts';
import { statementName } from '../statement-names.ts';
import type { MadeSql, Unit } from '../unit.ts';
import { type StoredRow, readStored } from './codec.ts';
import { outputRows } from './output.ts';
import { type Reading, readingOf, rowsFor, withReferences } from './reading.ts';
import { titleSql } from './select.ts';
import { rowsById } from './source.ts';
import { visibleRows } from './visible.ts';
import { withTitles } from './titles.ts';

/** The rows with these ids that may be seen, in no order; archived ones too. */
export async function readRecords(unit: Unit, e: Entity, ids: readonly string[]): Promise<Record<string, unknown>[]> {
  const { me, vault } = unit;
  const reading = readingOf(me, e, null);
  const asked =
    ids.length === 1 && me.past === undefined
      ? unit.tableMade(readingOne(me, e, reading, ids[0]!))
      : unit.table(readingAll(me, e, reading, sql`r.id = any(${[...ids]}::uuid[])`));
  unit.lastSent();
  return outputRows(vault.keys, e, reading.wanted, await asked);
}

function readingAll(me: Principal, e: Entity, reading: Reading, idIs: Sql): Sql {
  const rows = sql`${rowsById(me, e)} r where ${and([idIs, visibleRows(me, e, 'r')])}`;
  return withReferences(reading, sql`select ${reading.columns} from ${rowsFor(reading, rows)}`);
}

interface One {
  readonly text: string;
  readonly values: readonly unknown[];
  /** where among the values the id stands */
  readonly at: number;
}

const ones = new WeakMap<Reading, One>();

/** One record is what is asked for most, by pages and after each change: its statement is written once a reading, and but for the id is the same. */
function readingOne(me: Principal, e: Entity, reading: Reading, id: string): MadeSql {
  let one = ones.get(reading);
  if (one === undefined) {
    const place = Symbol('id');
    const { text, values } = compile(readingAll(me, e, reading, sql`r.id = ${place}::uuid`));
    ones.set(reading, (one = { text, values, at: values.indexOf(place) }));
  }
  return { text: one.text, values: one.values.with(one.at, id), name: statementName(one.text) };
}

export async function viewRecord(unit: Unit, e: Entity, id: string): Promise<Record<string, unknown>> {
  unit.refuseUnless(reachOf(unit.me, e, 'view').rows.op !== 'none', `${e.name}.view`);
  if (!isId(id)) throw new Problem('not-found');
  const rows = await readRecords(unit, e, [id]);
  if (rows[0] === undefined) throw new Problem('not-found');
  unit.rowsRead += 1;
  return rows[0];
}

interface HistoryRow {
  readonly entry: string;
  readonly at: Date;
  readonly actor: string;
  readonly by: string | null;
  /** the name of the API key through which it was done */
  readonly key: string | null;
  readonly action: string;
  readonly verb: string;
  readonly source: Source;
  readonly operation: string;
  readonly version: number | null;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

/** Newest first, at most 500. What the reader may not see of the record now, or might not have seen then, is left out. */
export async function readHistory(unit: Unit, e: Entity, id: string): Promise<HistoryEntry[]> {
  await viewRecord(unit, e, id);
  const { me, catalog, vault } = unit;
  const user = catalog.entity('user');
  const name = titleSql(me, user, 'u') ?? sql`null::text`;
  const stored = (await unit.run(sql`select * from ${sql.raw(tableName(e))} r where r.id = ${id}::uuid`))[0]!;
  const rows = await unit.run<HistoryRow>(sql`
    select l.id as entry, l.at, coalesce(k.owner, l.actor) as actor, ${name} as by, k.name as key, l.action, l.verb, l.source, l.operation, l.version, v.plain, v.sealed
    from core.ledger l left join core.ledger_values v on v.entry = l.id
      left join core.api_key k on k.id = l.actor
      left join data."user" u on u.id = coalesce(k.owner, l.actor) and ${visibleRows(me, user, 'u')}
    where l.record = ${id}::uuid and l.outcome = 'done' and l.version is not null
    order by l.version desc, l.id desc limit 500`);
  const changes = changesOf(unit, e, readStored(vault.keys, e, stored), rows);
  const flat = changes.flatMap((list) =>
    list.flatMap(({ field, before, after }) => [
      { field, value: before },
      { field, value: after },
    ]),
  );
  const shown = (await withTitles(unit, e, flat))[Symbol.iterator]();
  return rows.map((row, i) => ({
    id: row.entry,
    at: row.at.toISOString(),
    // A key acts in its owner's name, and says that it was the key.
    by: row.by === null ? null : { id: row.actor, title: row.key === null ? row.by : `${row.by} (${row.key})` },
    action: row.action,
    verb: row.verb,
    source: row.source,
    operation: row.operation,
    version: row.version,
    changes: changes[i]!.map(({ field, hidden }): FieldChange => ({
      field,
      before: shown.next().value,
      after: shown.next().value,
      ...(hidden ? { hidden } : {}),
    })),
  }));
}

interface Changed {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly hidden: boolean;
}

/** What each entry changed, newest first: a side is shown by the record as it is now and as it was on that side of the change. */
function changesOf(unit: Unit, e: Entity, now: StoredRow, rows: readonly HistoryRow[]): Changed[][] {
  let state: Past = now;
  return rows.map((row) => {
    const values = openValues(unit.vault.keys, row);
    const changed = Object.entries((values?.['changes'] ?? {}) as Record<string, [unknown, unknown]>);
    const after = state;
    if (row.verb === 'created') state = null;
    else if (state !== undefined && state !== null)
      state =
        values === null ? undefined : { ...state, ...Object.fromEntries(changed.map(([name, [old]]) => [name, old])) };
    const before = state;
    return changed.flatMap(([field, [old, next]]) => {
      const mayOld = before !== null && mayRead(unit.me, e, field, now, before);
      const mayNext = mayRead(unit.me, e, field, now, after);
      if (!mayOld && !mayNext) return [];
      const hidden = (!mayOld && old !== null) || (!mayNext && next !== null);
      return [{ field, before: mayOld ? old : null, after: mayNext ? next : null, hidden }];
    });
  });
}
