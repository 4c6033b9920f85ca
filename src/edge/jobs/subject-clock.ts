// What the product itself does with the register of requests of people: tells those who look after it what is due.
import type { Door } from '../../core/door.ts';
import { hasDueRequests } from '../../core/privacy/requests.ts';
import type { Vault } from '../../core/vault.ts';

/** Called now and then; each request is told of once before its day, and once behind it. */
export async function remindOfRequests(door: Door, vault: Vault): Promise<number> {
  if (!(await hasDueRequests(vault))) return 0;
  const purpose = { action: 'privacy.remind', reads: false, requestId: null, address: null };
  return await door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) => tx.subjects.remind());
}
