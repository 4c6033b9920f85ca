// How long records lie in the bin, and whether the ledger forgets the values of what is deleted for good.
import { invalidField } from '../../contract/problem.ts';
import type { Setting } from '../settings/setting.ts';
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

export const binSetting: Setting<BinPolicy> = {
  verb: 'bin policy set',
  title: 'How long records lie in the bin',
  right: 'tool.empty-bin',
  security: 'purge',
  labels: { expireDays: 'Days', forgetHistory: 'The ledger forgets' },
  read: async (unit) => ({ ...(await readPolicy(unit)) }),
  fit: ({ expireDays, forgetHistory }) => {
    if (expireDays !== null && !(Number.isInteger(expireDays) && expireDays >= 1 && expireDays <= 3650))
      throw invalidField('expireDays', 'out-of-range', 'Days from 1 to 3650, or none.');
    return { expireDays, forgetHistory };
  },
  keep: (unit, { expireDays, forgetHistory }) =>
    unit.query('update core.bin_policy set expire_days = $1, forget_history = $2', [expireDays, forgetHistory]),
};
