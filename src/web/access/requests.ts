// The requests for access one may read: kept once, for the page and for the count beside its name.
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../../contract/action.ts';
import type { RequestView, listRequests } from '../../features/requests/contract.ts';
import { call } from '../call.ts';
import { may, useMe } from '../session.ts';

export const requestsKey = ['access-requests'] as const;

export function useRequests(enabled = true) {
  return useQuery({
    queryKey: requestsKey,
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listRequests>>('GET', '/access-requests', { signal })).data.rows,
    enabled,
    refetchInterval: 120_000,
  });
}

export function isToDecide(r: RequestView): boolean {
  return r.status === 'open' && r.ways.length > 0;
}

/** How many wait for a word of one's own; asked only where the page stands in the menu. */
export function useWaitingRequests(): number {
  const me = useMe();
  const isListed = me.looking === null && (may(me, 'admin.members') || may(me, 'admin.access'));
  return (useRequests(isListed).data ?? []).filter(isToDecide).length;
}
