// One line of the register: who asked for what, when it is due, and how it ended.
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { formatDate } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import type { RequestView } from '../contract.ts';
import { t } from './words.ts';

export const subjectsKey = ['data-subjects'] as const;

export function subjectPath(entity: string, id: string): string {
  return `/data-subjects?entity=${entity}&id=${id}`;
}

export function OneRequest({ request, onClose }: { request: RequestView; onClose?: () => void }): ReactElement {
  const late = request.status === 'open' && request.dueOn < new Date().toISOString().slice(0, 10);
  return (
    <li className="row">
      <span className="two grow">
        <span>
          <Link href={subjectPath(request.entity, request.id)}>{request.name}</Link> ·{' '}
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
