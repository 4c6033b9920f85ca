// What an answer of 202 means: somebody else has to approve the change first. Said the same way wherever a security change is made or a setting saved.
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useSending } from '../kit/sending.tsx';
import { isWaiting, call } from '../call.ts';
import { formatDateTime } from '../format.ts';
import { showToast } from '../kit/toasts.ts';
import { t } from './words.ts';

/** True when the change waits for somebody else; then it says so. */
export function tellWaiting(answer: unknown): boolean {
  if (!isWaiting(answer)) return false;
  const { runsAt, collect } = answer.pending;
  const when = runsAt === null ? '' : formatDateTime(runsAt);
  const text = collect
    ? t(runsAt === null ? 'pending.collect' : 'pending.collectAlone', { when })
    : t(runsAt === null ? 'pending.asked' : 'pending.askedAlone', { when });
  showToast({ text, lasts: 12_000 });
  return true;
}

/** Saves what is decided for everybody, whole at its path. `keys`: what shows it, and is read anew. `done`, with the operation, once it is kept. */
export function useSetting(path: string, ...keys: readonly QueryKey[]) {
  const client = useQueryClient();
  const { send, ...state } = useSending();
  const save = (body: object, done: (operation: string | null) => void): Promise<void> =>
    send(async () => {
      const { data, operation } = await call('PUT', path, { body });
      if (!tellWaiting(data)) done(operation);
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
    });
  return { ...state, save };
}
