// Who stands in for a person and for whom that person does; named and ended here.
import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useSending } from '../kit/sending.tsx';
import { FoundSelect } from '../fields/FoundSelect.tsx';
import type { listDeputies } from '../../features/access/contract.ts';
import type { AnswerOf } from '../../contract/action.ts';
import { call, reasonFor } from '../call.ts';
import { formatDateTime } from '../format.ts';
import { t as anywhere } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { DateInput } from '../kit/DateInput.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { may, useMe } from '../session.ts';
import { t } from './deputy-words.ts';
import { tellWaiting } from './pending.ts';
import { offerUndo } from '../undo.ts';

type Deputy = AnswerOf<typeof listDeputies>['rows'][number];

interface DeputiesProps {
  user: { readonly id: string; readonly name: string };
  /** an account that is open */
  active: boolean;
  deputies: readonly Deputy[];
}

export function Deputies({ user, active, deputies }: DeputiesProps): ReactElement | null {
  const me = useMe();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const mayName = may(me, 'admin.deputies') || user.id === me.user.id;
  if (deputies.length === 0 && !mayName) return null;
  const end = (id: string) => {
    call('DELETE', `/deputies/${id}`).then(
      ({ operation }) => {
        offerUndo(client, t('deputy.ended'), operation);
        return client.invalidateQueries({ predicate: holdsDeputies });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <section>
      <div className="row card-head">
        <h2 className="grow">{t('deputy.title')}</h2>
        {mayName && active && (
          <Button small onClick={() => setNaming(true)}>
            {t('deputy.add')}
          </Button>
        )}
      </div>
      <ul className="stack tight">
        {deputies.map((d) => {
          const names = {
            deputy: d.deputy?.title ?? t('common.somebody'),
            user: d.user?.title ?? t('common.somebody'),
          };
          return (
            <li key={d.id} className="row">
              <span className="grow">
                {t('deputy.for', names)}{' '}
                <span className="muted small">
                  {[
                    t('deputy.from', { when: formatDateTime(d.from) }),
                    ...(d.until === null ? [] : [t('deputy.until', { when: formatDateTime(d.until) })]),
                  ].join(', ')}
                </span>
              </span>
              {mayName && <IconButton icon={X} label={t('deputy.end', names)} onClick={() => end(d.id)} />}
            </li>
          );
        })}
      </ul>
      {naming && <DeputyDialog user={user} onClose={() => setNaming(false)} />}
    </section>
  );
}

/** Wherever deputies are listed. */
function holdsDeputies({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey[0] === 'access-person' || queryKey[0] === 'deputies';
}

function DeputyDialog({
  user,
  onClose,
}: {
  user: { readonly id: string; readonly name: string };
  onClose: () => void;
}): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [deputy, setDeputy] = useState<{ id: string; title: string } | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const state = useSending();
  const save = async () => {
    if (deputy === null) return;
    await state.send(async () => {
      const whose = user.id === me.user.id ? {} : { user: user.id };
      const days = until === null ? {} : { until };
      const { data, operation } = await call('POST', '/deputies', { body: { ...whose, deputy: deputy.id, ...days } });
      if (!tellWaiting(data))
        offerUndo(client, t('deputy.named', { deputy: deputy.title, user: user.name }), operation);
      await client.invalidateQueries({ predicate: holdsDeputies });
      onClose();
    });
  };
  const forUntil = reasonFor(state.error, 'until');
  const other = state.error === null || forUntil !== null ? null : problemLine(state.error);
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('deputy.add')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={deputy === null} onClick={() => void save()}>
            {t('deputy.add')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormField label={t('deputy.who')} error={other}>
          {(control) => (
            <FoundSelect
              label={t('deputy.who')}
              control={control}
              of={['user']}
              not={user.id}
              chosen={deputy}
              onChoose={setDeputy}
            />
          )}
        </FormField>
        <FormField label={t('deputy.untilLabel')} error={forUntil}>
          {(control) => (
            <DateInput label={t('deputy.untilLabel')} control={control} value={until} onChange={setUntil} />
          )}
        </FormField>
      </div>
    </Dialog>
  );
}
