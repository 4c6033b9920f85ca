// The rights one holds oneself and could hand to a program, asked anew each time a program is given some.
import { useQuery } from '@tanstack/react-query';
import type { Offered } from '../../features/keys/contract.ts';
import { call } from '../call.ts';

export function useOffer() {
  return useQuery({
    queryKey: ['rights-mine'],
    queryFn: async ({ signal }) => (await call<Offered>('GET', '/rights/mine', { signal })).data,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}
