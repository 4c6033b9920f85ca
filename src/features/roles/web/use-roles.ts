// The roles and all there is to allow, as the page holds them; and what an answer of 202 means.
import { useQuery } from '@tanstack/react-query';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import type { Catalogue, Role, TestResult } from '../contract.ts';
import { t } from './words.ts';

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

interface Waiting {
  readonly pending: { readonly runsAt: string | null };
}

/** True when the change waits for somebody else; then it says so. */
export function tellWaiting(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('pending' in answer)) return false;
  const { runsAt } = (answer as Waiting).pending;
  showToast({
    text: runsAt === null ? t('roles.asked') : t('roles.askedAlone', { when: formatDateTime(runsAt) }),
    lasts: 12_000,
  });
  return true;
}
