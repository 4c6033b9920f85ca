// The roles and all there is to allow, as the page holds them.
import { useQuery } from '@tanstack/react-query';
import { call } from '../../../web/call.ts';
import type { Catalogue, Role, TestResult } from '../contract.ts';

export const rolesKey = ['role-matrix'] as const;

export function useRoleMatrix() {
  return useQuery({
    queryKey: rolesKey,
    queryFn: async ({ signal }) =>
      (await call<{ roles: readonly Role[]; catalogue: Catalogue }>('GET', '/role-matrix', { signal })).data,
  });
}

export function useTests() {
  return useQuery({
    queryKey: [...rolesKey, 'tests'],
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly TestResult[] }>('GET', '/access-tests', { signal })).data.rows,
  });
}
