// Saved totals as the shell knows them: whether one may open any, and their names for the palette.
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../contract/action.ts';
import type { listSaved } from '../features/totals/contract.ts';
import type { SavedTotalsView } from '../features/totals/contract.ts';
import { call } from './call.ts';
import { type Me, may } from './session.ts';

export const savedTotalsKey = ['saved-totals'] as const;

/** Totals of one's own asking, or some that are offered: without either there is nothing to go to. */
export function opensTotals(me: Me): boolean {
  return may(me, 'tool.totals') || me.permissions.some((p) => p.startsWith('totals.'));
}

export function useNamedTotals(me: Me): readonly SavedTotalsView[] {
  const answer = useQuery({
    queryKey: [...savedTotalsKey, 'there'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listSaved>>('GET', '/saved-totals', { signal, background: true })).data.rows,
    enabled: opensTotals(me),
    staleTime: 30_000,
  });
  return answer.data ?? none;
}

const none: readonly SavedTotalsView[] = [];
