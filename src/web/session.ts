// Who is signed in, to which vault, and what they may do.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf } from '../contract/action.ts';
import type { viewMe } from '../features/members/contract.ts';
import { call } from './call.ts';
import { regionFor } from './own-region.ts';
import { setRegion } from './format.ts';

export type Me = AnswerOf<typeof viewMe>;

export const meKey = ['me'] as const;

/** A 401 is an answer here: nobody is signed in. */
export async function fetchMe(): Promise<Me> {
  const me = (await call<Me>('GET', '/me', { signingIn: true })).data;
  setRegion(regionFor(me));
  return me;
}

export function useMe(): Me {
  const me = useQueryClient().getQueryData<Me>(meKey);
  if (me === undefined) throw new Error('A page for people who are signed in was drawn before the session was known.');
  return me;
}

export function useSession(enabled: boolean) {
  return useQuery({ queryKey: meKey, queryFn: fetchMe, enabled, staleTime: Infinity, gcTime: Infinity, retry: false });
}

export function may(me: Me, permission: string): boolean {
  return me.permissions.includes(permission);
}
