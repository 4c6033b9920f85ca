// A feature that reaches for a second handle to the data.
import type { Tx } from '../../../src/core/tx.ts';

// right: export const pool = (tx: Tx): unknown => tx.tenant.name;
export const pool = (tx: Tx): unknown => tx.tenant.pool; // TS2339
