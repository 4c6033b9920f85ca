// A patch of what only the engine may set.
import type { Tx } from '../../../src/core/tx.ts';
import { contact } from '../../../src/features/contacts/contract.ts';

export const forge = (tx: Tx, id: string): unknown =>
  // right: tx.records.edit(contact, id, { owner: id });
  tx.records.edit(contact, id, { createdBy: id }); // TS2353
