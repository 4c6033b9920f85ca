// Takes a merge back: the record that went comes out of the bin, and what was moved points to it again, where nobody has changed it since.
// Whoever undoes it hears of the two records alone, as whoever merged them did.
import { openValues } from '../ledger.ts';
import type { UndoResult } from '../operation.ts';
import { tableName } from '../schema/ddl.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { moveRecords } from './bin.ts';
import { readStored, sameValue } from './codec.ts';
import type { WriteDraft } from './draft.ts';
import { gainsNothing } from './move-references.ts';
import { updateRecords } from './store.ts';
import { findTitles } from './titles.ts';
import { announce, tellChange } from './on-record.ts';

interface Entry {
  readonly entry: string;
  readonly entity: string;
  readonly record: string;
  readonly verb: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

/** Adds to `result` what it did or would do. */
export async function undoMerges(
  unit: Unit,
  operation: string,
  result: { back: number; keptCount: number; kept: UndoResult['kept'][number][] },
  forReal: boolean,
): Promise<void> {
  const entries = await unit.run<Entry>(sql`
    select l.id as entry, l.entity, l.record, l.verb, v.plain, v.sealed from core.ledger l
    left join core.ledger_values v on v.entry = l.id
    where l.operation = ${operation}::uuid and l.record is not null and l.outcome = 'done' and l.verb in ('merged', 'moved')
    order by l.id desc`);
  const merges = entries.filter((x) => x.verb === 'merged');
  if (merges.length === 0) return;
  const opened = entries.map((x) => ({ ...x, values: openValues(unit.vault.keys, x) }));
  for (const merge of merges) {
    const e = unit.catalog.lookup(merge.entity);
    const other = openValues(unit.vault.keys, merge)?.['other'];
    if (e === undefined || typeof other !== 'string') continue;
    const keep = async (reason: string): Promise<void> => {
      const title = (await findTitles(unit, e, [other])).get(other) ?? null;
      result.keptCount += 1;
      result.kept.push({ entity: e.name, id: other, title, reason });
    };
    if (!forReal) {
      result.back += 1;
      continue;
    }
    const [restored] = await moveRecords(unit, e, [other], 'restore', { right: 'merge' });
    if (!restored!.ok) {
      await keep(restored!.reason);
      continue;
    }
    result.back += 1;
    const moved = opened.filter((x) => x.verb === 'moved' && x.values?.['with'] === merge.record);
    for (const [name, list] of Map.groupBy(moved, (x) => x.entity)) await putBack(unit, name, list);
  }
}

type Opened = Entry & { readonly values: Readonly<Record<string, unknown>> | null };

async function putBack(unit: Unit, entity: string, entries: readonly Opened[]): Promise<void> {
  const e = unit.catalog.lookup(entity);
  if (e === undefined) return;
  for (const { record, values } of entries) {
    const changes = Object.entries((values?.['changes'] ?? {}) as Record<string, [unknown, unknown]>);
    const rows = await unit.run(
      sql`select r.* from ${sql.raw(tableName(e))} r where r.id = ${record}::uuid for update of r`,
    );
    if (rows[0] === undefined) continue;
    const before = readStored(unit.vault.keys, e, rows[0]);
    for (const [field, [was, is]] of changes) {
      const after = { ...before, [field]: was };
      if (!sameValue(before[field], is) || !gainsNothing(unit, e, field, before, after)) continue;
      const d: WriteDraft = {
        index: 0,
        id: record,
        before,
        after,
        sent: new Set([field]),
        errors: [],
        refusal: null,
      };
      updateRecords(unit, e, [d]);
      tellChange(unit, e, d, { verb: 'moved', with: record, changes: [[field, [before[field] ?? null, was]]] });
      announce(unit, e, 'edited', [record]);
    }
  }
}
