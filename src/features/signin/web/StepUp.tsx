// Something dangerous was asked for and needs a fresh proof: asked over the page, which stays as it is, and then what was asked goes on.
import { type ReactElement, useEffect } from 'react';
import { onStepUp } from '../../../web/call.ts';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { useWaitingCalls } from '../../../web/waiting-calls.ts';
import { FactorForm } from './FactorForm.tsx';
import { t } from './factor-words.ts';

export function StepUp(): ReactElement | null {
  const { open, wait, end } = useWaitingCalls();
  useEffect(() => {
    onStepUp(wait);
    return () => onStepUp(null);
  }, [wait]);
  if (!open) return null;
  return (
    <Dialog open size="small" onClose={() => end(false)} title={t('step.title')} description={t('step.help')}>
      <FactorForm to="step-up" onDone={() => end(true)} />
    </Dialog>
  );
}
