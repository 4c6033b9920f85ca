// The parts of one record with what can be done to them: asked for together, added with the way back, moved, removed.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type EntityInfo, fieldOf } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { announce } from '../kit/announce.ts';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { Page, Row } from '../row.ts';
import { rememberUndo } from '../undo.ts';
import { historyKey, listKey, putRow, refreshEntity } from './cache.ts';
import { useBin } from './save.ts';
import { createRecord, editRecord, listRecords } from './wire.ts';

/** More parts than this are looked at in their own list. */
export const partsMost = 200;

export interface PartsOf {
  readonly part: EntityInfo;
  /** the reference to the whole, and its id */
  readonly via: string;
  readonly whole: { readonly entity: string; readonly id: string };
  readonly sort: string;
}

export function useParts({ part, via, whole, sort }: PartsOf) {
  const client = useQueryClient();
  const [arrived, setArrived] = useState<string | null>(null);
  const { archive } = useBin(part);
  const ordered = fieldOf(part, 'position') !== undefined;
  const key = listKey(part.name, 'parts', via, whole.id);
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      listRecords(
        part,
        {
          filter: { field: via, op: 'eq', value: whole.id },
          sort,
          limit: partsMost,
          fields: ['title', 'archivedAt', ...part.fields.map((f) => f.name)],
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.rows ?? none;
  const settle = useCallback(async () => {
    await refreshEntity(client, part.name);
    await client.invalidateQueries({ queryKey: historyKey(whole.entity, whole.id) });
  }, [client, part.name, whole.entity, whole.id]);

  /** Throws what the server refused. */
  const add = useCallback(
    async (values: Readonly<Record<string, unknown>>) => {
      const answer = await createRecord(part, { [via]: whole.id, ...values });
      rememberUndo(answer.operation);
      announce(t('save.saved'));
      await settle();
      setArrived(answer.data.id);
    },
    [part, via, whole.id, settle],
  );
  const move = useCallback(
    async (row: Row, step: -1 | 1) => {
      const from = rows.indexOf(row);
      const other = rows.at(from + step);
      if (from < 0 || from + step < 0 || other === undefined) return;
      const next = rows.map((r) => (r === row ? other : r === other ? row : r));
      client.setQueryData<Page>(key, (page) => (page === undefined ? page : { ...page, rows: next }));
      announce(t('parts.moved', { place: from + step + 1, count: rows.length }));
      try {
        // gaps and doubles are straightened on the way
        for (const [n, r] of next.entries()) {
          const position = String(n + 1);
          if (r['position'] === position) continue;
          const answer = await editRecord(part, r.id, r.version, { position });
          rememberUndo(answer.operation);
          putRow(client, part.name, r.id, answer.data);
        }
      } catch (error) {
        showToast({ text: problemLine(error), tone: 'danger' });
      }
      await settle();
    },
    [client, key, part, rows, settle],
  );
  const remove = useCallback(
    (row: Row) => {
      archive(row)
        .then(settle)
        .catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }));
    },
    [archive, settle],
  );
  return {
    rows,
    more: list.data !== undefined && list.data.next !== null,
    waiting: list.isPending,
    error: list.isError && list.data === undefined ? list.error : null,
    retry: () => void list.refetch(),
    arrived,
    add,
    move: ordered ? (row: Row, step: -1 | 1) => void move(row, step) : null,
    remove,
  };
}

const none: readonly Row[] = [];
