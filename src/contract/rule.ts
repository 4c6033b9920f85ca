// A rule over a record is one value with two evaluators: here in memory, in core/policy-sql.ts as SQL. A property test proves that they agree.
import { Decimal, compareDecimals, decimalOfNumber } from './decimal.ts';
import type { Json } from './json.ts';
import { isStorable } from './text.ts';

/** Where the other side of a comparison comes from: a fixed value, or something about the person who acts. */
export type Operand = { readonly value: Json } | { readonly me: keyof Self };

/**
 * Two-valued logic: an absent field is null, null equals null, and every ordered comparison with null is false.
 * Strings compare by code point; an instant is a string too, in the canonical form of `toISOString`. `eq` and `lt` take a single
 * operand, `in` a list, `has` looks into a multi value, `meets` looks there for any of a list.
 */
export type Rule =
  | { readonly op: 'all' }
  | { readonly op: 'none' }
  | { readonly op: Comparison; readonly field: string; readonly to: Operand }
  | { readonly op: 'and' | 'or'; readonly rules: readonly Rule[] }
  | { readonly op: 'not'; readonly rule: Rule };

export type Comparison = 'eq' | 'in' | 'lt' | 'has' | 'meets';

export const everything: Rule = { op: 'all' };
export const nothing: Rule = { op: 'none' };

/** What a rule may ask about the person who acts. */
export interface Self {
  readonly id: string;
  /** me, and whom I stand in for today */
  readonly selves: readonly string[];
  /** everybody who shares a team with me, me included */
  readonly teammates: readonly string[];
  /** everybody in my teams and in the teams below them, me included */
  readonly below: readonly string[];
  /** my territories and all below them */
  readonly territories: readonly string[];
}

export type RuleRow = Readonly<Record<string, unknown>>;

/** A row, or how to get it: most rules are `all` and never look. */
export type LazyRow = RuleRow | (() => RuleRow);

/** Whether the rule holds for the row: references as plain ids, numbers as `Decimal`, instants as canonical ISO strings. */
export function matches(rule: Rule, row: LazyRow, me: Self): boolean {
  switch (rule.op) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'and':
      return rule.rules.every((r) => matches(r, row, me));
    case 'or':
      return rule.rules.some((r) => matches(r, row, me));
    case 'not':
      return !matches(rule.rule, row, me);
    default: {
      const values = typeof row === 'function' ? row() : row;
      return compare(
        rule.op,
        Object.hasOwn(values, rule.field) ? (values[rule.field] ?? null) : null,
        operandValue(rule.to, me),
      );
    }
  }
}

export function operandValue(to: Operand, me: Self): Json {
  if ('value' in to) return to.value;
  return to.me === 'id' ? me.id : [...me[to.me]];
}

function compare(op: Comparison, left: unknown, right: Json): boolean {
  switch (op) {
    case 'eq':
      return same(left, right);
    case 'in':
      return Array.isArray(right) && right.some((r) => same(left, r));
    case 'lt':
      return left !== null && right !== null && below(left, right);
    case 'has':
      return Array.isArray(left) && left.some((item) => same(keyOf(item), right));
    case 'meets':
      return Array.isArray(left) && Array.isArray(right) && right.some((r) => left.some((i) => same(keyOf(i), r)));
  }
}

/** What identifies one item of a multi value: a link's id, a labelled value's value, or the item itself. */
function keyOf(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  return 'id' in item ? item.id : 'value' in item ? item.value : item;
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Decimal) return typeof b === 'number' && decimalOfNumber(b) === a.text;
  return a === b;
}

function below(a: unknown, b: Json): boolean {
  if (a instanceof Decimal) {
    const right = typeof b === 'number' ? decimalOfNumber(b) : undefined;
    return right !== undefined && compareDecimals(a.text, right) < 0;
  }
  return typeof a === 'string' && typeof b === 'string' && isStorable(b) && compareCodePoints(a, b) < 0;
}

/** Order by Unicode code point, which is what PostgreSQL's "C" collation does; JavaScript's own `<` orders by UTF-16 unit. */
export function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const d = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (d !== 0) return d;
  }
  return left.length - right.length;
}

/** The same rule, smaller: `or` with `all` is `all`, nested groups are flattened, doubles are dropped. */
export function simplify(rule: Rule): Rule {
  if (rule.op === 'not') {
    const inner = simplify(rule.rule);
    if (inner.op === 'all') return nothing;
    if (inner.op === 'none') return everything;
    return inner.op === 'not' ? inner.rule : { op: 'not', rule: inner };
  }
  if (rule.op !== 'and' && rule.op !== 'or') return rule;
  const swallow = rule.op === 'or' ? 'all' : 'none';
  const neutral = rule.op === 'or' ? 'none' : 'all';
  const kept: Rule[] = [];
  for (const part of rule.rules.map(simplify)) {
    if (part.op === swallow) return part;
    if (part.op === neutral) continue;
    if (part.op === rule.op) kept.push(...part.rules);
    else kept.push(part);
  }
  const distinct = [...new Map(kept.map((r) => [JSON.stringify(r), r])).values()];
  if (distinct.length === 0) return neutral === 'all' ? everything : nothing;
  return distinct.length === 1 ? distinct[0]! : { op: rule.op, rules: distinct };
}

export function anyOf(rules: readonly Rule[]): Rule {
  return simplify({ op: 'or', rules });
}

export function allOf(rules: readonly Rule[]): Rule {
  return simplify({ op: 'and', rules });
}
