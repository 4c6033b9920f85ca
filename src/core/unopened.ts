// How the door says no: a vault that is closed, a connection given back after a failure, what the database refused as a named problem.
import { Problem } from '../contract/problem.ts';
import { constraintProblem } from './constraints.ts';
import { type Lease, asUnavailable, isStalePlan, isUnreachable, sqlState } from './pg.ts';
import type { Vault } from './vault.ts';

export function refuseClosed(vault: Vault): void {
  if (vault.state === 'suspended') throw new Problem('suspended');
  if (vault.state === 'maintenance') throw new Problem('maintenance', undefined, { retryAfter: 30 });
}

/** Rolls back, or gives the connection up when even that fails. */
export async function abandon(lease: Lease, cause: unknown): Promise<void> {
  if (isUnreachable(cause) || isStalePlan(cause)) {
    lease.release(cause);
    return;
  }
  try {
    await lease.query('rollback');
    lease.release();
  } catch (error) {
    lease.release(error);
  }
}

export function asProblem(error: unknown): unknown {
  if (error instanceof Problem) return error;
  if (sqlState(error) === 'SR401') return new Problem('session-ended');
  if (sqlState(error) === 'SR423') return new Problem('held');
  if (['SR409', '40001', '40P01'].includes(sqlState(error) ?? ''))
    return new Problem('unavailable', 'Rights are being changed just now.', { retryAfter: 1 });
  return constraintProblem(error) ?? asUnavailable(error);
}
