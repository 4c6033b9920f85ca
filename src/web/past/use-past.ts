// What the pages of the time machine ask, and the questions of bringing back.
import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../../contract/action.ts';
import type { viewCatalogThen } from '../../features/catalog/contract.ts';
import type { ConfigurationSinceView, PastReach, restorePast } from '../../features/past/contract.ts';
import { type Answer, call } from '../call.ts';
import { type Catalog, readCatalog } from '../catalog.ts';
import { may, useMe } from '../session.ts';

export function useReach() {
  return useQuery({
    queryKey: ['past', 'reach'],
    queryFn: async ({ signal }) => (await call<PastReach>('GET', '/past/reach', { signal })).data,
  });
}

export interface CatalogThen {
  readonly catalog: Catalog;
  readonly gaps: readonly string[];
}

export function useCatalogThen(at: string) {
  return useQuery({
    queryKey: ['past', 'catalog', at],
    queryFn: async ({ signal }): Promise<CatalogThen> => {
      const { data } = await call<AnswerOf<typeof viewCatalogThen>>('GET', '/catalog/then', {
        query: { at },
        signal,
      });
      return { catalog: readCatalog(data, at), gaps: data.gaps };
    },
    staleTime: Infinity,
  });
}

export function bringBack(object: string, body: object): Promise<Answer<AnswerOf<typeof restorePast>>> {
  return call<AnswerOf<typeof restorePast>>('POST', `/past/${object}/restore`, { body });
}

/** What became of the configuration since; for who may see any of it. */
export function useConfigurationSince(at: string) {
  const me = useMe();
  return useQuery({
    queryKey: ['past', 'configuration', at],
    queryFn: async ({ signal }) =>
      (await call<ConfigurationSinceView>('GET', '/past/configuration', { query: { at }, signal })).data,
    enabled: may(me, 'admin.history') || may(me, 'admin.shape'),
  });
}
