// Calls that were refused and wait until a window over the page has got what they lack: a sign-in, a fresh proof, a reading.
import { useCallback, useRef, useState } from 'react';

export interface WaitingCalls {
  /** somebody waits: the window is to be shown */
  readonly open: boolean;
  /** waits until `end` says whether what was refused is asked for again */
  readonly wait: () => Promise<boolean>;
  readonly end: (again: boolean) => void;
}

/**
 * Who waits does not stand in the state: what is refused while the window is sending its answer would be forgotten by an `end` of the
 * drawing before, and wait for ever.
 */
export function useWaitingCalls(): WaitingCalls {
  const waiting = useRef<((again: boolean) => void)[]>([]);
  const [open, setOpen] = useState(false);
  const wait = useCallback(() => {
    setOpen(true);
    return new Promise<boolean>((resolve) => void waiting.current.push(resolve));
  }, []);
  const end = useCallback((again: boolean) => {
    setOpen(false);
    for (const resolve of waiting.current.splice(0)) resolve(again);
  }, []);
  return { open, wait, end };
}
