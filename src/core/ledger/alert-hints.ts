// Which tenants have searches that watch, as far as this process knows: a hint that spares the others a question.

/** Absent: not known yet. */
const known = new Map<string, boolean>();

export function alertsChanged(vaultId: string): void {
  known.delete(vaultId);
}

export function alertsKnown(vaultId: string): boolean | undefined {
  return known.get(vaultId);
}

export function noteAlerts(vaultId: string, any: boolean): void {
  known.set(vaultId, any);
}
