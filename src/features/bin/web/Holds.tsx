// The legal holds: those that stand and those that were lifted, with who, when and why; set and lifted here.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { HoldView, listHolds } from '../contract.ts';
import { NewHold } from './NewHold.tsx';
import { t } from './words.ts';

export const holdsKey = ['bin', 'holds'];

export function Holds(): ReactElement {
  const [making, setMaking] = useState(false);
  const [lifting, setLifting] = useState<HoldView | null>(null);
  const holds = useQuery({
    queryKey: holdsKey,
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listHolds>>('GET', '/holds', { signal })).data.rows,
  });
  return (
    <div className="page-body stack">
      <div className="row wrap">
        <p className="muted prose grow">{t('hold.help')}</p>
        <Button variant="primary" icon={Plus} onClick={() => setMaking(true)}>
          {t('hold.set')}
        </Button>
      </div>
      {holds.isPending && <Waiting />}
      {holds.isError && <Failure error={holds.error} onRetry={() => void holds.refetch()} />}
      {holds.data?.length === 0 && <Empty title={t('hold.none')} />}
      <ul className="lines">
        {holds.data?.map((h) => (
          <li key={h.id} className="stack tight">
            <div className="row wrap">
              <Badge tone={h.lifted === null ? 'brass' : 'neutral'}>
                {t(h.lifted === null ? 'hold.open' : 'hold.over')}
              </Badge>
              <span className="strong grow">
                <Subject hold={h} />
              </span>
              {h.lifted === null && (
                <Button small onClick={() => setLifting(h)}>
                  {t('hold.lift')}
                </Button>
              )}
            </div>
            <p>{h.reason}</p>
            <p className="small muted">
              {t('hold.by', { name: h.by?.title ?? t('hold.somebody'), when: formatDateTime(h.at) })}
              {h.lifted !== null &&
                ` · ${t('hold.lifted', {
                  name: h.lifted.by?.title ?? t('hold.somebody'),
                  when: formatDateTime(h.lifted.at),
                  reason: h.lifted.reason,
                })}`}
            </p>
          </li>
        ))}
      </ul>
      {making && <NewHold onClose={() => setMaking(false)} />}
      {lifting !== null && <Lift hold={lifting} onClose={() => setLifting(null)} />}
    </div>
  );
}

function Subject({ hold }: { hold: HoldView }): ReactElement {
  const catalog = useCatalog();
  if (hold.entity === null) return <>{t('hold.all')}</>;
  const entity = catalog.byName.get(hold.entity);
  const many = label(entity?.labelPlural ?? hold.entity);
  if (hold.record !== null) {
    if (hold.record.title === null || entity === undefined) return <>{t('hold.unseen')}</>;
    return <Link href={`/${entity.path}/${hold.record.id}`}>{hold.record.title}</Link>;
  }
  if (hold.rule === null) return <>{t('hold.allOf', { object: many.toLowerCase() })}</>;
  return (
    <>
      {many}: <code>{hold.rule}</code>
    </>
  );
}

function Lift({ hold, onClose }: { hold: HoldView; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const lift = () => {
    call('POST', `/holds/${hold.id}/lift`, { body: { reason: reason.trim() } }).then(
      ({ data }) => {
        if (!tellWaiting(data)) showToast({ text: t('hold.liftedToast') });
        onClose();
        return client.invalidateQueries({ queryKey: ['bin'] });
      },
      (failed: unknown) => setError(failed),
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('hold.lift.title')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" disabled={reason.trim() === ''} onClick={lift}>
            {t('hold.lift.title')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>
          <Subject hold={hold} />
        </p>
        <FormField label={t('hold.reason')} required error={error === null ? null : problemLine(error)}>
          {(control) => (
            <TextArea {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </FormField>
      </div>
    </Dialog>
  );
}
