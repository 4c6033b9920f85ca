// A form that is sent from its page, never by the browser, and why what it sent was refused.
import type { ReactElement, ReactNode } from 'react';
import { Refusal } from './Refusal.tsx';

interface SentFormProps {
  className: string;
  onSubmit: () => unknown;
  /** said above everything else, unless null */
  refusal?: unknown;
  children: ReactNode;
}

export function SentForm({ className, onSubmit, refusal = null, children }: SentFormProps): ReactElement {
  return (
    <form
      className={className}
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        onSubmit();
      }}
    >
      <Refusal why={refusal} />
      {children}
    </form>
  );
}
