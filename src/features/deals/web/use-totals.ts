// What the heads of the columns say: counts and sums reckoned by the server over everything one may see, loaded or not.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Groups, Conversion } from '../../../contract/record-answers.ts';
import type { Filter } from '../../../contract/filter.ts';
import type { Money } from '../../../contract/field.ts';
import { call } from '../../../web/call.ts';
import { readFrom } from '../../../web/records/wire.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { currentRegion } from '../../../web/format.ts';
import { listKey } from '../../../web/records/cache.ts';
import type { BoardQuestion } from './use-column.ts';

export interface Total {
  readonly count: number;
  /** in the company's currency, and beside it what no exchange rate is known for */
  readonly sum: readonly Money[];
  readonly weighted: readonly Money[];
}

const nothing: Total = { count: 0, sum: [], weighted: [] };

export interface Totals {
  readonly of: (stage: string) => Total;
  readonly open: Total;
  readonly all: number;
  readonly waiting: boolean;
  /** asked again at this moment: what is shown may be about to change */
  readonly stale: boolean;
  /** how amounts of other currencies came into the company's own; null: not known yet */
  readonly conversion: Conversion | null;
  readonly error: unknown;
}

/** Amounts are summed where they may be seen; weighing needs the probabilities too. */
export function measuresOf(deal: EntityInfo, stage: EntityInfo): readonly ('sum:amount' | 'weighted:amount')[] {
  const has = (e: EntityInfo, name: string) => e.fields.some((f) => f.name === name);
  if (!has(deal, 'amount')) return [];
  return has(deal, 'probability') && has(stage, 'probability') ? ['sum:amount', 'weighted:amount'] : ['sum:amount'];
}

export function useTotals(deal: EntityInfo, stage: EntityInfo, question: BoardQuestion, on: boolean): Totals {
  const measures = measuresOf(deal, stage);
  const withOutcome = stage.fields.some((f) => f.name === 'outcome');
  const { filter, search } = question;
  const ask = (by: string, signal: AbortSignal) =>
    call<Groups>('GET', readFrom(deal, '/group').path, {
      query: { at: deal.at, by, measures: measures.join(','), in: 'company', filter: filterText(filter), search },
      signal,
    }).then((a) => a.data);
  const key = JSON.stringify({ filter, search, measures });
  const byStage = useQuery({
    queryKey: listKey('deal', 'totals', 'stage', key),
    queryFn: ({ signal }) => ask('stage', signal),
    enabled: on,
    placeholderData: keepPreviousData,
  });
  const byOutcome = useQuery({
    queryKey: listKey('deal', 'totals', 'outcome', key),
    queryFn: ({ signal }) => ask('stage.outcome', signal),
    enabled: on && withOutcome,
    placeholderData: keepPreviousData,
  });
  const stages = new Map(
    (byStage.data?.groups ?? []).flatMap((g) => {
      const at = g.keys[0];
      return typeof at === 'object' && at !== null && 'id' in at ? [[at.id, totalOf(g, measures)] as const] : [];
    }),
  );
  const open = byOutcome.data?.groups.find((g) => g.keys[0] === 'open');
  return {
    of: (id) => stages.get(id) ?? nothing,
    open: open === undefined ? nothing : totalOf(open, measures),
    all: (byStage.data?.groups ?? []).reduce((n, g) => n + g.count, 0),
    waiting: byStage.isPending,
    stale: byStage.isFetching,
    conversion: byStage.data?.conversion ?? null,
    error: byStage.isError && byStage.data === undefined ? byStage.error : null,
  };
}

function filterText(filter: Filter | null): string | undefined {
  return filter === null ? undefined : JSON.stringify(filter);
}

function totalOf(group: Groups['groups'][number], measures: readonly string[]): Total {
  const amounts = (name: string): readonly Money[] => {
    const value = group.measures[measures.indexOf(name)];
    return Array.isArray(value) ? ownFirst(value) : [];
  };
  return { count: group.count, sum: amounts('sum:amount'), weighted: amounts('weighted:amount') };
}

/** The company's own currency first, the others by their code, so that a line stays where it was. */
function ownFirst(amounts: readonly Money[]): readonly Money[] {
  const own = currentRegion().currency;
  const rank = (m: Money) => (m.currency === own ? '' : m.currency);
  return amounts.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
