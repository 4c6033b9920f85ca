// The one way records change: one or many, by a person, an import or a workflow. Rights before and after, references, uniqueness,
// what follows from other fields, then table, ledger and outbox in the same transaction.
import type { Entity } from '../../contract/entity.ts';
import { assertPlaces } from '../access/agreed.ts';
import { checkSignInNames } from '../access/sign-in-names.ts';
import { newId } from '../ids.ts';
import { reachOf } from '../policy.ts';
import { isPerson, may } from '../principal.ts';
import type { EditOptions, WriteRow } from '../tx.ts';
import type { Unit } from '../unit.ts';
import type { StoredRow } from './codec.ts';
import { holdLines } from './circles.ts';
import { lockRows, refuseConflict } from './conflicts.ts';
import {
  type ChangeVerb,
  type WriteDraft,
  changesOf,
  checkAfter,
  checkCreateFields,
  checkCreateReach,
  checkEditRights,
  checkRequired,
  fillDraft,
  governingAll,
  isRefused,
  problemOf,
  refusalResult,
} from './draft.ts';
import { derive } from './follow.ts';
import { announce, tellChange } from './on-record.ts';
import { checkReferences } from './references.ts';
import type { RowResult } from './results.ts';
import { insertRecords, updateRecords } from './store.ts';
import { checkTrees } from './trees.ts';
import { checkUnique } from './unique.ts';
import { readRecords } from './view.ts';
import { checkWholes } from './wholes.ts';

export interface WriteOptions {
  readonly importing?: boolean;
  /** by which right existing records are changed: edit unless said; `fields`: by the one that governs all that is sent, if there is one */
  readonly by?: ChangeVerb | 'fields';
  /** ISO alpha-2: reads phone numbers without + */
  readonly country?: string | null;
  /** only tries: every check, and nothing is written or put on record */
  readonly dry?: boolean;
  /** records in the bin that would be out of it by then */
  readonly fromBin?: ReadonlySet<string> | undefined;
}

/** Rows without id are created, rows with one edited; the answers stand in the order of the rows. */
export async function writeRecords(
  unit: Unit,
  e: Entity,
  rows: readonly WriteRow[],
  options: WriteOptions = {},
): Promise<RowResult[]> {
  if (options.dry !== true) unit.assertWrites();
  const drafts = await prepare(unit, e, rows, options);
  if (options.dry === true) return drafts.map(wouldBe);
  const created = drafts.filter((d) => d.before === null && !isRefused(d));
  const edited = drafts.filter((d) => d.before !== null && !isRefused(d) && changesOf(d).size > 0);
  await assertPlaces(unit, e, [...created, ...edited]);
  if (created.length > 0) insertRecords(unit, e, created);
  if (edited.length > 0) updateRecords(unit, e, edited);
  putOnRecord(unit, e, created, 'created');
  putOnRecord(unit, e, edited, 'edited', options.by === 'fields' ? undefined : options.by);
  if (options.importing === true) unit.sendRecord();
  const changed = new Set(edited);
  return drafts.map((d): RowResult => {
    if (isRefused(d)) return refusalResult(d);
    return { ok: true, id: d.id, did: d.before === null ? 'created' : changed.has(d) ? 'edited' : 'unchanged' };
  });
}

function wouldBe(d: WriteDraft): RowResult {
  if (isRefused(d)) return refusalResult(d);
  return { ok: true, id: d.id, did: d.before === null ? 'created' : changesOf(d).size > 0 ? 'edited' : 'unchanged' };
}

async function prepare(unit: Unit, e: Entity, rows: readonly WriteRow[], options: WriteOptions): Promise<WriteDraft[]> {
  await holdLines(unit, e, rows);
  const before = await lockRows(
    unit,
    e,
    rows.flatMap((r) => (r.id === undefined ? [] : [r.id])),
  );
  const seen = new Set<string>();
  const drafts = rows.map((row, index) => {
    const d = startDraft(unit, e, row, index, before, options);
    if (row.id !== undefined && seen.has(row.id))
      d.refusal = { code: 'bad-request', reason: 'The same record is named twice.' };
    if (row.id !== undefined) seen.add(row.id);
    return d;
  });
  await checkWholes(unit, e, drafts);
  await derive(unit, e, drafts);
  for (const d of drafts) {
    if (d.refusal !== null) continue;
    checkRequired(d, e);
    if (d.before === null) checkCreateReach(d, unit.me, e);
    else checkAfter(d, unit.me, e, verbOf(e, d, options));
  }
  const quiet = options.dry === true;
  await Promise.all([
    checkReferences(unit, e, drafts),
    checkUnique(unit, e, drafts, { quiet }),
    checkTrees(unit, e, drafts),
    checkSignInNames(unit, e, drafts),
  ]);
  return drafts;
}

function startDraft(
  unit: Unit,
  e: Entity,
  row: WriteRow,
  index: number,
  known: ReadonlyMap<string, StoredRow>,
  options: WriteOptions,
): WriteDraft {
  const before = row.id === undefined ? null : (known.get(row.id) ?? null);
  const d: WriteDraft = {
    index,
    id: row.id ?? newId(),
    before,
    after: { ...before },
    sent: new Set(),
    errors: [],
    refusal: null,
  };
  if (row.id !== undefined && before === null) {
    d.refusal = { code: 'not-found', reason: 'There is no such record, or you may not see it.' };
    return d;
  }
  if (before !== null && before['archivedAt'] !== null && options.fromBin?.has(d.id) !== true) {
    d.refusal = { code: 'wrong-state', reason: 'The record is in the bin. Restore it first.' };
    return d;
  }
  fillDraft(d, row.values, e, options.country ?? unit.me.region.country);
  const computed = [...d.sent].filter((name) => e.fields[name]?.computed === true);
  for (const name of computed)
    d.errors.push({ field: name, code: 'read-only', reason: `${e.fields[name]!.label} is set by the product itself.` });
  if (before === null) {
    startNew(unit, e, d, options);
    checkCreateFields(d, unit.me, e);
  } else checkEditRights(d, unit.me, e, verbOf(e, d, options));
  return d;
}

function verbOf(e: Entity, d: WriteDraft, { by }: WriteOptions): ChangeVerb {
  return by === 'fields' ? governingAll(e, d.sent) : (by ?? 'edit');
}

const defaults = new WeakMap<Entity, readonly [string, unknown][]>();

/** What fields of a new record hold where nothing was sent, as it is stored. */
function defaultsOf(e: Entity): readonly [string, unknown][] {
  let values = defaults.get(e);
  if (values === undefined) {
    values = Object.entries(e.fields).flatMap(([name, f]): [string, unknown][] =>
      f.default === undefined ? [] : [[name, typeof f.default === 'number' ? String(f.default) : f.default]],
    );
    defaults.set(e, values);
  }
  return values;
}

function startNew(unit: Unit, e: Entity, d: WriteDraft, options: WriteOptions): void {
  for (const [name, value] of defaultsOf(e)) if (!d.sent.has(name)) d.after[name] = value;
  if (e.owner === 'owner' && !d.sent.has('owner') && isPerson(unit.me)) d.after['owner'] = unit.me.self.id;
  if (e.made === undefined) return;
  // People named in imported data become placeholders without sign-in; everything else about accounts goes through invitations.
  const mayPlace = options.importing === true && e.name === 'user' && may(unit.me, 'tool.import');
  if (mayPlace) d.after['status'] = 'placeholder';
  else d.refusal = { code: 'not-allowed', reason: `A ${e.label.toLowerCase()} is not made this way but by ${e.made}.` };
}

function putOnRecord(
  unit: Unit,
  e: Entity,
  drafts: readonly WriteDraft[],
  verb: 'created' | 'edited',
  by: ChangeVerb = 'edit',
): void {
  const right = verb === 'created' ? 'create' : by;
  for (const d of drafts) tellChange(unit, e, d, { verb, right });
  announce(
    unit,
    e,
    verb,
    drafts.map((d) => d.id),
  );
}

export async function createRecord(
  unit: Unit,
  e: Entity,
  values: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  unit.refuseUnless(reachOf(unit.me, e, 'create').rows.op !== 'none', `${e.name}.create`);
  const result = (await writeRecords(unit, e, [{ values }]))[0]!;
  if (!result.ok) throw problemOf(result);
  return await afterWrite(unit, e, result.id);
}

export async function editRecord(
  unit: Unit,
  e: Entity,
  id: string,
  patch: Readonly<Record<string, unknown>>,
  options: EditOptions,
  by: ChangeVerb = 'edit',
): Promise<Record<string, unknown>> {
  unit.refuseUnless(reachOf(unit.me, e, by).rows.op !== 'none', `${e.name}.${by}`);
  if (options.ifVersion !== undefined) await refuseConflict(unit, e, id, patch, options.ifVersion);
  const result = (await writeRecords(unit, e, [{ id, values: patch }], { by }))[0]!;
  if (!result.ok) throw problemOf(result);
  return await afterWrite(unit, e, id);
}

/** The record as its writer may see it; nothing but its id and version when the change put it out of sight. */
export async function afterWrite(unit: Unit, e: Entity, id: string): Promise<Record<string, unknown>> {
  const rows = await readRecords(unit, e, [id]);
  return rows[0] ?? { id, version: null };
}
