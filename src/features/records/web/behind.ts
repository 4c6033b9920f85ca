// The records behind a figure: the filter of the page with the conditions of its group, as the list writes them in its address. Pure.
import type { GroupKey } from '../../../contract/group.ts';
import { type EntityInfo, type FieldInfo, namedField } from '../../../web/catalog.ts';
import { type PageFilter, fromParts, topParts } from '../../../contract/page-filter.ts';
import { lastDay } from './bucket-dates.ts';

/** A key of a group as the server answers it. */
export type KeyValue =
  | null
  | string
  | boolean
  | { readonly id: string; readonly title: string }
  | { readonly restricted: true };

/** What holds of exactly the records of a group; null: that cannot be said. */
export function conditionsOf(field: FieldInfo, key: GroupKey, value: KeyValue): readonly PageFilter[] | null {
  const { name } = field;
  // Where the field may not be seen, or the reference leads nowhere one may look, it counts as empty: that is everything that is not filled in.
  if (value === null)
    return field.sometimes === true
      ? [{ not: { field: name, op: 'empty', value: false } }]
      : [{ field: name, op: 'empty', value: true }];
  if (typeof value === 'boolean') return [{ field: name, op: 'eq', value }];
  if (typeof value === 'object') return 'id' in value ? [{ field: name, op: 'in', value: [value.id] }] : null;
  if (field.kind === 'select') return [{ field: name, op: 'in', value: [value] }];
  const bucket = key.bucket ?? 'day';
  if ((field.kind !== 'date' && field.kind !== 'dateTime') || bucket === 'day')
    return [{ field: name, op: 'eq', value }];
  return [
    { field: name, op: 'gte', value },
    { field: name, op: 'lte', value: lastDay(value, bucket) },
  ];
}

export interface Around {
  readonly entity: EntityInfo;
  readonly by: readonly GroupKey[];
  readonly filter: PageFilter | null;
  readonly search: string;
  readonly bin: boolean;
}

/** How the list is sorted so that what made the figure is seen first, and what must be filled in to count at all. */
export interface Wish {
  readonly sort?: string;
  readonly filled?: string;
}

/** The list with the same filter and search, and the conditions of the group beside them; null: the group cannot be listed. */
export function listAddress(around: Around, keys: readonly KeyValue[], wish: Wish = {}): string | null {
  const { entity, by, filter, search, bin } = around;
  const conditions: PageFilter[] = [];
  for (const [n, value] of keys.entries()) {
    const key = by.at(n);
    const field = key === undefined ? undefined : namedField(entity, key.field);
    const holds = key === undefined || field === undefined ? null : conditionsOf(field, key, value);
    if (holds === null) return null;
    conditions.push(...holds);
  }
  if (wish.filled !== undefined) conditions.push({ field: wish.filled, op: 'empty', value: false });
  const params = new URLSearchParams();
  const whole = fromParts([...topParts(filter), ...conditions]);
  if (whole !== null) params.set('filter', JSON.stringify(whole));
  if (search !== '') params.set('search', search);
  if (wish.sort !== undefined) params.set('sort', wish.sort);
  if (bin) params.set('bin', 'yes');
  return `/${entity.path}${params.size === 0 ? '' : `?${params}`}`;
}
