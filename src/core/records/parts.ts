// What hangs on a record: its parts go into the bin with it, and those that went with it come back with it.
import { type Entity, columnOf, wholeOf } from '../../contract/entity.ts';
import { tableName } from '../schema/ddl.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { readStored } from './codec.ts';
import type { WriteDraft } from './draft.ts';

/** Parts of one object that move with their wholes. */
export interface Moving {
  readonly e: Entity;
  readonly moves: readonly Move[];
}

export interface Move {
  readonly d: WriteDraft;
  /** the record somebody asked to move, at the top of what hangs together */
  readonly top: WriteDraft;
}

/** Everything that hangs on these records, at any depth, whoever may see it: it is not a matter of rights but of the whole. */
export async function findParts(
  unit: Unit,
  e: Entity,
  wholes: readonly Move[],
  verb: 'archive' | 'restore',
): Promise<Moving[]> {
  if (wholes.length === 0) return [];
  const out: Moving[] = [];
  for (const part of unit.catalog.entities) {
    if (wholeOf(part) !== e.name) continue;
    const moves = await readParts(unit, part, wholes, verb);
    if (moves.length > 0) out.push({ e: part, moves }, ...(await findParts(unit, part, moves, verb)));
  }
  return out;
}

async function readParts(
  unit: Unit,
  part: Entity,
  wholes: readonly Move[],
  verb: 'archive' | 'restore',
): Promise<Move[]> {
  const via = sql.ref(`r.${columnOf(part.partOf!, part.fields[part.partOf!])}`);
  const ids = wholes.map(({ d }) => d.id);
  // What went into the bin at the very instant its whole did went with it; what had been there before stays.
  const rows =
    verb === 'archive'
      ? await unit.run(sql`select r.* from ${sql.raw(tableName(part))} r
          where ${via} = any(${ids}::uuid[]) and r.archived_at is null order by r.id for update of r`)
      : await unit.run(sql`select r.* from ${sql.raw(tableName(part))} r
          join unnest(${ids}::uuid[], ${wholes.map(({ d }) => d.before!['archivedAt'])}::timestamptz[]) as w (id, archived_at)
            on ${via} = w.id and r.archived_at = w.archived_at order by r.id for update of r`);
  const tops = new Map(wholes.map(({ d, top }) => [d.id, top]));
  return rows.map((row, index) => {
    const before = readStored(unit.vault.keys, part, row);
    const id = before['id'] as string;
    const d: WriteDraft = { index, id, before, after: { ...before }, sent: new Set(), errors: [], refusal: null };
    return { d, top: tops.get(before[part.partOf!] as string)! };
  });
}
