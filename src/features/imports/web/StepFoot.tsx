// The foot of a step: back and on.
import type { ReactElement, ReactNode } from 'react';
import { Button } from '../../../web/kit/Button.tsx';
import { t } from './words.ts';

export interface StepFootProps {
  onBack?: () => void;
  onNext?: () => void;
  next?: string;
  disabled?: boolean;
  busy?: boolean;
  /** why one cannot go on yet */
  why?: string | null;
  children?: ReactNode;
}

export function StepFoot({ onBack, onNext, next, disabled, busy, why, children }: StepFootProps): ReactElement {
  return (
    <div className="import-foot">
      {onBack && <Button onClick={onBack}>{t('import.back')}</Button>}
      {children}
      <span className="grow muted small import-why">{why}</span>
      {onNext && (
        <Button variant="primary" onClick={onNext} disabled={disabled === true} busy={busy === true}>
          {next ?? t('import.next')}
        </Button>
      )}
    </div>
  );
}
