// A version of the policy came while somebody worked: it is read in a window over the page, which stays as it is, and then what was asked goes on.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useCallback, useEffect } from 'react';
import { onPolicyOwed } from '../../../web/call.ts';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { useMe } from '../../../web/session.ts';
import { useWaitingCalls } from '../../../web/waiting-calls.ts';
import { Reading } from './Reading.tsx';
import { ownPolicyKey, useOwnPolicy } from './use-own-policy.ts';
import { t } from './words.ts';

export function PolicyOwed(): ReactElement | null {
  const client = useQueryClient();
  const { open, wait, end } = useWaitingCalls();
  useEffect(() => {
    onPolicyOwed(() => {
      void client.invalidateQueries({ queryKey: ownPolicyKey });
      return wait();
    });
    return () => onPolicyOwed(null);
  }, [client, wait]);
  const goOn = useCallback(() => end(true), [end]);
  return open ? <Window onDone={goOn} /> : null;
}

function Window({ onDone }: { onDone: () => void }): ReactElement {
  const me = useMe();
  const own = useOwnPolicy();
  const owed = own.data?.owed;
  // Acknowledged meanwhile in another window of the same person.
  useEffect(() => {
    if (owed === false && !own.isFetching) onDone();
  }, [owed, own.isFetching, onDone]);
  return (
    <Dialog open firm onClose={() => undefined} title={t('charter.agree.title', { tenant: me.tenant.name })}>
      {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
      {own.data?.owed === true ? (
        <Reading policy={own.data} onDone={onDone} onStale={() => void own.refetch()} />
      ) : (
        !own.isError && <Waiting lines={8} />
      )}
    </Dialog>
  );
}
