// A feature that deletes rows of a table it names.
import type { Tx } from '../../../src/core/tx.ts';

// right: export const peek = (tx: Tx): unknown => tx.query;
export const peek = (tx: Tx): unknown => tx.query.deleteFrom('contact'); // TS2345
