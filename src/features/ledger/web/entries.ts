// Entries of the ledger as the page gets them, and the questions it asks for them.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { listEntries, viewEntry, countEntries, ledgerStatus } from '../contract.ts';
import { apiBase, call } from '../../../web/call.ts';
import type { listSearches } from '../../searches/contract.ts';
import type { listExtracts } from '../../extracts/contract.ts';

type EntryPage = AnswerOf<typeof listEntries>;
export type Entry = EntryPage['rows'][number];

export type EntryChange = EntryDetail['changes'][number];

export type EntryDetail = AnswerOf<typeof viewEntry>;

export type LogStatus = AnswerOf<typeof ledgerStatus>;

export type Bucket = AnswerOf<typeof countEntries>['buckets'][number];

/** As the address of the API takes it. */
export type Query = Readonly<Record<string, string | undefined>>;

const auditKey = ['audit'] as const;
/** Looking is put on record each time: nothing is asked again by itself. */
const still = { staleTime: Infinity, refetchOnReconnect: false } as const;

const pageSize = 100;

/** Not asked while the question cannot be understood. */
export function useEntries(query: Query, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: [...auditKey, 'list', query],
    queryFn: async ({ pageParam, signal }) =>
      (
        await call<EntryPage>('GET', '/ledger', {
          query: { ...query, limit: pageSize, cursor: pageParam ?? undefined },
          signal,
        })
      ).data,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
    ...still,
  });
}

export function useEntry(id: string) {
  return useQuery({
    queryKey: [...auditKey, 'entry', id],
    queryFn: async ({ signal }) => (await call<EntryDetail>('GET', `/ledger/entries/${id}`, { signal })).data,
    ...still,
  });
}

export function useHistogram(
  query: Query,
  { from, to }: { readonly from: string | null; readonly to: string },
  buckets: number,
  enabled: boolean,
) {
  return useQuery({
    queryKey: [...auditKey, 'histogram', query, from, to],
    queryFn: async ({ signal }) =>
      (
        await call<AnswerOf<typeof countEntries>>('GET', '/ledger/histogram', {
          query: { ...query, from: from ?? undefined, to, buckets },
          signal,
        })
      ).data,
    enabled: enabled && from !== null,
    placeholderData: keepPreviousData,
    ...still,
  });
}

export function useLogStatus(enabled: boolean, asked: string) {
  return useQuery({
    queryKey: [...auditKey, 'status', asked],
    queryFn: async ({ signal }) => (await call<LogStatus>('GET', '/ledger/status', { signal })).data,
    placeholderData: keepPreviousData,
    enabled,
    ...still,
  });
}

export function useSearches() {
  return useQuery({
    queryKey: searchesKey,
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listSearches>>('GET', '/ledger/searches', { signal })).data.rows,
  });
}

export const searchesKey = ['ledger-searches'] as const;
export const extractsKey = ['ledger-exports'] as const;

export function useExtracts(enabled: boolean) {
  return useQuery({
    queryKey: extractsKey,
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listExtracts>>('GET', '/ledger/exports', { signal })).data.rows,
    enabled,
    refetchInterval: ({ state }) =>
      state.data?.some(({ job }) => job.status === 'waiting' || job.status === 'running') === true ? 1_000 : false,
  });
}

export interface Tailing {
  /** newest first */
  readonly rows: readonly Entry[];
  readonly state: 'off' | 'opening' | 'on' | 'lost';
  /** more came at once than is sent: the list is to be asked for again */
  readonly behind: boolean;
}

const tailedMost = 1_000;
const stopped: Tailing = { rows: [], state: 'off', behind: false };

/** Entries as they come, while it is on; a new question begins anew. */
export function useTail(query: Query, on: boolean): Tailing {
  const [tailing, setTailing] = useState<Tailing>(stopped);
  const asked = new URLSearchParams(
    Object.entries({ q: query['q'], changes: query['changes'] }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  ).toString();
  useEffect(() => {
    if (!on) {
      setTailing(stopped);
      return undefined;
    }
    setTailing({ ...stopped, state: 'opening' });
    const source = new EventSource(`${apiBase}/ledger/tail?${asked}`);
    source.addEventListener('hello', () => setTailing((old) => ({ ...old, state: 'on' })));
    source.addEventListener('error', () => setTailing((old) => ({ ...old, state: 'lost' })));
    source.addEventListener('entries', (e) => {
      const { rows, more } = JSON.parse((e as MessageEvent<string>).data) as { rows: Entry[]; more: boolean };
      setTailing((old) => {
        const known = new Set(old.rows.map((row) => row.id));
        const fresh = rows.filter((row) => !known.has(row.id)).toReversed();
        return {
          rows: [...fresh, ...old.rows].slice(0, tailedMost),
          state: 'on',
          behind: old.behind || more,
        };
      });
    });
    return () => source.close();
  }, [asked, on]);
  return tailing;
}
