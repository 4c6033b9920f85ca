// Undoes operations from the ledger: a field goes back only where it still holds what the operation wrote, through the same door as any change.
import { Problem } from '../contract/problem.ts';
import { isId } from './ids.ts';
import { undoHolders } from './access/undo-holders.ts';
import { undoRoles } from './access/undo-roles.ts';
import { openValues } from './ledger.ts';
import { type Operation, type OperationDesk, type UndoResult, undoDays } from './operation.ts';
import { may, zeroId } from './principal.ts';
import { moveRecords } from './records/bin.ts';
import { readStored, sameValue } from './records/codec.ts';
import type { RowResult } from './records/results.ts';
import { undoMerges } from './records/undo-merge.ts';
import { findTitles } from './records/titles.ts';
import { visibleRows } from './records/visible.ts';
import { writeRecords } from './records/write.ts';
import { tableName } from './schema/ddl.ts';
import { sql } from './sql.ts';
import type { Unit } from './unit.ts';
import { type Entity, wholeOf } from '../contract/entity.ts';

/** Records undone in one transaction at most; more goes in parts, as a job. */
export const undoAtOnce = 2000;

interface Touched {
  readonly entity: Entity;
  readonly id: string;
  readonly created: boolean;
  /** null: neither into the bin nor out of it */
  readonly archived: boolean | null;
  readonly version: number;
  readonly fields: Map<string, { readonly before: unknown; after: unknown }>;
  /** false when the ledger's values were erased */
  readonly known: boolean;
}

interface EntryRow {
  readonly entry: string;
  readonly entity: string;
  readonly record: string;
  readonly verb: string;
  readonly version: number;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

export function makeOperationDesk(unit: Unit): OperationDesk {
  return {
    list: (limit) => listOperations(unit, limit),
    preview: async (id) => (await undo(unit, id, null, undoAtOnce, false)).result,
    undo: async (id) => (await undo(unit, id, null, undoAtOnce, true)).result,
    undoPart: (id, cursor, limit) => undo(unit, id, cursor, limit, true),
  };
}

async function listOperations(unit: Unit, limit: number): Promise<Operation[]> {
  const all = may(unit.me, 'ledger.view');
  const rows = await unit.run<{
    id: string;
    what: string;
    at: Date;
    actor: string;
    by: string | null;
    key: string | null;
    changes: number;
    undone_by: string | null;
  }>(sql`
    select o.id, o.what, o.at, coalesce(k.owner, o.actor) as actor, u.name as by, k.name as key, o.undone_by,
      (select count(*) from core.ledger l where l.operation = o.id and l.record is not null and l.verb <> 'moved'
        and (l.version is not null or l.verb = 'roles set'))::int as changes
    from core.operation o left join core.api_key k on k.id = o.actor
      left join data."user" u on u.id = coalesce(k.owner, o.actor) and ${visibleRows(unit.me, unit.catalog.entity('user'), 'u')}
    where ${all ? sql`true` : sql`o.actor = ${unit.me.id}::uuid`} order by o.at desc, o.id desc limit ${limit}`);
  return rows.map((r) => ({
    id: r.id,
    what: r.what,
    at: r.at.toISOString(),
    by: r.by === null ? null : { id: r.actor, title: r.key === null ? r.by : `${r.by} (${r.key})` },
    changes: r.changes,
    undoneBy: r.undone_by,
    undoUntil: undoUntil(r.at).toISOString(),
  }));
}

function undoUntil(at: Date): Date {
  return new Date(at.getTime() + undoDays * 86_400_000);
}

async function undo(
  unit: Unit,
  id: string,
  cursor: string | null,
  limit: number,
  forReal: boolean,
): Promise<{ result: UndoResult; next: string | null }> {
  await checkOperation(unit, id, cursor !== null);
  const { touched, next } = await readTouched(unit, id, cursor, limit);
  if (next !== null && cursor === null && limit >= undoAtOnce) {
    throw new Problem('too-large', `More than ${undoAtOnce} records were changed; this is undone as a job.`);
  }
  const result = { operation: id, back: 0, binned: 0, kept: [] as UndoResult['kept'][number][], keptCount: 0 };
  const plans: Plan[] = [];
  for (const list of Map.groupBy(touched, (t) => t.entity.name).values())
    plans.push(await planEntity(unit, list[0]!.entity, list, result));
  if (forReal) {
    unit.assertWrites();
    unit.undoes = id;
    await carryOut(unit, plans, result);
    // The undoing operation's row is written when the unit ends; the reference is checked then.
    if (next === null)
      unit.finish.push({
        text: 'update core.operation set undone_by = $2 where id = $1',
        values: [id, unit.operation],
      });
  }
  if (cursor === null) {
    await undoMerges(unit, id, result, forReal);
    await undoRoles(unit, id, result, forReal);
    await undoHolders(unit, id, result, forReal);
  }
  if (!forReal) {
    for (const { edits, unbin, bin } of plans) {
      result.back += new Set([...edits.map((x) => x.id), ...unbin]).size;
      result.binned += bin.length;
    }
  }
  return { result, next };
}

async function checkOperation(unit: Unit, id: string, goingOn: boolean): Promise<void> {
  if (!isId(id)) throw new Problem('not-found');
  const { rows } = await unit.query<{ actor: string; at: Date; undone_by: string | null }>(
    'select actor, at, undone_by from core.operation where id = $1',
    [id],
  );
  const o = rows[0];
  if (o === undefined || (o.actor !== unit.me.id && !may(unit.me, 'tool.undo-others'))) throw new Problem('not-found');
  if (o.undone_by !== null && !goingOn) throw new Problem('wrong-state', 'This has already been undone.');
  if (undoUntil(o.at) < unit.at)
    throw new Problem(
      'wrong-state',
      `This happened more than ${undoDays} days ago and can no longer be undone as a whole.`,
    );
}

async function readTouched(
  unit: Unit,
  id: string,
  cursor: string | null,
  limit: number,
): Promise<{ touched: Touched[]; next: string | null }> {
  const { rows } = await unit.query<EntryRow>(
    // The inner question is asked for each record of the page (offset 0 keeps it so): joined, it would read the whole operation every time.
    `select l.id as entry, l.entity, l.record, l.verb, l.version, v.plain, v.sealed
     from (select distinct record from core.ledger
           where operation = $1 and record is not null and version is not null and record > $2::uuid order by record limit $3) r
     cross join lateral (select * from core.ledger x where x.operation = $1 and x.record = r.record and x.record is not null
                         and x.version is not null and x.outcome = 'done' offset 0) l
     left join core.ledger_values v on v.entry = l.id order by l.record, l.version`,
    [id, cursor ?? zeroId, limit + 1],
  );
  const groups = [...Map.groupBy(rows, (r) => r.record).values()];
  const page = groups.slice(0, limit);
  const next = groups.length > limit ? page.at(-1)![0]!.record : null;
  return { touched: page.flatMap((entries) => fold(unit, entries)), next };
}

/** All an operation did to one record, as one change. */
function fold(unit: Unit, entries: readonly EntryRow[]): Touched[] {
  const first = entries[0]!;
  const entity = unit.catalog.lookup(first.entity);
  if (entity === undefined) return [];
  const fields: Touched['fields'] = new Map();
  let archived: boolean | null = null;
  let known = true;
  for (const entry of entries) {
    const values = openValues(unit.vault.keys, entry);
    // What went into the bin or out of it with its whole goes back with it.
    if (values?.['with'] !== undefined) continue;
    if (entry.verb === 'archived' || entry.verb === 'restored') archived = entry.verb === 'archived';
    if (values === null) known = false;
    for (const [name, [before, after]] of Object.entries(
      (values?.['changes'] ?? {}) as Record<string, [unknown, unknown]>,
    )) {
      if (name === 'archivedAt') continue;
      const same = fields.get(name);
      if (same === undefined) fields.set(name, { before, after });
      else same.after = after;
    }
  }
  const created = entries.some((x) => x.verb === 'created');
  if (known && !created && archived === null && fields.size === 0) return [];
  return [
    {
      entity,
      id: first.record,
      created,
      archived,
      version: entries.at(-1)!.version,
      fields,
      known,
    },
  ];
}

type Outcome = { -readonly [K in 'back' | 'binned' | 'keptCount']: number } & { kept: UndoResult['kept'][number][] };

/** What is to be done with the records of one object. */
interface Plan {
  readonly e: Entity;
  readonly edits: { id: string; values: Record<string, unknown> }[];
  readonly bin: string[];
  readonly unbin: string[];
  readonly keep: (id: string, reason: string) => void;
}

async function planEntity(unit: Unit, e: Entity, list: readonly Touched[], result: Outcome): Promise<Plan> {
  const ids = list.map((t) => t.id);
  const { rows } = await unit.query(`select * from ${tableName(e)} where id = any($1)`, [ids]);
  const present = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const titles = await findTitles(unit, e, ids);
  const gone = wholeOf(e) === null ? new Set() : await binnedByUs(unit, ids);
  const keep = (id: string, reason: string): void => {
    result.keptCount += 1;
    if (result.kept.length < 100) result.kept.push({ entity: e.name, id, title: titles.get(id) ?? null, reason });
  };
  const plan: Plan = { e, edits: [], bin: [], unbin: [], keep };
  for (const t of list) {
    const row = present.get(t.id);
    if (row === undefined || !titles.has(t.id)) keep(t.id, 'It is gone, or you may not see it.');
    else if (!t.known) keep(t.id, 'What it was before has been erased.');
    else if (t.created) {
      if (row['version'] === t.version && row['archivedAt'] === null) plan.bin.push(t.id);
      else if (gone.has(t.id)) result.binned += 1;
      else keep(t.id, row['archivedAt'] === null ? 'Somebody has changed it since.' : 'It is in the bin already.');
    } else planChange(t, row, plan);
  }
  return plan;
}

/** An undo in several transactions may have put wholes into the bin before it comes to their parts. */
async function binnedByUs(unit: Unit, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await unit.run<{ record: string }>(sql`select record from core.ledger
    where operation = ${unit.operation}::uuid and verb = 'archived' and record = any(${[...ids]}::uuid[])`);
  return new Set(rows.map((row) => row.record));
}

/** Out of the bin first, for what lies in it cannot be edited. Wholes come back before their parts and go after them. */
async function carryOut(unit: Unit, plans: readonly Plan[], result: Outcome): Promise<void> {
  const down = plans.toSorted((a, b) => depthOf(unit, a.e) - depthOf(unit, b.e));
  const back = new Set<string>();
  const note = (plan: Plan, ids: readonly string[], results: readonly RowResult[]): void =>
    results.forEach((r, i) => (r.ok ? back.add(ids[i]!) : plan.keep(ids[i]!, r.reason)));
  for (const plan of down)
    if (plan.unbin.length > 0) note(plan, plan.unbin, await moveRecords(unit, plan.e, plan.unbin, 'restore'));
  for (const plan of down) {
    const ids = plan.edits.map((x) => x.id);
    if (ids.length > 0) note(plan, ids, await writeRecords(unit, plan.e, plan.edits, { by: 'fields' }));
  }
  result.back += back.size;
  for (const { e, bin, keep } of down.toReversed()) {
    const binned = bin.length === 0 ? [] : await moveRecords(unit, e, bin, 'archive');
    binned.forEach((r, i) => (r.ok ? (result.binned += 1) : keep(bin[i]!, r.reason)));
  }
}

/** How many wholes stand above one of these. */
function depthOf(unit: Unit, e: Entity): number {
  const whole = wholeOf(e);
  return whole === null ? 0 : 1 + depthOf(unit, unit.catalog.entity(whole));
}

function planChange(t: Touched, row: Readonly<Record<string, unknown>>, { e, edits, bin, unbin, keep }: Plan): void {
  const values: Record<string, unknown> = {};
  const changed: string[] = [];
  for (const [name, { before, after }] of t.fields) {
    if (e.fields[name]?.computed === true) continue;
    if (sameValue(row[name], after)) values[name] = before;
    else if (!sameValue(row[name], before)) changed.push(name === 'owner' ? 'Owner' : (e.fields[name]?.label ?? name));
  }
  if (changed.length > 0) keep(t.id, `Changed since: ${changed.join(', ')}.`);
  if (Object.keys(values).length > 0) edits.push({ id: t.id, values });
  const isBinned = row['archivedAt'] !== null;
  if (t.archived !== null && isBinned === t.archived) (isBinned ? unbin : bin).push(t.id);
}
