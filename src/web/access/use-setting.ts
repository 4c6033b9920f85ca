// Saving what is decided for everybody: kept whole at its path, unless a second administrator has to agree first, which is then said.
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { call } from '../call.ts';
import { useSending } from '../use-sending.ts';
import { tellWaiting } from './pending.ts';

/** `keys`: what shows it, and is read anew. `done`, with the operation, once it is kept. */
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
