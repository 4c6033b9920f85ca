// The requests for access one may read: kept once, for the page and for the count beside its name.
import { useQuery } from '@tanstack/react-query';
import { call } from '../call.ts';
import { may, useMe } from '../session.ts';

export interface AccessRequest {
  readonly id: string;
  readonly person: { readonly id: string; readonly title: string };
  readonly permission: string;
  readonly entity: string | null;
  readonly record: { readonly id: string; readonly title: string | null } | null;
  readonly reason: string;
  readonly at: string;
  readonly status: 'open' | 'granted' | 'refused' | 'withdrawn';
  readonly decidedBy: { readonly id: string; readonly title: string } | null;
  readonly decidedAt: string | null;
  readonly word: string | null;
  readonly mine: boolean;
  readonly ways: readonly ('share' | 'role')[];
}

export const requestsKey = ['access-requests'] as const;

export function useRequests(enabled = true) {
  return useQuery({
    queryKey: requestsKey,
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly AccessRequest[] }>('GET', '/access-requests', { signal })).data.rows,
    enabled,
    refetchInterval: 120_000,
  });
}

export function isToDecide(r: AccessRequest): boolean {
  return r.status === 'open' && r.ways.length > 0;
}

/** How many wait for a word of one's own; asked only where the page stands in the menu. */
export function useWaitingRequests(): number {
  const me = useMe();
  const isListed = me.looking === null && (may(me, 'admin.members') || may(me, 'admin.access'));
  return (useRequests(isListed).data ?? []).filter(isToDecide).length;
}
