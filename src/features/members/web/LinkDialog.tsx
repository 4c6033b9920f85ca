// Shows a one-time link, once: only a hash of it is kept, so it cannot be shown again.
import { Copy } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { formatDateTime } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { t } from './words.ts';

export interface OneTimeLink {
  readonly url: string;
  readonly expiresAt: string;
  readonly name: string;
  readonly purpose: 'invite' | 'reset';
}

export function LinkDialog({ link, onClose }: { link: OneTimeLink; onClose: () => void }): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      open
      firm
      size="small"
      onClose={onClose}
      title={t(`members.linkTitle.${link.purpose}`, { name: link.name })}
      description={t('members.linkHelp', { when: formatDateTime(link.expiresAt) })}
      foot={
        <>
          <span className="grow" />
          <Button variant="primary" onClick={onClose}>
            {t('members.linkDone')}
          </Button>
        </>
      }
    >
      <FormField label={t('members.link')}>
        {(control) => (
          <div className="row">
            <TextInput
              {...control}
              readOnly
              value={link.url}
              className="mono grow"
              onFocus={(e) => e.target.select()}
            />
            <Button
              icon={Copy}
              onClick={() => void navigator.clipboard.writeText(link.url).then(() => setCopied(true))}
            >
              {t(copied ? 'members.linkCopied' : 'members.linkCopy')}
            </Button>
          </div>
        )}
      </FormField>
    </Dialog>
  );
}
