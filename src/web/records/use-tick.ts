// Ticks an activity off: at once, with a way back.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { Page, Row } from '../row.ts';
import { offerUndo } from '../undo.ts';
import { putRow, todayKey } from './cache.ts';
import { editRecord } from './wire.ts';

export function useTick(activity: EntityInfo): (row: Row, done: boolean) => void {
  const client = useQueryClient();
  return useCallback(
    (row: Row, done: boolean) => {
      const show = (value: boolean) => {
        putRow(client, activity.name, row.id, { done: value });
        client.setQueriesData<Page>({ queryKey: ['timeline'] }, (page) =>
          page === undefined
            ? page
            : { ...page, rows: page.rows.map((r) => (r.id === row.id ? { ...r, done: value } : r)) },
        );
      };
      show(done);
      editRecord(activity, row.id, row.version, { done }).then(
        (answer) => {
          offerUndo(
            client,
            t(done ? 'activity.ticked' : 'activity.unticked', { subject: row.title ?? '' }),
            answer.operation,
          );
          putRow(client, activity.name, row.id, answer.data);
          void client.invalidateQueries({ queryKey: ['timeline'] });
          void client.invalidateQueries({ queryKey: todayKey });
        },
        (error: unknown) => {
          show(!done);
          showToast({ text: problemLine(error), tone: 'danger' });
        },
      );
    },
    [client, activity],
  );
}
