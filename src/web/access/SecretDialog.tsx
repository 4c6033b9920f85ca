// Shows a secret once. It closes by its button alone, so that nobody loses it by a click beside it.
import { type ReactElement, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { t } from './words.ts';

/** A secret, or a link, that is shown once. */
export interface Secret {
  readonly name: string;
  readonly secret: string;
  readonly link?: boolean;
}

export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }): ReactElement {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(secret.secret).then(() => setCopied(true));
  return (
    <Dialog
      open
      firm
      onClose={onClose}
      size="small"
      title={t('secret.title', { name: secret.name })}
      description={t(secret.link === true ? 'secret.linkHelp' : 'secret.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={copy}>{t(copied ? 'secret.copied' : 'secret.copy')}</Button>
          <Button variant="primary" onClick={onClose}>
            {t('secret.done')}
          </Button>
        </>
      }
    >
      <FormField label={t(secret.link === true ? 'secret.link' : 'secret.label')}>
        {(control) => <TextInput {...control} readOnly value={secret.secret} onFocus={(e) => e.target.select()} />}
      </FormField>
    </Dialog>
  );
}
