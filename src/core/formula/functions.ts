// The functions a formula may use. CEL's `matches` is not among them: a regular expression somebody typed can take for ever.
import { type Sql, sql } from '../sql.ts';
import type { FormulaType } from './type.ts';

export interface FormulaFunction {
  readonly takes: readonly (FormulaType | 'any')[];
  readonly least: number;
  readonly most: number;
  readonly gives: FormulaType;
  readonly compile: (args: readonly Sql[]) => Sql;
}

function fn(
  takes: readonly (FormulaType | 'any')[],
  gives: FormulaType,
  compile: (args: readonly Sql[]) => Sql,
  counts: { least?: number; most?: number } = {},
): FormulaFunction {
  return { takes, gives, compile, least: counts.least ?? takes.length, most: counts.most ?? takes.length };
}

export const functions: Readonly<Record<string, FormulaFunction>> = {
  size: fn(['text'], 'number', ([a]) => sql`char_length(${a})::numeric`),
  has: fn(['any'], 'yesno', ([a]) => sql`(${a} is not null)`),
  abs: fn(['number'], 'number', ([a]) => sql`abs(${a})`),
  round: fn(
    ['number', 'number'],
    'number',
    ([a, b]) => sql`round(${a}, ${b === undefined ? sql`0` : sql`least(greatest(${b}, 0), 10)::int`})`,
    { least: 1 },
  ),
  min: fn(['number'], 'number', (args) => sql`least(${sql.join(args)})`, { least: 2, most: 8 }),
  max: fn(['number'], 'number', (args) => sql`greatest(${sql.join(args)})`, { least: 2, most: 8 }),
  text: fn(['any'], 'text', ([a]) => sql`(${a})::text`),
  year: fn(['date'], 'number', ([a]) => sql`extract(year from ${a})`),
  month: fn(['date'], 'number', ([a]) => sql`extract(month from ${a})`),
  day: fn(['date'], 'number', ([a]) => sql`extract(day from ${a})`),
};

export const methods: Readonly<Record<string, FormulaFunction>> = {
  size: functions['size']!,
  contains: fn(['text', 'text'], 'yesno', ([a, b]) => sql`coalesce(strpos(${a}, ${b}) > 0, false)`),
  startsWith: fn(['text', 'text'], 'yesno', ([a, b]) => sql`coalesce(starts_with(${a}, ${b}), false)`),
  endsWith: fn(['text', 'text'], 'yesno', ([a, b]) => sql`coalesce(right(${a}, char_length(${b})) = ${b}, false)`),
  lowerAscii: fn(['text'], 'text', ([a]) => sql`lower(${a})`),
  upperAscii: fn(['text'], 'text', ([a]) => sql`upper(${a})`),
  trim: fn(['text'], 'text', ([a]) => sql`trim(${a})`),
};
