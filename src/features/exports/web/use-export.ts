// Starts exports, follows one to its end, and lists one's own.
import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { AnswerOf } from '../../../contract/action.ts';
import { apiBase, call } from '../../../web/call.ts';
import type { ExportInput, ExportView, listExports } from '../contract.ts';

export const exportsKey = ['export', 'list'];

const exportKey = (id: string): readonly string[] => ['export', id];

export function isOver(view: ExportView): boolean {
  return view.job.status !== 'waiting' && view.job.status !== 'running';
}

export async function startExport(client: QueryClient, input: ExportInput): Promise<ExportView> {
  const { data } = await call<ExportView>('POST', '/exports', { body: input });
  client.setQueryData(exportKey(data.id), data);
  void client.invalidateQueries({ queryKey: exportsKey });
  void client.invalidateQueries({ queryKey: ['jobs'] });
  return data;
}

/** Asked for again until it has ended; the event stream only tells of the job. */
export function useExport(id: string | null) {
  return useQuery({
    queryKey: exportKey(id ?? ''),
    queryFn: async ({ signal }) => (await call<ExportView>('GET', `/exports/${id ?? ''}`, { signal })).data,
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || !isOver(query.state.data) ? 700 : false),
  });
}

export function useExports() {
  return useQuery({
    queryKey: exportsKey,
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listExports>>('GET', '/exports', { signal })).data.rows,
    refetchInterval: (query) => (query.state.data?.every(isOver) === false ? 2000 : false),
  });
}

export async function removeExport(client: QueryClient, id: string): Promise<void> {
  await call('DELETE', `/exports/${id}`);
  await client.invalidateQueries({ queryKey: exportsKey });
}

export function fileAddress(id: string): string {
  return `${apiBase}/exports/${id}/file`;
}
