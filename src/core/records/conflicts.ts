// Holds the rows that are to be changed, in one order, and refuses a change of a field that somebody else changed since.
import type { Entity } from '../../contract/entity.ts';
import { type FieldConflict, Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { openValues } from '../ledger.ts';
import type { Past } from '../ledger/past.ts';
import { mayRead } from '../ledger/shown.ts';
import { fieldRightOn } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, lazyRuleRow, readStored, sameValue } from './codec.ts';
import { titleSql } from './select.ts';
import { withTitles } from './titles.ts';
import { visibleRows } from './visible.ts';

export async function lockRows(unit: Unit, e: Entity, ids: readonly string[]): Promise<Map<string, StoredRow>> {
  const asked = [...new Set(ids)].filter(isId);
  if (asked.length === 0) return new Map();
  const idIs = asked.length === 1 ? sql`r.id = ${asked[0]}::uuid` : sql`r.id = any(${asked}::uuid[])`;
  // Locked in one order, so that two bulk changes wait for each other instead of blocking each other.
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([idIs, visibleRows(unit.me, e, 'r')])} order by r.id for update of r`);
  return new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, e, row)]));
}

interface Entry {
  readonly entry: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
  readonly by: string | null;
  readonly at: Date;
}

interface Earlier {
  /** null also where it may not be read as the record was then */
  readonly original: unknown;
  readonly by: string | null;
  readonly at: Date;
}

/** Of each field that is sent, the first change since that version. What stood there before is told by today's rules, of the record as it was then, too. */
async function earlierOf(
  unit: Unit,
  e: Entity,
  row: StoredRow,
  patch: Readonly<Record<string, unknown>>,
  ifVersion: number,
): Promise<Map<string, Earlier>> {
  const user = unit.catalog.entity('user');
  const name = titleSql(unit.me, user, 'u') ?? sql`null::text`;
  const entries = await unit.run<Entry>(sql`
    select l.id as entry, v.plain, v.sealed, ${name} as by, l.at from core.ledger l
    left join core.ledger_values v on v.entry = l.id
    left join data."user" u on u.id = l.actor and ${visibleRows(unit.me, user, 'u')}
    where l.record = ${row['id']}::uuid and l.version > ${ifVersion} and l.outcome = 'done' order by l.version desc`);
  const earlier = new Map<string, Earlier>();
  let then: Past = row;
  for (const { by, at, ...entry } of entries) {
    const values = openValues(unit.vault.keys, entry);
    const changes = Object.entries((values?.['changes'] ?? {}) as Record<string, [unknown, unknown]>);
    if (values === null) then = undefined;
    else if (then !== undefined)
      then = { ...then, ...Object.fromEntries(changes.map(([field, [old]]) => [field, old])) };
    for (const [field, [old]] of changes)
      if (Object.hasOwn(patch, field))
        earlier.set(field, { original: mayRead(unit.me, e, field, row, then) ? old : null, by, at });
  }
  return earlier;
}

/** Others' later changes of other fields are merged by doing nothing; of a field that is sent, they are shown: yours, theirs, original. */
export async function refuseConflict(
  unit: Unit,
  e: Entity,
  id: string,
  patch: Readonly<Record<string, unknown>>,
  ifVersion: number,
): Promise<void> {
  const row = (await lockRows(unit, e, [id])).get(id);
  if (row === undefined || row['version'] === ifVersion) return;
  if ((row['version'] as number) < ifVersion) throw new Problem('conflict', 'The record was never at that version.');
  const ruled = lazyRuleRow(e, row);
  const earlier = await earlierOf(unit, e, row, patch, ifVersion);
  const conflicts = Object.keys(patch).flatMap((field): [string, Earlier][] =>
    earlier.has(field) ? [[field, earlier.get(field)!]] : [],
  );
  // A field one may not read is left to the check of rights, which answers as for one that does not exist.
  const real = conflicts.filter(
    ([field]) => fieldRightOn(unit.me, e, field, ruled) !== 'hidden' && !sameValue(row[field], patch[field]),
  );
  if (real.length === 0) return;
  const shown = await withTitles(
    unit,
    e,
    real.flatMap(([field, c]) => [
      { field, value: patch[field] ?? null },
      { field, value: row[field] ?? null },
      { field, value: c.original },
    ]),
  );
  const list = real.map(([field, c], i): FieldConflict => ({
    field,
    yours: shown[i * 3],
    theirs: shown[i * 3 + 1],
    original: shown[i * 3 + 2],
    at: c.at.toISOString(),
    ...(c.by === null ? {} : { by: c.by }),
  }));
  throw new Problem('conflict', undefined, { conflicts: list });
}
