// Of several classes of security change one piece of work belongs to, the first the policy asks a second administrator for.
import type { SecurityClass } from '../../contract/security-change.ts';
import type { Tx } from '../tx.ts';

/** Null: nobody has to agree. The policy guards itself as long as it asks for anything. */
export async function firstAsked(
  tx: Pick<Tx, 'pending'>,
  classes: readonly SecurityClass[],
): Promise<SecurityClass | null> {
  if (classes.length === 0) return null;
  const asked = (await tx.pending.policy()).classes;
  return classes.find((name) => asked.includes(name) || (name === 'policy' && asked.length > 0)) ?? null;
}
