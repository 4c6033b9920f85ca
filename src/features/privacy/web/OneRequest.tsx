// One line of the register: who asked for what, when it is due, and how it ended.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { call } from '../../../web/call.ts';
import { formatDate, formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { may, useMe } from '../../../web/session.ts';
import type { RequestView } from '../contract.ts';
import type { ErasuresView } from '../../erasure/contract.ts';
import { t } from './words.ts';

export const subjectsKey = ['data-subjects'] as const;

export function subjectPath(entity: string, id: string): string {
  return `/data-subjects?entity=${entity}&id=${id}`;
}

/** An erasure that was carried out: how far history, archive and kept documents are behind it. */
function Forgetting({ request }: { request: RequestView }): ReactElement | null {
  const { data } = useQuery({
    queryKey: [...subjectsKey, 'erasures', request.id],
    queryFn: async ({ signal }) =>
      (await call<ErasuresView>('GET', `/data-subject-erasures/${request.id}`, { signal })).data.rows,
    refetchInterval: (query) => (query.state.data?.some((s) => s.doneAt === null) === true ? 10_000 : false),
    retry: false,
  });
  const state = data?.[0];
  if (state === undefined) return null;
  const text =
    state.doneAt !== null
      ? t('erasure.forgot', { when: formatDateTime(state.doneAt), entries: state.entries, documents: state.documents })
      : state.held !== null
        ? t('erasure.forgetHeld', { why: state.held })
        : t('erasure.forgets');
  return <span className={state.held === null ? 'muted small' : 'brass-text small'}>{text}</span>;
}

export function OneRequest({ request, onClose }: { request: RequestView; onClose?: () => void }): ReactElement {
  const me = useMe();
  const late = request.status === 'open' && request.dueOn < new Date().toISOString().slice(0, 10);
  return (
    <li className="row">
      <span className="two grow">
        <span>
          {request.erased ? request.name : <Link href={subjectPath(request.entity, request.id)}>{request.name}</Link>} ·{' '}
          {t(`subject.kind.${request.kind}`)}
        </span>
        <span className="muted small">
          {[
            t('subject.received'),
            formatDate(request.receivedOn),
            request.status === 'open' ? '' : `· ${t(`subject.status.${request.status}`)}`,
            request.word === null ? '' : `· ${request.word}`,
            request.note === null ? '' : `· ${request.note}`,
          ]
            .filter(Boolean)
            .join(' ')}
        </span>
        {request.erased && may(me, 'admin.erasure') && <Forgetting request={request} />}
      </span>
      {request.status === 'open' && (
        <Badge tone={late ? 'danger' : 'neutral'}>
          {t(late ? 'subject.overdue' : 'subject.due', { when: formatDate(request.dueOn) })}
        </Badge>
      )}
      {request.status === 'open' && onClose !== undefined && (
        <Button small onClick={onClose}>
          {t('subject.close')}
        </Button>
      )}
    </li>
  );
}
