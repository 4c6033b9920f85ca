// Records a kept filter names by their ids: whoever may not see one of them is not told its id by the filter of somebody else.
import type { Entity } from '../../contract/entity.ts';
import type { Json } from '../../contract/json.ts';
import { type PageFilter, isCondition } from '../../contract/page-filter.ts';
import type { Catalog } from '../catalog.ts';
import { isId } from '../ids.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';

/** What a field points to, through whatever references its path goes. */
function targetsOf(catalog: Catalog, e: Entity, path: string): readonly string[] {
  const [first = '', ...rest] = path.split('.');
  const own = first === 'id' ? [e.name] : first === 'owner' ? ['user'] : (e.fields[first]?.to ?? []);
  const next = rest.length === 0 ? undefined : catalog.lookup(own[0] ?? '');
  return rest.length === 0 ? own : next === undefined ? [] : targetsOf(catalog, next, rest.join('.'));
}

function idsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return isId(value) ? [value] : [];
  if (Array.isArray(value)) return (value as Json[]).flatMap(idsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((v) => idsIn(v)) : [];
}

interface Named {
  readonly targets: readonly string[];
  readonly ids: readonly string[];
}

function namedIn(catalog: Catalog, e: Entity, filter: PageFilter): Named[] {
  if (isCondition(filter)) {
    const ids = idsIn(filter.value);
    return ids.length === 0 ? [] : [{ targets: targetsOf(catalog, e, filter.field), ids }];
  }
  const parts = 'not' in filter ? [filter.not] : 'and' in filter ? filter.and : filter.or;
  return parts.flatMap((part) => namedIn(catalog, e, part));
}

/** Whether every record it names may be seen; an id in a field that points nowhere is a text like any other. */
export async function seesAllNamed(unit: Unit, e: Entity, filter: PageFilter | null): Promise<boolean> {
  const named = filter === null ? [] : namedIn(unit.catalog, e, filter).filter((n) => n.targets.length > 0);
  const wanted = new Map<string, Set<string>>();
  for (const { targets, ids } of named)
    for (const target of targets) wanted.set(target, new Set([...(wanted.get(target) ?? []), ...ids]));
  const seen = new Set<string>();
  for (const [target, ids] of wanted) {
    const entity = unit.catalog.lookup(target);
    if (entity === undefined) continue;
    for (const id of (await findTitles(unit, entity, [...ids])).keys()) seen.add(id);
  }
  return named.every((n) => n.ids.every((id) => seen.has(id.toLowerCase())));
}
