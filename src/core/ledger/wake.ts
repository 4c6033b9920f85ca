// Tells the sealers of this process that a tenant has entries to seal. A hint only: sweeps find what no hint spoke of.

type Listener = (vaultId: string) => void;

const listeners = new Set<Listener>();

/** Called when entries have been sent; they may not be committed yet. */
export function wakeSealer(vaultId: string): void {
  for (const listener of listeners) listener(vaultId);
}

/** Answers what ends it. A listener must not throw and must not wait. */
export function onEntries(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
