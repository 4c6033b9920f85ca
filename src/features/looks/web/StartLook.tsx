// Begins to look at the product as somebody else: with a reason that person reads. The page is then drawn anew, as that person's.
import { type ReactElement, useState } from 'react';
import { call, reasonFor } from '../../../web/call.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { Eye } from 'lucide-react';
import { t } from './words.ts';

interface StartLookProps {
  person: { readonly id: string; readonly name: string };
}

/** Not there for whoever may not, nor for oneself. */
export function StartLook({ person }: StartLookProps): ReactElement | null {
  const me = useMe();
  const [open, setOpen] = useState(false);
  if (!may(me, 'access.viewAs') || me.user.id === person.id) return null;
  return (
    <>
      <Button icon={Eye} onClick={() => setOpen(true)}>
        {t('look.open')}
      </Button>
      {open && <StartDialog person={person} onClose={() => setOpen(false)} />}
    </>
  );
}

function StartDialog({ person, onClose }: StartLookProps & { onClose: () => void }): ReactElement {
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const start = async () => {
    setState({ busy: true, error: null });
    try {
      await call('POST', '/view-as', { body: { person: person.id, reason } });
      // nothing that was drawn for oneself stays on the screen
      location.assign('/');
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('look.begin', { name: person.name })}
      description={t('look.help', { name: person.name })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={reason.trim().length < 3} onClick={() => void start()}>
            {t('look.start')}
          </Button>
        </>
      }
    >
      <FormField
        label={t('look.reason')}
        help={t('look.reasonHelp')}
        required
        error={state.error === null ? null : (reasonFor(state.error, 'reason') ?? problemLine(state.error))}
      >
        {(control) => (
          <TextInput {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
        )}
      </FormField>
    </Dialog>
  );
}
