// A set of rules is being tried: who tries it, when it is undone by itself, and how it is kept.
import type { ReactElement } from 'react';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { NetworkView } from '../contract.ts';
import { useSend } from './use-send.ts';
import { t } from './words.ts';

interface Props {
  trial: NonNullable<NetworkView['trial']>;
  mayChange: boolean;
}

export function TrialBar({ trial, mayChange }: Props): ReactElement {
  const send = useSend();
  const act = (ask: () => Promise<{ data: unknown }>, said: string) => {
    send(ask, said).catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }));
  };
  return (
    <div className="network-bar" role="status">
      <div className="grow">
        <p className="strong">{t('network.trial', { name: trial.by.title, when: formatDateTime(trial.until) })}</p>
        {mayChange && !trial.mayConfirm && <p className="small">{t('network.trialHow')}</p>}
      </div>
      {mayChange && (
        <>
          <Button
            variant="primary"
            disabled={!trial.mayConfirm}
            onClick={() => act(() => call('POST', '/network/trial/confirm', { body: {} }), t('network.trialKept'))}
          >
            {t('network.trialConfirm')}
          </Button>
          <Button onClick={() => act(() => call('DELETE', '/network/trial'), t('network.trialEnded'))}>
            {t('network.trialEnd')}
          </Button>
        </>
      )}
    </div>
  );
}
