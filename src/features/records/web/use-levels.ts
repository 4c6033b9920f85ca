// The fields records are grouped by, with the order of things that stand in one of their own: stages are not sorted by their names.
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { GroupKey } from '../../../contract/group.ts';
import { type EntityInfo, type FieldInfo, fieldOf, namedField, targetOf } from '../../../web/catalog.ts';
import { listKey } from '../../../web/records/cache.ts';
import { listRecords } from '../../../web/records/wire.ts';
import type { Level } from './tree.ts';

/** The fields of the grouping, with the order of things that stand in one. */
export function useLevels(entity: EntityInfo, by: readonly GroupKey[]): readonly Level[] {
  const found = useMemo(
    () =>
      by.flatMap((key): { key: GroupKey; field: FieldInfo; steps: EntityInfo | null }[] => {
        const field = namedField(entity, key.field);
        if (field === undefined) return [];
        const target = targetOf(entity, field);
        const inOrder = target !== undefined && fieldOf(target, 'position')?.sortable === true;
        return [{ key, field, steps: inOrder ? target : null }];
      }),
    [entity, by],
  );
  const steps = [...new Set(found.flatMap((f) => (f.steps?.menu === true ? f.steps : [])))];
  const answers = useQueries({
    queries: steps.map((e) => ({
      queryKey: listKey(e.name, 'in order'),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listRecords(e, { sort: 'position', limit: 200, fields: ['position'] }, { signal }).then((page) =>
          page.rows.map((r) => r.id),
        ),
      staleTime: 300_000,
    })),
    combine: (all) => all.map((a) => a.data),
  });
  return useMemo(
    () =>
      found.map(({ key, field, steps: e }): Level => {
        const ids = e === null || !e.menu ? undefined : answers[steps.indexOf(e)];
        if (ids === undefined) return { key, field };
        const places = new Map(ids.map((id, n) => [id, n]));
        return { key, field, rank: (id) => places.get(id) };
      }),
    // steps follow from what was found
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [found, answers],
  );
}
