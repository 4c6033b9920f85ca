// What of a list stands in the address: filter, order, search, the bin, the open record. Back undoes the last visible step.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { SortKey } from '../../contract/filter.ts';
import { parseSort } from '../../contract/filter.ts';
import { type EntityInfo, namedField } from '../catalog.ts';
import { type PageFilter, readPageFilter, resolveFilter } from '../../contract/page-filter.ts';
import { companyZone } from '../format.ts';
import { useMe } from '../session.ts';
import type { ListParams } from './wire.ts';

export interface ListState {
  readonly filter: PageFilter | null;
  readonly search: string;
  readonly sort: readonly SortKey[];
  readonly bin: boolean;
  /** the record shown beside the list */
  readonly open: string | null;
  readonly setFilter: (filter: PageFilter | null) => void;
  readonly setSearch: (search: string) => void;
  readonly setSort: (sort: readonly SortKey[]) => void;
  readonly setBin: (bin: boolean) => void;
  readonly setOpen: (id: string | null) => void;
  readonly clear: () => void;
}

export function writeSort(sort: readonly SortKey[]): string {
  return sort.map((k) => `${k.down ? '-' : ''}${k.field}`).join(',');
}

export function useListState(): ListState {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (changes: Readonly<Record<string, string | null>>, replace: boolean) => {
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace },
      );
    },
    [setParams],
  );
  const filterText = params.get('filter');
  const sortText = params.get('sort') ?? '';
  const search = params.get('search') ?? '';
  const open = params.get('open');
  const bin = params.get('bin') === 'yes';
  const filter = useMemo(() => readPageFilter(filterText), [filterText]);
  const sort = useMemo(() => parseSort(sortText), [sortText]);
  return useMemo(
    () => ({
      filter,
      search,
      sort,
      bin,
      open,
      setFilter: (next) => change({ filter: next === null ? null : JSON.stringify(next) }, false),
      // typing is one step, however many letters it has
      setSearch: (next) => change({ search: next }, search !== ''),
      setSort: (next) => change({ sort: writeSort(next) }, false),
      setBin: (next) => change({ bin: next ? 'yes' : null, open: null }, false),
      // moving from record to record is one step too
      setOpen: (next) => change({ open: next }, open !== null && next !== null),
      clear: () => change({ filter: null, search: null }, false),
    }),
    [filter, search, sort, bin, open, change],
  );
}

/** The request behind the state: relative values resolved, the usual order where none is chosen. */
export function useListParams(entity: EntityInfo, state: ListState, columns: readonly string[]): ListParams {
  const me = useMe();
  const timeZone = companyZone();
  return useMemo(() => {
    const filter = resolveFilter(state.filter, {
      me: me.user.id,
      timeZone,
      now: new Date(),
      kindOf: (f) => namedField(entity, f)?.kind,
    });
    const sortable = state.sort.filter(
      (k) => k.field === 'title' || entity.fields.some((f) => f.name === k.field && f.sortable),
    );
    return {
      filter,
      search: state.search,
      sort: writeSort(
        sortable.length > 0 ? sortable : [{ field: usualSort(entity), down: entity.name === 'activity' }],
      ),
      // a composed name is edited in its parts, so they come along
      fields: [...new Set([...columns, ...entity.title, 'archivedAt'])],
      limit: 200,
      archived: state.bin ? ('only' as const) : ('no' as const),
    };
  }, [entity, state.filter, state.search, state.sort, state.bin, columns, me.user.id, timeZone]);
}

export function usualSort(entity: EntityInfo): string {
  return entity.name === 'activity' ? 'updatedAt' : entity.name === 'stage' ? 'position' : 'title';
}
