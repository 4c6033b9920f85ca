// A rule with an operator neither evaluator knows.
import type { Rule } from '../../../src/contract/rule.ts';

// right: export const rule: Rule = { op: 'eq', field: 'owner', to: { me: 'id' } };
export const rule: Rule = { op: 'like', field: 'owner', to: { me: 'id' } }; // TS2322
