// Tells the couriers of this process that a tenant has mail to send. A hint only: sweeps find what no hint spoke of.

type Listener = (vaultId: string) => void;

const listeners = new Set<Listener>();

/** Called once the message is committed. */
export function wakeCourier(vaultId: string): void {
  for (const listener of listeners) listener(vaultId);
}

/** Answers what ends it. A listener must not throw and must not wait. */
export function onMail(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
