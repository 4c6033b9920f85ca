// Who has looked at the product as oneself, or for administrators as somebody, when and why; and the way to end it while somebody does.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { formatDateTime, formatTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { listLooks } from '../contract.ts';
import { t } from './words.ts';

/** `person`: as whom; oneself unless said. */
export function LooksAtMe({ person }: { person?: { readonly id: string; readonly name: string } }): ReactElement {
  const client = useQueryClient();
  const looks = useQuery({
    queryKey: ['looks', person?.id ?? null],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listLooks>>('GET', '/view-as', { query: { person: person?.id }, signal })).data.rows,
  });
  const stop = (id: string) => {
    call('POST', `/view-as/${id}/stop`).then(
      () => {
        showToast({ text: t('look.ended'), lasts: 4000 });
        return client.invalidateQueries({ queryKey: ['looks'] });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <section className="card">
      <h2 className="card-head">{person === undefined ? t('look.title') : t('look.titleOf', { name: person.name })}</h2>
      {looks.isPending && <Waiting lines={2} />}
      {looks.isError && <Failure error={looks.error} onRetry={() => void looks.refetch()} />}
      {looks.data?.length === 0 && <p className="muted">{t(person === undefined ? 'look.none' : 'look.noneOf')}</p>}
      <ul className="lines">
        {looks.data?.map((look) => (
          <li key={look.id} className="row">
            <div className="grow">
              <p className="row wrap">
                <span className="strong">{look.viewer?.title ?? t('common.somebody')}</span>
                {look.endedAt === null && <Badge tone="brass">{t('look.now', { when: formatTime(look.until) })}</Badge>}
              </p>
              <p className="small muted">
                {look.endedAt === null
                  ? formatDateTime(look.startedAt)
                  : t('look.to', { from: formatDateTime(look.startedAt), to: formatTime(look.endedAt) })}
                {' · '}
                {look.reason}
              </p>
            </div>
            {look.endedAt === null && person === undefined && (
              <Button onClick={() => stop(look.id)}>{t('look.stop')}</Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
