// Shows a secret once. It closes by its button alone, so that nobody loses it by a click beside it.
import { type ReactElement, useState } from 'react';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import type { Secret } from './secret.ts';
import { t } from './words.ts';

export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }): ReactElement {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(secret.secret).then(() => setCopied(true));
  return (
    <Dialog
      open
      firm
      onClose={onClose}
      size="small"
      title={t('keys.secretTitle', { name: secret.name })}
      description={t('keys.secretHelp')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={copy}>{t(copied ? 'keys.copied' : 'keys.copy')}</Button>
          <Button variant="primary" onClick={onClose}>
            {t('keys.done')}
          </Button>
        </>
      }
    >
      <FormField label={t('keys.secret')}>
        {(control) => <TextInput {...control} readOnly value={secret.secret} onFocus={(e) => e.target.select()} />}
      </FormField>
    </Dialog>
  );
}
