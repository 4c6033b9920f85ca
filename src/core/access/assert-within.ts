// Nobody grants what they do not hold: the one refusal every change of rights goes through.
import { Problem } from '../../contract/problem.ts';
import { covers } from '../identity/covers.ts';
import type { Grant } from '../principal.ts';
import type { Unit } from '../unit.ts';

/**
 * By what the grants say, not by the rows they reach: a rule over the person who will hold it reaches nothing yet, and is a right all the same.
 * Refuses when the grants hold anything who acts does not hold; `what` begins the sentence of the refusal.
 */
export function assertWithin(unit: Unit, grants: readonly Grant[], what: string): void {
  const beyond = grants.find((g) => !covers(unit.me, [g], unit.catalog));
  if (beyond === undefined) return;
  throw new Problem('not-allowed', `${what} would hold more than you do.`, { missing: beyond.permission });
}
