// Titles of records that are referred to, as far as the principal may see them.
import type { Entity } from '../../contract/entity.ts';
import type { LinkIn } from '../../contract/field.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { rowsById } from './source.ts';
import { titleSql } from './select.ts';
import { visibleRows } from './visible.ts';

export type Titles = ReadonlyMap<string, string>;

/** Ids that are missing in the answer do not exist or may not be seen. */
export async function findTitles(unit: Unit, e: Entity, ids: readonly string[]): Promise<Titles> {
  if (ids.length === 0) return new Map();
  const title = titleSql(unit.me, e, 't') ?? sql`''`;
  const rows = await unit.run<{ id: string; title: string }>(sql`
    select t.id, ${title} as title from ${rowsById(unit.me, e)} t
    where t.id = any(${[...new Set(ids)]}::uuid[]) and ${visibleRows(unit.me, e, 't')}`);
  return new Map(rows.map((r) => [r.id, r.title]));
}

/** Which object a reference of this name points to; null when the field is none. */
function targetOf(e: Entity, field: string): string | null {
  if (field === 'owner') return 'user';
  const f = e.fields[field];
  return f?.kind === 'ref' ? f.to![0]! : null;
}

/** Stored values of named fields as they leave the server: references with titles. For histories, conflicts and previews. */
export async function withTitles(
  unit: Unit,
  e: Entity,
  items: readonly { field: string; value: unknown }[],
): Promise<unknown[]> {
  const wanted = new Map<string, Set<string>>();
  const want = (entity: string, id: unknown): void => {
    if (typeof id !== 'string') return;
    wanted.set(entity, (wanted.get(entity) ?? new Set()).add(id));
  };
  for (const { field, value } of items) {
    const target = targetOf(e, field);
    if (target !== null) want(target, value);
    if (e.fields[field]?.kind === 'links') for (const l of (value ?? []) as LinkIn[]) want(l.entity, l.id);
  }
  const found = new Map<string, string>();
  for (const [entity, ids] of wanted) {
    for (const [id, title] of await findTitles(unit, unit.catalog.find(entity), [...ids])) found.set(id, title);
  }
  return items.map(({ field, value }) => {
    if (value === null || value === undefined) return null;
    if (targetOf(e, field) !== null) {
      const title = found.get(value as string);
      return title === undefined ? { restricted: true } : { id: value, title };
    }
    if (e.fields[field]?.kind !== 'links') return value;
    return (value as LinkIn[]).flatMap((l) => (found.has(l.id) ? [{ ...l, title: found.get(l.id) }] : []));
  });
}
