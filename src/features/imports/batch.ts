// Imports one batch of rows in one unit of work: finds what they name and whether they exist, then creates or updates, and tells of each row.
import type { LinkIn } from '../../contract/field.ts';
import type { FieldError } from '../../contract/problem.ts';
import type { Tx, WriteRow } from '../../core/tx.ts';
import type { PreviewChange } from '../../contract/import-report.ts';
import { type Found, type LinkLayer, type LinkMemory, findLinks } from './link-finder.ts';
import { refuseUnlessImporting } from './import-doc.ts';
import { needsPresent, patchFor } from './merge-values.ts';
import type { ImportPlan } from './plan.ts';
import { type Fault, type LinkWish, type RowDraft, keysOfRow } from './row-reader.ts';

export interface RowOutcome {
  readonly row: RowDraft;
  readonly did: 'created' | 'updated' | 'unchanged' | 'skipped' | 'error';
  /** the record, where there is one */
  readonly id: string | null;
  readonly faults: readonly Fault[];
  /** cells that did not fit and were left out as their column says */
  readonly emptied: number;
  /** wishes for records of the same file that have not come yet */
  readonly waiting: readonly LinkWish[];
  readonly change: PreviewChange | null;
  /** what became of its other records, each told by the first row of the batch that holds it */
  readonly also: readonly OtherOutcome[];
}

export interface OtherOutcome {
  readonly of: string;
  readonly entity: string;
  readonly did: 'created' | 'updated' | 'unchanged' | 'skipped';
  /** by what it was found or would be; null: every row makes one */
  readonly key: string | null;
  /** its values, to tell whether a later row says the same */
  readonly says: string;
}

export interface BatchOptions {
  /** how many changes to describe with before and after */
  readonly preview: number;
  /** called before records that exist are locked: what else is under way must be over by then */
  readonly beforeUpdates?: () => Promise<void>;
}

/** Rows of one page when present values are read. */
const pageSize = 200;

export async function importBatch(
  tx: Tx,
  plan: ImportPlan,
  rows: readonly RowDraft[],
  memory: LinkMemory,
  layer: LinkLayer,
  options: BatchOptions,
): Promise<RowOutcome[]> {
  refuseUnlessImporting(tx, plan.entity.name);
  const work = rows.map((row): Work => ({
    row,
    values: { ...row.values },
    faults: [...row.faults],
    waiting: [],
    emptied: row.emptied,
    id: null,
    skip: false,
    index: -1,
    present: {},
  }));
  const open = work.filter((w) => w.faults.length === 0);
  const wishes = open.flatMap((w) => w.row.wishes);
  await findLinks(tx, wishes, memory, layer, (wish) => isSelf(plan, wish));
  for (const w of open) await placeLinks(tx, plan, w, layer.found, memory);
  await findRecords(tx, plan, work.filter(isOpen));
  const update = work.filter((w) => isOpen(w) && w.id !== null);
  if (update.length > 0) await options.beforeUpdates?.();
  if (update.length > 0 && (needsPresent(plan) || options.preview > 0)) await readPresent(tx, plan, update);
  const writes: WriteRow[] = [];
  const described = new Map<Work, PreviewChange>();
  for (const w of work) {
    if (!isOpen(w) || w.skip) continue;
    const values = w.id === null ? w.values : patchFor(plan, w.values, w.present);
    w.index = writes.push(w.id === null ? { values } : { id: w.id, values }) - 1;
    if (described.size < options.preview) described.set(w, describe(plan, w, values));
  }
  const results = writes.length === 0 ? [] : await tx.records.writeMany(plan.entity, writes, { importing: true });
  return work.map((w): RowOutcome => {
    const base = { row: w.row, faults: w.faults, emptied: w.emptied, waiting: w.waiting, change: null, also: [] };
    if (w.faults.length > 0) return { ...base, did: 'error', id: null, waiting: [] };
    if (w.skip) return { ...base, did: 'skipped', id: w.id, waiting: [] };
    const result = results[w.index]!;
    if (!result.ok)
      return {
        ...base,
        did: 'error',
        id: null,
        waiting: [],
        faults: faultsOf(plan, w.row, result.errors, result.code, result.reason),
      };
    const did = result.did === 'created' ? 'created' : result.did === 'edited' ? 'updated' : 'unchanged';
    const change = did === 'unchanged' ? null : (described.get(w) ?? null);
    return {
      ...base,
      did,
      id: result.id,
      change: change === null ? null : { ...change, record: did === 'created' ? null : result.id },
    };
  });
}

interface Work {
  readonly row: RowDraft;
  readonly values: Record<string, unknown>;
  readonly faults: Fault[];
  readonly waiting: LinkWish[];
  emptied: number;
  /** the record the row is about; null: a new one */
  id: string | null;
  skip: boolean;
  /** place among what is written */
  index: number;
  present: Readonly<Record<string, unknown>>;
}

function isOpen(w: Work): boolean {
  return w.faults.length === 0;
}

/** A parent company may stand further down in the same file; what is but another record of a row waits for nobody. */
export function isSelf(plan: ImportPlan, wish: LinkWish): boolean {
  return !plan.isOther && wish.link.entity === plan.entity.name;
}

async function placeLinks(
  tx: Tx,
  plan: ImportPlan,
  w: Work,
  found: ReadonlyMap<string, Found>,
  memory: LinkMemory,
): Promise<void> {
  const several: { wish: LinkWish; ids: readonly string[] }[] = [];
  for (const wish of w.row.wishes) {
    const answer = found.get(wish.name);
    if (answer === undefined) {
      if (isSelf(plan, wish)) w.waiting.push(wish);
      else if (wish.link.missing !== 'empty')
        unfit(tx, w, wish, 'not-found', `There is no such ${label(tx, wish)}, or you may not see it.`);
    } else if ('refused' in answer) {
      unfit(tx, w, wish, 'cannot-make', `The ${label(tx, wish)} could not be made: ${answer.refused}`);
    } else if (answer.ids.length === 1) {
      setLink(plan, w.values, wish, answer.ids[0]!);
    } else {
      several.push({ wish, ids: answer.ids });
    }
  }
  // What else the row points to may tell which of several is meant, so these come last.
  for (const { wish, ids } of several) {
    const left = await narrow(tx, w, wish, ids, memory);
    if (left.length === 1) setLink(plan, w.values, wish, left[0]!);
    else unfit(tx, w, wish, 'several', `${ids.length} records have this ${wish.link.by}.`);
  }
}

function label(tx: Tx, wish: LinkWish): string {
  return tx.catalog.entity(wish.link.entity).label.toLowerCase();
}

function unfit(tx: Tx, w: Work, wish: LinkWish, code: string, reason: string): void {
  if (wish.unfit === 'empty') {
    w.emptied += 1;
    return;
  }
  const fits = `The ${wish.link.by} of one ${label(tx, wish)} that is there, an alias, or leave to make missing ones.`;
  w.faults.push({ column: wish.column, field: wish.field, code, reason, fits, cell: wish.key, canEmpty: true });
}

export function setLink(plan: ImportPlan, values: Record<string, unknown>, wish: LinkWish, id: string): void {
  const f = plan.fields.find((x) => x.name === wish.field)!;
  if (f.field.kind !== 'links') {
    values[wish.field] = id;
    return;
  }
  const list = (values[wish.field] ?? []) as LinkIn[];
  if (list.some((l) => l.id === id)) return;
  values[wish.field] = [...list, { entity: wish.link.entity, id, role: wish.link.role ?? null }];
}

/** A stage called Won stands in every pipeline: what both the row and the stage point to decides. */
async function narrow(
  tx: Tx,
  w: Work,
  wish: LinkWish,
  ids: readonly string[],
  memory: LinkMemory,
): Promise<readonly string[]> {
  const e = tx.catalog.entity(wish.link.entity);
  const shared = Object.entries(e.fields).filter(([name, f]) => f.kind === 'ref' && typeof w.values[name] === 'string');
  if (shared.length === 0 || ids.length > pageSize) return ids;
  let rows = memory.candidates.get(wish.name);
  if (rows === undefined) {
    const page = await tx.records.list(e, { filter: { field: 'id', op: 'in', value: [...ids] }, limit: pageSize });
    rows = page.rows as unknown as Record<string, unknown>[];
    memory.candidates.set(wish.name, rows);
  }
  const fits = (row: Readonly<Record<string, unknown>>): boolean =>
    shared.every(([name]) => (row[name] as { id?: string } | null | undefined)?.id === w.values[name]);
  return rows.filter(fits).map((row) => String(row['id']));
}

async function findRecords(tx: Tx, plan: ImportPlan, open: readonly Work[]): Promise<void> {
  const { field, found, missing } = plan.key;
  if (field === null) return;
  const keys = new Map(open.map((w) => [w, keysOfRow(plan, w.row)]));
  const all = [...new Set([...keys.values()].flat())];
  const ids = all.length === 0 ? new Map<string, string[]>() : await tx.records.findByKey(plan.entity, field, all);
  const taken = new Map<string, number>();
  for (const w of open) {
    const mine = [...new Set(keys.get(w)!.flatMap((key) => ids.get(key) ?? []))];
    const at = (code: string, reason: string): void => {
      const column = plan.fields.find((f) => f.name === field)?.sources[0]?.column ?? null;
      w.faults.push({
        column,
        field,
        code,
        reason,
        cell: keys.get(w)![0] ?? '',
        canEmpty: false,
        fits: 'A value that one record has.',
      });
    };
    if (mine.length > 1) at('several', `${mine.length} records have this ${field}.`);
    else if (mine.length === 0) w.skip = missing === 'skip';
    else if (taken.has(mine[0]!)) at('twice', `Line ${taken.get(mine[0]!)} of the file is about the same record.`);
    else {
      w.id = mine[0]!;
      w.skip = found === 'skip';
      taken.set(w.id, w.row.line);
    }
  }
}

async function readPresent(tx: Tx, plan: ImportPlan, update: readonly Work[]): Promise<void> {
  const rows = new Map<string, Readonly<Record<string, unknown>>>();
  for (let at = 0; at < update.length; at += pageSize) {
    const ids = update.slice(at, at + pageSize).map((w) => w.id!);
    const page = await tx.records.list(plan.entity, { filter: { field: 'id', op: 'in', value: ids }, limit: pageSize });
    for (const row of page.rows) rows.set(row.id, row);
  }
  for (const w of update) w.present = rows.get(w.id!) ?? {};
}

function describe(plan: ImportPlan, w: Work, values: Readonly<Record<string, unknown>>): PreviewChange {
  const wished = (name: string): string[] => [
    ...w.row.wishes.filter((x) => x.field === name).map((x) => x.key),
    ...w.row.attached.filter((x) => x.field === name).map((x) => x.title),
  ];
  const fields = Object.entries(values).map(([field, value]) => {
    const keys = wished(field);
    return { field, before: w.present[field] ?? null, after: keys.length > 0 ? keys.join(', ') : value };
  });
  const changed = w.id === null ? fields : fields.filter((f) => JSON.stringify(f.before) !== JSON.stringify(f.after));
  const titled = plan.entity.title.map((name) => values[name] ?? w.present[name]).filter((v) => typeof v === 'string');
  return {
    line: w.row.line,
    does: w.id === null ? 'create' : 'update',
    record: w.id,
    title: titled.join(' '),
    fields: changed,
  };
}

/** What the engine refused, told by column. */
function faultsOf(
  plan: ImportPlan,
  row: RowDraft,
  errors: readonly FieldError[],
  code: string,
  reason: string,
): Fault[] {
  if (errors.length === 0) return [{ column: null, field: null, code, reason, cell: '', canEmpty: false }];
  return errors.map((error) => {
    const f = plan.fields.find((x) => x.name === error.field || (x.isName && plan.entity.title.includes(error.field)));
    const source = f?.sources.find((s) => s.read(s.cellOf(row.cells)) !== null) ?? f?.sources[0];
    return {
      column: source?.column ?? null,
      field: error.field,
      code: error.code,
      reason: error.reason,
      fits: error.fits,
      cell: source?.cellOf(row.cells) ?? '',
      canEmpty: f !== undefined && !f.field.required,
    };
  });
}
