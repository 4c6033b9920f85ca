// Sending from a page: one thing at a time, a form that goes by its page and never by the browser, and why it was refused.
import { type ReactElement, type ReactNode, useState } from 'react';
import { problemLine } from '../problem-text.ts';

interface Sending {
  readonly busy: boolean;
  /** null: it was not refused */
  readonly error: unknown;
}

const idle: Sending = { busy: false, error: null };

/** `send` takes all that belongs to it, up to what is said and read anew; while it is under way nothing else is sent. */
export function useSending() {
  const [state, setState] = useState(idle);
  const send = async (work: () => Promise<unknown>): Promise<void> => {
    if (state.busy) return;
    setState({ busy: true, error: null });
    try {
      await work();
      setState(idle);
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return { ...state, send };
}

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

/** `why`: an error as it came, or words of the page's own; null: nothing was refused. */
export function Refusal({ why }: { why: unknown }): ReactElement | null {
  if (why === null) return null;
  return (
    <div className="banner banner-danger" role="alert">
      {typeof why === 'string' ? why : problemLine(why)}
    </div>
  );
}
