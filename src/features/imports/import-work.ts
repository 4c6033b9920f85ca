// What check and run have in common: opening an import for its job, and putting a batch through its rows in the order of the file.
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import type { JobRun } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import { type BatchOptions, type RowOutcome, importBatch } from './batch.ts';
import { RowFeed } from './file-rows.ts';
import { type ImportDoc, getImport, refuseUnlessImporting } from './import-doc.ts';
import type { LinkLayer, LinkMemory } from './link-finder.ts';
import { lookAt } from './look.ts';
import { type ImportPlan, planImport } from './plan.ts';
import { importOthers, refuseWhole } from './others.ts';
import { type Fault, type RowDraft, keysOfRow } from './row-reader.ts';

/** Rows written in one transaction. */
export const batchSize = 500;

export interface OpenImport {
  readonly id: string;
  readonly doc: ImportDoc;
  readonly plan: ImportPlan;
  readonly feed: RowFeed;
}

/** The stream of the file outlives the unit of work in which the right to it was checked. */
export async function openImport(tx: Tx, job: JobRun): Promise<OpenImport> {
  const { import: id } = job.input;
  if (typeof id !== 'string') throw new Error('a job of an import names its import');
  const { doc } = await getImport(tx, id);
  const entity = tx.catalog.entity(refuseUnlessImporting(tx, doc.settings.entity));
  const { headings } = await lookAt(tx, doc.file.id, doc.settings.dialect);
  const plan = planImport((name) => tx.catalog.entity(name), entity, headings, doc.settings, now().getUTCFullYear());
  const { stream } = await tx.files.read(doc.file.id);
  return { id, doc, plan, feed: new RowFeed(stream, doc.file.size, doc.settings.dialect) };
}

/** All rows of a batch; where one is about the same record as an earlier one, that one has been written when it is looked for. */
export async function importRows(
  tx: Tx,
  plan: ImportPlan,
  rows: readonly RowDraft[],
  memory: LinkMemory,
  layer: LinkLayer,
  options: BatchOptions,
): Promise<RowOutcome[]> {
  const out: RowOutcome[] = [];
  // References to other records of a row are set on copies: what is taken back and tried again begins anew.
  const own = plan.also.length === 0 ? rows : rows.map(copyOf);
  for (const part of withoutRepeats(plan, own)) {
    const others = await importOthers(tx, plan, part, memory, layer, options);
    const outcomes = await importBatch(tx, plan, part, memory, layer, options);
    out.push(...outcomes.map((o) => ({ ...o, also: others.get(o.row) ?? [] })));
  }
  if (plan.also.length > 0) refuseWhole(rows, out);
  return out;
}

function copyOf(row: RowDraft): RowDraft {
  return { ...row, values: { ...row.values }, faults: [...row.faults], attached: [] };
}

/** The rows in order, cut where a key comes again. */
export function withoutRepeats(plan: ImportPlan, rows: readonly RowDraft[]): RowDraft[][] {
  if (plan.key.field === null) return [[...rows]];
  const fold = plan.foldOf(plan.entity.name, plan.key.field);
  const parts: RowDraft[][] = [[]];
  let seen = new Set<string>();
  for (const row of rows) {
    const keys = keysOfRow(plan, row).map(fold);
    if (keys.some((key) => seen.has(key))) {
      parts.push([]);
      seen = new Set();
    }
    for (const key of keys) seen.add(key);
    parts.at(-1)!.push(row);
  }
  return parts;
}

/** Refusals that a single row may be the reason of; others are about the whole import. */
export function isAboutRows(error: unknown): error is Problem {
  return error instanceof Problem && ['invalid-input', 'already-exists', 'in-use', 'conflict'].includes(error.code);
}

export function faultOf(error: Problem): Fault {
  const first = error.extras.errors?.[0];
  const reason = first?.reason ?? error.detail ?? error.message;
  return {
    column: null,
    field: first?.field ?? null,
    code: first?.code ?? error.code,
    reason,
    cell: '',
    canEmpty: false,
  };
}
