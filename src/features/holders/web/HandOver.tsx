// Hands over what belongs to somebody who leaves: counted first, then one operation as a job, with a way back.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { FoundSelect } from '../../../web/fields/FoundSelect.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { previewReassign, reassign } from '../../access/contract.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { formatNumber } from '../../../web/format.ts';
import { label, t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { undoOperation } from '../../../web/undo.ts';
import type { JobView } from '../../jobs/contract.ts';
import { t } from './words.ts';

export function HandOver({ user }: { user: { readonly id: string; readonly name: string } }): ReactElement {
  const client = useQueryClient();
  const [to, setTo] = useState<{ id: string; title: string } | null>(null);
  const [job, setJob] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const left = useQuery({
    queryKey: ['access-left', user.id],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof previewReassign>>('GET', `/access/users/${user.id}/left`, { signal })).data,
  });
  const start = () => {
    if (to === null) return;
    call<AnswerOf<typeof reassign>>('POST', `/access/users/${user.id}/reassign`, { body: { to: to.id } }).then(
      ({ data }) => {
        setError(null);
        setJob(data.job);
        showToast({ text: t('person.handOverStarted') });
        return client.invalidateQueries({ queryKey: ['jobs'] });
      },
      (failed: unknown) => setError(failed),
    );
  };
  const { data } = left;
  return (
    <section>
      <h2 className="card-head">{t('person.handOver')}</h2>
      <p className="muted small">{t('person.handOverHelp')}</p>
      {left.isPending && <Waiting lines={2} />}
      {left.isError && <Failure error={left.error} onRetry={() => void left.refetch()} />}
      {data?.total === 0 && <p className="muted">{t('person.handOverNone')}</p>}
      <ul>
        {data?.objects.map((o) => (
          <li key={o.entity} className="row">
            <span className="grow">{label(o.label)}</span>
            <span className="num">{formatNumber(o.records)}</span>
          </li>
        ))}
      </ul>
      {data !== undefined && data.total > 0 && (
        <div className="stack tight">
          <FormField
            label={t('person.handOverTo')}
            error={error === null ? null : (reasonFor(error, 'to') ?? problemLine(error))}
          >
            {(control) => (
              <FoundSelect
                label={t('person.handOverTo')}
                control={control}
                of={['user']}
                not={user.id}
                chosen={to}
                onChoose={setTo}
              />
            )}
          </FormField>
          <div>
            <Button disabled={to === null} onClick={start}>
              {t('person.handOverAll', { count: data.total })}
            </Button>
          </div>
        </div>
      )}
      {job !== null && <Progress id={job} onEnd={() => void left.refetch()} />}
    </section>
  );
}

function Progress({ id, onEnd }: { id: string; onEnd: () => void }): ReactElement | null {
  const client = useQueryClient();
  const job = useQuery({
    queryKey: ['jobs', id],
    queryFn: async ({ signal }) => {
      const { data } = await call<JobView>('GET', `/jobs/${id}`, { signal });
      if (data.endedAt !== null) onEnd();
      return data;
    },
    refetchInterval: (query) => (query.state.data?.endedAt === null ? 1000 : false),
  });
  const { data } = job;
  if (data === undefined) return null;
  const counts = data.result as { readonly changed?: number; readonly refused?: number };
  if (data.endedAt === null) return <ProgressBar label={t('person.handOver')} value={data.done} total={data.total} />;
  return (
    <p className="row wrap" role="status">
      {data.error ?? t('person.handOverDone', { changed: counts.changed ?? 0, refused: counts.refused ?? 0 })}
      {(counts.changed ?? 0) > 0 && (
        <Button small onClick={() => void undoOperation(client, data.operation).then(onEnd)}>
          {anywhere('common.undo')}
        </Button>
      )}
    </p>
  );
}
