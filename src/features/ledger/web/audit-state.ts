// What of the audit log stands in the address: what narrows it, the time, the open entry. Back undoes the last step.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { Query } from './entries.ts';

/** Lengths of the offered times in hours. */
export const spans = { hour: 1, day: 24, week: 24 * 7, month: 24 * 30, quarter: 24 * 90 } as const;
export type SpanName = keyof typeof spans;

const filterNames = [
  'actor',
  'actorKind',
  'actions',
  'entity',
  'verb',
  'outcome',
  'source',
  'record',
  'operation',
  'request',
  'session',
  'address',
  'important',
] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export interface AuditTime {
  /** ISO 8601; null: since the beginning */
  readonly from: string | null;
  /** exclusive; null: until now */
  readonly to: string | null;
  /** the offered time; null: a span of one's own */
  readonly span: SpanName | 'all' | null;
}

export interface AuditState {
  readonly filters: Filters;
  readonly open: string | null;
  readonly narrowed: boolean;
  readonly timeAt: (now: Date) => AuditTime;
  readonly narrow: (filters: Readonly<Partial<Record<FilterName, string | null>>>) => void;
  readonly setSpan: (span: SpanName | 'all') => void;
  readonly setRange: (from: string, to: string) => void;
  readonly setOpen: (id: string | null) => void;
  readonly clear: () => void;
}

function isInstant(text: string | null): text is string {
  return text !== null && !Number.isNaN(Date.parse(text));
}

export function readTime(params: URLSearchParams, now: Date): AuditTime {
  const [from, to] = [params.get('from'), params.get('to')];
  if (isInstant(from) && isInstant(to) && from < to) return { from, to, span: null };
  const wanted = params.get('time');
  if (wanted === 'all') return { from: null, to: null, span: 'all' };
  const span = wanted !== null && Object.hasOwn(spans, wanted) ? (wanted as SpanName) : 'week';
  return { from: new Date(now.getTime() - spans[span] * 3_600_000).toISOString(), to: null, span };
}

export function useAuditState(): AuditState {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (changes: Readonly<Record<string, string | null>>, replace = false) => {
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
  return useMemo(() => {
    const open = params.get('open');
    const filters = Object.fromEntries(
      filterNames.flatMap((name) => {
        const value = params.get(name);
        return value === null ? [] : [[name, value] as const];
      }),
    );
    return {
      filters,
      open,
      narrowed: Object.keys(filters).length > 0,
      timeAt: (now) => readTime(params, now),
      // what is open stays open: it is what was clicked in
      narrow: (wanted) => change(wanted),
      setSpan: (span) => change({ time: span === 'week' ? null : span, from: null, to: null }),
      setRange: (from, to) => change({ from, to, time: null }),
      // moving from entry to entry is one step
      setOpen: (id) => change({ open: id }, open !== null && id !== null),
      clear: () => change(Object.fromEntries(filterNames.map((name) => [name, null]))),
    };
  }, [params, change]);
}

/** The filters and the time as the API takes them. */
export function queryOf(filters: Filters, time: Pick<AuditTime, 'from' | 'to'>): Query {
  return { ...filters, from: time.from ?? undefined, to: time.to ?? undefined };
}

/** An address is looked for as one, anything else as the reference number of a request. */
export function searched(text: string): Readonly<Partial<Record<FilterName, string | null>>> {
  const typed = text.trim();
  if (typed === '') return { address: null, request: null };
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(typed) || (/^[0-9a-f:.]+$/i.test(typed) && typed.includes(':'));
  return isAddress ? { address: typed, request: null } : { request: typed, address: null };
}
