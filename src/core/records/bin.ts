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
import { type StoredRow, lazyRuleRow, readStored } from './codec.ts';
import { type WriteDraft, isRefused, problemOf, refusalResult } from './draft.ts';
import { announce, tellChange } from './on-record.ts';
import type { RowResult } from './results.ts';
import { visibleRows } from './visible.ts';
import { type Move, type Moving, findParts } from './parts.ts';
import { markArchived, updateRecords } from './store.ts';
import { checkUnique } from './unique.ts';
import { readRecords } from './view.ts';
import { checkWholesOfMoves } from './wholes.ts';

type BinVerb = 'archive' | 'restore';

export interface MoveOptions {
  /** by which right it is done, where that is not the verb's own */
  readonly right?: Verb;
  /** back without unique values that somebody else holds by now; they are put on record for whoever looks after the data */
  readonly without?: boolean;
  /** only looks at what would happen */
  readonly dry?: boolean;
}

export async function moveRecords(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  verb: BinVerb,
  options: MoveOptions = {},
): Promise<RowResult[]> {
  if (options.dry !== true) unit.assertWrites();
  if (isPlace(e) && options.dry !== true) await assertAgreed(unit, 'teams');
  const asked = [...new Set(ids)].filter(isId);
  const rows =
    asked.length === 0
      ? []
      : await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = any(${asked}::uuid[])`, visibleRows(unit.me, e, 'r')])} order by r.id for update of r`);
  const known = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const drafts = ids.map((id, index) => startMove(unit, e, id, index, known.get(id) ?? null, options.right ?? verb));
  await checkWholesOfMoves(unit, e, drafts, verb);
  const asWhole = (d: WriteDraft): Move => ({ d, top: d });
  const isMoving = (d: WriteDraft): boolean => !isRefused(d) && isMoved(d, verb);
  const lost: Lost = new Map();
  if (verb === 'restore') await findTaken(unit, e, drafts.filter(isMoving).map(asWhole), lost, options);
  const parts = await findParts(unit, e, drafts.filter(isMoving).map(asWhole), verb);
  if (verb === 'restore') for (const part of parts) await findTaken(unit, part.e, part.moves, lost, options);
  const moved = drafts.filter(isMoving);
  if (options.dry !== true) {
    move(unit, { e, moves: moved.map(asWhole) }, verb, lost);
    for (const part of parts)
      move(unit, { e: part.e, moves: part.moves.filter(({ top }) => isMoving(top)) }, verb, lost);
  }
  return drafts.map((d): RowResult => {
    if (isRefused(d)) return refusalResult(d);
    const without = lost.get(d)?.map((name) => e.fields[name]!.label);
    const did = moved.includes(d) ? (`${verb}d` as const) : 'unchanged';
    return { ok: true, id: d.id, did, ...(without === undefined ? {} : { without }) };
  });
}

function move(unit: Unit, { e, moves }: Moving, verb: BinVerb, lost: Lost): void {
  if (moves.length === 0) return;
  const ids = moves.map(({ d }) => d.id);
  const emptied = moves.filter(({ d }) => lost.has(d));
  if (emptied.length > 0) leaveBehind(unit, e, emptied, lost);
  markArchived(unit, e, ids, verb === 'archive');
  for (const m of moves) putOnRecord(unit, e, m, verb, lost.has(m.d) ? 2 : 1);
  announce(unit, e, `${verb}d`, ids);
}

/** Unique values that stay behind: a change of its own, before the record comes back. */
function leaveBehind(unit: Unit, e: Entity, moves: readonly Move[], lost: Lost): void {
  const drafts = moves.map(({ d }): WriteDraft => {
    const gone = Object.fromEntries(lost.get(d)!.map((name) => [name, null]));
    return { ...d, after: { ...d.before, ...gone }, sent: new Set(lost.get(d)) };
  });
  updateRecords(unit, e, drafts);
  for (const d of drafts) tellChange(unit, e, d, { verb: 'edited', right: 'restore' });
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

/** Unique values each record comes back without. */
type Lost = Map<WriteDraft, string[]>;

/**
 * Somebody else may have taken a unique value while the record lay in the bin. Where that one may not be seen, or the value may stay behind, the
 * record comes back without it; else, and where it cannot be without, it stays, with all that hangs together.
 */
async function findTaken(
  unit: Unit,
  e: Entity,
  moves: readonly Move[],
  lost: Lost,
  { without = false, dry = false }: MoveOptions,
): Promise<void> {
  const asNew = moves.map(({ d }): WriteDraft => ({ ...d, before: null, after: { ...d.before }, errors: [] }));
  await checkUnique(unit, e, asNew, { without, quiet: dry });
  moves.forEach(({ d, top }, i) => {
    const tried = asNew[i]!;
    const names = Object.entries(e.fields)
      .filter(([name, f]) => f.unique === true && d.before![name] !== null && tried.after[name] === null)
      .map(([name]) => name);
    if (names.length > 0) lost.set(d, names);
    if (d === top) d.errors.push(...tried.errors);
    const needed = names.some((name) => e.fields[name]!.required);
    if (needed || tried.refusal !== null || (d !== top && tried.errors.length > 0))
      top.refusal = {
        code: 'already-exists',
        reason: 'One of its unique values is in use again. Ask whoever looks after the data.',
      };
  });
}

function putOnRecord(unit: Unit, e: Entity, { d, top }: Move, verb: BinVerb, versions: number): void {
  const pair = [d.before!['archivedAt'], verb === 'archive' ? unit.at.toISOString() : null] as const;
  tellChange(unit, e, d, {
    verb: `${verb}d`,
    changes: [['archivedAt', pair]],
    version: (d.before!['version'] as number) + versions,
    ...(d === top ? { right: verb } : { with: top.id }),
  });
}

export async function moveRecord(unit: Unit, e: Entity, id: string, verb: BinVerb): Promise<Record<string, unknown>> {
  unit.refuseUnless(reachOf(unit.me, e, verb).rows.op !== 'none', `${e.name}.${verb}`);
  const result = (await moveRecords(unit, e, [id], verb))[0]!;
  if (!result.ok) throw problemOf(result);
  return (await readRecords(unit, e, [id]))[0] ?? { id, version: null };
}
