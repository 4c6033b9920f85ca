// What of the board stands in the address beside the filter of the list: the pipeline, the order of the cards, the closed stages that are shown wide.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type SortKey, parseSort } from '../../../contract/filter.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import type { Stage } from './use-stages.ts';

export interface BoardState {
  readonly pipeline: string | null;
  readonly setPipeline: (id: string) => void;
  readonly isWide: (stage: Stage) => boolean;
  readonly setWide: (stage: Stage, wide: boolean) => void;
}

export function useBoardState(): BoardState {
  const [params, setParams] = useSearchParams();
  const pipeline = params.get('pipeline');
  const wideText = params.get('wide') ?? '';
  const wide = useMemo(() => new Set(wideText.split(',').filter((id) => id !== '')), [wideText]);
  const set = useCallback(
    (name: string, value: string) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      }),
    [setParams],
  );
  return useMemo(
    () => ({
      pipeline,
      setPipeline: (id) => set('pipeline', id),
      isWide: (stage) => stage.outcome === 'open' || wide.has(stage.id),
      setWide: (stage, on) =>
        set('wide', [...[...wide].filter((id) => id !== stage.id), ...(on ? [stage.id] : [])].join(',')),
    }),
    [pipeline, wide, set],
  );
}

/** The orders a board offers, the usual one first; as the address writes them. */
export const orders = ['expectedClose', '-amount', '-updatedAt', 'title'] as const;

export function fieldOfOrder(order: string): string {
  return order.replace('-', '');
}

/** What the cards of a stage are sorted by: the order of the list where it was chosen, else what is due first, and what closed last. */
export function sortOf(deal: EntityInfo, chosen: readonly SortKey[], stage: Stage): readonly SortKey[] {
  const can = (name: string) => name === 'title' || deal.fields.some((f) => f.name === name && f.sortable);
  const known = chosen.filter((k) => can(k.field));
  if (known.length > 0) return known;
  const usual = parseSort(stage.outcome === 'open' ? orders[0] : '-closedOn').filter((k) => can(k.field));
  return usual.length > 0 ? usual : parseSort('title');
}
