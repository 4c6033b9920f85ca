// Single records as they were, protected values too: from what they are now, change by change back. For what is written again, not shown.
import type { Entity } from '../../contract/entity.ts';
import { openValues } from '../ledger.ts';
import { type StoredRow, readStored } from '../records/codec.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type LaterEntry, laterEntries } from './changes.ts';

export interface RecordThen {
  readonly now: StoredRow;
  /** null: it was not there yet; undefined: what it was has been erased */
  readonly was: StoredRow | null | undefined;
}

/** Of those that may be seen as they are now; whether they might be seen as they were is for the caller to ask. */
export async function recordsThen(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  at: Date,
): Promise<Map<string, RecordThen>> {
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = any(${[...ids]}::uuid[])`, visibleRows(unit.me, e, 'r')])}`);
  const later = Map.groupBy(await unit.run<LaterEntry>(laterEntries(ids, at)), (l) => l.record);
  return new Map(
    rows.map((row) => {
      const now = readStored(unit.vault.keys, e, row);
      const id = now['id'] as string;
      return [id, { now, was: takeBack(unit, now, later.get(id) ?? []) }];
    }),
  );
}

/** `later`: newest first. */
function takeBack(unit: Unit, now: StoredRow, later: readonly LaterEntry[]): StoredRow | null | undefined {
  if (later.some((l) => l.verb === 'created')) return null;
  const then: Record<string, unknown> = { ...now };
  for (const entry of later) {
    const values = openValues(unit.vault.keys, entry);
    if (values === null) return undefined;
    const changes = (values['changes'] ?? {}) as Record<string, [unknown, unknown]>;
    for (const [field, [before]] of Object.entries(changes)) then[field] = before ?? null;
    then['version'] = entry.version - 1;
  }
  return then;
}
