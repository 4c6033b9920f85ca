// Closes somebody's account: says what is left behind, asks who takes over, and ends everything at once.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal, useSending } from '../kit/sending.tsx';
import { FoundSelect } from '../fields/FoundSelect.tsx';
import { call, reasonFor } from '../call.ts';
import { Button } from '../kit/Button.tsx';
import { Checkbox } from '../kit/Checkbox.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { may, useMe } from '../session.ts';
import { offerUndo } from '../undo.ts';
import { Left, isHandedOver, useLeft } from './Left.tsx';
import { t } from './leaving-words.ts';

interface CloseAccountProps {
  id: string;
  name: string;
  onClose: () => void;
  onDone: () => void;
}

export function CloseAccount({ id, name, onClose, onDone }: CloseAccountProps): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const left = useLeft(id);
  const [to, setTo] = useState<{ id: string; title: string } | null>(null);
  const [leave, setLeave] = useState(false);
  const state = useSending();
  const asks = left.data !== undefined && isHandedOver(left.data);
  const has = left.data !== undefined && (asks || left.data.shares + left.data.searches > 0);
  const close = () =>
    state.send(async () => {
      const body = leave || to === null ? { leave } : { to: to.id };
      const { operation } = await call('POST', `/members/${id}/deactivate`, { body });
      const said = to === null || leave ? t('leaving.closed', { name }) : t('leaving.closedTo', { name, to: to.title });
      offerUndo(client, said, operation);
      void client.invalidateQueries({ queryKey: ['jobs'] });
      onDone();
      onClose();
    });
  const forTo = reasonFor(state.error, 'to');
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('leaving.closeTitle', { name })}
      description={t('leaving.closeHelp')}
      foot={
        <Button
          variant="danger"
          busy={state.busy}
          disabled={left.data === undefined || (asks && to === null && !leave)}
          onClick={() => void close()}
        >
          {t('leaving.close')}
        </Button>
      }
    >
      <div className="stack">
        {forTo === null && <Refusal why={state.error} />}
        {left.isPending && <Waiting lines={4} />}
        {left.isError && <Failure error={left.error} onRetry={() => void left.refetch()} />}
        {left.data !== undefined && <Left left={left.data} />}
        {has && may(me, 'admin.reassign') && <Successor not={id} to={to} onTo={setTo} error={forTo} disabled={leave} />}
        {asks && (
          <div className="stack tight">
            <label className="row" htmlFor="leave-all">
              <Checkbox id="leave-all" checked={leave} onChange={(e) => setLeave(e.target.checked)} />
              <span>{t('leaving.leave')}</span>
            </label>
            <p className="small muted">{t('leaving.leaveHelp')}</p>
          </div>
        )}
      </div>
    </Dialog>
  );
}

interface SuccessorProps {
  not: string;
  to: { id: string; title: string } | null;
  onTo: (to: { id: string; title: string } | null) => void;
  error: string | null;
  disabled: boolean;
}

function Successor({ not, to, onTo, error, disabled }: SuccessorProps): ReactElement | null {
  if (disabled) return null;
  return (
    <FormField label={t('leaving.to')} error={error}>
      {(control) => (
        <FoundSelect label={t('leaving.to')} control={control} of={['user']} not={not} chosen={to} onChoose={onTo} />
      )}
    </FormField>
  );
}
