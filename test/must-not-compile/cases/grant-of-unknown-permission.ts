// A grant of a permission that does not exist.
import type { Grant } from '../../../src/core/principal.ts';

const rest = { rows: { op: 'all' }, fields: new Map(), otherFields: 'read', from: { role: 'r', roleName: 'R', scope: 'all' } } as const;
// right: export const grant: Grant = { ...rest, permission: 'contact.view' };
export const grant: Grant = { ...rest, permission: 'nowhere.at-all' }; // TS2322
