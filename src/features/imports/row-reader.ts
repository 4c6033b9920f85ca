// Reads one row of a file under a plan: values that are ready, records to be found by a key, and what does not fit. Pure.
import type { Labelled } from '../../contract/field.ts';
import type { ColumnLink } from '../../contract/importing.ts';
import type { CsvRecord } from './csv-reader.ts';
import type { FieldPlan, ImportPlan, Source } from './plan.ts';
import { linkOf } from './plan.ts';
import type { Read } from './read.ts';
import { splitName } from './split-name.ts';

/** One thing wrong with a row. */
export interface Fault {
  /** null: the row as a whole, or a constant */
  readonly column: number | null;
  readonly field: string | null;
  readonly code: string;
  readonly reason: string;
  readonly fits?: string | undefined;
  readonly cell: string;
  /** leaving the field empty would let the row through */
  readonly canEmpty: boolean;
}

/** A record that a cell names and that has to be found. */
export interface LinkWish {
  readonly field: string;
  readonly link: ColumnLink;
  readonly key: string;
  /** the same for all wishes for the same record */
  readonly name: string;
  readonly column: number | null;
  readonly unfit: 'refuse' | 'empty';
}

export interface RowDraft {
  readonly line: number;
  readonly cells: readonly string[];
  /** in the shape the API takes them; fields that are empty in the row are absent */
  readonly values: Record<string, unknown>;
  readonly wishes: LinkWish[];
  readonly faults: Fault[];
  /** cells that did not fit and were left out as their column says */
  emptied: number;
  /** the other records of the row, as the plan has them; null: the row says nothing of that one */
  readonly also: readonly (RowDraft | null)[];
  /** references set to other records of the row, with what those are called */
  readonly attached: { readonly field: string; readonly title: string }[];
}

export function readRow(plan: ImportPlan, record: CsvRecord): RowDraft {
  const also = plan.also.map((slot) => readOther(slot.plan, record));
  const draft = newDraft(record, also);
  const extra = record.cells.slice(plan.headings.length).find((cell) => cell.trim() !== '');
  if (record.fault !== null) {
    draft.faults.push(wholeRow('broken-row', record.fault, 'A row whose quotes are closed and doubled inside.'));
  } else if (extra !== undefined) {
    const reason = `The row has ${record.cells.length} cells, the headings are ${plan.headings.length}.`;
    draft.faults.push({ ...wholeRow('too-many-cells', reason, 'As many cells as there are headings.'), cell: extra });
  } else {
    for (const f of plan.fields) readField(plan, f, draft);
    for (const other of also) {
      if (other === null) continue;
      // A row is imported whole or not at all: what is wrong with its company is wrong with the row.
      draft.faults.push(...other.faults);
      draft.emptied += other.emptied;
    }
  }
  return draft;
}

function newDraft(record: CsvRecord, also: RowDraft['also']): RowDraft {
  const { line, cells } = record;
  return { line, cells, values: {}, wishes: [], faults: [], emptied: 0, also, attached: [] };
}

function readOther(plan: ImportPlan, record: CsvRecord): RowDraft | null {
  const draft = newDraft(record, []);
  for (const f of plan.fields) readField(plan, f, draft);
  const isEmpty = Object.keys(draft.values).length + draft.wishes.length + draft.faults.length === 0;
  return isEmpty ? null : draft;
}

function wholeRow(code: string, reason: string, fits: string): Fault {
  return { column: null, field: null, code, reason, fits, cell: '', canEmpty: false };
}

/** Kinds that are put together of several cells, or of parts of one. */
const joined = new Set(['emails', 'phones', 'address', 'money', 'multiSelect', 'ref', 'links']);

function readField(plan: ImportPlan, f: FieldPlan, draft: RowDraft): void {
  const only = f.sources.length === 1 && !f.isName && !joined.has(f.field.kind) ? f.sources[0]! : null;
  if (only !== null) {
    const cell = only.cellOf(draft.cells);
    const read = only.read(cell);
    if (read?.ok === true) draft.values[f.name] = read.value;
    else if (read !== null) refuse(draft, f, only, cell, read);
    return;
  }
  const found: { source: Source; value: unknown }[] = [];
  for (const source of f.sources) {
    const cell = source.cellOf(draft.cells);
    const read = source.read(cell);
    if (read === null) continue;
    if (read.ok) found.push({ source, value: read.value });
    else refuse(draft, f, source, cell, read);
  }
  if (found.length === 0) return;
  const values = found.map((x) => x.value);
  switch (f.field.kind) {
    case 'emails':
    case 'phones':
      draft.values[f.name] = distinct(values.flat() as Labelled[]);
      return;
    case 'address':
      draft.values[f.name] = Object.fromEntries(found.map((x) => [x.source.setting.part ?? 'street', x.value]));
      return;
    case 'money':
      readMoney(f, draft, found);
      return;
    case 'multiSelect':
      draft.values[f.name] = [...new Set(values.flat())];
      return;
    case 'ref':
    case 'links':
      wish(plan, f, draft, found);
      return;
    default:
      if (f.isName) Object.assign(draft.values, nameParts(String(values[0]), f));
      else draft.values[f.name] = values[0];
  }
}

function refuse(draft: RowDraft, f: FieldPlan, source: Source, cell: string, read: Extract<Read, { ok: false }>): void {
  if (source.setting.unfit === 'empty' && !f.field.required) {
    draft.emptied += 1;
    return;
  }
  const { code, reason, fits } = read;
  draft.faults.push({ column: source.column, field: f.name, code, reason, fits, cell, canEmpty: !f.field.required });
}

function distinct(list: readonly Labelled[]): Labelled[] {
  return [...new Map(list.map((item) => [item.value.toLowerCase(), item])).values()];
}

function nameParts(name: string, f: FieldPlan): Record<string, unknown> {
  const split = splitName(name, f.sources[0]!.setting.format?.name);
  if (split === null) return {};
  return split.givenName === null ? { familyName: split.familyName } : { ...split };
}

/** The currency of the cell counts most, then that of another column or a constant. */
function readMoney(f: FieldPlan, draft: RowDraft, found: readonly { source: Source; value: unknown }[]): void {
  const amount = found.find((x) => x.source.setting.part !== 'currency');
  if (amount === undefined) return;
  const money = amount.value as { amount: string; currency: string | null };
  const other = found.find((x) => x.source.setting.part === 'currency')?.value;
  const currency = money.currency ?? (typeof other === 'string' ? other : null);
  if (currency === null) {
    const cell = amount.source.cellOf(draft.cells);
    const reason = 'Nothing says in which currency this amount is.';
    refuse(draft, f, amount.source, cell, {
      ok: false,
      code: 'no-currency',
      reason,
      fits: 'An amount such as EUR 12.50, or a currency for the column.',
    });
    return;
  }
  draft.values[f.name] = { amount: money.amount, currency };
}

function wish(
  plan: ImportPlan,
  f: FieldPlan,
  draft: RowDraft,
  found: readonly { source: Source; value: unknown }[],
): void {
  const isRole = (x: { source: Source }): boolean => x.source.setting.part === 'role';
  const roles = found.find(isRole)?.value as string[] | undefined;
  const taken = f.field.kind === 'ref' ? found.slice(0, 1) : found.filter((x) => !isRole(x));
  for (const { source, value } of taken) {
    const link = linkOf(source);
    if (link === null) continue;
    const unfit = source.setting.unfit ?? 'refuse';
    const fold = plan.foldOf(link.entity, link.by);
    for (const [i, key] of (value as string[]).entries()) {
      const role = roles?.[i]?.trim() ?? '';
      const asked = role === '' ? link : { ...link, role };
      const name = `${link.entity} ${link.by} ${fold(key)}`;
      draft.wishes.push({ field: f.name, link: asked, key, name, column: source.column, unfit });
    }
  }
}

/** What says which record the row is; null when the row does not say. Several e-mail addresses are several keys. */
export function keysOfRow(plan: ImportPlan, draft: RowDraft): string[] {
  const { field } = plan.key;
  if (field === null) return [];
  if (field === 'title') {
    const parts = plan.entity.title.map((name) => draft.values[name]).filter((v) => typeof v === 'string' && v !== '');
    return parts.length === 0 ? [] : [parts.map((p) => String(p).trim()).join(' ')];
  }
  const value = draft.values[field];
  if (Array.isArray(value)) return (value as Labelled[]).map((v) => v.value);
  return typeof value === 'string' ? [value.trim()] : [];
}
