// Reading and changing the model: every change says what is different now and offers its way back, and every page is drawn anew from it.
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Method, call } from '../../../web/call.ts';
import { announce } from '../../../web/kit/announce.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { FilledView, ObjectView, ObjectsView } from '../contract.ts';

export function useObjects() {
  return useQuery({
    queryKey: ['shape', 'objects'],
    queryFn: async ({ signal }) => (await call<ObjectsView>('GET', '/shape/objects', { signal })).data,
  });
}

export function useObject(name: string) {
  return useQuery({
    queryKey: ['shape', 'object', name],
    queryFn: async ({ signal }) => (await call<ObjectView>('GET', `/shape/objects/${name}`, { signal })).data,
  });
}

/** Counting takes a while where there are many records, so the fields do not wait for it. */
export function useFilled(name: string, on: boolean) {
  return useQuery({
    queryKey: ['shape', 'filled', name],
    queryFn: async ({ signal }) => (await call<FilledView>('GET', `/shape/objects/${name}/filled`, { signal })).data,
    enabled: on,
  });
}

/** Fields and objects changed: the catalogue and everything drawn from it is asked for again. */
export async function refreshModel(client: QueryClient): Promise<void> {
  await client.invalidateQueries();
}

interface WayBack {
  readonly label: string;
  readonly run: () => Promise<void>;
}

export function sayDone(text: string, back?: WayBack): void {
  announce(text);
  showToast({
    text,
    ...(back === undefined
      ? {}
      : { action: { label: back.label, run: () => void back.run().catch((error: unknown) => sayFailed(error)) } }),
  });
}

export function sayFailed(error: unknown): void {
  showToast({ text: problemLine(error), tone: 'danger', lasts: 12_000 });
}

/** Sends a change, draws everything anew, and answers what came back. */
export function useChange() {
  const client = useQueryClient();
  return async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    const { data } = await call<T>(method, `/shape${path}`, body === undefined ? {} : { body });
    await refreshModel(client);
    return data;
  };
}
