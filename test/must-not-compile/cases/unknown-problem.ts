// A refusal that is not in the table of problems.
import { Problem } from '../../../src/contract/problem.ts';

// right: export const refusal = new Problem('not-found');
export const refusal = new Problem('not-there'); // TS2345
