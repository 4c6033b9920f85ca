// A new record without a field that is required.
import type { Tx } from '../../../src/core/tx.ts';
import { contact } from '../../../src/features/contacts/contract.ts';

export const add = (tx: Tx): unknown =>
  // right: tx.records.create(contact, { givenName: 'Ann', familyName: 'Lee' });
  tx.records.create(contact, { givenName: 'Ann' }); // TS2345
