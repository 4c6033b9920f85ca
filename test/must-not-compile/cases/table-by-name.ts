// A feature that names a table instead of asking for what its principal may read.
import type { Tx } from '../../../src/core/tx.ts';

// right: export const peek = (tx: Tx): unknown => tx.query;
export const peek = (tx: Tx): unknown => tx.query.selectFrom('contact'); // TS2345
