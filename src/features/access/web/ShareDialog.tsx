// Shares one record with a person or a team: to see or to edit, until a day, with a reason. What may not be shared the server refuses with its reason.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSending } from '../../../web/kit/sending.tsx';
import { FoundSelect } from '../../../web/fields/FoundSelect.tsx';
import type { Share } from '../../../contract/share.ts';
import { lastDayOf } from '../../../web/access/last-day.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { companyZone, formatDate } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { DateInput } from '../../../web/kit/DateInput.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Row } from '../../../web/row.ts';
import { addDays, today } from '../../../contract/zone.ts';
import { sharesKey } from './share.ts';
import { t } from './words.ts';

/** A month, unless something else is said. */
const usualDays = 30;

interface ShareDialogProps {
  entity: EntityInfo;
  row: Row;
  onClose: () => void;
}

export function ShareDialog({ entity, row, onClose }: ShareDialogProps): ReactElement {
  const client = useQueryClient();
  const [kind, setKind] = useState<'user' | 'team'>('user');
  const [receiver, setReceiver] = useState<{ id: string; title: string } | null>(null);
  const [edit, setEdit] = useState(false);
  const [until, setUntil] = useState<string | null>(addDays(today(companyZone(), new Date()), usualDays));
  const [reason, setReason] = useState('');
  const state = useSending();
  const refresh = () => void client.invalidateQueries({ queryKey: sharesKey(entity.name, row.id) });
  const takeBack = (id: string) => {
    call('DELETE', `/shares/${id}`).then(
      () => {
        showToast({ text: t('share.takenBack'), lasts: 4000 });
        refresh();
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const give = async () => {
    if (receiver === null || until === null) return;
    const why = reason.trim() === '' ? {} : { reason: reason.trim() };
    const body = { entity: entity.name, id: row.id, [kind]: receiver.id, edit, until, ...why };
    await state.send(async () => {
      const { data } = await call<Share>('POST', '/shares', { body });
      if (!tellWaiting(data))
        showToast({
          text: t('share.given', { name: receiver.title, when: formatDate(lastDayOf(data)) }),
          action: { label: anywhere('common.undo'), run: () => takeBack(data.id) },
        });
      refresh();
      onClose();
    });
  };
  const forWho = reasonFor(state.error, 'user') ?? reasonFor(state.error, 'team');
  const forUntil = reasonFor(state.error, 'until');
  const other = state.error === null || forWho !== null || forUntil !== null ? null : problemLine(state.error);
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('share.of', { name: row.title ?? anywhere('record.untitled') })}
      description={t('share.sentence')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={state.busy}
            disabled={receiver === null || until === null}
            onClick={() => void give()}
          >
            {t('share.give')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormField label={t('share.who')} group error={forWho}>
          {() => (
            <div className="stack tight">
              <Choice
                name="share-kind"
                value={kind}
                onChange={(next) => {
                  setKind(next);
                  setReceiver(null);
                }}
                options={[
                  ['user', t('share.person')],
                  ['team', t('share.team')],
                ]}
              />
              <FoundSelect
                key={kind}
                label={t(kind === 'user' ? 'share.person' : 'share.team')}
                of={[kind]}
                chosen={receiver}
                onChoose={setReceiver}
              />
            </div>
          )}
        </FormField>
        <FormField label={t('share.right')} group>
          {() => (
            <Choice
              name="share-right"
              value={edit ? 'edit' : 'view'}
              onChange={(next) => setEdit(next === 'edit')}
              options={[
                ['view', t('share.rights.view')],
                ['edit', t('share.edit')],
              ]}
            />
          )}
        </FormField>
        <FormField label={t('share.toDay')} error={forUntil}>
          {(control) => <DateInput label={t('share.toDay')} control={control} value={until} onChange={setUntil} />}
        </FormField>
        <FormField label={t('share.reason')} error={other}>
          {(control) => (
            <TextInput {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </FormField>
      </div>
    </Dialog>
  );
}

interface ChoiceProps<V extends string> {
  name: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly (readonly [V, string])[];
}

function Choice<V extends string>({ name, value, onChange, options }: ChoiceProps<V>): ReactElement {
  return (
    <div className="row choice-row">
      {options.map(([option, label]) => (
        <label key={option} className="row" htmlFor={`${name}-${option}`}>
          <input
            id={`${name}-${option}`}
            type="radio"
            name={name}
            checked={value === option}
            onChange={() => onChange(option)}
          />
          {label}
        </label>
      ))}
    </div>
  );
}
