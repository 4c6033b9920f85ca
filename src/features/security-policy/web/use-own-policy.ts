// The policy as it is in force for whoever is signed in.
import { useQuery } from '@tanstack/react-query';
import { call } from '../../../web/call.ts';
import type { OwnPolicyView } from '../contract.ts';

export const ownPolicyKey = ['security-policy', 'own'] as const;

export function useOwnPolicy() {
  return useQuery({
    queryKey: ownPolicyKey,
    queryFn: async ({ signal }) => (await call<OwnPolicyView>('GET', '/security-policy', { signal })).data,
  });
}
