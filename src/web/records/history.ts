// What was changed on a record, by whom and when.
import { useQuery } from '@tanstack/react-query';
import type { ledgerValues } from '../../contract/ledger-query.ts';
import { call } from '../call.ts';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { may, useMe } from '../session.ts';
import { historyKey } from './cache.ts';

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  /** one of the two was so when it might not be seen: it is null */
  readonly hidden?: boolean;
}

export interface HistoryEntry {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly action: string;
  readonly verb: string;
  /** by what way it came */
  readonly source: (typeof ledgerValues.source)[number];
  readonly operation: string;
  readonly version: number | null;
  readonly changes: readonly FieldChange[];
}

/** Without the right to it nothing is asked, and there is none. */
export function useHistory(entity: EntityInfo, id: string) {
  const sees = may(useMe(), 'tool.history');
  return useQuery({
    enabled: sees,
    queryKey: historyKey(entity.name, id),
    queryFn: async ({ signal }) =>
      (
        await call<{ entries: readonly HistoryEntry[] }>('GET', `/${entity.path}/${encodeURIComponent(id)}/history`, {
          signal,
        })
      ).data.entries.filter((e) => entity.at === undefined || e.at <= entity.at),
  });
}

/** Who did it: the product itself, a person, or one whose name this reader is not shown. */
export function sayAuthor({ by, source }: Pick<HistoryEntry, 'by' | 'source'>): string {
  if (by !== null) return by.title;
  return t(source === 'system' || source === 'command' ? 'history.system' : 'common.somebody');
}
