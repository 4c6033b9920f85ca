// Entries of the ledger as the page gets them, and the questions it asks for them.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apiBase, call } from '../../../web/call.ts';
import type { SavedSearchView } from '../../searches/contract.ts';
import type { ExtractView } from '../../extracts/contract.ts';

export interface Entry {
  readonly id: string;
  readonly seq: number | null;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly title: string | null };
  readonly action: string;
  readonly verb: string;
  readonly outcome: string;
  readonly source: string | null;
  readonly important: boolean;
  readonly entity: string | null;
  readonly record: string | null;
  readonly title: string | null;
  readonly version: number | null;
  readonly permission: string | null;
  readonly allowedBy: string | null;
  readonly operation: string;
  readonly request: string | null;
  readonly session: string | null;
  readonly address: string | null;
  readonly fields: readonly string[];
  readonly hidden: boolean;
  readonly erased: boolean;
}

export interface EntryChange {
  readonly field: string;
  readonly label: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly hidden: boolean;
}

export interface EntryDetail extends Entry {
  readonly changes: readonly EntryChange[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly commitment: string;
  readonly proof: {
    readonly leaf: string;
    readonly size: number;
    readonly root: string;
    readonly at: string;
  } | null;
}

export interface LogStatus {
  readonly size: number;
  readonly waiting: number;
  readonly refused: number;
  readonly head: { readonly size: number; readonly at: string; readonly root: string; readonly keyId: string } | null;
  readonly receivers: readonly {
    readonly label: string;
    readonly size: number;
    readonly deliveredAt: string | null;
    readonly failure: string | null;
  }[];
  readonly check: {
    readonly at: string;
    readonly entries: number;
    readonly records: number;
    readonly found: number;
    readonly findings: readonly { readonly entry: string | null; readonly says: string }[];
  } | null;
}

export interface Bucket {
  readonly at: string;
  readonly done: number;
  readonly refused: number;
}

interface EntryPage {
  readonly rows: readonly Entry[];
  readonly next: string | null;
  /** how far back it looked, where it stopped with fewer than were asked; null: it did not stop */
  readonly reached: string | null;
}

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
        await call<{ buckets: readonly Bucket[]; estimated: boolean }>('GET', '/ledger/histogram', {
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
      (await call<{ rows: readonly SavedSearchView[] }>('GET', '/ledger/searches', { signal })).data.rows,
  });
}

export const searchesKey = ['ledger-searches'] as const;
export const extractsKey = ['ledger-exports'] as const;

export function useExtracts(enabled: boolean) {
  return useQuery({
    queryKey: extractsKey,
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly ExtractView[] }>('GET', '/ledger/exports', { signal })).data.rows,
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
