// What is asked of one's own next password, and how old the present one is.
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../../../contract/action.ts';
import type { ownPassword } from '../../passwords/contract.ts';
import { call } from '../../../web/call.ts';
import { ownPasswordKey } from '../../../web/passwords/keys.ts';

export type OwnPassword = AnswerOf<typeof ownPassword>;

export function useOwnPassword() {
  return useQuery({
    queryKey: ownPasswordKey,
    queryFn: async ({ signal }) => (await call<OwnPassword>('GET', '/me/password', { signal })).data,
  });
}
