// Asks whose page this is, before anybody has said who he is.
import { useQuery } from '@tanstack/react-query';
import type { Front } from '../../signs/contract.ts';
import { call } from '../../../web/call.ts';

export type { Front };

/** Without an answer the page works all the same: it then says its address alone. */
export function useFront(): Front | undefined {
  return useQuery({
    queryKey: ['front'],
    retry: false,
    staleTime: 0,
    queryFn: async ({ signal }) => (await call<Front>('GET', '/sign', { signal, signingIn: true })).data,
  }).data;
}
