// The names of records that stand in a filter only by their id.
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { EntityName } from '../../contract/names.ts';
import { useCatalog } from '../use-catalog.ts';
import { listRecords } from './wire.ts';

export function useRecordNames(entities: readonly EntityName[], ids: readonly string[]): ReadonlyMap<string, string> {
  const catalog = useCatalog();
  const known = entities.flatMap((name) => catalog.byName.get(name) ?? []).filter((entity) => entity.menu);
  const answers = useQueries({
    queries:
      ids.length === 0
        ? []
        : known.map((entity) => ({
            queryKey: ['names', entity.name, ...ids],
            queryFn: ({ signal }: { signal: AbortSignal }) =>
              listRecords(
                entity,
                { filter: { field: 'id', op: 'in', value: ids }, fields: ['title'], limit: 200, archived: 'both' },
                { signal },
              ),
            staleTime: 300_000,
          })),
  });
  return useMemo(
    () => new Map(answers.flatMap((a) => (a.data?.rows ?? []).map((r) => [r.id, r.title ?? ''] as const))),
    [answers],
  );
}
