// What is to be done with the records of one object: a field goes back where it still holds what the operation wrote, or where the person says so
// anyway; and all of it is tried by the same code that does it, so that what is promised is what may be done.
import type { Entity } from '../../contract/entity.ts';
import { wholeOf } from '../../contract/entity.ts';
import { type Pasts, readPasts } from '../ledger/past.ts';
import { mayRead, readsAll } from '../ledger/shown.ts';
import { fieldRightOn } from '../policy.ts';
import { type Anyway, type UndoField, type UndoRecord, type UndoResult } from '../operation.ts';
import { moveRecords } from '../records/bin.ts';
import { type StoredRow, lazyRuleRow, readStored, sameValue } from '../records/codec.ts';
import type { RowResult } from '../records/results.ts';
import { findTitles, withTitles } from '../records/titles.ts';
import { writeRecords } from '../records/write.ts';
import { tableName } from '../schema/ddl.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type Later, type Touched, changedSince } from './touched.ts';

export type Outcome = { -readonly [K in 'back' | 'binned' | 'keptCount']: number } & {
  kept: UndoResult['kept'][number][];
};

export interface Plan {
  readonly e: Entity;
  readonly edits: { id: string; values: Record<string, unknown> }[];
  readonly bin: string[];
  readonly unbin: string[];
  readonly keep: (id: string, reason: string) => void;
  /** where the fields are wanted: one a record */
  readonly records: Map<string, { -readonly [K in keyof UndoRecord]: UndoRecord[K] }>;
}

export interface PlanWish {
  readonly anyway: Anyway;
  /** tells each record and field */
  readonly detailed: boolean;
}

function isAnyway(anyway: Anyway, id: string, field: string): boolean {
  if (anyway === 'nothing') return false;
  return anyway === 'all' || anyway.some((x) => x.id === id && x.field === field);
}

export async function planEntity(
  unit: Unit,
  e: Entity,
  list: readonly Touched[],
  result: Outcome,
  wish: PlanWish,
): Promise<Plan> {
  const ids = list.map((t) => t.id);
  const { rows } = await unit.query(`select * from ${tableName(e)} where id = any($1)`, [ids]);
  const present = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const titles = await findTitles(unit, e, ids);
  const gone = wholeOf(e) === null ? new Set() : await binnedByUs(unit, ids);
  const records: Plan['records'] = new Map();
  const keep = (id: string, reason: string): void => {
    result.keptCount += 1;
    if (result.kept.length < 100) result.kept.push({ entity: e.name, id, title: titles.get(id) ?? null, reason });
    const record = records.get(id);
    if (record !== undefined) record.reason = reason;
  };
  const plan: Plan = { e, edits: [], bin: [], unbin: [], keep, records };
  const later = wish.detailed ? await changedSince(unit, list) : new Map<string, Later>();
  const pasts = await pastsOf(unit, e, list);
  for (const t of list) {
    const title = titles.get(t.id) ?? null;
    if (wish.detailed) records.set(t.id, { entity: e.name, id: t.id, title, does: 'stay', reason: null, fields: [] });
    const row = present.get(t.id);
    if (row === undefined || !titles.has(t.id)) keep(t.id, 'It is gone, or you may not see it.');
    else if (!t.known) keep(t.id, 'What it was before has been erased.');
    else if (t.created) planMade(t, row, plan, { wish, gone, result });
    else planChange(unit, t, row, plan, { wish, later, pasts });
  }
  await nameFields(unit, plan);
  return plan;
}

/** As the records were before what is taken back; null: whoever asks might read them whatever they were. */
async function pastsOf(unit: Unit, e: Entity, list: readonly Touched[]): Promise<Pasts | null> {
  if (readsAll(unit, e)) return null;
  const entries = list.flatMap((t) => [...t.fields.values()].map(({ first }) => first));
  const distinct = new Map(entries.map((entry) => [entry.id, entry]));
  return await readPasts(
    unit,
    [...distinct.values()].map((row) => ({ e, row })),
  );
}

/** An undo in several transactions may have put wholes into the bin before it comes to their parts. */
async function binnedByUs(unit: Unit, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await unit.run<{ record: string }>(sql`select record from core.ledger
    where operation = ${unit.operation}::uuid and verb = 'archived' and record = any(${[...ids]}::uuid[])`);
  return new Set(rows.map((row) => row.record));
}

function planMade(
  t: Touched,
  row: StoredRow,
  { bin, keep }: Plan,
  { wish, gone, result }: { wish: PlanWish; gone: ReadonlySet<unknown>; result: Outcome },
): void {
  const live = row['archivedAt'] === null;
  if (live && (row['version'] === t.version || isAnyway(wish.anyway, t.id, ''))) bin.push(t.id);
  else if (gone.has(t.id)) result.binned += 1;
  else keep(t.id, live ? 'Somebody has changed it since.' : 'It is in the bin already.');
}

function planChange(
  unit: Unit,
  t: Touched,
  row: StoredRow,
  { e, edits, bin, unbin, keep, records }: Plan,
  { wish, later, pasts }: { wish: PlanWish; later: ReadonlyMap<string, Later>; pasts: Pasts | null },
): void {
  const values: Record<string, unknown> = {};
  const changed: string[] = [];
  const fields: UndoField[] = [];
  const ruled = lazyRuleRow(e, row);
  let isUnseen = false;
  for (const [name, { before, after, first }] of t.fields) {
    if (e.fields[name]?.computed === true || (name !== 'owner' && e.fields[name] === undefined)) continue;
    const isChanged = !sameValue(row[name], after);
    const anyway = isChanged && isAnyway(wish.anyway, t.id, name);
    if (sameValue(row[name], before)) continue;
    const past = pasts?.get(first.id);
    // To bring it back would be to read it.
    if (pasts !== null && !mayRead(unit.me, e, name, past?.now, past?.before)) {
      isUnseen = true;
      continue;
    }
    const seen = fieldRightOn(unit.me, e, name, ruled) !== 'hidden';
    const label = name === 'owner' ? 'Owner' : (e.fields[name]?.label ?? name);
    if (!isChanged || anyway) values[name] = before;
    else changed.push(seen ? label : '');
    const who = isChanged ? later.get(`${t.id} ${name}`) : undefined;
    if (seen)
      fields.push({
        field: name,
        label,
        back: before ?? null,
        now: row[name] ?? null,
        changed: isChanged,
        by: who?.by ?? null,
        at: who?.at ?? null,
      });
  }
  const record = records.get(t.id);
  if (record !== undefined) record.fields = fields;
  if (changed.length > 0) {
    const named = changed.filter((label) => label !== '');
    keep(t.id, named.length === 0 ? 'Somebody has changed it since.' : `Changed since: ${named.join(', ')}.`);
  }
  if (isUnseen) keep(t.id, 'What it was before is not yours to see.');
  if (Object.keys(values).length > 0) edits.push({ id: t.id, values });
  const isBinned = row['archivedAt'] !== null;
  if (t.archived !== null && isBinned === t.archived) (isBinned ? unbin : bin).push(t.id);
}

/** References stand there by their titles, as far as they may be seen. */
async function nameFields(unit: Unit, { e, records }: Plan): Promise<void> {
  const all = [...records.values()].flatMap((r) => r.fields.map((f) => ({ r, f })));
  if (all.length === 0) return;
  const shown = await withTitles(
    unit,
    e,
    all.flatMap(({ f }) => [
      { field: f.field, value: f.back },
      { field: f.field, value: f.now },
    ]),
  );
  const fields = new Map<unknown, UndoField[]>();
  all.forEach(({ r, f }, i) => {
    const named = { ...f, back: shown[i * 2], now: shown[i * 2 + 1] };
    fields.set(r, [...(fields.get(r) ?? []), named]);
  });
  for (const r of records.values()) r.fields = fields.get(r) ?? [];
}

/**
 * Out of the bin first, for what lies in it cannot be edited. Wholes come back before their parts and go after them. `dry`: tried by the same
 * checks, and nothing is written.
 */
export async function carryOut(unit: Unit, plans: readonly Plan[], result: Outcome, dry: boolean): Promise<void> {
  const down = plans.toSorted((a, b) => depthOf(unit, a.e) - depthOf(unit, b.e));
  const back = new Set<string>();
  const mark = (plan: Plan, id: string, does: UndoRecord['does']): void => {
    const record = plan.records.get(id);
    if (record !== undefined) record.does = does;
  };
  const note = (plan: Plan, ids: readonly string[], results: readonly RowResult[], does: 'back' | 'restore'): void =>
    results.forEach((r, i) => {
      if (!r.ok) return plan.keep(ids[i]!, r.reason);
      back.add(ids[i]!);
      return mark(plan, ids[i]!, does);
    });
  for (const plan of down)
    if (plan.unbin.length > 0)
      note(plan, plan.unbin, await moveRecords(unit, plan.e, plan.unbin, 'restore', { dry }), 'restore');
  for (const plan of down) {
    const ids = plan.edits.map((x) => x.id);
    const fromBin = dry ? new Set(plan.unbin) : undefined;
    if (ids.length > 0)
      note(plan, ids, await writeRecords(unit, plan.e, plan.edits, { by: 'fields', dry, fromBin }), 'back');
  }
  result.back += back.size;
  for (const plan of down.toReversed()) {
    const { e, bin, keep } = plan;
    const binned = bin.length === 0 ? [] : await moveRecords(unit, e, bin, 'archive', { dry });
    binned.forEach((r, i) => {
      if (!r.ok) return keep(bin[i]!, r.reason);
      result.binned += 1;
      return mark(plan, bin[i]!, 'bin');
    });
  }
}

/** How many wholes stand above one of these. */
function depthOf(unit: Unit, e: Entity): number {
  const whole = wholeOf(e);
  return whole === null ? 0 : 1 + depthOf(unit, unit.catalog.entity(whole));
}
