// Something on its way to the server: one at a time, busy until it is answered, and why it was refused.
import { useState } from 'react';

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
