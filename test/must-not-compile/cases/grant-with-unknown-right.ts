// A right on a field that is none of the known ones.
import type { FieldRight } from '../../../src/core/principal.ts';

// right: export const right: FieldRight = 'hidden';
export const right: FieldRight = 'write'; // TS2322
