// Tells the sealers of this process that a tenant has entries to seal, and its eraser that somebody is to be forgotten. Hints only: sweeps find what no hint spoke of.

type Listener = (vaultId: string) => void;

interface Bell {
  readonly ring: Listener;
  /** Answers what ends it. A listener must not throw and must not wait. */
  readonly hear: (listener: Listener) => () => void;
}

function bell(): Bell {
  const listeners = new Set<Listener>();
  return {
    ring: (vaultId) => {
      for (const listener of listeners) listener(vaultId);
    },
    hear: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `ring` is called when entries have been sent; they may not be committed yet. */
const entries = bell();
export const { ring: wakeSealer, hear: onEntries } = entries;

/** `ring` is called once it is committed that somebody is to be forgotten. */
const erasures = bell();
export const { ring: wakeEraser, hear: onErasures } = erasures;
