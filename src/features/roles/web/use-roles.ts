// The roles and all there is to allow, as the page holds them.
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import type { listFullRoles, listTests } from '../contract.ts';

export const rolesKey = ['role-matrix'] as const;

export function useRoleMatrix() {
  return useQuery({
    queryKey: rolesKey,
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listFullRoles>>('GET', '/role-matrix', { signal })).data,
  });
}

export function useTests() {
  return useQuery({
    queryKey: [...rolesKey, 'tests'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listTests>>('GET', '/access-tests', { signal })).data.rows,
  });
}
