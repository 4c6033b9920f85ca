// Brings records back to what they were, by the ordinary ways of changing them: rights, references, uniqueness and the rules of features
// decide today as about any change. First out of the bin, then values, then into the bin, so that what is pointed to is there.
import { type Entity } from '../../contract/entity.ts';
import { type Field, isVirtual } from '../../contract/field.ts';
import { zeroId } from '../principal.ts';
import { fieldRightOn } from '../policy.ts';
import { moveRecords } from '../records/bin.ts';
import { lazyRuleRow, sameValue } from '../records/codec.ts';
import { conditions } from '../records/list.ts';
import type { RowResult } from '../records/results.ts';
import { findTitles } from '../records/titles.ts';
import { visibleRows } from '../records/visible.ts';
import { writeRecords } from '../records/write.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import type { Kept, RestorePreview, RestoreResult, RestoreStep, RestoreWhich } from './desk.ts';
import { kindOfRow } from './difference.ts';
import { type RecordThen, recordsThen } from './fold.ts';
import type { LookBack } from './look-back.ts';

/** Of rows `r` that were changed since: those named, those of the list as it was, or all that may be seen. */
function chosen({ unit }: LookBack, e: Entity, { ids, query }: RestoreWhich): Sql {
  const named = ids === undefined ? [] : [sql`r.id = any(${[...ids]}::uuid[])`];
  return and([
    ...conditions(unit, e, ids === undefined && query !== undefined ? query : { archived: 'both' }),
    ...named,
  ]);
}

/** Of records made since and not in the bin: those that may be seen. */
function madeSince(look: LookBack, e: Entity, live: Unit): Sql {
  return sql`from ${look.relations.later(e)} o join ${sql.raw(tableName(e))} c on c.id = o.record
    where ${and([sql`o.made and c.archived_at is null`, visibleRows(live.me, live.catalog.entity(e.name), 'c')])}`;
}

export async function previewOf(look: LookBack, e: Entity, which: RestoreWhich): Promise<RestorePreview> {
  const [, then] = look.relations.halves(e);
  const [row] = await look.unit.run<RestorePreview>(sql`
    select count(*) filter (where x.kind = 'archived')::int as unbin,
      count(*) filter (where x.changed)::int as values,
      count(*) filter (where x.kind = 'restored')::int as bin
    from (select ${kindOfRow} as kind, cardinality(r."differs$") > 0 as changed from ${then} r where ${chosen(look, e, which)}) x`);
  if (!which.made) return row!;
  const [made] = await look.unit.run<{ n: number }>(sql`select count(*)::int as n ${madeSince(look, e, look.live)}`);
  return { ...row!, bin: row!.bin + made!.n };
}

export async function differing(
  look: LookBack,
  e: Entity,
  which: RestoreWhich,
  step: RestoreStep,
  after: string,
  most: number,
): Promise<string[]> {
  const [, then] = look.relations.halves(e);
  const wanted: Record<RestoreStep, Sql> = {
    unbin: sql`x.kind = 'archived'`,
    values: sql`x.changed`,
    bin: sql`x.kind = 'restored'`,
  };
  const made = step === 'bin' && which.made ? sql` union all select c.id ${madeSince(look, e, look.live)}` : sql``;
  const rows = await look.unit.run<{ id: string }>(sql`
    select y.id from (
      select x.id from (select r.id, ${kindOfRow} as kind, cardinality(r."differs$") > 0 as changed from ${then} r
        where ${chosen(look, e, which)}) x where ${wanted[step]}${made}
    ) y where y.id > ${after === '' ? zeroId : after}::uuid order by y.id limit ${most}`);
  return rows.map((row) => row.id);
}

interface Sum {
  unbinned: number;
  changed: number;
  binned: number;
  readonly kept: Kept[];
  keptCount: number;
}

export async function restoreRecords(
  unit: Unit,
  look: LookBack,
  then: Entity,
  ids: readonly string[],
  steps: readonly RestoreStep[],
): Promise<RestoreResult> {
  unit.assertWrites();
  const e = unit.catalog.entity(then.name);
  const asked = [...new Set(ids)];
  const seen = await look.unit.run<{ id: string }>(sql`select r.id from ${look.relations.byId(then)} r
    where ${and([sql`r.id = any(${asked}::uuid[])`, visibleRows(look.unit.me, then, 'r')])}`);
  const shown = new Set(seen.map((row) => row.id));
  const records = await recordsThen(unit, e, asked, look.relations.at);
  const titles = await findTitles(unit, e, asked);
  const sum: Sum = { unbinned: 0, changed: 0, binned: 0, kept: [], keptCount: 0 };
  const keep = (id: string, reason: string): void => {
    sum.keptCount += 1;
    if (sum.kept.length < 100) sum.kept.push({ entity: e.name, id, title: titles.get(id) ?? null, reason });
  };
  const known = new Map<string, RecordThen>();
  for (const id of asked) {
    const record = records.get(id);
    if (record === undefined || (record.was !== null && record.was !== undefined && !shown.has(id)))
      keep(id, 'It is gone, or you may not see it.');
    else if (record.was === undefined) keep(id, 'What it was then has been erased.');
    else known.set(id, record);
  }
  const work: Work = { unit, e, others: othersOf(e, then, look), sum, keep };
  for (const step of steps) await carryOut(work, known, step);
  return sum;
}

interface Work {
  readonly unit: Unit;
  readonly e: Entity;
  /** fields that are something else today: their values of then are none of theirs */
  readonly others: ReadonlySet<string>;
  readonly sum: Sum;
  readonly keep: (id: string, reason: string) => void;
}

function othersOf(e: Entity, then: Entity, { model }: LookBack): ReadonlySet<string> {
  const options = (f: Field | undefined): string => JSON.stringify(f?.options?.map((o) => o.key) ?? null);
  return new Set(
    [...model.lost.values()].filter((name) => {
      const [is, was] = [e.fields[name], then.fields[name]];
      return is?.kind !== was?.kind || options(is) !== options(was);
    }),
  );
}

async function carryOut(
  { unit, e, others, sum, keep }: Work,
  records: ReadonlyMap<string, RecordThen>,
  step: RestoreStep,
): Promise<void> {
  if (step === 'values') return await writeValues({ unit, e, others, sum, keep }, records);
  const isBinned = (row: Readonly<Record<string, unknown>>): boolean => row['archivedAt'] !== null;
  const moving = [...records].flatMap(([id, { now, was }]) => {
    // One that was not there yet goes into the bin.
    const goes = was === null || was === undefined || isBinned(was);
    return goes === isBinned(now) || goes !== (step === 'bin') ? [] : [id];
  });
  if (moving.length === 0) return;
  const results = await moveRecords(unit, e, moving, step === 'bin' ? 'archive' : 'restore');
  results.forEach((r, i) => {
    if (!r.ok) keep(moving[i]!, r.reason);
    else if (step === 'bin') sum.binned += 1;
    else sum.unbinned += 1;
  });
}

async function writeValues(work: Work, records: ReadonlyMap<string, RecordThen>): Promise<void> {
  const { unit, e, sum, keep } = work;
  const rows: { id: string; values: Record<string, unknown> }[] = [];
  for (const [id, { now, was }] of records) {
    if (was === null || was === undefined) continue;
    const { values, refused } = valuesOf(work, now, was);
    if (refused.length > 0) keep(id, `Your roles do not allow changing ${refused.join(', ')} on this record.`);
    if (Object.keys(values).length > 0) rows.push({ id, values });
  }
  if (rows.length === 0) return;
  const results: RowResult[] = await writeRecords(unit, e, rows, { by: 'fields' });
  results.forEach((r, i) => {
    if (!r.ok) keep(rows[i]!.id, r.reason);
    else if (r.did === 'edited') sum.changed += 1;
  });
}

/** Fields that held something else and may be read on the record as it was and as it is; and the names of those that may not be changed. */
function valuesOf(
  { unit, e, others }: Work,
  now: RecordThen['now'],
  before: RecordThen['now'],
): { values: Record<string, unknown>; refused: string[] } {
  const values: Record<string, unknown> = {};
  const refused: string[] = [];
  const [is, was] = [lazyRuleRow(e, now), lazyRuleRow(e, before)];
  for (const name of [...(e.owner === 'owner' ? ['owner'] : []), ...Object.keys(e.fields)]) {
    const f = e.fields[name];
    if (f !== undefined && (isVirtual(f) || f.computed === true || others.has(name))) continue;
    if (sameValue(now[name], before[name])) continue;
    const right = fieldRightOn(unit.me, e, name, is);
    if (right === 'hidden' || fieldRightOn(unit.me, e, name, was) === 'hidden') continue;
    if (right === 'edit') values[name] = before[name] ?? null;
    else refused.push(f?.label ?? 'Owner');
  }
  return { values, refused };
}
