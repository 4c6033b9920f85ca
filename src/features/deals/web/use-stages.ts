// The pipelines and their stages, as the board draws them.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { EntityInfo } from '../../../web/catalog.ts';
import { listKey } from '../../../web/records/cache.ts';
import { listRecords } from '../../../web/records/wire.ts';
import { isOpenRef } from '../../../web/row.ts';

export interface Pipeline {
  readonly id: string;
  readonly name: string;
  readonly usual: boolean;
}

export interface Stage {
  readonly id: string;
  readonly name: string;
  readonly pipeline: string;
  readonly outcome: 'open' | 'won' | 'lost';
  readonly position: number;
}

/** Without the right to open their lists they are not asked for: what one does not know is not drawn. */
export function useStages(pipelines: EntityInfo, stages: EntityInfo) {
  const all = useQuery({
    queryKey: listKey('pipeline', 'board'),
    queryFn: ({ signal }) => listRecords(pipelines, { sort: 'title', limit: 200 }, { signal }),
    enabled: pipelines.menu,
    staleTime: 300_000,
  });
  const steps = useQuery({
    queryKey: listKey('stage', 'board'),
    queryFn: ({ signal }) => listRecords(stages, { sort: 'position', limit: 200 }, { signal }),
    enabled: stages.menu,
    staleTime: 300_000,
  });
  const known = useMemo(() => {
    if (all.data === undefined || steps.data === undefined) return null;
    return {
      pipelines: all.data.rows.map((r): Pipeline => ({
        id: r.id,
        name: r.title ?? '',
        usual: r['isDefault'] === true,
      })),
      stages: steps.data.rows.map((r): Stage => ({
        id: r.id,
        name: r.title ?? '',
        pipeline: isOpenRef(r['pipeline']) ? r['pipeline'].id : '',
        outcome: r['outcome'] === 'won' || r['outcome'] === 'lost' ? r['outcome'] : 'open',
        position: Number(r['position'] ?? 0),
      })),
    };
  }, [all.data, steps.data]);
  return {
    known,
    error: all.error ?? steps.error,
    retry: () => {
      void all.refetch();
      void steps.refetch();
    },
  };
}
