// Imports the other records a batch of rows holds (a deal's company and contact) before the rows themselves, each once however many rows
// name it, and connects the rows to them.
import { createHash } from 'node:crypto';
import type { LinkIn } from '../../contract/field.ts';
import type { Tx } from '../../core/tx.ts';
import { type BatchOptions, type OtherOutcome, type RowOutcome, importBatch } from './batch.ts';
import type { LinkLayer, LinkMemory } from './link-finder.ts';
import type { ImportPlan, SlotPlan } from './plan.ts';
import { type Fault, type RowDraft, keysOfRow } from './row-reader.ts';

/**
 * Some rows turned out not to fit after other records of theirs had been written. Nothing of such a row may stay: the batch is taken back
 * and written again without them.
 */
export class RowsRefused extends Error {
  override name = 'RowsRefused';
  /** what is wrong, by the line of the row */
  readonly faults: ReadonlyMap<number, readonly Fault[]>;

  constructor(faults: ReadonlyMap<number, readonly Fault[]>) {
    super('rows that hold several records do not fit');
    this.faults = faults;
  }
}

/** Throws where a row that was whole when it came in is refused, though other records of it were written. */
export function refuseWhole(rows: readonly RowDraft[], outcomes: readonly RowOutcome[]): void {
  const late = outcomes.filter(
    (o, i) => o.did === 'error' && rows[i]!.faults.length === 0 && o.row.also.some((d) => d !== null),
  );
  if (late.length > 0) throw new RowsRefused(new Map(late.map((o) => [o.row.line, o.faults])));
}

/** The rows, those known not to fit marked as such. */
export function markRefused(rows: readonly RowDraft[], faults: RowsRefused['faults']): RowDraft[] {
  return rows.map((row) => {
    const found = faults.get(row.line);
    return found === undefined ? row : { ...row, faults: [...row.faults, ...found] };
  });
}

/** One record that rows of the batch hold: one draft for all rows with its key. */
interface Group {
  readonly draft: RowDraft;
  readonly key: string | null;
  readonly rows: RowDraft[];
}

/**
 * What became of them, by the first row that holds each. Rows whose other record is refused carry its reasons afterwards and are not
 * imported; the rows themselves are changed: their references are set.
 */
export async function importOthers(
  tx: Tx,
  plan: ImportPlan,
  rows: readonly RowDraft[],
  memory: LinkMemory,
  layer: LinkLayer,
  options: BatchOptions,
): Promise<ReadonlyMap<RowDraft, OtherOutcome[]>> {
  const out = new Map<RowDraft, OtherOutcome[]>();
  const found = new Map<string, Map<RowDraft, { id: string; title: string }>>();
  for (const [i, slot] of plan.also.entries()) {
    const groups = groupRows(
      slot,
      i,
      rows.filter((row) => row.faults.length === 0),
    );
    for (const g of groups) connect(slot, g, found);
    const drafts = groups.map((g) => g.draft);
    const outcomes =
      drafts.length === 0 ? [] : await importBatch(tx, slot.plan, drafts, memory, layer, { ...options, preview: 0 });
    const ids = new Map<RowDraft, { id: string; title: string }>();
    found.set(slot.of, ids);
    for (const [n, outcome] of outcomes.entries()) {
      const group = groups[n]!;
      if (outcome.did === 'error') {
        for (const row of group.rows) row.faults.push(...outcome.faults.map((f) => here(f, slot)));
        continue;
      }
      const first = group.rows[0]!;
      out.set(first, [...(out.get(first) ?? []), told(slot, group, outcome)]);
      if (outcome.id === null) continue;
      const title = titleOf(slot, group.draft);
      for (const row of group.rows) {
        ids.set(row, { id: outcome.id, title });
        attach(plan, row, slot.of, slot.plan.entity.name, outcome.id, title);
      }
    }
  }
  return out;
}

function groupRows(slot: SlotPlan, i: number, rows: readonly RowDraft[]): Group[] {
  const fold = slot.plan.foldOf(slot.plan.entity.name, slot.plan.key.field ?? '');
  const byKey = new Map<string, Group>();
  const out: Group[] = [];
  for (const row of rows) {
    const draft = row.also[i] ?? null;
    if (draft === null) continue;
    const keys = keysOfRow(slot.plan, draft).map(fold);
    const known = keys.map((key) => byKey.get(key)).find((g) => g !== undefined);
    if (known !== undefined) {
      known.rows.push(row);
      merge(slot.plan, known.draft, draft);
      for (const key of keys) byKey.set(key, known);
      continue;
    }
    // A copy: rows that are tried again begin with what they say themselves.
    const group = {
      draft: { ...draft, values: { ...draft.values }, faults: [], attached: [] },
      key: keys[0] ?? null,
      rows: [row],
    };
    for (const key of keys) byKey.set(key, group);
    out.push(group);
  }
  return out;
}

/** What a later row of the batch says of the same record counts as it would had it come in a batch of its own. */
function merge(plan: ImportPlan, into: RowDraft, from: RowDraft): void {
  if (plan.key.found === 'skip') return;
  for (const [name, value] of Object.entries(from.values)) {
    const rule = plan.fields.find((f) => f.name === name)?.rule ?? 'overwrite';
    const now = into.values[name];
    if (now === undefined) into.values[name] = value;
    else if (rule === 'overwrite') into.values[name] = value;
    else if (rule === 'add' && Array.isArray(now) && Array.isArray(value)) {
      const known = new Set(now.map((item) => JSON.stringify(item)));
      into.values[name] = [...now, ...value.filter((item) => !known.has(JSON.stringify(item)))];
    }
  }
  const names = new Set(into.wishes.map((w) => `${w.field} ${w.name}`));
  into.wishes.push(...from.wishes.filter((w) => !names.has(`${w.field} ${w.name}`) && isList(plan, w.field)));
}

function isList(plan: ImportPlan, field: string): boolean {
  return plan.fields.find((f) => f.name === field)?.field.kind === 'links';
}

/** A contact's company, where the row holds both. */
function connect(
  slot: SlotPlan,
  group: Group,
  found: ReadonlyMap<string, ReadonlyMap<RowDraft, { id: string; title: string }>>,
): void {
  for (const { field, of } of slot.connections) {
    for (const row of group.rows) {
      const target = found.get(of)?.get(row);
      if (target === undefined) continue;
      const to = slot.plan.entity.fields[field]!.to![0]!;
      attach(slot.plan, group.draft, field, to, target.id, target.title);
    }
  }
}

function attach(plan: ImportPlan, draft: RowDraft, field: string, entity: string, id: string, title: string): void {
  const kind = plan.fields.find((f) => f.name === field)!.field.kind;
  if (kind === 'links') {
    const list = (draft.values[field] ?? []) as LinkIn[];
    if (list.some((l) => l.id === id)) return;
    draft.values[field] = [...list, { entity: entity as LinkIn['entity'], id, role: null }];
  } else draft.values[field] = id;
  draft.attached.push({ field, title });
}

function titleOf(slot: SlotPlan, draft: RowDraft): string {
  return slot.plan.entity.title
    .flatMap((name) => (typeof draft.values[name] === 'string' ? [draft.values[name]] : []))
    .join(' ');
}

function told(slot: SlotPlan, group: Group, outcome: RowOutcome): OtherOutcome {
  // What it refers to in the same row has an id that a rehearsal does not keep.
  const own = Object.entries(group.draft.values).filter(([name]) => !slot.connections.some((c) => c.field === name));
  const says = createHash('sha1').update(JSON.stringify([own, group.draft.wishes.map((w) => w.name)]));
  return {
    of: slot.of,
    entity: slot.plan.entity.name,
    did: outcome.did as OtherOutcome['did'],
    key: group.key,
    says: says.digest('base64'),
  };
}

/** The field is told with the reference it is found through. */
function here(fault: Fault, slot: SlotPlan): Fault {
  return { ...fault, field: fault.field === null ? slot.of : `${slot.of}.${fault.field}` };
}
