// References as far as their targets may be seen: a filter or a total must not find out where one leads that is shown as restricted, nor
// that there is a link that is left out.
import type { Entity } from '../../contract/entity.ts';
import type { Catalog } from '../catalog.ts';
import { type Principal, zeroId } from '../principal.ts';
import { type Sql, and, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type Place, targetsOf } from './column.ts';
import { rowsById } from './source.ts';
import { seesAll, visibleRows } from './visible.ts';

/** True where the record of this id may be seen. Oneself always may, also by somebody who may not see the list of users. */
function isSeen(me: Principal, target: Entity, id: Sql): Sql {
  const found = sql`exists (select 1 from ${rowsById(me, target)} seen where ${and([sql`seen.id = ${id}`, visibleRows(me, target, 'seen')])})`;
  return target.name === 'user' ? or([sql`${id} = ${me.self.id}::uuid`, found]) : found;
}

/** True where the reference is empty or leads to what may be seen; null: it always does. */
export function refIsSeen(me: Principal, catalog: Catalog, place: Place): Sql | null {
  const target = catalog.find(targetsOf(place)[0]!);
  return seesAll(me, target) ? null : or([sql`${place.column} is null`, isSeen(me, target, place.column)]);
}

/** The reference, or the zero id for any that leads to what may not be seen: one group for all of them. */
export function groupedRef(me: Principal, catalog: Catalog, place: Place, value: Sql): Sql {
  const seen = refIsSeen(me, catalog, place);
  return seen === null ? value : sql`case when ${seen} then ${value} else ${zeroId}::uuid end`;
}

/** The list of links without those to what may not be seen; null when none is left. */
export function seenLinks(me: Principal, catalog: Catalog, place: Place): Sql {
  const targets = targetsOf(place).map((name) => catalog.find(name));
  if (targets.every((target) => seesAll(me, target))) return place.column;
  const kept = targets.map((target) =>
    and([sql`l ->> 'entity' = ${target.name}`, isSeen(me, target, sql`(l ->> 'id')::uuid`)]),
  );
  return sql`(select jsonb_agg(l) from jsonb_array_elements(${place.column}) l where ${or(kept)})`;
}

/** Which of these records may be seen, in the bin or not. */
export async function seenIds(unit: Unit, target: Entity, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0 || seesAll(unit.me, target)) return new Set(ids);
  const rows = await unit.run<{ id: string }>(sql`select asked.id from unnest(${[...ids]}::uuid[]) as asked (id)
    where ${isSeen(unit.me, target, sql`asked.id`)}`);
  return new Set(rows.map((row) => row.id));
}
