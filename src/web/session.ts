// Who is signed in, to which vault, and what they may do.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './call.ts';
import { regionFor } from './own-region.ts';
import { setRegion } from './format.ts';

export interface Me {
  readonly user: {
    readonly id: string;
    readonly title: string;
    readonly email: string | null;
    /** how one reads dates and numbers, and times; null: as the company */
    readonly locale: string | null;
    readonly timeZone: string | null;
  };
  readonly tenant: {
    readonly name: string;
    readonly slug: string;
    readonly locale: string;
    readonly collation: string;
    readonly currency: string;
    readonly timeZone: string;
    readonly country: string | null;
  };
  readonly permissions: readonly string[];
  /** links can be sent by mail */
  readonly mail: boolean;
  /** enrol: nothing can be done but setting up a second factor; agree: nothing but acknowledging the security policy */
  readonly factor: { readonly level: 'enrol' | 'agree' | 'full'; readonly dueAt: string | null };
  /** owed: nothing can be done but choosing a new password; due: until when this one may stay */
  readonly password: { readonly owed: boolean; readonly dueAt: string | null };
  /** you look as this person */
  readonly looking: { readonly by: string; readonly reason: string; readonly until: string } | null;
}

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
