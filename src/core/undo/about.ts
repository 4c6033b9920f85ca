// What an operation was about, by its name: the first thing it changed, as far as whoever looks may see that.
import { may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import { namesOfSaved } from '../totals/saved-desk.ts';
import { savedTotalsThing } from '../totals/saved-rows.ts';
import type { Unit } from '../unit.ts';

export interface About {
  readonly entity: string;
  readonly id: string;
  readonly title: string;
}

/** The first thing each operation changed, as the ledger names it. */
export interface First {
  readonly entity: string | null;
  readonly record: string | null;
}

const keyOf = (entity: string, id: string): string => `${entity} ${id}`;

async function titlesOf(unit: Unit, entity: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const e = unit.catalog.lookup(entity);
  if (e !== undefined) return findTitles(unit, e, ids);
  if (entity === 'role' && may(unit.me, 'admin.roles')) {
    const { rows } = await unit.query<{ id: string; name: string }>(
      'select id, name from core.role where id = any($1::uuid[])',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.name]));
  }
  return entity === savedTotalsThing ? await namesOfSaved(unit, ids) : new Map();
}

/** In the order they were given; null: it is gone, has no name, or is not for whoever looks. */
export async function aboutOf(unit: Unit, firsts: readonly First[]): Promise<(About | null)[]> {
  const named = firsts.flatMap(({ entity, record }) =>
    entity === null || record === null ? [] : [{ entity, record }],
  );
  const found = new Map<string, string>();
  for (const [entity, list] of Map.groupBy(named, (f) => f.entity)) {
    const titles = await titlesOf(
      unit,
      entity,
      list.map((f) => f.record),
    );
    for (const [id, title] of titles) found.set(keyOf(entity, id), title);
  }
  return firsts.map(({ entity, record }) => {
    const title = entity === null || record === null ? undefined : found.get(keyOf(entity, record));
    return title === undefined || title === '' ? null : { entity: entity!, id: record!, title };
  });
}
