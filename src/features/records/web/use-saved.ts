// Saved totals as pages hold them: the list, one of them, and what is done with them, each with its way back.
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { savedTotalsKey } from '../../../web/saved-totals.ts';
import { offerUndo } from '../../../web/undo.ts';
import type { SavedTotalsView, TotalsQuestionView, listSaved } from '../../totals/contract.ts';
import { t } from './saved-words.ts';

export function useSavedList(away: boolean, enabled = true) {
  return useQuery({
    queryKey: [...savedTotalsKey, away ? 'away' : 'there'],
    queryFn: async ({ signal }) =>
      (
        await call<AnswerOf<typeof listSaved>>('GET', '/saved-totals', {
          query: away ? { away: 'yes' } : {},
          signal,
        })
      ).data.rows,
    enabled,
  });
}

export function useSaved(id: string) {
  return useQuery({
    queryKey: [...savedTotalsKey, 'one', id],
    queryFn: async ({ signal }) => (await call<SavedTotalsView>('GET', `/saved-totals/${id}`, { signal })).data,
    retry: false,
  });
}

export interface SavedWish {
  readonly name: string;
  readonly help: string;
  readonly offered: boolean;
  readonly question: TotalsQuestionView;
}

const refresh = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: savedTotalsKey });

/** Each refuses by throwing, so that a dialog can say why where it was asked. */
export function useSavedActions() {
  const client = useQueryClient();
  return useMemo(
    () => ({
      save: async (wish: SavedWish): Promise<SavedTotalsView> => {
        const { data, operation } = await call<SavedTotalsView>('POST', '/saved-totals', { body: wish });
        await refresh(client);
        offerUndo(client, t('saved.done.saved', { name: data.name }), operation);
        return data;
      },
      change: async (saved: SavedTotalsView, wish: Partial<SavedWish>): Promise<void> => {
        const body = { version: saved.version, ...wish };
        const { operation } = await call('PUT', `/saved-totals/${saved.id}`, { body });
        await refresh(client);
        offerUndo(client, t('saved.done.changed', { name: wish.name ?? saved.name }), operation);
      },
    }),
    [client],
  );
}

/** Put away, brought back, deleted for good: said in a toast, also when it is refused. Answers whether it was done. */
export function useMoveSaved(): (
  saved: SavedTotalsView,
  move: 'put-away' | 'bring-back' | 'remove',
) => Promise<boolean> {
  const client = useQueryClient();
  return useMemo(
    () => async (saved, move) => {
      try {
        const { operation } =
          move === 'remove'
            ? await call('DELETE', `/saved-totals/${saved.id}`)
            : await call('POST', `/saved-totals/${saved.id}/${move}`);
        await refresh(client);
        const text = t(`saved.done.${move}`, { name: saved.name });
        if (move === 'remove') showToast({ text });
        else offerUndo(client, text, operation);
        return true;
      } catch (error) {
        showToast({ text: problemLine(error), tone: 'danger' });
        return false;
      }
    },
    [client],
  );
}
