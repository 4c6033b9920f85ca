// The cards of one stage, fifty at a time, in the order of the board.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Filter, SortKey } from '../../../contract/filter.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { listKey } from '../../../web/records/cache.ts';
import { writeSort } from '../../../web/records/list-state.ts';
import { listRecords } from '../../../web/records/wire.ts';
import type { Row } from '../../../web/row.ts';
import type { Stage } from './use-stages.ts';

export const cardsPerPage = 50;

/** What a card shows, of what this person may see. */
function cardFields(deal: EntityInfo, sort: readonly SortKey[]): string[] {
  const shown = [
    ...sort.map((k) => k.field),
    'company',
    'amount',
    'expectedClose',
    'closedOn',
    'owner',
    'stage',
    'stageSince',
    'lostReason',
  ];
  return [...new Set(['title', 'archivedAt', ...shown.filter((name) => deal.fields.some((f) => f.name === name))])];
}

export interface BoardQuestion {
  /** of the list, resolved */
  readonly filter: Filter | null;
  readonly search: string;
}

export function columnKey(stage: string, ...rest: readonly unknown[]) {
  return listKey('deal', 'board', stage, ...rest);
}

export interface ColumnCards {
  readonly rows: readonly Row[];
  readonly more: boolean;
  readonly loadMore: () => void;
  readonly waiting: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

export function useColumn(
  deal: EntityInfo,
  stage: Stage,
  question: BoardQuestion,
  sort: readonly SortKey[],
  on: boolean,
): ColumnCards {
  const inStage: Filter = { field: 'stage', op: 'in', value: [stage.id] };
  const params = {
    filter: question.filter === null ? inStage : { and: [question.filter, inStage] },
    search: question.search,
    sort: writeSort(sort),
    fields: cardFields(deal, sort),
    limit: cardsPerPage,
  };
  const cards = useInfiniteQuery({
    queryKey: columnKey(stage.id, JSON.stringify(params)),
    queryFn: ({ pageParam, signal }) => listRecords(deal, params, { cursor: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: on,
    placeholderData: keepPreviousData,
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = cards;
  const rows = useMemo(() => distinct(cards.data?.pages.flatMap((p) => p.rows) ?? []), [cards.data]);
  return {
    rows,
    more: hasNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    waiting: on && cards.isPending,
    error: cards.isError && cards.data === undefined ? cards.error : null,
    retry: () => void cards.refetch(),
  };
}

/** A deal that changed its place between two pages comes with both. */
function distinct(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter((r) => !seen.has(r.id) && seen.add(r.id));
}
