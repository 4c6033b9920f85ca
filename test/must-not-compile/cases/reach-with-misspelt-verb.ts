// A question about a right that does not exist.
import { reachOf } from '../../../src/core/policy.ts';
import type { Principal } from '../../../src/core/principal.ts';
import { contact } from '../../../src/features/contacts/contract.ts';

// right: export const reach = (me: Principal): unknown => reachOf(me, contact, 'edit');
export const reach = (me: Principal): unknown => reachOf(me, contact, 'update'); // TS2345
