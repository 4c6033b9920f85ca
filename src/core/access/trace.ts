// A rule in words, and which of its parts hold for a row: the explanation comes from the value that decides, never from a copy of it.
import { type Entity } from '../../contract/entity.ts';
import { type Operand, type Rule, type RuleRow, type Self, matches } from '../../contract/rule.ts';

/** One rule, what it says, whether it holds for the row; its parts where it has any. */
export interface Trace {
  readonly says: string;
  readonly holds: boolean;
  readonly parts?: readonly Trace[];
}

/** `holds` is the answer of the evaluator itself, part by part. */
export function traceRule(rule: Rule, e: Entity, row: RuleRow, me: Self): Trace {
  const holds = matches(rule, row, me);
  switch (rule.op) {
    case 'all':
      return { says: 'every record', holds };
    case 'none':
      return { says: 'no record', holds };
    case 'and':
    case 'or': {
      const parts = rule.rules.map((part) => traceRule(part, e, row, me));
      return { says: rule.op === 'and' ? 'all of' : 'any of', holds, parts };
    }
    case 'not':
      return { says: 'not', holds, parts: [traceRule(rule.rule, e, row, me)] };
    default:
      return { says: `${labelOf(e, rule.field)} ${words[rule.op]} ${operand(rule.to)}`, holds };
  }
}

/** The rule as one sentence, without a record: what whoever writes it reads back. */
export function describeRule(rule: Rule, e: Entity): string {
  switch (rule.op) {
    case 'all':
      return 'every record';
    case 'none':
      return 'no record';
    case 'and':
    case 'or':
      return rule.rules.map((part) => inner(part, e)).join(` ${rule.op} `);
    case 'not':
      return rule.rule.op === 'eq'
        ? `${labelOf(e, rule.rule.field)} is not ${operand(rule.rule.to)}`
        : `not (${describeRule(rule.rule, e)})`;
    default:
      return `${labelOf(e, rule.field)} ${words[rule.op]} ${operand(rule.to)}`;
  }
}

function inner(part: Rule, e: Entity): string {
  const text = describeRule(part, e);
  return part.op === 'and' || part.op === 'or' ? `(${text})` : text;
}

const words = {
  eq: 'is',
  in: 'is among',
  lt: 'is below',
  has: 'holds',
  meets: 'holds any of',
} as const;

const labels: Readonly<Record<string, string>> = {
  id: 'The record',
  owner: 'Owner',
  createdBy: 'Created by',
  updatedBy: 'Changed by',
  createdAt: 'Created at',
  updatedAt: 'Changed at',
  archivedAt: 'Archived at',
};

function labelOf(e: Entity, field: string): string {
  return e.fields[field]?.label ?? (Object.hasOwn(labels, field) ? labels[field]! : field);
}

const whos: Record<keyof Self, string> = {
  id: 'the person',
  selves: 'the person or whom they stand in for',
  teammates: 'the people of their teams',
  below: 'the people of their teams and the teams below',
  territories: 'their territories and those below',
};

function operand(to: Operand): string {
  if ('me' in to) return whos[to.me];
  if (to.value === null) return 'empty';
  if (!Array.isArray(to.value)) {
    const { value } = to;
    return typeof value === 'object' && 'of' in value ? `the person’s ${value['of'] as string}` : JSON.stringify(value);
  }
  return to.value.length > 5 ? `${to.value.length} named ones` : JSON.stringify(to.value);
}
