// A feature that names a table with its schema.
import type { Tx } from '../../../src/core/tx.ts';

// right: export const peek = (tx: Tx): unknown => tx.query;
export const peek = (tx: Tx): unknown => tx.query.selectFrom('data.contact'); // TS2345
