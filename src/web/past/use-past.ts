// What the pages of the time machine ask, and the questions of bringing back.
import { useQuery } from '@tanstack/react-query';
import type { CatalogOutput } from '../../features/catalog/contract.ts';
import type { PastReach, RestoredView } from '../../features/past/contract.ts';
import { call } from '../call.ts';
import { type Catalog, readCatalog } from '../catalog.ts';

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
      const { data } = await call<CatalogOutput & { gaps: readonly string[] }>('GET', '/catalog/then', {
        query: { at },
        signal,
      });
      return { catalog: readCatalog(data, at), gaps: data.gaps };
    },
    staleTime: Infinity,
  });
}

interface RestoreAnswer {
  readonly result: RestoredView | null;
  readonly job: string | null;
}

export async function bringBack(object: string, body: object): Promise<RestoreAnswer> {
  return (await call<RestoreAnswer>('POST', `/past/${object}/restore`, { body })).data;
}
