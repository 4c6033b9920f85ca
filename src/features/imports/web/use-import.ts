// One import as the server has it: settings are sent at once, and the answer, with everything read anew, replaces what is shown.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { call } from '../../../web/call.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { AlsoSetting, ColumnSetting, ConstantSetting, Dialect, KeySetting } from '../../../contract/importing.ts';
import type { ImportView } from '../contract.ts';
import { t } from './words.ts';

export interface ImportChange {
  readonly entity?: string;
  readonly dialect?: Partial<Dialect>;
  readonly columns?: readonly ColumnSetting[];
  readonly constants?: readonly ConstantSetting[];
  readonly key?: KeySetting;
  readonly also?: readonly AlsoSetting[];
  readonly mapping?: string;
}

export const importKey = (id: string) => ['import', id] as const;

export function isBusy(view: ImportView): boolean {
  return view.state === 'checking' || view.state === 'running' || view.state === 'undoing';
}

function failed(error: unknown): void {
  showToast({ text: problemLine(error), tone: 'danger' });
}

export function useImport(id: string) {
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const query = useQuery({
    queryKey: importKey(id),
    queryFn: async ({ signal }) => (await call<ImportView>('GET', `/imports/${id}`, { signal })).data,
    // the stream tells when a job moves; this is for a stream that was lost
    refetchInterval: (q) => (q.state.data !== undefined && isBusy(q.state.data) ? 2000 : false),
  });
  const change = useCallback(
    async (changes: ImportChange): Promise<void> => {
      setSaving(true);
      try {
        const { data } = await call<ImportView>('PATCH', `/imports/${id}`, { body: changes });
        client.setQueryData(importKey(id), data);
      } catch (error) {
        failed(error);
        await client.invalidateQueries({ queryKey: importKey(id) });
      } finally {
        setSaving(false);
      }
    },
    [client, id],
  );
  const act = useCallback(
    async (what: 'check' | 'run' | 'cancel' | 'undo'): Promise<void> => {
      try {
        await call('POST', `/imports/${id}/${what}`);
      } catch (error) {
        failed(error);
      }
      await Promise.all([
        client.invalidateQueries({ queryKey: importKey(id) }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]);
    },
    [client, id],
  );
  const keepMapping = useCallback(
    async (name: string): Promise<void> => {
      try {
        const { data } = await call<ImportView>('POST', `/imports/${id}/mapping`, { body: { name } });
        client.setQueryData(importKey(id), data);
        showToast({ text: t('import.mappingKept', { name }) });
      } catch (error) {
        failed(error);
      }
    },
    [client, id],
  );
  const forgetMapping = useCallback(
    async (mapping: string): Promise<void> => {
      try {
        await call('DELETE', `/import-mappings/${mapping}`);
      } catch (error) {
        failed(error);
      }
      await client.invalidateQueries({ queryKey: importKey(id) });
    },
    [client, id],
  );
  return { query, saving, change, act, keepMapping, forgetMapping };
}

export type Importing = ReturnType<typeof useImport>;
