// Puts the alternatives of an `or` so that the database has less to read: comparisons of one field become one list, and what no index
// serves stands in front, because a planner that finds it there looks for no index for the others.
import type { Entity } from '../contract/entity.ts';
import { isMulti } from '../contract/field.ts';
import type { Json } from '../contract/json.ts';
import { type Rule, type Self, operandValue } from '../contract/rule.ts';

type Compared = Extract<Rule, { readonly field: string }>;

/** The same alternatives, fewer: `eq` and `in` of one field as one `in`, `has` and `meets` as one `meets`. Groups in it are dissolved. */
export function mergeAlternatives(rules: readonly Rule[], me: Self): readonly Rule[] {
  const lists = new Map<string, { readonly first: Compared; readonly op: 'in' | 'meets'; readonly values: Json[] }>();
  const out: (Rule | string)[] = [];
  for (const rule of dissolved(rules)) {
    const found = listOf(rule, me);
    if (found === null) {
      out.push(rule);
      continue;
    }
    const key = `${found.op} ${found.first.field}`;
    const known = lists.get(key);
    if (known !== undefined) {
      known.values.push(...found.values);
      continue;
    }
    lists.set(key, found);
    out.push(key);
  }
  return out.map((part) => {
    if (typeof part !== 'string') return part;
    const { first, op, values } = lists.get(part)!;
    return { op, field: first.field, to: { value: [...new Set(values)] } };
  });
}

function dissolved(rules: readonly Rule[]): readonly Rule[] {
  return rules.flatMap((rule) => (rule.op === 'or' ? dissolved(rule.rules) : [rule]));
}

/** What one comparison looks for, as a list of plain values; null where it is no such comparison. */
function listOf(rule: Rule, me: Self): { first: Compared; op: 'in' | 'meets'; values: Json[] } | null {
  if (rule.op !== 'eq' && rule.op !== 'in' && rule.op !== 'has' && rule.op !== 'meets') return null;
  const value = operandValue(rule.to, me);
  const isOne = rule.op === 'eq' || rule.op === 'has';
  const values = isOne ? [value] : Array.isArray(value) ? value : null;
  if (values === null || values.some((v) => typeof v === 'object' && v !== null)) return null;
  return { first: rule, op: rule.op === 'eq' || rule.op === 'in' ? 'in' : 'meets', values: [...values] };
}

export interface Alternatives {
  readonly rules: readonly Rule[];
  /** one of them no index serves, and so none serves them all */
  readonly unindexed: boolean;
}

/** The alternatives with the cheapest of those in front that no index serves. */
export function unindexedFirst(rules: readonly Rule[], e: Entity, effort: (rule: Rule) => number): Alternatives {
  const first = rules.filter((rule) => !mayBeIndexed(rule, e)).toSorted((a, b) => effort(a) - effort(b))[0];
  if (first === undefined) return { rules, unindexed: false };
  return { rules: [first, ...rules.filter((rule) => rule !== first)], unindexed: true };
}

/** Only cost hangs on it: a planner asks the indexes themselves. */
function mayBeIndexed(rule: Rule, e: Entity): boolean {
  switch (rule.op) {
    case 'all':
    case 'none':
    case 'not':
      return false;
    case 'and':
      return rule.rules.some((part) => mayBeIndexed(part, e));
    case 'or':
      return rule.rules.every((part) => mayBeIndexed(part, e));
    default: {
      if (['owner', 'id', 'updatedAt', 'archivedAt'].includes(rule.field)) return true;
      const field = Object.hasOwn(e.fields, rule.field) ? e.fields[rule.field]! : undefined;
      if (field === undefined) return false;
      if (rule.op === 'lt') return field.sorted === true;
      return isMulti(field.kind) || field.kind === 'ref' || [field.key, field.unique, field.sorted].includes(true);
    }
  }
}
