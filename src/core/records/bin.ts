// Into the bin and back: archiving is the only way to delete for people, and restoring brings the record back as it was.
import type { Entity } from '../../contract/entity.ts';
import { matches } from '../../contract/rule.ts';
import { isId } from '../ids.ts';
import { reachOf } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, readStored, lazyRuleRow } from './codec.ts';
import { type WriteDraft, isRefused, problemOf, refusalResult } from './draft.ts';
import type { RowResult } from './results.ts';
import { visibleRows } from './visible.ts';
import { markArchived } from './store.ts';
import { checkUnique } from './unique.ts';
import { readRecords } from './view.ts';
import { allowedBy, announce } from './write.ts';

type BinVerb = 'archive' | 'restore';

export async function moveRecords(unit: Unit, e: Entity, ids: readonly string[], verb: BinVerb): Promise<RowResult[]> {
  unit.assertWrites();
  const asked = [...new Set(ids)].filter(isId);
  const rows =
    asked.length === 0
      ? []
      : await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = any(${asked}::uuid[])`, visibleRows(unit.me, e, 'r')])} order by r.id for update of r`);
  const known = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const drafts = ids.map((id, index) => startMove(unit, e, id, index, known.get(id) ?? null, verb));
  if (verb === 'restore') await refuseTaken(unit, e, drafts);
  const moved = drafts.filter((d) => !isRefused(d) && isMoved(d, verb));
  if (moved.length > 0)
    markArchived(
      unit,
      e,
      moved.map((d) => d.id),
      verb === 'archive',
    );
  for (const d of moved) putOnRecord(unit, e, d, verb);
  announce(
    unit,
    e,
    `${verb}d`,
    moved.map((d) => d.id),
  );
  return drafts.map((d): RowResult => {
    if (isRefused(d)) return refusalResult(d);
    return { ok: true, id: d.id, did: moved.includes(d) ? `${verb}d` : 'unchanged' };
  });
}

function isMoved(d: WriteDraft, verb: BinVerb): boolean {
  return (d.before!['archivedAt'] === null) === (verb === 'archive');
}

function startMove(
  unit: Unit,
  e: Entity,
  id: string,
  index: number,
  before: StoredRow | null,
  verb: BinVerb,
): WriteDraft {
  const d: WriteDraft = { index, id, before, after: { ...before }, sent: new Set(), errors: [], refusal: null };
  if (before === null) d.refusal = { code: 'not-found', reason: 'There is no such record, or you may not see it.' };
  else if (!matches(reachOf(unit.me, e, verb).rows, lazyRuleRow(e, before), unit.me.self)) {
    d.refusal = { code: 'not-allowed', reason: 'Your roles do not allow this.' };
  } else if (e.made !== undefined && before['status'] !== 'placeholder') {
    d.refusal = {
      code: 'wrong-state',
      reason: `A ${e.label.toLowerCase()} does not go into the bin; deactivate the account instead.`,
    };
  }
  return d;
}

/** Somebody else may have taken a unique value while the record lay in the bin. */
async function refuseTaken(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  const back = drafts.filter((d) => !isRefused(d) && isMoved(d, 'restore'));
  const asNew = back.map((d): WriteDraft => ({ ...d, before: null, after: { ...d.before } }));
  await checkUnique(unit, e, asNew);
  back.forEach((d, i) => {
    d.errors.push(...asNew[i]!.errors);
    const lost = Object.entries(e.fields).some(
      ([name, f]) => f.unique === true && d.before![name] !== null && asNew[i]!.after[name] === null,
    );
    if (lost)
      d.refusal = {
        code: 'already-exists',
        reason: 'One of its unique values is in use again. Ask whoever looks after the data.',
      };
  });
}

function putOnRecord(unit: Unit, e: Entity, d: WriteDraft, verb: BinVerb): void {
  unit.ledger.add({
    verb: `${verb}d`,
    outcome: 'done',
    entity: e.name,
    record: d.id,
    version: (d.before!['version'] as number) + 1,
    allowedBy: allowedBy(unit, e, verb, d.before!),
    values: { changes: { archivedAt: [d.before!['archivedAt'], verb === 'archive' ? unit.at.toISOString() : null] } },
  });
}

export async function moveRecord(unit: Unit, e: Entity, id: string, verb: BinVerb): Promise<Record<string, unknown>> {
  unit.refuseUnless(reachOf(unit.me, e, verb).rows.op !== 'none', `${e.name}.${verb}`);
  const result = (await moveRecords(unit, e, [id], verb))[0]!;
  if (!result.ok) throw problemOf(result);
  return (await readRecords(unit, e, [id]))[0] ?? { id, version: null };
}
