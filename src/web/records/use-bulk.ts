// Runs a change of many records and says what came of it, with the way back.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { offerUndo, rememberUndo } from '../undo.ts';
import { type BulkTarget, type BulkVerb, changeMany } from './bulk.ts';
import { refreshEntity } from './cache.ts';
import { type Values, wireValues } from './save.ts';

export function useBulk(entity: EntityInfo) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (target: BulkTarget, verb: BulkVerb, values: Values, count: number): Promise<void> => {
      setBusy(true);
      try {
        const answer = await changeMany(entity, target, verb, wireValues(entity, values));
        const { results, job } = answer.data;
        if (job !== undefined && job !== null) {
          rememberUndo(answer.operation);
          showToast({ text: t('selection.inJob', { count }) });
          await client.invalidateQueries({ queryKey: ['jobs'] });
          return;
        }
        const refused = results?.filter((r) => !r.ok) ?? [];
        const changed = (results?.length ?? count) - refused.length;
        const text =
          refused.length > 0
            ? t('selection.partly', { changed, refused: refused.length, reason: refused[0]!.reason ?? '' })
            : t(`selection.done.${verb}`, { count: changed });
        offerUndo(client, text, answer.operation);
        await refreshEntity(client, entity.name);
      } catch (error) {
        showToast({ text: problemLine(error), tone: 'danger' });
        throw error;
      } finally {
        setBusy(false);
      }
    },
    [client, entity],
  );
  return { run, busy };
}
