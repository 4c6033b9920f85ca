// Recovery codes, shown once: only a trace of each is kept.
import { Copy } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { t } from './words.ts';
import './factors.css';

export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <Dialog
      open
      firm
      size="small"
      onClose={onClose}
      title={t('factors.codes')}
      description={t('factors.codesHelp')}
      foot={
        <>
          <Button
            icon={Copy}
            onClick={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))}
          >
            {t(copied ? 'factors.codesCopied' : 'factors.codesCopy')}
          </Button>
          <span className="grow" />
          <Button variant="primary" onClick={onClose}>
            {t('factors.codesKept')}
          </Button>
        </>
      }
    >
      <ul className="recovery-codes mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Dialog>
  );
}
