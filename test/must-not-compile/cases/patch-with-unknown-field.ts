// A patch of a field the object does not have.
import type { Tx } from '../../../src/core/tx.ts';
import { contact } from '../../../src/features/contacts/contract.ts';

export const rename = (tx: Tx, id: string): unknown =>
  // right: tx.records.edit(contact, id, { givenName: 'Ann' });
  tx.records.edit(contact, id, { givenNam: 'Ann' }); // TS2561
