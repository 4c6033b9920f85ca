// Asks for the groups and their figures: once for each depth of the grouping and once for everything, so that no total is added up on the page.
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Groups, Group } from '../../../contract/record-answers.ts';
import type { Filter } from '../../../contract/filter.ts';
import { type GroupKey, type Measure, groupLimits } from '../../../contract/group.ts';
import { call } from '../../../web/call.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { listKey } from '../../../web/records/cache.ts';
import { readFrom } from '../../../web/records/wire.ts';
import { writeKey, writeMeasure } from './totals-state.ts';

export type FigureValue = Group['measures'][number];

export interface GroupQuestion {
  readonly filter: Filter | null;
  readonly search: string;
  readonly bin: boolean;
  /** in the company's currency */
  readonly converted: boolean;
}

/** The question as the server is sent it. */
export function groupQuery(by: readonly GroupKey[], measures: readonly Measure[], question: GroupQuestion) {
  return {
    by: by.map(writeKey).join(','),
    measures: measures.map(writeMeasure).join(','),
    in: question.converted ? 'company' : undefined,
    filter: question.filter === null ? undefined : JSON.stringify(question.filter),
    search: question.search,
    archived: question.bin ? 'only' : undefined,
  };
}

export function useGroups(
  entity: EntityInfo,
  by: readonly GroupKey[],
  measures: readonly Measure[],
  question: GroupQuestion,
  /** saved totals: asked for by their id, so that the question is the saved one whatever the page says */
  saved?: string,
) {
  const { path, at } = readFrom(entity, '/group');
  const ask = (depth: number) => {
    const query = groupQuery(by.slice(0, depth), measures, question);
    return {
      queryKey: listKey(entity.name, 'group', query.by, query.measures, saved ?? JSON.stringify(query)),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        (saved === undefined
          ? call<Groups>('GET', path, { query: { at, ...query }, signal })
          : call<Groups>('GET', `/saved-totals/${saved}/figures`, { query: { depth }, signal })
        ).then((a) => a.data),
      enabled: depth <= by.length,
      // groups of other fields or with other figures are no stand-in
      placeholderData: (before: Groups | undefined, old: { queryKey: readonly unknown[] } | undefined) =>
        old?.queryKey[1] === entity.name && old.queryKey[3] === query.by && old.queryKey[4] === query.measures
          ? before
          : undefined,
    };
  };
  const all = [useQuery(ask(0)), useQuery(ask(1)), useQuery(ask(2)), useQuery(ask(groupLimits.keys))];
  const answers = all.slice(0, by.length + 1);
  const data = answers.map((a) => a.data);
  const failed = answers.find((a) => a.isError && a.data === undefined);
  return {
    /** depth 0 is everything together */
    levels: useSame(data.map((d) => d?.groups ?? none)),
    conversion: data[0]?.conversion ?? null,
    waiting: answers.some((a) => a.isPending),
    stale: answers.some((a) => a.isPlaceholderData),
    error: failed?.error ?? null,
    retry: () => {
      for (const a of answers) if (a.isError) void a.refetch();
    },
  };
}

const none: readonly Group[] = [];

/** The list of before, as long as it holds the same things. */
function useSame<T>(list: readonly T[]): readonly T[] {
  const kept = useRef(list);
  if (kept.current.length !== list.length || kept.current.some((one, n) => one !== list[n])) kept.current = list;
  return kept.current;
}
