// Into the bin and back: archiving is the only way to delete for people, and restoring brings the record back as it was.
import type { Entity } from '../../contract/entity.ts';
import type { Verb } from '../../contract/permission.ts';
import { matches } from '../../contract/rule.ts';
import { assertAgreed, isPlace } from '../access/agreed.ts';
import { isId } from '../ids.ts';
import { reachOf } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, readStored, lazyRuleRow } from './codec.ts';
import { type WriteDraft, isRefused, problemOf, refusalResult } from './draft.ts';
import type { RowResult } from './results.ts';
import { visibleRows } from './visible.ts';
import { type Move, type Moving, findParts } from './parts.ts';
import { markArchived } from './store.ts';
import { checkUnique } from './unique.ts';
import { readRecords } from './view.ts';
import { checkWholesOfMoves } from './wholes.ts';
import { allowedBy, announce } from './write.ts';

type BinVerb = 'archive' | 'restore';

/** `right`: by which right it is done, where that is not the verb's own. */
export async function moveRecords(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  verb: BinVerb,
  right: Verb = verb,
): Promise<RowResult[]> {
  unit.assertWrites();
  if (isPlace(e)) await assertAgreed(unit, 'teams');
  const asked = [...new Set(ids)].filter(isId);
  const rows =
    asked.length === 0
      ? []
      : await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = any(${asked}::uuid[])`, visibleRows(unit.me, e, 'r')])} order by r.id for update of r`);
  const known = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const drafts = ids.map((id, index) => startMove(unit, e, id, index, known.get(id) ?? null, right));
  await checkWholesOfMoves(unit, e, drafts, verb);
  const asWhole = (d: WriteDraft): Move => ({ d, top: d });
  const isMoving = (d: WriteDraft): boolean => !isRefused(d) && isMoved(d, verb);
  if (verb === 'restore') await refuseTaken(unit, e, drafts.filter(isMoving).map(asWhole));
  const parts = await findParts(unit, e, drafts.filter(isMoving).map(asWhole), verb);
  if (verb === 'restore') for (const part of parts) await refuseTaken(unit, part.e, part.moves);
  const moved = drafts.filter(isMoving);
  move(unit, { e, moves: moved.map(asWhole) }, verb);
  for (const part of parts) move(unit, { e: part.e, moves: part.moves.filter(({ top }) => isMoving(top)) }, verb);
  return drafts.map((d): RowResult => {
    if (isRefused(d)) return refusalResult(d);
    return { ok: true, id: d.id, did: moved.includes(d) ? `${verb}d` : 'unchanged' };
  });
}

function move(unit: Unit, { e, moves }: Moving, verb: BinVerb): void {
  if (moves.length === 0) return;
  const ids = moves.map(({ d }) => d.id);
  markArchived(unit, e, ids, verb === 'archive');
  for (const m of moves) putOnRecord(unit, e, m, verb);
  announce(unit, e, `${verb}d`, ids);
}

function isMoved(d: WriteDraft, verb: BinVerb): boolean {
  return (d.before!['archivedAt'] === null) === (verb === 'archive');
}

function startMove(unit: Unit, e: Entity, id: string, index: number, before: StoredRow | null, verb: Verb): WriteDraft {
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

/** Somebody else may have taken a unique value while the record lay in the bin: then it stays there, with all that hangs together. */
async function refuseTaken(unit: Unit, e: Entity, moves: readonly Move[]): Promise<void> {
  const asNew = moves.map(({ d }): WriteDraft => ({ ...d, before: null, after: { ...d.before }, errors: [] }));
  await checkUnique(unit, e, asNew);
  moves.forEach(({ d, top }, i) => {
    const tried = asNew[i]!;
    if (d === top) d.errors.push(...tried.errors);
    const lost = Object.entries(e.fields).some(
      ([name, f]) => f.unique === true && d.before![name] !== null && tried.after[name] === null,
    );
    if (lost || tried.refusal !== null || (d !== top && tried.errors.length > 0))
      top.refusal = {
        code: 'already-exists',
        reason: 'One of its unique values is in use again. Ask whoever looks after the data.',
      };
  });
}

function putOnRecord(unit: Unit, e: Entity, { d, top }: Move, verb: BinVerb): void {
  const changes = { archivedAt: [d.before!['archivedAt'], verb === 'archive' ? unit.at.toISOString() : null] };
  unit.ledger.add({
    verb: `${verb}d`,
    outcome: 'done',
    entity: e.name,
    record: d.id,
    version: (d.before!['version'] as number) + 1,
    ...(d === top ? { permission: `${e.name}.${verb}`, allowedBy: allowedBy(unit, e, verb, d.before!) } : {}),
    values: d === top ? { changes } : { changes, with: top.id },
  });
}

export async function moveRecord(unit: Unit, e: Entity, id: string, verb: BinVerb): Promise<Record<string, unknown>> {
  unit.refuseUnless(reachOf(unit.me, e, verb).rows.op !== 'none', `${e.name}.${verb}`);
  const result = (await moveRecords(unit, e, [id], verb))[0]!;
  if (!result.ok) throw problemOf(result);
  return (await readRecords(unit, e, [id]))[0] ?? { id, version: null };
}
