// Work of the product itself under a name that is not listed with its grants.
import type { Actor } from '../../../src/core/principal.ts';

// right: export const actor: Actor = { kind: 'system', name: 'host' };
export const actor: Actor = { kind: 'system', name: 'root' }; // TS2322
