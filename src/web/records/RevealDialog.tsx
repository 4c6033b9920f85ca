// Shows a masked value once, after a reason that is put on record. Nothing of it stays on the page when the window closes.
import { type ReactElement, useState } from 'react';
import { Refusal } from '../kit/sending.tsx';
import type { RecordActions } from '../../features/records/contract.ts';
import type { AnswerOf } from '../../contract/action.ts';
import { call, reasonFor } from '../call.ts';
import type { EntityInfo, FieldInfo } from '../catalog.ts';
import { FieldValue } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { isEmptyValue } from '../row.ts';

type Revealed = AnswerOf<RecordActions['reveal']>;

export interface RevealDialogProps {
  entity: EntityInfo;
  id: string;
  field: FieldInfo;
  onClose: () => void;
}

export function RevealDialog({ entity, id, field, onClose }: RevealDialogProps): ReactElement {
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown; seen: Revealed | null }>({
    busy: false,
    error: null,
    seen: null,
  });
  const look = async () => {
    if (state.busy || reason.trim() === '') return;
    setState({ busy: true, error: null, seen: null });
    try {
      const { data } = await call<Revealed>('POST', `/${entity.path}/${encodeURIComponent(id)}/reveal`, {
        body: { field: field.name, reason: reason.trim() },
      });
      setState({ busy: false, error: null, seen: data });
    } catch (error) {
      setState({ busy: false, error, seen: null });
    }
  };
  const wrong = reasonFor(state.error, 'reason');
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={label(field.label)}
      description={t('reveal.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.close')}</Button>
          {state.seen === null && (
            <Button variant="primary" busy={state.busy} disabled={reason.trim() === ''} onClick={() => void look()}>
              {t('reveal.ask')}
            </Button>
          )}
        </>
      }
    >
      {state.seen === null ? (
        <form
          className="stack"
          noValidate
          onSubmit={(e) => {
            e.preventDefault();
            void look();
          }}
        >
          {wrong === null && <Refusal why={state.error} />}
          <FormField label={t('reveal.reason')} required error={wrong}>
            {(control) => (
              <TextInput {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
            )}
          </FormField>
        </form>
      ) : (
        <div role="status" className="strong">
          {isEmptyValue(state.seen.value) ? (
            t('value.empty')
          ) : (
            <FieldValue field={field} value={state.seen.value} place="page" />
          )}
        </div>
      )}
    </Dialog>
  );
}
