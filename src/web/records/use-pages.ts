// Holds a long list as pages of two hundred, loads only those near the screen, and chains their markers so that no row is missed or doubled.
import { type QueryClient, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { EntityInfo } from '../catalog.ts';
import type { Count, Page, Row } from '../row.ts';
import { listKey } from './cache.ts';
import { type ListParams, listRecords } from './wire.ts';

export const pageSize = 200;
/** Rows between two looks at which pages are needed. */
const lookStep = 50;
/** Up to here the scroll bar is as long as the whole list; beyond, it grows with what was loaded. */
const wholeBar = 2000;

interface Memory {
  key: string;
  cursors: (string | null)[];
  sizes: number[];
  /** the last page was seen */
  ended: boolean;
  count: Count | null;
}

export interface Rows {
  /** rows the grid has room for: loaded ones, and a few more while there are more */
  readonly length: number;
  readonly loaded: number;
  readonly at: (index: number) => Row | undefined;
  readonly indexOf: (id: string) => number;
  readonly count: Count | null;
  readonly countExactly: () => void;
  readonly counting: boolean;
  /** nothing has come yet */
  readonly waiting: boolean;
  /** what is shown belongs to the question before */
  readonly stale: boolean;
  readonly error: unknown;
  readonly updatedAt: number;
  readonly retry: () => void;
  /** tells which rows are near the screen */
  readonly look: (first: number, last: number) => void;
}

export function usePages(entity: EntityInfo, params: ListParams): Rows {
  const client = useQueryClient();
  const key = useMemo(() => JSON.stringify(params), [params]);
  const memory = useRef<Memory>(null as unknown as Memory);
  if (memory.current === null || memory.current.key !== `${entity.name}${key}`) {
    memory.current = { key: `${entity.name}${key}`, cursors: [null], sizes: [], ended: false, count: null };
  }
  const [seen, setSeen] = useState({ key, first: 0, last: 0 });
  const range = seen.key === key ? seen : { key, first: 0, last: 0 };
  learn(client, entity, key, memory.current);

  const from = Math.max(0, pageOf(memory.current, range.first) - 1);
  const to = Math.min(memory.current.cursors.length - 1, pageOf(memory.current, range.last + pageSize / 2));
  const wanted = Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => from + i);
  const pages = useQueries({
    queries: wanted.map((n) => ({
      queryKey: listKey(entity.name, key, memory.current.cursors[n]),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listRecords(entity, params, {
          cursor: memory.current.cursors[n] ?? null,
          count: n === 0 ? 'estimate' : 'none',
          signal,
        }),
      gcTime: 120_000,
    })),
  });
  const exact = useQuery({
    queryKey: ['count', entity.name, key],
    queryFn: ({ signal }) =>
      listRecords(entity, { ...params, limit: 1, fields: ['title'] }, { count: 'exact', signal }).then(
        (p) => p.count ?? null,
      ),
    enabled: false,
  });

  const shown = snapshot(client, entity, key, memory.current);
  const failed = pages.find((p) => p.isError);
  const first = client.getQueryData(listKey(entity.name, key, null)) !== undefined || memory.current.sizes.length > 0;
  const before = useRef<{ entity: string; rows: Snapshot } | null>(null);
  const keep = !first && failed === undefined && before.current?.entity === entity.name;
  if (first) before.current = { entity: entity.name, rows: shown };
  const rows = keep ? before.current!.rows : shown;

  const look = useCallback(
    (a: number, b: number) => {
      // which pages are needed changes seldom: the page around the list is not drawn anew for every row that passes
      const first = Math.floor(a / lookStep) * lookStep;
      const last = Math.ceil(b / lookStep) * lookStep;
      setSeen((old) => (old.key === key && old.first === first && old.last === last ? old : { key, first, last }));
    },
    [key],
  );
  const count = exact.data ?? rows.count;
  return {
    ...rows,
    count,
    countExactly: () => void exact.refetch(),
    counting: exact.isFetching,
    waiting: !first && !keep && failed === undefined,
    stale: keep,
    error: failed?.error ?? null,
    updatedAt: Math.max(0, ...pages.map((p) => p.dataUpdatedAt)),
    retry: () => {
      for (const p of pages) if (p.isError) void p.refetch();
    },
    look,
  };
}

/** Takes over from the answers that are there: how long each page is and where the next begins. */
function learn(client: QueryClient, entity: EntityInfo, key: string, memory: Memory): void {
  for (let n = 0; n < memory.cursors.length; n++) {
    const page = client.getQueryData<Page>(listKey(entity.name, key, memory.cursors[n]));
    if (page === undefined) continue;
    memory.sizes[n] = page.rows.length;
    if (n === 0 && page.count !== undefined) memory.count = page.count;
    memory.ended = page.next === null;
    if (page.next === null) {
      memory.cursors.length = n + 1;
      memory.sizes.length = n + 1;
    } else if (memory.cursors[n + 1] !== page.next) {
      memory.cursors[n + 1] = page.next;
    }
  }
}

function sizeOf(memory: Memory, n: number): number {
  return memory.sizes[n] ?? pageSize;
}

function pageOf(memory: Memory, index: number): number {
  let start = 0;
  for (let n = 0; n < memory.cursors.length; n++) {
    start += sizeOf(memory, n);
    if (index < start) return n;
  }
  return memory.cursors.length - 1;
}

type Snapshot = Pick<Rows, 'length' | 'loaded' | 'at' | 'indexOf' | 'count'>;

function snapshot(client: QueryClient, entity: EntityInfo, key: string, memory: Memory): Snapshot {
  const starts: number[] = [];
  const pages: (Page | undefined)[] = [];
  let loaded = 0;
  for (let n = 0; n < memory.sizes.length; n++) {
    starts.push(loaded);
    pages.push(client.getQueryData<Page>(listKey(entity.name, key, memory.cursors[n])));
    loaded += sizeOf(memory, n);
  }
  const rest = memory.ended
    ? 0
    : memory.count !== null && memory.count.value <= wholeBar
      ? Math.max(1, memory.count.value - loaded)
      : 40;
  const at = (index: number): Row | undefined => {
    let n = Math.min(starts.length - 1, Math.floor(index / pageSize));
    while (n > 0 && starts[n]! > index) n--;
    while (n + 1 < starts.length && starts[n + 1]! <= index) n++;
    return pages[n]?.rows[index - (starts[n] ?? 0)];
  };
  const indexOf = (id: string): number => {
    for (const [n, page] of pages.entries()) {
      const found = page?.rows.findIndex((r) => r.id === id) ?? -1;
      if (found >= 0) return starts[n]! + found;
    }
    return -1;
  };
  return { length: loaded === 0 && memory.ended ? 0 : loaded + rest, loaded, at, indexOf, count: memory.count };
}
