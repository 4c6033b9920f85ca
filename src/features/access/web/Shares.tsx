// With whom a record is shared, until when, by whom; ended here, with a way back.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { sharesOfRecord } from '../contract.ts';
import type { Share } from '../../../contract/share.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { lastDayOf } from '../../../web/access/last-day.ts';
import { CallError, call } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { OfRecord } from './of-record.ts';
import { ShareDialog } from './ShareDialog.tsx';
import { sharesKey } from './share.ts';
import { t } from './words.ts';

export function Shares({ entity, row }: OfRecord): ReactElement | null {
  const [giving, setGiving] = useState(false);
  const answer = useQuery({
    queryKey: sharesKey(entity.name, row.id),
    queryFn: async ({ signal }) =>
      (
        await call<AnswerOf<typeof sharesOfRecord>>('GET', '/shares/of', {
          query: { entity: entity.name, id: row.id },
          signal,
        })
      ).data.rows,
  });
  // One may share some of these records, and not this one: the line below says why.
  if (answer.error instanceof CallError && answer.error.problem.status === 403) return null;
  return (
    <section aria-labelledby="access-shares">
      <div className="row">
        <h2 id="access-shares" className="grow">
          {t('share.shares')}
        </h2>
        <Button small icon={Plus} onClick={() => setGiving(true)}>
          {t('share.open')}
        </Button>
      </div>
      {answer.isPending && <Waiting lines={2} />}
      {answer.isError && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data?.length === 0 && <p className="muted">{t('share.none')}</p>}
      <ul className="lines">
        {answer.data?.map((share) => (
          <ShareLine key={share.id} share={share} />
        ))}
      </ul>
      {giving && <ShareDialog entity={entity} row={row} onClose={() => setGiving(false)} />}
    </section>
  );
}

function ShareLine({ share }: { share: Share }): ReactElement {
  const client = useQueryClient();
  const name = share.with?.title ?? t('common.somebody');
  const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });
  const refresh = () => void client.invalidateQueries({ queryKey: sharesKey(share.entity, share.record) });
  const again = () => {
    const { entity, record: id, edit, reason } = share;
    const receiver = share.with!.kind === 'user' ? { user: share.with!.id } : { team: share.with!.id };
    const body = { entity, id, ...receiver, edit, until: lastDayOf(share), ...(reason === null ? {} : { reason }) };
    call('POST', '/shares', { body }).then(({ data }) => {
      if (!tellWaiting(data)) showToast({ text: t('share.again'), lasts: 4000 });
      refresh();
    }, failed);
  };
  const end = () => {
    call('DELETE', `/shares/${share.id}`).then(() => {
      showToast({
        text: t('share.ended', { name }),
        ...(share.with === null ? {} : { action: { label: anywhere('common.undo'), run: again } }),
      });
      refresh();
    }, failed);
  };
  return (
    <li className="row">
      <div className="grow">
        <p className="strong">{name}</p>
        <p className="small muted">
          {t('share.untilBy', {
            right: t(share.edit ? 'share.edit' : 'share.view'),
            when: formatDate(lastDayOf(share)),
            by: share.by?.title ?? t('common.somebody'),
          })}
          {share.reason !== null && ` · ${share.reason}`}
        </p>
      </div>
      <IconButton icon={X} label={t('share.endOf', { name })} onClick={end} />
    </li>
  );
}
