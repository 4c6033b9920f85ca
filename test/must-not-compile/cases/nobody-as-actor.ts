// Work in the name of nobody.
import type { Actor } from '../../../src/core/principal.ts';

// right: export const actor: Actor = { kind: 'stranger' };
export const actor: Actor = null; // TS2322
