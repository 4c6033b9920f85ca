// Saved totals and the address of the page of totals: the one is made of the other, and what differs between them is a change. Pure.
import type { PageFilter } from '../../../contract/page-filter.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import type { TotalsQuestionView } from '../../totals/contract.ts';
import { type TotalsState, writeKey, writeMeasure, writeOrder } from './totals-state.ts';

/** What the page asks now, in the words it is kept in. */
export function questionOf(
  entity: Pick<EntityInfo, 'name'>,
  state: Pick<TotalsState, 'by' | 'measures' | 'order' | 'each'>,
  list: { readonly filter: PageFilter | null; readonly search: string; readonly bin: boolean },
): TotalsQuestionView {
  return {
    entity: entity.name,
    by: state.by.map(writeKey).join(','),
    measures: state.measures.map(writeMeasure).join(','),
    in: state.each ? 'each' : 'company',
    filter: list.filter as TotalsQuestionView['filter'],
    search: list.search,
    bin: list.bin,
    order: state.order === null ? null : writeOrder(state.order),
  };
}

/** The page with the question in its address; `id`: of the saved totals it came from, null: of then, which are not there to be changed. */
export function addressOfSaved(entity: Pick<EntityInfo, 'path'>, id: string | null, q: TotalsQuestionView): string {
  const params = new URLSearchParams({ ...(id === null ? {} : { saved: id }), by: q.by, measures: q.measures });
  if (q.in === 'each') params.set('in', 'each');
  if (q.filter !== null) params.set('filter', JSON.stringify(q.filter));
  if (q.search !== '') params.set('search', q.search);
  if (q.bin) params.set('bin', 'yes');
  if (q.order !== null) params.set('order', q.order);
  return `/totals/${entity.path}?${params}`;
}

/** JSON with the names of objects in order: two filters that say the same are the same, however they were written. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const pairs = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

/** Whether the page asks something else than what was saved. */
export function isChanged(saved: TotalsQuestionView | null, now: TotalsQuestionView): boolean {
  return saved === null || canonical(saved) !== canonical(now);
}
