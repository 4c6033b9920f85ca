// What is asked of one's own next password, and how old the present one is.
import { useQuery } from '@tanstack/react-query';
import type { PasswordAsked } from '../../../contract/password-policy.ts';
import { call } from '../../../web/call.ts';
import { ownPasswordKey } from '../../../web/passwords/keys.ts';

export interface OwnPasswordView extends PasswordAsked {
  readonly history: number;
  readonly discourageSaving: boolean;
  readonly changedAt: string | null;
  readonly dueAt: string | null;
}

export function useOwnPassword() {
  return useQuery({
    queryKey: ownPasswordKey,
    queryFn: async ({ signal }) => (await call<OwnPasswordView>('GET', '/me/password', { signal })).data,
  });
}
