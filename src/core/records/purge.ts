// Deletes for good what lies in the bin, with its parts and its shares. There is no way back, so it is a right of its own; history stays.
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
import type { RowResult } from './results.ts';
import { visibleRows } from './visible.ts';
import { checkWholesOfMoves } from './wholes.ts';
import { allowedBy, announce } from './write.ts';

export async function purgeRecords(unit: Unit, e: Entity, ids: readonly string[]): Promise<RowResult[]> {
  unit.assertWrites();
  if (isPlace(e)) await assertAgreed(unit, 'teams');
  const asked = [...new Set(ids)].filter(isId);
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = any(${asked}::uuid[])`, visibleRows(unit.me, e, 'r')])} order by r.id for update of r`);
  const known = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const drafts = ids.map((id, index) => startPurge(unit, e, id, index, known.get(id) ?? null));
  await checkWholesOfMoves(unit, e, drafts, 'archive');
  const open = (): WriteDraft[] => drafts.filter((d) => !isRefused(d));
  await refuseReferred(unit, e, open());
  for (const d of open()) {
    unit.ledger.add({
      verb: 'purged',
      outcome: 'done',
      entity: e.name,
      record: d.id,
      permission: `${e.name}.purge`,
      allowedBy: allowedBy(unit, e, 'purge', d.before!),
      values: {},
    });
  }
  await deleteWithParts(
    unit,
    e,
    open().map((d) => d.id),
  );
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

/** What something else still refers to stays: that other record, seen or not, would lose a value nobody changed. */
async function refuseReferred(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  const ids = drafts.map((d) => d.id);
  const referred = new Set<unknown>();
  for (const other of unit.catalog.entities) {
    for (const [name, f] of Object.entries(other.fields)) {
      if (f.kind !== 'ref' || isVirtual(f) || f.to?.[0] !== e.name || name === other.partOf) continue;
      const column = sql.ref(`o.${columnOf(name, f)}`);
      const rows = await unit.run(
        sql`select distinct ${column} as id from ${sql.raw(tableName(other))} o where ${column} = any(${ids}::uuid[])`,
      );
      for (const row of rows) referred.add(row['id']);
    }
  }
  for (const d of drafts) {
    if (referred.has(d.id))
      d.refusal = { code: 'wrong-state', reason: 'Another record still refers to it, so it stays in the bin.' };
  }
}

async function deleteWithParts(unit: Unit, e: Entity, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const part of unit.catalog.entities.filter((p) => wholeOf(p) === e.name)) {
    const via = sql.ref(`r.${columnOf(part.partOf!, part.fields[part.partOf!])}`);
    const rows = await unit.run<{ id: string }>(
      sql`select r.id from ${sql.raw(tableName(part))} r where ${via} = any(${[...ids]}::uuid[])`,
    );
    const partIds = rows.map((row) => row.id);
    for (const id of partIds)
      unit.ledger.add({ verb: 'purged', outcome: 'done', entity: part.name, record: id, values: { with: e.name } });
    await deleteWithParts(unit, part, partIds);
  }
  await unit.run(sql`delete from core.share where entity = ${e.name} and record = any(${[...ids]}::uuid[])`);
  const gone = await unit.run(sql`select * from core.purge(${e.name}, ${[...ids]}::uuid[])`);
  if (gone.length !== new Set(ids).size) throw new Error('a record left the bin while it was deleted');
  announce(unit, e, 'removed', ids);
}
