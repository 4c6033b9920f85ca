// Records as they were before and after an entry: taken back from what they are now, change by change, newest first.
import type { Entity } from '../../contract/entity.ts';
import { openValues } from '../ledger.ts';
import { type StoredRow, readStored } from '../records/codec.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';

/** undefined: nobody can say any more, or it may not be seen; null: there was none. */
export type Past = StoredRow | null | undefined;

export interface PastOfEntry {
  /** as it is now, if it may be seen */
  readonly now: Past;
  readonly before: Past;
  readonly after: Past;
}

/** By the id of the entry. */
export type Pasts = ReadonlyMap<string, PastOfEntry>;

interface Asked {
  readonly e: Entity;
  readonly row: { readonly id: string; readonly record: string | null; readonly version: number | null };
}

interface Later {
  readonly entry: string;
  readonly record: string;
  readonly version: number;
  readonly verb: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

export async function readPasts(unit: Unit, asked: readonly Asked[]): Promise<Pasts> {
  const out = new Map<string, PastOfEntry>();
  for (const list of Map.groupBy(asked, ({ e }) => e.name).values()) await readOfObject(unit, list[0]!.e, list, out);
  return out;
}

async function readOfObject(
  unit: Unit,
  e: Entity,
  asked: readonly Asked[],
  out: Map<string, PastOfEntry>,
): Promise<void> {
  const ids = [...new Set(asked.map(({ row }) => row.record!))];
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = any(${ids}::uuid[])`, visibleRows(unit.me, e, 'r')])}`);
  const present = new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
  const least = Math.min(...asked.map(({ row }) => row.version!));
  const later = await unit.run<Later>(sql`
    select l.id as entry, l.record, l.version, l.verb, v.plain, v.sealed from core.ledger l
      left join core.ledger_values v on v.entry = l.id
    where l.record = any(${ids}::uuid[]) and l.version >= ${least} and l.outcome = 'done' order by l.record, l.version desc`);
  const byRecord = Map.groupBy(later, (l) => l.record);
  for (const list of Map.groupBy(asked, ({ row }) => row.record!).values()) {
    const record = list[0]!.row.record!;
    const now = present.get(record);
    if (now === undefined)
      for (const { row } of list) out.set(row.id, { now: undefined, before: undefined, after: undefined });
    else goBack(unit, now, byRecord.get(record) ?? [], new Set(list.map(({ row }) => row.id)), out);
  }
}

function goBack(
  unit: Unit,
  now: StoredRow,
  later: readonly Later[],
  wanted: ReadonlySet<string>,
  out: Map<string, PastOfEntry>,
): void {
  let state: Past = now;
  for (const l of later) {
    const after = state;
    if (state !== undefined && state !== null) {
      const values = openValues(unit.vault.keys, l);
      if (l.verb === 'created') state = null;
      else if (values === null) state = undefined;
      else {
        const changes = (values['changes'] ?? {}) as Record<string, [unknown, unknown]>;
        state = { ...state, ...Object.fromEntries(Object.entries(changes).map(([field, [old]]) => [field, old])) };
      }
    }
    if (wanted.has(l.entry)) out.set(l.entry, { now, before: state, after });
  }
}
