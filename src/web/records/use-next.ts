// The next open activity of each deal that is shown, asked for fifty deals at a time.
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LinkOut } from '../../contract/field.ts';
import { formatAgo } from '../format.ts';
import { listKey } from './cache.ts';
import { listRecords } from './wire.ts';
import type { Page } from '../row.ts';
import { useCatalog } from '../use-catalog.ts';

const atOnce = 50;

export interface NextActivity {
  readonly late: boolean;
  /** in words */
  readonly when: string;
}

/** undefined: not known; null: known, and there is none. */
export function useNext(ids: readonly string[]): (id: string) => NextActivity | null | undefined {
  const activity = useCatalog().byName.get('activity');
  const can =
    activity !== undefined &&
    ['about', 'done', 'due'].every((name) => activity.fields.some((f) => f.name === name && f.filterable));
  const parts = useMemo(
    () => Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, n) => ids.slice(n * atOnce, (n + 1) * atOnce)),
    [ids],
  );
  const answers = useQueries({
    queries: !can
      ? []
      : parts.map((part) => ({
          queryKey: listKey('activity', 'next', ...part),
          queryFn: ({ signal }: { signal: AbortSignal }) =>
            listRecords(
              activity,
              {
                filter: {
                  and: [
                    { field: 'about', op: 'in', value: part },
                    { field: 'done', op: 'ne', value: true },
                    { field: 'due', op: 'empty', value: false },
                  ],
                },
                sort: 'due',
                fields: ['about', 'due'],
                limit: 200,
              },
              { signal },
            ),
          staleTime: 60_000,
        })),
    combine,
  });
  return useMemo(() => {
    // where there are more activities than were asked for, having seen none means nothing
    const whole = new Set(parts.flatMap((part, n) => (answers[n]?.next === null ? part : [])));
    const first = firstOf(answers);
    return (id) => first.get(id) ?? (whole.has(id) ? null : undefined);
  }, [answers, parts]);
}

function combine(results: readonly { data: Page | undefined }[]): (Page | undefined)[] {
  return results.map((r) => r.data);
}

function firstOf(pages: readonly (Page | undefined)[]): ReadonlyMap<string, NextActivity> {
  const first = new Map<string, NextActivity>();
  const now = new Date();
  for (const row of pages.flatMap((p) => p?.rows ?? [])) {
    const due = row['due'];
    if (typeof due !== 'string' || !Array.isArray(row['about'])) continue;
    for (const link of row['about'] as LinkOut[]) {
      if (!first.has(link.id)) first.set(link.id, { late: new Date(due) < now, when: formatAgo(due, now) });
    }
  }
  return first;
}
