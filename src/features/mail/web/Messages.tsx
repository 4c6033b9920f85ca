// The messages: to whom, which kind, how it went, and what can be done about it.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { Badge, type Tone } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { MailOut, listMailMessages } from '../contract.ts';
import { t } from './words.ts';

const statuses = ['all', 'waiting', 'sent', 'failed', 'cancelled'] as const;
type Shown = (typeof statuses)[number];

const tones: Readonly<Record<MailOut['status'], Tone>> = {
  waiting: 'info',
  sent: 'success',
  failed: 'danger',
  cancelled: 'neutral',
};

export function Messages(): ReactElement {
  const [shown, setShown] = useState<Shown>('all');
  const list = useInfiniteQuery({
    queryKey: ['mail', 'list', shown],
    initialPageParam: '',
    queryFn: async ({ signal, pageParam }) =>
      (
        await call<AnswerOf<typeof listMailMessages>>('GET', '/mail/messages', {
          signal,
          query: { status: shown === 'all' ? undefined : shown, cursor: pageParam },
        })
      ).data,
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const choose = { id: 'mail-show', 'aria-label': t('mail.show') };
  return (
    <section className="card">
      <div className="row card-head">
        <h2 className="grow">{t('mail.queue')}</h2>
        <Select
          control={choose}
          label={t('mail.show')}
          value={shown}
          items={statuses.map((value) => ({
            value,
            label: t(value === 'all' ? 'mail.show.all' : `mail.status.${value}`),
          }))}
          onChange={(value) => setShown(value as Shown)}
        />
      </div>
      {list.isPending && <Waiting lines={3} />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <Empty title={t(shown === 'all' ? 'mail.none' : 'mail.noneOf')} />}
      <ul className="lines">
        {rows.map((mail) => (
          <Message key={mail.id} mail={mail} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('mail.more')}
        </Button>
      )}
    </section>
  );
}

const kinds = ['test', 'invitation', 'new-start', 'security', 'ledger-heads'] as const;

function kindOf(kind: string): string {
  const known = kinds.find((k) => k === kind);
  return known === undefined ? kind : t(`mail.kind.${known}`);
}

function Message({ mail }: { mail: MailOut }): ReactElement {
  const client = useQueryClient();
  const act = (verb: 'retry' | 'cancel', said: string) => {
    call('POST', `/mail/messages/${mail.id}/${verb}`, { body: {} })
      .then(
        () => showToast({ text: said, lasts: 4000 }),
        (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
      )
      .finally(() => void client.invalidateQueries({ queryKey: ['mail'] }));
  };
  const facts = [
    formatAgo(mail.madeAt),
    mail.tries > 0 ? t('mail.tries', { count: mail.tries }) : '',
    mail.nextAt !== null && mail.tries > 0 ? t('mail.next', { when: formatDateTime(mail.nextAt) }) : '',
  ];
  return (
    <li className="row">
      <div className="grow">
        <p className="row wrap">
          <Badge tone={tones[mail.status]}>
            {t(mail.underWay ? 'mail.status.underWay' : `mail.status.${mail.status}`)}
          </Badge>
          <span className="strong">{mail.to}</span>
          <span className="muted">{kindOf(mail.kind)}</span>
        </p>
        <p className="small muted">{facts.filter(Boolean).join(' · ')}</p>
        {mail.answer !== null && <p className="small mono">{mail.answer}</p>}
      </div>
      {mail.may.includes('retry') && (
        <Button small onClick={() => act('retry', t('mail.retried'))}>
          {t('mail.retry')}
        </Button>
      )}
      {mail.may.includes('cancel') && (
        <Button small onClick={() => act('cancel', t('mail.cancelled'))}>
          {t('mail.cancel')}
        </Button>
      )}
    </li>
  );
}
