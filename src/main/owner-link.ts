// The one thing the host plane may ask of a vault: a link for its first owner, through the door and on record, while there is none.
import { Problem } from '../contract/problem.ts';
import type { Door } from '../core/door.ts';
import type { NewLink } from '../core/identity/desk.ts';
import type { Vault } from '../core/vault.ts';

const purpose = { action: 'host.link-owner', reads: false, requestId: null, address: null };

/** Refuses with wrong-state once somebody is owner. */
export function linkFirstOwner(door: Door, vault: Vault): Promise<NewLink> {
  return door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) => tx.identity.firstOwnerLink());
}

/** Undefined once somebody is owner. */
export async function linkIfOwnerless(door: Door, vault: Vault): Promise<NewLink | undefined> {
  try {
    return await linkFirstOwner(door, vault);
  } catch (error) {
    if (error instanceof Problem && error.code === 'wrong-state') return undefined;
    throw error;
  }
}
