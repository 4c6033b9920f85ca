// Nobody grants what they do not hold: the one refusal every change of rights goes through.
import { Problem } from '../../contract/problem.ts';
import { covers } from '../identity/covers.ts';
import type { Grant } from '../principal.ts';
import type { Unit } from '../unit.ts';

/** Refuses when the grants hold anything who acts does not hold; `what` begins the sentence of the refusal. */
export function assertWithin(unit: Unit, grants: readonly Grant[], what: string): void {
  const beyond = grants.find((g) => g.rows.op !== 'none' && !covers(unit.me, [g], unit.catalog));
  if (beyond === undefined) return;
  throw new Problem('not-allowed', `${what} would hold more than you do.`, { missing: beyond.permission });
}
