// Sends a change of the rules on networks: somebody else may have to approve it first; the page then shows what is so.
import { useQueryClient } from '@tanstack/react-query';
import { tellWaiting } from '../../../web/access/pending.ts';
import { showToast } from '../../../web/kit/toasts.ts';

export const networkKey = ['network'] as const;

export function useSend(): (send: () => Promise<{ data: unknown }>, said: string) => Promise<void> {
  const client = useQueryClient();
  return async (send, said) => {
    const { data } = await send();
    if (!tellWaiting(data)) showToast({ text: said });
    await client.invalidateQueries({ queryKey: networkKey });
  };
}
