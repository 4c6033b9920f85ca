// Asks the server for a page of the bin, and does to its records what is chosen: restored with a way back, deleted without one.
import { type QueryClient, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../../web/call.ts';
import { announce } from '../../../web/kit/announce.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { offerUndo } from '../../../web/undo.ts';
import type { BinFilter, BinOutcomeView, BinView } from '../contract.ts';
import { t } from './words.ts';

export type Item = { readonly entity: string; readonly id: string };

export function useBin(filter: BinFilter) {
  return useInfiniteQuery({
    queryKey: ['bin', 'list', filter],
    queryFn: async ({ pageParam, signal }) =>
      (
        await call<BinView>('GET', '/bin', {
          query: { ...filter, limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
          signal,
        })
      ).data,
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export interface RestoreWish {
  readonly with: 'nothing' | 'same' | 'related';
  readonly without: boolean;
}

/** Says what came back and what stayed; what came back can be put into the bin again by undo. */
export async function restoreItems(
  client: QueryClient,
  items: readonly Item[],
  wish: RestoreWish,
): Promise<BinOutcomeView> {
  const { data, operation } = await call<BinOutcomeView>('POST', '/bin/restore', { body: { items, ...wish } });
  if (data.done > 0) {
    const lost = data.without.length;
    const text = [
      t('bin.broughtBack', { count: data.done }),
      ...(lost > 0 ? [t('bin.restoredWithout', { count: lost })] : []),
      ...(data.keptCount > 0 ? [t('bin.kept', { count: data.keptCount, reason: data.kept[0]?.reason ?? '' })] : []),
    ].join(' ');
    offerUndo(client, text, operation);
  } else {
    const text = t('bin.kept', { count: data.keptCount, reason: data.kept[0]?.reason ?? '' });
    announce(text);
    showToast({ text, tone: 'danger' });
  }
  await client.invalidateQueries();
  return data;
}
