// What of an entry its reader gets: the record has to be visible by today's rules as it is now and as it was then, field by field.
import type { Entity } from '../../contract/entity.ts';
import { openValues } from '../ledger.ts';
import { fieldRightOn, reachOf } from '../policy.ts';
import { type Principal, zeroId } from '../principal.ts';
import { ruleRow } from '../records/codec.ts';
import { titleSql } from '../records/select.ts';
import { findTitles, withTitles } from '../records/titles.ts';
import { seesAll, visibleRows } from '../records/visible.ts';
import { sql } from '../sql.ts';
import { savedTotalsThing } from '../totals/saved-rows.ts';
import type { Unit } from '../unit.ts';
import type { LedgerChange, LedgerDetail, LedgerRow } from './desk.ts';
import { headerColumns, type Header } from './header.ts';
import { type Past, type Pasts, readPasts } from './past.ts';

export interface EntryRow extends Header {
  readonly entry: string;
  readonly seq: number | null;
  /** null: erased, or in the archive and not read from there */
  plain: string | null;
  sealed: Buffer | null;
}

/** Of `core.ledger l`, `core.ledger_leaf f` and `core.ledger_values v`. */
export const entryColumns: string = `${headerColumns}, l.id as entry, f.seq, v.plain, v.sealed`;

type Changes = readonly (readonly [string, readonly [unknown, unknown]])[];

/** An entry opened: who and what is named, and what of it may be seen. */
interface Opened {
  readonly row: EntryRow;
  readonly e: Entity | undefined;
  readonly values: Readonly<Record<string, unknown>> | null;
  readonly changes: Changes;
}

function open(unit: Unit, row: EntryRow): Opened {
  const values = openValues(unit.vault.keys, row);
  const e = row.entity === null ? undefined : unit.catalog.lookup(row.entity);
  const changes = isRecordChange(e, row)
    ? Object.entries((values?.['changes'] ?? {}) as Record<string, [unknown, unknown]>)
    : [];
  return { row, e, values, changes };
}

/** Of a record the engine keeps; settings have `changes` too, and are no record. */
function isRecordChange(e: Entity | undefined, row: EntryRow): boolean {
  return e !== undefined && row.record !== null && row.version !== null;
}

export async function showRows(unit: Unit, rows: readonly EntryRow[]): Promise<LedgerRow[]> {
  const opened = rows.map((row) => open(unit, row));
  const [actors, titles, pasts] = [
    await findActors(unit, rows),
    await titlesOf(unit, opened),
    await readPasts(
      unit,
      opened.flatMap(({ row, e }) => (e !== undefined && isRecordChange(e, row) ? [{ e, row }] : [])),
    ),
  ];
  return opened.map((o) => present(unit, o, actors, titles, pasts));
}

export async function showDetail(unit: Unit, row: EntryRow): Promise<Omit<LedgerDetail, 'proof'>> {
  return (await showDetails(unit, [row]))[0]!;
}

/** Each with its values, as far as they may be seen. */
export async function showDetails(unit: Unit, rows: readonly EntryRow[]): Promise<Omit<LedgerDetail, 'proof'>[]> {
  const opened = rows.map((row) => open(unit, row));
  const shown = await showRows(unit, rows);
  const pasts = await readPasts(
    unit,
    opened.flatMap(({ row, e }) => (e !== undefined && isRecordChange(e, row) ? [{ e, row }] : [])),
  );
  const details: Omit<LedgerDetail, 'proof'>[] = [];
  for (const [i, o] of opened.entries()) details.push(await withChanges(unit, o, shown[i]!, pasts));
  return details;
}

async function withChanges(
  unit: Unit,
  o: Opened,
  shown: LedgerRow,
  pasts: Pasts,
): Promise<Omit<LedgerDetail, 'proof'>> {
  const past = pasts.get(o.row.id);
  const visible = o.changes.filter(([field]) => shown.fields.includes(field));
  const may = visible.map(([field]) => ({
    before: mayRead(unit.me, o.e!, field, past?.now, past?.before),
    after: mayRead(unit.me, o.e!, field, past?.now, past?.after),
  }));
  const flat = visible.flatMap(([field, [before, after]], i) => [
    { field, value: may[i]!.before ? before : null },
    { field, value: may[i]!.after ? after : null },
  ]);
  const titled = o.e === undefined || flat.length === 0 ? [] : await withTitles(unit, o.e, flat);
  const changes = visible.map(([field, [before, after]], i): LedgerChange => ({
    field,
    label: labelOf(o.e!, field),
    before: titled[2 * i],
    after: titled[2 * i + 1],
    hidden: (!may[i]!.before && before !== null) || (!may[i]!.after && after !== null),
  }));
  return { ...shown, changes, values: othersOf(unit, o, shown.title !== null), commitment: o.row.commitment };
}

function labelOf(e: Entity, field: string): string {
  if (field === 'owner') return 'Owner';
  return field === 'archivedAt' ? 'In the bin since' : (e.fields[field]?.label ?? field);
}

function present(unit: Unit, o: Opened, actors: Actors, titles: ReadonlyMap<string, string>, pasts: Pasts): LedgerRow {
  const { row, e } = o;
  const past = pasts.get(row.id);
  // What it became counts as it was afterwards, what it had been as it was before; a record that was made had been nothing.
  const shows = (field: string): boolean =>
    mayRead(unit.me, e!, field, past?.now, past?.after) ||
    (past?.before !== null && mayRead(unit.me, e!, field, past?.now, past?.before));
  const fields = o.changes.map(([field]) => field).filter(shows);
  const title = row.record === null ? null : (titles.get(row.record) ?? null);
  const others = Object.keys(o.values ?? {}).filter((key) => key !== 'changes' || !isRecordChange(e, row));
  const isHidden = fields.length < o.changes.length || (others.length > 0 && !showsOthers(unit, o, title !== null));
  return {
    id: row.id,
    seq: row.seq,
    at: `${row.at.slice(0, 23)}Z`,
    actor: { kind: row.actorKind, id: row.actor === zeroId ? null : row.actor, title: actors.get(row.actor) ?? null },
    action: row.action,
    verb: row.verb,
    outcome: row.outcome,
    source: row.source,
    important: row.important,
    entity: row.entity,
    record: e === undefined || title !== null || readsAll(unit, e) ? row.record : null,
    title,
    version: row.version,
    permission: row.permission,
    allowedBy: row.allowedBy,
    operation: row.operation,
    request: row.request,
    session: row.session,
    address: row.address,
    fields,
    hidden: isHidden,
    erased: o.values === null,
  };
}

/** By the record as it is now and as it was then. What is gone for good is for those alone who might see it whatever it was. */
export function mayRead(me: Principal, e: Entity, field: string, now: Past, then: Past): boolean {
  const { readable } = reachOf(me, e, 'view');
  // When it went into the bin is a fact of the record, not a field of it. A part is seen where its whole is.
  const isAlways = seesAll(me, e) && (field === 'archivedAt' || readable(field).op === 'all');
  if (isAlways) return true;
  const on = (row: Past): boolean => {
    if (row === undefined || row === null) return false;
    return field === 'archivedAt' || fieldRightOn(me, e, field, ruleRow(e, row)) !== 'hidden';
  };
  return on(now) && (then === null || on(then));
}

/** Whether the words and values that are no change of a record may be shown: questions quote what people may not read. */
function showsOthers(unit: Unit, { row, e }: Opened, seen: boolean): boolean {
  if (row.actor === unit.me.id || row.actor === unit.me.self.id) return true;
  if (e !== undefined && row.record !== null) return seen || readsAll(unit, e);
  if (e !== undefined) return readsAll(unit, e);
  // So do totals that are kept.
  const isQuestion = row.verb === 'read' || row.outcome === 'refused' || row.entity === savedTotalsThing;
  if (isQuestion) return unit.catalog.entities.every((x) => readsAll(unit, x));
  return true;
}

/** Every record of the object, with every field of it. */
export function readsAll(unit: Unit, e: Entity): boolean {
  const { readable } = reachOf(unit.me, e, 'view');
  return seesAll(unit.me, e) && Object.keys(e.fields).every((name) => readable(name).op === 'all');
}

function othersOf(unit: Unit, o: Opened, seen: boolean): Record<string, unknown> {
  // Why something was refused is no value of anybody's.
  const code = o.row.outcome === 'refused' ? { code: o.values?.['code'] } : {};
  if (!showsOthers(unit, o, seen)) return code;
  const isChange = isRecordChange(o.e, o.row);
  return Object.fromEntries(Object.entries(o.values ?? {}).filter(([key]) => key !== 'changes' || !isChange));
}

type Actors = ReadonlyMap<string, string>;

/** Names of people and keys, as far as they may be seen; oneself always. */
async function findActors(unit: Unit, rows: readonly EntryRow[]): Promise<Actors> {
  const ids = [...new Set(rows.map((row) => row.actor))].filter((id) => id !== zeroId);
  if (ids.length === 0) return new Map();
  const user = unit.catalog.entity('user');
  const name = titleSql(unit.me, user, 'u') ?? sql`null::text`;
  const found = await unit.run<{ id: string; name: string | null; key: string | null }>(sql`
    select asked.id, ${name} as name, k.name as key from unnest(${ids}::uuid[]) as asked (id)
      left join core.api_key k on k.id = asked.id
      left join data."user" u on u.id = coalesce(k.owner, asked.id) and (u.id = ${unit.me.self.id}::uuid or ${visibleRows(unit.me, user, 'u')})`);
  const names = new Map(
    found.flatMap(({ id, name: who, key }) =>
      who === null ? [] : [[id, key === null ? who : `${who} (${key})`] as const],
    ),
  );
  // Whoever sees no people at all knows who he is himself.
  const { me } = unit;
  if (me.kind === 'user' && me.looking === undefined && !names.has(me.id)) names.set(me.id, me.name);
  return names;
}

async function titlesOf(unit: Unit, opened: readonly Opened[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const named = opened.flatMap(({ e, row }) => (e === undefined || row.record === null ? [] : [{ e, id: row.record }]));
  for (const list of Map.groupBy(named, ({ e }) => e.name).values()) {
    const titles = await findTitles(
      unit,
      list[0]!.e,
      list.map(({ id }) => id),
    );
    for (const [id, title] of titles) found.set(id, title);
  }
  return found;
}
