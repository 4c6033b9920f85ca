// SQL as values that cannot be built from text by accident: a template whose holes are parameters unless they are SQL themselves.
// Written by hand because it is on the path of every request: kysely's template, with a tree to build and walk, took five times as long.

/** A piece of SQL: texts and, between them, parameters. Made only here, so that no string becomes SQL unseen. */
export class Sql {
  readonly texts: readonly string[];
  readonly values: readonly unknown[];

  constructor(texts: readonly string[], values: readonly unknown[]) {
    this.texts = texts;
    this.values = values;
  }
}

export interface CompiledSql {
  readonly text: string;
  readonly values: readonly unknown[];
}

function template(strings: TemplateStringsArray, ...holes: readonly unknown[]): Sql {
  const texts: string[] = [strings[0]!];
  const values: unknown[] = [];
  for (let i = 0; i < holes.length; i++) {
    const hole = holes[i];
    if (hole instanceof Sql) {
      append(texts, values, hole);
    } else {
      values.push(hole);
      texts.push('');
    }
    texts[texts.length - 1] += strings[i + 1]!;
  }
  return new Sql(texts, values);
}

function append(texts: string[], values: unknown[], part: Sql): void {
  texts[texts.length - 1] += part.texts[0]!;
  for (let i = 0; i < part.values.length; i++) {
    values.push(part.values[i]);
    texts.push(part.texts[i + 1]!);
  }
}

const comma = new Sql([', '], []);
const space = new Sql([' '], []);

/** `a.b` as quoted identifiers. */
function ref(name: string): Sql {
  return new Sql([name.split('.').map(quote).join('.')], []);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text of ours as SQL: table names and expressions made in core/schema. Never anything that came from outside. */
function raw(text: string): Sql {
  return new Sql([text], []);
}

function join(parts: readonly unknown[], separator: Sql = comma): Sql {
  const texts = [''];
  const values: unknown[] = [];
  parts.forEach((part, i) => {
    if (i > 0) append(texts, values, separator);
    if (part instanceof Sql) {
      append(texts, values, part);
    } else {
      values.push(part);
      texts.push('');
    }
  });
  return new Sql(texts, values);
}

export const sql = Object.assign(template, { ref, raw, join });

/** A list that stands in it several times, as the parts of a rule do, is sent once, in whichever form. */
export function compile(fragment: Sql): CompiledSql {
  let text = fragment.texts[0]!;
  const values: unknown[] = [];
  const lists = new Map<unknown, number>();
  for (let i = 1; i < fragment.texts.length; i++) {
    const value = fragment.values[i - 1];
    const isList = Array.isArray(value) || Buffer.isBuffer(value);
    let n = isList ? lists.get(value) : undefined;
    if (n === undefined) {
      n = values.push(value);
      if (isList) lists.set(value, n);
    }
    text += `$${n}${fragment.texts[i]}`;
  }
  return { text, values };
}

export const yes: Sql = sql`true`;
export const no: Sql = sql`false`;

export function and(parts: readonly Sql[]): Sql {
  const needed = parts.filter((part) => part !== yes);
  if (needed.length === 0) return yes;
  return needed.length === 1 ? needed[0]! : sql`(${sql.join(needed, andWord)})`;
}

export function or(parts: readonly Sql[]): Sql {
  const needed = parts.filter((part) => part !== no);
  if (needed.length === 0) return no;
  return needed.length === 1 ? needed[0]! : sql`(${sql.join(needed, orWord)})`;
}

/**
 * The same condition, never null, written so that the planner expects it to hold on nearly every row. For what only repeats or prepares
 * another condition: the planner multiplies the guesses of all it sees, as if each knew nothing of the others, and then expects no rows.
 */
export function unjudged(part: Sql): Sql {
  return sql`(case when ${part} then true end) is not unknown`;
}

/** The same condition, never null, written so that the planner expects it to hold on hardly any row and looks no further into it. */
export function unlikely(part: Sql): Sql {
  return sql`(case when ${part} then null else true end) is unknown`;
}

const andWord = sql` and `;
const orWord = sql` or `;

/** A statement with relations in front of it, in one WITH together with its own. */
export function withInFront(relations: Sql, statement: Sql): Sql {
  const [first, ...rest] = statement.texts;
  const itsOwn = first!.startsWith('with ');
  const tail = new Sql([itsOwn ? first!.slice('with '.length) : first!, ...rest], statement.values);
  return sql`with ${relations}${itsOwn ? comma : space}${tail}`;
}

/** Text with what LIKE takes for a wildcard made literal. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`);
}
