// One's own second factors, on the page of one's account.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { meKey } from '../../../web/session.ts';
import type { FactorsOut, newRecoveryCodes } from '../contract.ts';
import { AddFactor } from './AddFactor.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { Tip } from '../../../web/tips/Tip.tsx';
import { t } from './words.ts';

const factorsKey = ['factors'] as const;

export function Factors(): ReactElement {
  const client = useQueryClient();
  const own = useQuery({
    queryKey: factorsKey,
    queryFn: async ({ signal }) => (await call<FactorsOut>('GET', '/me/factors', { signal })).data,
  });
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: factorsKey });
    void client.invalidateQueries({ queryKey: meKey });
  };
  const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });
  const remove = (id: string) => {
    call('DELETE', `/me/factors/${id}`).then(() => {
      showToast({ text: t('factors.removed'), lasts: 4000 });
      refresh();
    }, failed);
  };
  const renew = () => {
    call<AnswerOf<typeof newRecoveryCodes>>('POST', '/me/recovery-codes', { body: {} }).then(
      ({ data }) => setCodes(data.codes),
      failed,
    );
  };
  return (
    <section className="card stack">
      <h2 className="card-head">{t('factors.title')}</h2>
      <p className="muted prose">{t('factors.help')}</p>
      <Tip name="passkey" />
      {own.isPending && <Waiting lines={2} />}
      {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
      {own.data !== undefined && (
        <>
          {own.data.dueAt !== null && (
            <div className="banner">{t('factors.due', { when: formatDateTime(own.data.dueAt) })}</div>
          )}
          {own.data.factors.length === 0 && <p>{t('factors.none')}</p>}
          <ul className="lines">
            {own.data.factors.map((f) => (
              <Factor key={f.id} factor={f} onRemove={() => remove(f.id)} />
            ))}
          </ul>
          {own.data.factors.length > 0 && (
            <p className="row wrap">
              <span>{t('factors.codesLeft', { count: own.data.recoveryCodesLeft })}</span>
              <Button small onClick={renew}>
                {t('factors.codesNew')}
              </Button>
            </p>
          )}
          {own.data.only === 'passkey' && <p className="small muted">{t('factors.onlyPasskeys')}</p>}
          <AddFactor passkeysOnly={own.data.only === 'passkey'} onAdded={refresh} />
        </>
      )}
      {codes !== null && (
        <RecoveryCodes
          codes={codes}
          onClose={() => {
            setCodes(null);
            refresh();
          }}
        />
      )}
    </section>
  );
}

interface FactorProps {
  factor: FactorsOut['factors'][number];
  onRemove: () => void;
}

function Factor({ factor: f, onRemove }: FactorProps): ReactElement {
  const facts = [
    t(f.kind === 'totp' ? 'factors.app' : 'factors.key'),
    t('factors.since', { when: formatDateTime(f.madeAt) }),
    f.lastUsedAt === null ? '' : t('factors.used', { when: formatAgo(f.lastUsedAt) }),
    f.backedUp === true ? t('factors.backedUp') : '',
  ];
  return (
    <li className="row">
      <div className="grow">
        <p className="strong">{f.label}</p>
        <p className="small muted">{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <Button onClick={onRemove}>{t('factors.remove')}</Button>
    </li>
  );
}
