// One's own: who stands in for whom, and what is shared by oneself and with oneself; ended here.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import type { listDeputies, ownShares } from '../contract.ts';
import type { Share } from '../../../contract/share.ts';
import { Deputies } from '../../../web/access/Deputies.tsx';
import { lastDayOf } from '../../../web/access/last-day.ts';
import { call } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { IconButton } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';

export function OwnAccess(): ReactElement {
  const me = useMe();
  const deputies = useQuery({
    queryKey: ['deputies'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listDeputies>>('GET', '/deputies', { signal })).data.rows,
  });
  // With admin.deputies the answer is everybody's; here stands what is one's own.
  const own = deputies.data?.filter((d) => d.user?.id === me.user.id || d.deputy?.id === me.user.id);
  return (
    <>
      {deputies.isError && <Failure error={deputies.error} onRetry={() => void deputies.refetch()} />}
      {own !== undefined && <Deputies user={{ id: me.user.id, name: me.user.title }} active deputies={own} />}
      <OwnShares />
    </>
  );
}

const ownSharesKey = ['shares', 'own'] as const;

function OwnShares(): ReactElement | null {
  const shares = useQuery({
    queryKey: ownSharesKey,
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof ownShares>>('GET', '/shares', { signal })).data.rows,
  });
  if (shares.data?.length === 0) return null;
  return (
    <section className="card">
      <h2 className="card-head">{t('share.own')}</h2>
      {shares.isPending && <Waiting lines={2} />}
      {shares.isError && <Failure error={shares.error} onRetry={() => void shares.refetch()} />}
      <ul className="lines">
        {shares.data?.map((share) => (
          <OwnShare key={share.id} share={share} />
        ))}
      </ul>
    </section>
  );
}

function OwnShare({ share }: { share: Share }): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const entity = useCatalog().byName.get(share.entity);
  const kind = label(entity?.label ?? share.entity);
  const name = share.title ?? kind;
  const mine = share.by?.id === me.user.id;
  const receiver = share.with?.title ?? t('common.somebody');
  const end = () => {
    call('DELETE', `/shares/${share.id}`).then(
      () => {
        showToast({ text: t('share.ended', { name: receiver }) });
        return client.invalidateQueries({ queryKey: ['shares'] });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <li className="row">
      <div className="grow">
        <p>
          {entity === undefined || share.title === null ? (
            <span className="strong">{name}</span>
          ) : (
            <Link href={`/${entity.path}/${share.record}`} className="strong">
              {name}
            </Link>
          )}
        </p>
        <p className="small muted">
          {t(mine ? 'share.byMe' : 'share.withMe', {
            name: mine ? receiver : (share.by?.title ?? t('common.somebody')),
            right: t(share.edit ? 'share.edit' : 'share.view').toLocaleLowerCase(),
            when: formatDate(lastDayOf(share)),
          })}
        </p>
      </div>
      {mine && <IconButton icon={X} label={t('share.endOf', { name: receiver })} onClick={end} />}
    </li>
  );
}
