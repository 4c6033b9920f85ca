// Something dangerous was asked for and needs a fresh proof: asked over the page, which stays as it is, and then what was asked goes on.
import { type ReactElement, useEffect, useState } from 'react';
import { onStepUp } from '../../../web/call.ts';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FactorForm } from './FactorForm.tsx';
import { t } from './factor-words.ts';

export function StepUp(): ReactElement | null {
  const [waiting, setWaiting] = useState<readonly ((proved: boolean) => void)[]>([]);
  useEffect(() => {
    onStepUp(() => new Promise((resolve) => setWaiting((old) => [...old, resolve])));
    return () => onStepUp(null);
  }, []);
  if (waiting.length === 0) return null;
  const end = (proved: boolean) => {
    setWaiting([]);
    for (const resolve of waiting) resolve(proved);
  };
  return (
    <Dialog open size="small" onClose={() => end(false)} title={t('step.title')} description={t('step.help')}>
      <FactorForm to="step-up" onDone={() => end(true)} />
    </Dialog>
  );
}
