// A patch whose value has another type than the field: money is decimal text, never a float.
import type { Tx } from '../../../src/core/tx.ts';
import { deal } from '../../../src/features/deals/contract.ts';

export const price = (tx: Tx, id: string): unknown =>
  // right: tx.records.edit(deal, id, { amount: { amount: '10.50', currency: 'EUR' } });
  tx.records.edit(deal, id, { amount: { amount: 10.5, currency: 'EUR' } }); // TS2322
