// Deletes for good what lies in the bin, with its parts, shares, links to it and requests about it. There is no way back, so it is a right of its
// own, a second administrator may be asked for it, and nothing a legal hold stands on goes.
import { type Entity, columnOf, wholeOf } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import { problems } from '../../contract/problem.ts';
import { assertAgreed, isPlace } from '../access/agreed.ts';
import { isId } from '../ids.ts';
import { mayReach, reachOf } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, lazyRuleRow, readStored } from './codec.ts';
import { type WriteDraft, isRefused, problemOf, refusalResult } from './draft.ts';
import { type OpenHold, heldReasons, openHolds } from './holds.ts';
import { cutLinks } from './cut-links.ts';
import type { RowResult } from './results.ts';
import { visibleRows } from './visible.ts';
import { checkWholesOfMoves } from './wholes.ts';
import { allowedBy, announce } from './on-record.ts';

export interface PurgeOptions {
  /** only looks at what would happen */
  readonly dry?: boolean;
  /** "company 0192…": what goes as well, before these */
  readonly gone?: ReadonlySet<string>;
}

export async function purgeRecords(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  { dry = false, gone = new Set() }: PurgeOptions = {},
): Promise<RowResult[]> {
  if (!dry) {
    unit.assertWrites();
    await assertAgreed(unit, 'purge');
    if (isPlace(e)) await assertAgreed(unit, 'teams');
  }
  // Before the records are locked: whoever sets a hold waits for this, and never the other way round.
  const holds = await openHolds(unit);
  const asked = [...new Set(ids)].filter(isId);
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = any(${asked}::uuid[])`, visibleRows(unit.me, e, 'r')])} order by r.id for update of r`);
  const known = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const drafts = ids.map((id, index) => startPurge(unit, e, id, index, known.get(id) ?? null));
  await checkWholesOfMoves(unit, e, drafts, 'archive');
  const open = (): WriteDraft[] => drafts.filter((d) => !isRefused(d));
  const trees = await readTrees(
    unit,
    e,
    open().map((d) => d.id),
  );
  await refuseHeld(unit, e, open(), trees, holds);
  await refuseReferred(unit, e, open(), trees, gone);
  const cut = await cutLinks(unit, e, open(), { dry });
  for (const d of open()) if (cut.has(d.id)) d.refusal = { code: 'wrong-state', reason: cut.get(d.id)! };
  if (!dry) {
    for (const d of open())
      unit.ledger.add({
        verb: 'purged',
        outcome: 'done',
        entity: e.name,
        record: d.id,
        permission: `${e.name}.purge`,
        allowedBy: allowedBy(unit, e, 'purge', d.before!),
        values: {},
      });
    await deleteWithParts(
      unit,
      e,
      open().map((d) => d.id),
      trees,
    );
  }
  return drafts.map((d): RowResult => (isRefused(d) ? refusalResult(d) : { ok: true, id: d.id, did: 'purged' }));
}

export async function purgeRecord(unit: Unit, e: Entity, id: string): Promise<{ id: string }> {
  unit.refuseUnless(reachOf(unit.me, e, 'purge').rows.op !== 'none', `${e.name}.purge`);
  const [result] = await purgeRecords(unit, e, [id]);
  if (!result!.ok) throw problemOf(result!);
  return { id };
}

function startPurge(unit: Unit, e: Entity, id: string, index: number, before: StoredRow | null): WriteDraft {
  const d: WriteDraft = { index, id, before, after: { ...before }, sent: new Set(), errors: [], refusal: null };
  if (before === null) d.refusal = { code: 'not-found', reason: 'There is no such record, or you may not see it.' };
  else if (!mayReach(unit.me, e, 'purge', lazyRuleRow(e, before)))
    d.refusal = { code: 'not-allowed', reason: problems['not-allowed'].title };
  else if (before['archivedAt'] === null)
    d.refusal = { code: 'wrong-state', reason: 'Only what lies in the bin is deleted for good. Archive it first.' };
  return d;
}

/** A part, and the record at the top of what goes with it. */
interface PartRow {
  readonly id: string;
  readonly top: string;
}

export interface Parts {
  readonly e: Entity;
  readonly rows: readonly PartRow[];
}

/** Everything that goes with these records, deepest last. */
export async function readTrees(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  tops?: ReadonlyMap<string, string>,
): Promise<Parts[]> {
  if (ids.length === 0) return [];
  const out: Parts[] = [];
  for (const part of unit.catalog.entities.filter((p) => wholeOf(p) === e.name)) {
    const via = sql.ref(`r.${columnOf(part.partOf!, part.fields[part.partOf!])}`);
    const found = await unit.run<{ id: string; whole: string }>(
      sql`select r.id, ${via} as whole from ${sql.raw(tableName(part))} r where ${via} = any(${[...ids]}::uuid[]) order by r.id`,
    );
    if (found.length === 0) continue;
    const rows = found.map(({ id, whole }) => ({ id, top: tops?.get(whole) ?? whole }));
    const below = new Map(rows.map((row) => [row.id, row.top]));
    out.push({ e: part, rows }, ...(await readTrees(unit, part, [...below.keys()], below)));
  }
  return out;
}

async function refuseHeld(
  unit: Unit,
  e: Entity,
  drafts: readonly WriteDraft[],
  trees: readonly Parts[],
  holds: readonly OpenHold[],
): Promise<void> {
  if (holds.length === 0) return;
  const why = await heldReasons(
    unit,
    e,
    drafts.map((d) => d.id),
    holds,
  );
  for (const { e: part, rows } of trees) {
    const held = await heldReasons(
      unit,
      part,
      rows.map((row) => row.id),
      holds,
    );
    for (const row of rows) if (held.has(row.id)) why.set(row.top, held.get(row.id)!);
  }
  for (const d of drafts) if (why.has(d.id)) d.refusal = { code: 'held', reason: why.get(d.id)! };
}

/** What something else still refers to stays: that other record, seen or not, would lose a value nobody changed. What goes as well does not count. */
async function refuseReferred(
  unit: Unit,
  e: Entity,
  drafts: readonly WriteDraft[],
  trees: readonly Parts[],
  gone: ReadonlySet<string>,
): Promise<void> {
  if (drafts.length === 0) return;
  const targets = [{ e, rows: drafts.map((d) => ({ id: d.id, top: d.id })) }, ...trees];
  const topOf = new Map(targets.flatMap(({ e: of, rows }) => rows.map((row) => [`${of.name} ${row.id}`, row.top])));
  const referred: { readonly by: string | undefined; readonly top: string }[] = [];
  for (const target of targets)
    for (const other of unit.catalog.entities)
      for (const [name, f] of Object.entries(other.fields)) {
        if (f.kind !== 'ref' || isVirtual(f) || f.to?.[0] !== target.e.name) continue;
        if (name === other.partOf && targets.some((t) => t.e.name === other.name)) continue;
        const column = sql.ref(`o.${columnOf(name, f)}`);
        const rows = await unit.run<{ id: string; target: string }>(sql`select o.id, ${column} as target
          from ${sql.raw(tableName(other))} o where ${column} = any(${target.rows.map((row) => row.id)}::uuid[])`);
        for (const row of rows.filter((r) => !gone.has(`${other.name} ${r.id}`)))
          referred.push({
            by: topOf.get(`${other.name} ${row.id}`),
            top: topOf.get(`${target.e.name} ${row.target}`)!,
          });
      }
  const open = new Map(drafts.map((d) => [d.id, d]));
  for (let more = true; more;) {
    more = false;
    for (const { by, top } of referred) {
      const d = open.get(top)!;
      if (isRefused(d) || (by !== undefined && (by === top || !isRefused(open.get(by)!)))) continue;
      d.refusal = { code: 'wrong-state', reason: 'Another record still refers to it, so it stays in the bin.' };
      more = true;
    }
  }
}

export async function deleteWithParts(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  trees: readonly Parts[],
): Promise<void> {
  if (ids.length === 0) return;
  const going = new Set(ids);
  // Deepest first: a part refers to its whole.
  for (const { e: part, rows } of trees.toReversed()) {
    const partIds = rows.filter((row) => going.has(row.top)).map((row) => row.id);
    for (const id of partIds)
      unit.ledger.add({ verb: 'purged', outcome: 'done', entity: part.name, record: id, values: { with: e.name } });
    await remove(unit, part, partIds);
  }
  await remove(unit, e, ids);
}

async function remove(unit: Unit, e: Entity, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const asked = [...ids];
  await unit.run(sql`delete from core.share where entity = ${e.name} and record = any(${asked}::uuid[])`);
  await unit.run(sql`delete from core.use_mark where entity = ${e.name} and record = any(${asked}::uuid[])`);
  // Nobody can be given access to what is gone, and what was asked for says what it was.
  await unit.run(sql`update core.access_request set status = 'withdrawn', decided_at = ${unit.at}
    where entity = ${e.name} and record = any(${asked}::uuid[]) and status = 'open'`);
  const gone = await unit.run(sql`select * from core.purge(${e.name}, ${asked}::uuid[])`);
  if (gone.length !== new Set(ids).size) throw new Error('a record left the bin while it was deleted');
  await unit.run(sql`insert into core.forget_due (record, at)
    select id, ${unit.at} from unnest(${asked}::uuid[]) as gone (id), core.bin_policy p where p.forget_history
    on conflict (record) do nothing`);
  announce(unit, e, 'removed', ids);
}
