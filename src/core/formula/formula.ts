// Formulas of the tenant's own: CEL as people write it, checked against the object's fields, compiled to SQL. Nothing of it is ever evaluated as code.
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Field, FieldKind } from '../../contract/field.ts';
import { isDate } from '../policy-sql.ts';
import { type Sql, sql } from '../sql.ts';
import { type FormulaFunction, functions, methods } from './functions.ts';
import { parseFormula, refuse } from './parse.ts';
import type { FormulaType } from './type.ts';

export interface Compiled {
  readonly type: FormulaType;
  readonly value: Sql;
}

export interface Scope {
  /** the value of one of the record's fields as SQL; undefined: there is no such field to reckon with */
  readonly field: (name: string) => Compiled | undefined;
  /** YYYY-MM-DD where the company reckons its days */
  readonly today: string;
}

const typesOfKinds: Partial<Record<FieldKind, FormulaType>> = {
  text: 'text',
  url: 'text',
  email: 'text',
  phone: 'text',
  select: 'text',
  number: 'number',
  percent: 'number',
  money: 'number',
  date: 'date',
  checkbox: 'yesno',
};

/** The type a field has in a formula; undefined for kinds one cannot reckon with. A protected value stays sealed. */
export function formulaTypeOf(f: Field): FormulaType | undefined {
  return f.protected === true || f.formula !== undefined || f.rollUp !== undefined ? undefined : typesOfKinds[f.kind];
}

/** Kinds a formula's result can be shown as. */
export const resultKinds = { number: 'number', text: 'text', date: 'date', yesno: 'checkbox' } as const;

export function compileFormula(text: string, scope: Scope): Compiled {
  return compileNode(parseFormula(text), scope);
}

const empty: Compiled = { type: 'empty', value: sql`null` };

function compileNode(node: ASTNode, scope: Scope): Compiled {
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id': {
      const found = scope.field(node.args);
      if (found === undefined)
        throw refuse(`There is no field ${JSON.stringify(node.args.slice(0, 60))} to reckon with.`);
      return found;
    }
    case '?:': {
      const [test, then, other] = node.args.map((a) => compileNode(a, scope)) as [Compiled, Compiled, Compiled];
      need(test, 'yesno', '? :');
      return {
        type: common(then, other),
        value: sql`case when ${test.value} then ${typed(then, other)} else ${typed(other, then)} end`,
      };
    }
    case '&&':
    case '||': {
      const [a, b] = node.args.map((x) => compileNode(x, scope)) as [Compiled, Compiled];
      need(a, 'yesno', node.op);
      need(b, 'yesno', node.op);
      return {
        type: 'yesno',
        value: node.op === '&&' ? sql`(${a.value} and ${b.value})` : sql`(${a.value} or ${b.value})`,
      };
    }
    case '!_': {
      const a = compileNode(node.args, scope);
      need(a, 'yesno', '!');
      return { type: 'yesno', value: sql`(not ${a.value})` };
    }
    case '-_': {
      const a = compileNode(node.args, scope);
      need(a, 'number', '-');
      return { type: 'number', value: sql`(- ${a.value})` };
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': {
      const [a, b] = node.args.map((x) => compileNode(x, scope)) as [Compiled, Compiled];
      return binary(node.op, a, b);
    }
    case 'in': {
      const [a, list] = node.args;
      if (list.op !== 'list') throw refuse('in takes a list such as ["a", "b"].');
      const left = compileNode(a, scope);
      const items = list.args.map((x: ASTNode) => compileNode(x, scope));
      if (items.length === 0) return { type: 'yesno', value: sql`false` };
      for (const item of items) common(left, item);
      return { type: 'yesno', value: sql`(${left.value} in (${sql.join(items.map((i) => i.value))}))` };
    }
    case 'call': {
      const [name, args] = node.args;
      if (name === 'today' && args.length === 0) return { type: 'date', value: sql`${scope.today}::date` };
      if (name === 'date') return dateLiteral(args);
      return apply(
        Object.hasOwn(functions, name) ? functions[name] : undefined,
        name,
        args.map((x) => compileNode(x, scope)),
      );
    }
    case 'rcall': {
      const [name, on, args] = node.args;
      return apply(
        Object.hasOwn(methods, name) ? methods[name] : undefined,
        name,
        [on, ...args].map((x) => compileNode(x, scope)),
      );
    }
    default:
      throw refuse(`${node.op} cannot be used in a formula.`);
  }
}

function literal(value: unknown): Compiled {
  if (value === null) return empty;
  if (typeof value === 'bigint') return { type: 'number', value: sql`${String(value)}::numeric` };
  if (typeof value === 'number' && Number.isFinite(value) && !String(value).includes('e'))
    return { type: 'number', value: sql`${String(value)}::numeric` };
  if (typeof value === 'boolean') return { type: 'yesno', value: sql`${value}::boolean` };
  if (typeof value === 'string' && !value.includes('\0')) return { type: 'text', value: sql`${value}::text` };
  throw refuse('A value in it cannot be used.');
}

/** A date is written out, so that a wrong one is refused when the formula is saved. */
function dateLiteral(args: readonly ASTNode[]): Compiled {
  const [a] = args;
  if (args.length !== 1 || a?.op !== 'value' || typeof a.args !== 'string' || !isDate(a.args)) {
    throw refuse('date takes a date written out, such as date("2026-11-25").');
  }
  return { type: 'date', value: sql`${a.args}::date` };
}

function need(c: Compiled, type: FormulaType, where: string): void {
  if (c.type !== type && c.type !== 'empty') throw refuse(`${where} takes ${words[type]}, not ${words[c.type]}.`);
}

const words: Record<FormulaType, string> = {
  number: 'a number',
  text: 'text',
  date: 'a date',
  yesno: 'yes or no',
  empty: 'nothing',
};
const sqlTypes: Record<FormulaType, Sql> = {
  number: sql`numeric`,
  text: sql`text`,
  date: sql`date`,
  yesno: sql`boolean`,
  empty: sql`text`,
};

const signs: Readonly<Record<string, Sql>> = {
  '+': sql`+`,
  '-': sql`-`,
  '*': sql`*`,
  '/': sql`/`,
  '%': sql`%`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
};

function common(a: Compiled, b: Compiled): FormulaType {
  if (a.type === 'empty') return b.type;
  if (b.type !== 'empty' && a.type !== b.type)
    throw refuse(`${words[a.type]} and ${words[b.type]} do not go together.`);
  return a.type;
}

/** A lone null takes the type of what it stands beside. */
function typed(c: Compiled, beside: Compiled): Sql {
  return c.type === 'empty' ? sql`null::${sqlTypes[beside.type]}` : c.value;
}

function binary(op: string, a: Compiled, b: Compiled): Compiled {
  if (op === '==' || op === '!=') {
    common(a, b);
    const [left, right] = [typed(a, b), typed(b, a)];
    return {
      type: 'yesno',
      value: op === '==' ? sql`(${left} is not distinct from ${right})` : sql`(${left} is distinct from ${right})`,
    };
  }
  if (op === '<' || op === '<=' || op === '>' || op === '>=') {
    const type = common(a, b);
    const left = type === 'text' ? sql`${typed(a, b)} collate "C"` : typed(a, b);
    // Nothing is neither above nor below anything.
    return { type: 'yesno', value: sql`coalesce(${left} ${signs[op]!} ${typed(b, a)}, false)` };
  }
  if (op === '+' && (a.type === 'text' || b.type === 'text')) {
    need(a, 'text', '+');
    need(b, 'text', '+');
    return { type: 'text', value: sql`(coalesce(${typed(a, b)}, '') || coalesce(${typed(b, a)}, ''))` };
  }
  if ((op === '+' || op === '-') && a.type === 'date') return moveDate(op, a, b);
  need(a, 'number', op);
  need(b, 'number', op);
  const [left, right] = [typed(a, { type: 'number', value: a.value }), typed(b, { type: 'number', value: b.value })];
  if (op === '/' || op === '%') return { type: 'number', value: sql`(${left} ${signs[op]!} nullif(${right}, 0))` };
  return { type: 'number', value: sql`(${left} ${signs[op]!} ${right})` };
}

/** A date plus or minus days is a date; a date minus a date is days. Days beyond a million are nothing, for no calendar reaches there. */
function moveDate(op: '+' | '-', a: Compiled, b: Compiled): Compiled {
  if (op === '-' && b.type === 'date') return { type: 'number', value: sql`(${a.value} - ${b.value})::numeric` };
  need(b, 'number', op);
  const days = sql`case when abs(${b.value}) < 1000000 then trunc(${b.value})::int end`;
  return { type: 'date', value: op === '+' ? sql`(${a.value} + ${days})` : sql`(${a.value} - ${days})` };
}

function apply(f: FormulaFunction | undefined, name: string, args: readonly Compiled[]): Compiled {
  if (f === undefined)
    throw refuse(
      `There is no function ${JSON.stringify(name.slice(0, 40))}. There are: ${['today', 'date', ...Object.keys(functions), ...Object.keys(methods).map((m) => `.${m}`)].join(', ')}.`,
    );
  if (args.length < f.least || args.length > f.most)
    throw refuse(`${name} takes ${f.least === f.most ? f.least : `${f.least} to ${f.most}`} values.`);
  args.forEach((a, i) => {
    const type = f.takes[Math.min(i, f.takes.length - 1)]!;
    if (type !== 'any') need(a, type, name);
  });
  return { type: f.gives, value: f.compile(args.map((a) => a.value)) };
}
