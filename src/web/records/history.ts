// What was changed on a record, by whom and when.
import { useQuery } from '@tanstack/react-query';
import type { HistoryEntry, HistoryOutput } from '../../contract/record-answers.ts';
import { call } from '../call.ts';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { may, useMe } from '../session.ts';
import { historyKey } from './cache.ts';

/** Without the right to it nothing is asked, and there is none. */
export function useHistory(entity: EntityInfo, id: string) {
  const sees = may(useMe(), 'tool.history');
  return useQuery({
    enabled: sees,
    queryKey: historyKey(entity.name, id),
    queryFn: async ({ signal }) =>
      (
        await call<HistoryOutput>('GET', `/${entity.path}/${encodeURIComponent(id)}/history`, {
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
