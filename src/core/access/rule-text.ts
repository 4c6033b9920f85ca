// Rules people write: CEL over the record and the user, compiled to a Rule, so that memory, SQL and explanation stay one. Only comparisons of
// a stored field with a fixed value or something of the user: each becomes a condition an index can serve. Everything else is refused.
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Entity } from '../../contract/entity.ts';
import { type Field, isVirtual } from '../../contract/field.ts';
import type { Json } from '../../contract/json.ts';
import { type Problem, invalidField } from '../../contract/problem.ts';
import {
  type Comparison,
  type Operand,
  type Rule,
  allOf,
  anyOf,
  compareCodePoints,
  everything,
  nothing,
  simplify,
} from '../../contract/rule.ts';
import { parseFormula } from '../formula/parse.ts';
import { isDate, isInstant } from '../policy-sql.ts';
import { isOfUserRules } from './governed.ts';

type Type = 'text' | 'number' | 'yesno' | 'date' | 'instant' | 'id' | 'list';

/** What a rule may know of whoever acts: values of his user record as a rule holds them. Null: nobody yet, the rule is only checked. */
export type UserValues = Readonly<Record<string, Json>> | null;

const typesOfKinds: Partial<Record<Field['kind'], Type>> = {
  text: 'text',
  url: 'text',
  email: 'text',
  phone: 'text',
  select: 'text',
  number: 'number',
  percent: 'number',
  money: 'number',
  checkbox: 'yesno',
  date: 'date',
  dateTime: 'instant',
  ref: 'id',
  multiSelect: 'list',
  links: 'list',
  emails: 'list',
  phones: 'list',
};

const systemTypes: Readonly<Record<string, Type>> = {
  id: 'id',
  createdBy: 'id',
  updatedBy: 'id',
  createdAt: 'instant',
  updatedAt: 'instant',
};

/** One side of a comparison. */
type Side =
  | { readonly is: 'field'; readonly name: string; readonly type: Type }
  | { readonly is: 'value'; readonly to: Operand; readonly type: Type | 'null' };

interface Around {
  readonly e: Entity;
  readonly user: Entity;
  readonly values: UserValues;
}

function refuseRule(reason: string): Problem {
  return invalidField(
    'rule',
    'bad-rule',
    reason,
    'Comparisons of the record with values or the user, such as record.country == user.country && record.stage != "secret".',
  );
}

/** Throws a Problem for a text that is no rule over these objects. */
export function compileRuleText(text: string, e: Entity, user: Entity, values: UserValues): Rule {
  let ast: ASTNode;
  try {
    ast = parseFormula(text);
  } catch (error) {
    throw refuseRule(error instanceof Error ? error.message : 'It cannot be read.');
  }
  return simplify(compileNode(ast, { e, user, values }));
}

const comparisons = ['==', '!=', '<', '<=', '>', '>='] as const;
type Sign = (typeof comparisons)[number];
const mirrored: Record<Sign, Sign> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function isSign(op: string): op is Sign {
  return (comparisons as readonly string[]).includes(op);
}

function compileNode(node: ASTNode, around: Around): Rule {
  const { op } = node;
  if (op === '&&' || op === '||') {
    const parts = node.args.map((a) => compileNode(a, around));
    return op === '&&' ? allOf(parts) : anyOf(parts);
  }
  if (op === '!_') return { op: 'not', rule: compileNode(node.args, around) };
  if (op === 'value' && typeof node.args === 'boolean') return node.args ? everything : nothing;
  if (op === 'in') return compileIn(node.args[0], node.args[1], around);
  if (isSign(op)) {
    const [a, b] = node.args as [ASTNode, ASTNode];
    return compare(op, side(a, around), side(b, around));
  }
  const alone = side(node, around);
  if (alone.type !== 'yesno') throw refuseRule('It has to say when it holds: by comparisons, joined by &&, || and !.');
  return compare('==', alone, { is: 'value', to: { value: true }, type: 'yesno' });
}

function side(node: ASTNode, around: Around): Side {
  switch (node.op) {
    case 'value':
      return constant(node.args);
    case '-_': {
      const of = node.args.op === 'value' ? node.args.args : undefined;
      if (typeof of !== 'number' && typeof of !== 'bigint') throw refuseRule('- stands before a number.');
      return constant(-of);
    }
    case '.': {
      const [of, name] = node.args;
      if (of.op !== 'id') throw refuseRule('One looks at fields of the record and of the user, and no further.');
      if (of.args === 'record') return fieldSide(name, around.e);
      if (of.args === 'user') return userSide(name, around);
      throw refuseRule(`There is no ${JSON.stringify(of.args.slice(0, 40))}: only record and user.`);
    }
    case 'call': {
      const [name, args] = node.args;
      const [only] = args;
      const text = args.length === 1 && only?.op === 'value' ? only.args : undefined;
      if (name === 'date' && typeof text === 'string' && isDate(text))
        return { is: 'value', to: { value: text }, type: 'date' };
      if (name === 'timestamp' && typeof text === 'string' && isInstant(text))
        return { is: 'value', to: { value: new Date(text).toISOString() }, type: 'instant' };
      throw refuseRule('The only functions are date("2026-11-25") and timestamp("2026-11-25T09:30:00Z"), written out.');
    }
    case 'id':
      throw refuseRule(`Fields are written record.${node.args.slice(0, 40)} or user.${node.args.slice(0, 40)}.`);
    default:
      throw refuseRule(
        `${node.op === 'rcall' ? `.${node.args[0]}()` : node.op} cannot be used: no index could serve it.`,
      );
  }
}

function constant(value: unknown): Side {
  if (value === null) return { is: 'value', to: { value: null }, type: 'null' };
  if (typeof value === 'boolean') return { is: 'value', to: { value }, type: 'yesno' };
  if (typeof value === 'string' && !value.includes('\0') && value.isWellFormed())
    return { is: 'value', to: { value }, type: 'text' };
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (
    typeof number === 'number' &&
    Number.isFinite(number) &&
    (!Number.isInteger(number) || Number.isSafeInteger(number))
  )
    return { is: 'value', to: { value: number }, type: 'number' };
  throw refuseRule('A value in it cannot be used.');
}

function fieldSide(name: string, e: Entity): Side {
  if (name === 'owner' && e.owner === 'owner') return { is: 'field', name, type: 'id' };
  if (Object.hasOwn(systemTypes, name)) return { is: 'field', name, type: systemTypes[name]! };
  const f = Object.hasOwn(e.fields, name) ? e.fields[name]! : undefined;
  if (f === undefined) throw refuseRule(`${e.label} has no field ${JSON.stringify(name.slice(0, 60))}.`);
  if (isVirtual(f) || f.follows !== undefined)
    throw refuseRule(`${f.label} is reckoned when it is read: no index could serve it.`);
  if (f.protected === true) throw refuseRule(`${f.label} is stored sealed: nothing can look into it.`);
  const type = typesOfKinds[f.kind];
  if (type === undefined) throw refuseRule(`${f.label} is of a kind rules cannot compare.`);
  return { is: 'field', name, type };
}

function userSide(name: string, { user, values }: Around): Side {
  if (name === 'id') return { is: 'value', to: { me: 'id' }, type: 'id' };
  if (name === 'teammates' || name === 'territories') return { is: 'value', to: { me: name }, type: 'list' };
  const f = fieldSide(name, user);
  if (name !== 'status' && !isOfUserRules(name, user.fields[name]))
    throw refuseRule(
      `user.${name.slice(0, 60)} cannot be asked for: people may change it themselves. There are id, status, teams, teammates, territories, and fields of your own.`,
    );
  return { is: 'value', to: { value: values?.[name] ?? null }, type: f.type };
}

/** Text stands for what is written as text: options, ids. */
function fit(a: Side, b: Side): boolean {
  if (a.type === 'null' || b.type === 'null') return a.type !== 'list' && b.type !== 'list';
  if (a.type === 'list' || b.type === 'list') return false;
  return a.type === b.type || (a.type === 'id' && b.type === 'text') || (a.type === 'text' && b.type === 'id');
}

const words: Record<Type | 'null', string> = {
  text: 'text',
  number: 'a number',
  yesno: 'yes or no',
  date: 'a date',
  instant: 'a point in time',
  id: 'a record',
  list: 'a list',
  null: 'nothing',
};

function compare(sign: Sign, a: Side, b: Side): Rule {
  if (!fit(a, b)) throw refuseRule(`${words[a.type]} and ${words[b.type]} are not compared by ${sign}.`);
  const ordered = sign !== '==' && sign !== '!=';
  if (ordered && [a.type, b.type].some((t) => t === 'yesno' || t === 'id' || t === 'null'))
    throw refuseRule(`${words[a.type]} and ${words[b.type]} have no order.`);
  if (a.is === 'field' && b.is === 'field')
    throw refuseRule('Two fields of the record are not compared with each other: no index could serve it.');
  if (a.is === 'field') return compareField(a.name, sign, (b as Extract<Side, { is: 'value' }>).to);
  if (b.is === 'field') return compareField(b.name, mirrored[sign], a.to);
  return compareConstants(sign, a.to, b.to);
}

function compareField(field: string, sign: Sign, to: Operand): Rule {
  const test = (op: Comparison): Rule => ({ op, field, to });
  const empty: Rule = { op: 'eq', field, to: { value: null } };
  const not = (rule: Rule): Rule => ({ op: 'not', rule });
  if (sign === '==') return test('eq');
  if (sign === '!=') return not(test('eq'));
  // Nothing is neither above nor below anything.
  if ('value' in to && to.value === null) return nothing;
  if (sign === '<') return test('lt');
  if (sign === '<=') return anyOf([test('lt'), test('eq')]);
  const notBelow = allOf([not(test('lt')), not(empty)]);
  return sign === '>=' ? notBelow : allOf([notBelow, not(test('eq'))]);
}

/** Something of the user with a fixed value: the same for every record. */
function compareConstants(sign: Sign, a: Operand, b: Operand): Rule {
  if (!('value' in a) || !('value' in b)) throw refuseRule('Who acts is compared with fields of the record.');
  const [x, y] = [a.value, b.value];
  if (sign === '==') return x === y ? everything : nothing;
  if (sign === '!=') return x !== y ? everything : nothing;
  if (x === null || y === null || typeof x !== typeof y) return nothing;
  const below = (p: Json, q: Json): boolean =>
    typeof p === 'string' ? compareCodePoints(p, q as string) < 0 : (p as number) < (q as number);
  const holds = { '<': below(x, y), '<=': !below(y, x), '>': below(y, x), '>=': !below(x, y) }[sign];
  return holds ? everything : nothing;
}

function compileIn(a: ASTNode, b: ASTNode, around: Around): Rule {
  const left = side(a, around);
  if (b.op === 'list') {
    const items = b.args.map((x: ASTNode) => side(x, around));
    const values = items.map((x) => {
      if (x.is !== 'value' || !('value' in x.to) || !fit(left, x))
        throw refuseRule('in takes a list of values that fit, such as ["a", "b"].');
      return x.to.value;
    });
    if (left.is === 'field') return { op: 'in', field: left.name, to: { value: values } };
    if (!('value' in left.to)) throw refuseRule('Who acts is compared with fields of the record.');
    const mine = left.to.value;
    return values.includes(mine) ? everything : nothing;
  }
  const right = side(b, around);
  if (right.type !== 'list' || left.type === 'list')
    throw refuseRule('in takes a list, or a field with several values.');
  if (right.is === 'field') {
    if (left.is === 'field')
      throw refuseRule('Two fields of the record are not compared with each other: no index could serve it.');
    return { op: 'has', field: right.name, to: left.to };
  }
  if (left.is === 'field') return { op: 'in', field: left.name, to: right.to };
  if (!('value' in left.to) || !('value' in right.to))
    throw refuseRule('Who acts is compared with fields of the record.');
  return Array.isArray(right.to.value) && right.to.value.includes(left.to.value) ? everything : nothing;
}
