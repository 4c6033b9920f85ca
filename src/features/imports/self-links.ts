// The second pass of an import: records that name others of the same file (parent companies) are connected once all of them are there.
import type { Tx, WriteRow } from '../../core/tx.ts';
import { setLink } from './batch.ts';
import { type WaitingLinks, kinds } from './import-doc.ts';
import { type LinkMemory, findLinks, newLayer } from './link-finder.ts';
import type { ImportPlan } from './plan.ts';
import type { Fault, LinkWish } from './row-reader.ts';

export interface Connected {
  readonly made: number;
  readonly faults: readonly { readonly fault: Fault; readonly line: number; readonly cells: readonly string[] }[];
}

/** The records of one kept document; null when there is none left. */
export async function connectWaiting(
  tx: Tx,
  plan: ImportPlan,
  id: string,
  memory: LinkMemory,
): Promise<Connected | null> {
  const [kept] = await tx.kept.list<WaitingLinks>(kinds.waiting(id), { limit: 1 });
  if (kept === undefined) return null;
  const { items } = kept.doc;
  const layer = newLayer();
  await findLinks(
    tx,
    items.map((x) => x.wish),
    memory,
    layer,
    () => false,
  );
  const faults: Connected['faults'][number][] = [];
  const patches = new Map<string, { values: Record<string, unknown>; from: WaitingLinks['items'][number] }>();
  for (const item of items) {
    const answer = layer.found.get(item.wish.name);
    const ids = answer !== undefined && 'ids' in answer ? answer.ids.filter((x) => x !== item.record) : [];
    const fail = (fault: Fault): void => void faults.push({ fault, line: item.line, cells: item.cells });
    if (ids.length === 1) {
      const patch = patches.get(item.record) ?? { values: {}, from: item };
      setLink(plan, patch.values, item.wish, ids[0]!);
      patches.set(item.record, patch);
    } else if (ids.length > 1) {
      fail({
        ...unfoundSelf(item.wish),
        code: 'several',
        reason: `${ids.length} records have this ${item.wish.link.by}; the row is imported without it.`,
      });
    } else if (answer !== undefined && 'refused' in answer) {
      fail({ ...unfoundSelf(item.wish), code: 'cannot-make', reason: answer.refused });
    } else if (item.wish.link.missing !== 'empty' && item.wish.unfit !== 'empty') fail(unfoundSelf(item.wish));
  }
  const writes = [...patches].map(([record, { values }]): WriteRow => ({ id: record, values }));
  const results = writes.length === 0 ? [] : await tx.records.writeMany(plan.entity, writes, { importing: true });
  for (const [i, result] of results.entries()) {
    const { from } = patches.get(writes[i]!.id!)!;
    if (!result.ok)
      faults.push({
        fault: { ...unfoundSelf(from.wish), code: result.code, reason: result.errors[0]?.reason ?? result.reason },
        line: from.line,
        cells: from.cells,
      });
  }
  await tx.kept.remove(kinds.waiting(id), kept.id);
  return { made: layer.fresh.size, faults };
}

/** A row that was imported, but without the record of the same object it names. */
export function unfoundSelf(wish: LinkWish): Fault {
  return {
    column: wish.column,
    field: wish.field,
    code: 'not-found',
    reason: `Nothing in the file or here has this ${wish.link.by}; the row is imported without it.`,
    fits: `The ${wish.link.by} of a record that is there or in the file.`,
    cell: wish.key,
    canEmpty: true,
  };
}
