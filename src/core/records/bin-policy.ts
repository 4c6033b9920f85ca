// How long records lie in the bin, and whether the ledger forgets the values of what is deleted for good.
import { invalidField } from '../../contract/problem.ts';
import { assertAgreed } from '../access/agreed.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';

export interface BinPolicy {
  /** days; null: nothing is deleted by itself */
  readonly expireDays: number | null;
  readonly forgetHistory: boolean;
}

export async function readPolicy(unit: Unit): Promise<BinPolicy> {
  const { rows } = await unit.query<BinPolicy>(
    'select expire_days as "expireDays", forget_history as "forgetHistory" from core.bin_policy',
  );
  return rows[0]!;
}

export async function setPolicy(unit: Unit, next: BinPolicy): Promise<BinPolicy> {
  unit.refuseUnless(may(unit.me, 'tool.empty-bin'), 'tool.empty-bin');
  unit.assertWrites();
  await assertAgreed(unit, 'purge');
  if (
    next.expireDays !== null &&
    !(Number.isInteger(next.expireDays) && next.expireDays >= 1 && next.expireDays <= 3650)
  )
    throw invalidField('expireDays', 'out-of-range', 'Days from 1 to 3650, or none.');
  const before = await readPolicy(unit);
  const after = { expireDays: next.expireDays, forgetHistory: next.forgetHistory };
  await unit.query('update core.bin_policy set expire_days = $1, forget_history = $2', [
    after.expireDays,
    after.forgetHistory,
  ]);
  unit.ledger.add({
    verb: 'bin policy set',
    outcome: 'done',
    permission: 'tool.empty-bin',
    values: { before: { ...before }, after },
  });
  return after;
}
