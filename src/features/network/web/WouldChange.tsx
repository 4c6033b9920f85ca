// What a set of rules would have done in the last 30 days, and whom it would lock out, with the addresses to add against that.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import type { ReactElement } from 'react';
import { call } from '../../../web/call.ts';
import { useRested } from '../../../web/fields/use-found.ts';
import { formatDateTime, formatNumber } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import type { NetworkSet, NetworkTrialRun } from '../contract.ts';
import { type Draft, withAddresses } from './network-set.ts';
import { t } from './words.ts';

export interface TrialRun {
  readonly data: NetworkTrialRun | undefined;
  readonly error: unknown;
  /** what is shown is of an earlier state of the form */
  readonly isStale: boolean;
}

/** Asked a moment after the typing stops; null: there is nothing whole to ask about. */
export function useTrialRun(set: NetworkSet | null): TrialRun {
  const asked = set === null ? '' : JSON.stringify(set);
  const rested = useRested(asked, 350);
  const run = useQuery({
    queryKey: ['network', 'run', rested],
    queryFn: async ({ signal }) =>
      (await call<NetworkTrialRun>('POST', '/network/simulate', { body: JSON.parse(rested) as NetworkSet, signal }))
        .data,
    enabled: rested !== '',
    retry: false,
    placeholderData: keepPreviousData,
  });
  return {
    data: set === null || run.isError ? undefined : run.data,
    error: run.error,
    isStale: asked !== rested || run.isPlaceholderData || run.isFetching,
  };
}

interface Props {
  run: TrialRun;
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

export function WouldChange({ run, draft, onDraft }: Props): ReactElement | null {
  const { data } = run;
  if (data === undefined) return null;
  const { lockOut } = data;
  return (
    <div className="stack" aria-busy={run.isStale}>
      {lockOut !== null && <LockedOut lockOut={lockOut} draft={draft} onDraft={onDraft} />}
      <h3>{t('network.would')}</h3>
      <dl className="network-would" aria-live="polite">
        <Line label={t('network.signIns')} bad={data.signInsRefused > 0}>
          {t('network.signInsOf', {
            refused: formatNumber(data.signInsRefused),
            all: formatNumber(data.signIns),
            people: t('network.byPeople', { count: data.people.length }),
          })}
        </Line>
        <Line label={t('network.sessions')} bad={data.sessionsRefused > 0}>
          {t('network.sessionsOf', {
            refused: formatNumber(data.sessionsRefused),
            all: formatNumber(data.sessions),
            own: data.ownSessionRefused ? t('network.own') : '',
          })}
        </Line>
        <Line label={t('network.keys')} bad={data.keysRefused.length > 0}>
          {t('network.keysOf', { refused: formatNumber(data.keysRefused.length), all: formatNumber(data.keys) })}
          {data.keysRefused.length > 0 && `: ${data.keysRefused.map(({ title }) => title).join(', ')}`}
        </Line>
      </dl>
    </div>
  );
}

function Line({ label, bad, children }: { label: string; bad: boolean; children: React.ReactNode }): ReactElement {
  return (
    <>
      <dt className="muted">{label}</dt>
      <dd className={bad ? 'danger-text' : undefined}>{children}</dd>
    </>
  );
}

interface LockedOutProps {
  lockOut: NonNullable<NetworkTrialRun['lockOut']>;
  draft: Draft;
  onDraft: (draft: Draft) => void;
}

function LockedOut({ lockOut, draft, onDraft }: LockedOutProps): ReactElement {
  const { you, address, administrators, out, addresses, at } = lockOut;
  const isLater = Date.parse(at) > Date.now() + 60_000;
  const adds = draft.effect !== 'deny';
  return (
    <>
      <div className="banner banner-danger network-lock" role="alert">
        <Ban className="icon" aria-hidden />
        <div>
          <p className="strong">{t('network.lockOut')}</p>
          <p>
            {you && t('network.lockOutYou', { address: address ?? '' })}{' '}
            {out === administrators && out > 0 && t('network.lockOutAll', { count: administrators })}{' '}
            {isLater && t('network.lockOutWhen', { when: formatDateTime(at) })}
          </p>
        </div>
      </div>
      {adds && (
        <div className="row wrap">
          {you && address !== null && (
            <Button variant="primary" onClick={() => onDraft(withAddresses(draft, [address]))}>
              {t('network.addMine', { address })}
            </Button>
          )}
          {addresses.length > 0 && (
            <Button onClick={() => onDraft(withAddresses(draft, addresses))}>
              {t('network.addTheirs', { count: addresses.length })}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
