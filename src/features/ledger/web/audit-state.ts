// What of the audit log stands in the address: the question, the time and its zone, the open entry. Back undoes the last step.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type LedgerKey, type LedgerTerm, parseLedgerQuery, writeLedgerQuery } from '../../../contract/ledger-query.ts';
import type { Query } from './entries.ts';
import { usualZone } from './instants.ts';
import { type ZoneName, zones } from './zones.ts';

/** Lengths of the offered times in hours. */
export const spans = { hour: 1, day: 24, week: 24 * 7, month: 24 * 30, quarter: 24 * 90 } as const;
export type SpanName = keyof typeof spans;

/** What is clicked, as the API names it, and what it is called in a question. */
const keyOf = {
  actor: 'who',
  actorKind: 'kind',
  actions: 'action',
  entity: 'object',
  verb: 'verb',
  outcome: 'outcome',
  source: 'source',
  record: 'record',
  operation: 'operation',
  request: 'request',
  session: 'session',
  address: 'from',
} as const satisfies Record<string, LedgerKey>;
export type FilterName = keyof typeof keyOf;
const filterNames = Object.keys(keyOf) as readonly FilterName[];
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
  /** the question as it is written */
  readonly text: string;
  readonly terms: readonly LedgerTerm[];
  /** what of the question cannot be understood */
  readonly wrong: string | null;
  /** the one value of a key that is asked for, where there is one */
  readonly filters: Filters;
  readonly important: boolean;
  /** looks at records and at the log too */
  readonly looks: boolean;
  readonly zone: ZoneName;
  readonly open: string | null;
  /** a kept search that was called up */
  readonly search: string | null;
  readonly narrowed: boolean;
  readonly timeAt: (now: Date) => AuditTime;
  /** asks for just this value of a key; null: for any. `out`: for everything but it */
  readonly narrow: (filters: Readonly<Partial<Record<FilterName, string | null>>>, out?: boolean) => void;
  readonly ask: (text: string) => void;
  readonly drop: (term: LedgerTerm, value: string) => void;
  readonly setImportant: (on: boolean) => void;
  readonly setLooks: (on: boolean) => void;
  readonly setZone: (zone: ZoneName) => void;
  readonly setSpan: (span: SpanName | 'all') => void;
  readonly setRange: (from: string, to: string) => void;
  readonly setOpen: (id: string | null) => void;
  readonly callUp: (search: { readonly id: string; readonly query: string; readonly looks: boolean }) => void;
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

/** Links from elsewhere name what they ask for one by one: `?record=...&verb=edited`. */
export function readText(params: URLSearchParams): string {
  const linked = filterNames.flatMap((name): LedgerTerm[] => {
    const value = params.get(name);
    return value === null ? [] : [{ key: keyOf[name], values: [value], not: false }];
  });
  if (params.get('important') === 'true') linked.push({ key: 'is', values: ['important'], not: false });
  return [params.get('q') ?? '', writeLedgerQuery(linked)].filter(Boolean).join(' ');
}

/** Asks for this value instead of what was asked of the key; null: for any. */
export function narrowed(
  terms: readonly LedgerTerm[],
  wanted: Readonly<Partial<Record<FilterName, string | null>>>,
  out = false,
): LedgerTerm[] {
  let next = [...terms];
  for (const [name, value] of Object.entries(wanted) as [FilterName, string | null][]) {
    const key = keyOf[name];
    if (out && value !== null) {
      const held = next.find((t) => t.key === key && t.not);
      // a value that is taken out is not asked for any more
      next = next.flatMap((t) => (t.key === key && !t.not ? without(t, value) : [t]));
      if (held === undefined) next.push({ key, values: [value], not: true });
      else if (!held.values.includes(value))
        next = next.map((t) => (t === held ? { ...t, values: [...t.values, value] } : t));
      continue;
    }
    next = next.filter((t) => t.key !== key || t.not);
    if (value === null || value === '') continue;
    next = next.flatMap((t) => (t.key === key ? without(t, value) : [t]));
    next.push({ key, values: value.split(',').filter(Boolean), not: false });
  }
  return next;
}

export function without(term: LedgerTerm, value: string): LedgerTerm[] {
  const values = term.values.filter((v) => v !== value);
  return values.length === 0 ? [] : [{ ...term, values }];
}

function filtersOf(terms: readonly LedgerTerm[]): Filters {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const term = terms.find((t) => t.key === keyOf[name] && !t.not);
      return term === undefined ? [] : [[name, term.values.join(',')] as const];
    }),
  );
}

const isImportant = (t: LedgerTerm): boolean => t.key === 'is' && !t.not && t.values.includes('important');

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
    const text = readText(params);
    const { terms, wrong } = parseLedgerQuery(text);
    // what was linked one by one becomes part of the question
    const linked = Object.fromEntries([...filterNames, 'important'].map((name) => [name, null]));
    const ask = (next: string) => change({ ...linked, q: next, search: null });
    const askFor = (next: readonly LedgerTerm[]) => ask(writeLedgerQuery(next));
    const zone = zones.find((name) => name === params.get('zone')) ?? usualZone();
    return {
      text,
      terms,
      wrong: wrong?.says ?? null,
      filters: filtersOf(terms),
      important: terms.some(isImportant),
      looks: params.get('looks') === 'yes',
      zone,
      open,
      search: params.get('search'),
      narrowed: text !== '',
      timeAt: (now) => readTime(params, now),
      // what is open stays open: it is what was clicked in
      narrow: (wanted, out) => askFor(narrowed(terms, wanted, out)),
      ask,
      drop: (term, value) => askFor(terms.flatMap((t) => (t === term ? without(t, value) : [t]))),
      setImportant: (on) =>
        askFor([
          ...terms.filter((t) => !isImportant(t)),
          ...(on ? [{ key: 'is', values: ['important'], not: false } as const] : []),
        ]),
      setLooks: (on) => change({ looks: on ? 'yes' : null, search: null }),
      setZone: (next) => change({ zone: next === usualZone() ? null : next }, true),
      setSpan: (span) => change({ time: span === 'week' ? null : span, from: null, to: null }),
      setRange: (from, to) => change({ from, to, time: null }),
      // moving from entry to entry is one step
      setOpen: (id) => change({ open: id }, open !== null && id !== null),
      callUp: ({ id, query, looks }) =>
        change({ ...linked, q: query, looks: looks ? 'yes' : null, search: id, open: null }),
      clear: () => ask(''),
    };
  }, [params, change]);
}

/** The question and the time as the API takes them. */
export function queryOf(
  { text, looks }: Pick<AuditState, 'text' | 'looks'>,
  time: Pick<AuditTime, 'from' | 'to'>,
): Query {
  return {
    q: text === '' ? undefined : text,
    changes: looks ? undefined : 'true',
    from: time.from ?? undefined,
    to: time.to ?? undefined,
  };
}
