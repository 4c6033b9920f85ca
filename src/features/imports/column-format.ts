// Finds the format in which the cells of a column are written, or what has to be asked because two formats read them differently. Pure.
import type { FieldKind } from '../../contract/field.ts';
import type { ColumnFormat, DateOrder, Question } from '../../contract/importing.ts';
import type { Read } from './read.ts';
import { type DateReading, readDate, readInstant } from './read-date.ts';
import { type DecimalSign, decimalSigns, readAmount, readNumber, readPercent, sharedSigns } from './read-number.ts';

/** What the tenant says about itself; choices begin with it, nothing is decided by it. */
export interface Place {
  readonly year: number;
  readonly currency: string;
  readonly zone: string;
}

export interface FormatFinding {
  readonly format: ColumnFormat;
  readonly questions: readonly Omit<Question, 'column'>[];
}

type Ask = Omit<Question, 'column'>;

/** Cells shown under each choice of a question. */
const examplesShown = 3;

/**
 * `cells`: filled cells of the column, as they are read (aliases applied). `chosen` is what somebody decided; it is never overruled.
 * `hasCurrency`: another column or a constant says the currency.
 */
export function findFormat(
  kind: FieldKind,
  cells: readonly string[],
  chosen: ColumnFormat,
  place: Place,
  hasCurrency: boolean,
): FormatFinding {
  switch (kind) {
    case 'date':
    case 'dateTime':
      return dateFormat(kind, cells, chosen, place);
    case 'number':
      return decimalFormat(cells, chosen, readNumber);
    case 'percent':
      return decimalFormat(cells, chosen, readPercent);
    case 'money':
      return moneyFormat(cells, chosen, place, hasCurrency);
    default:
      return { format: chosen, questions: [] };
  }
}

/** One way of reading a column, and what came out. */
interface Trial<T> {
  readonly choice: T;
  readonly values: readonly (string | null)[];
  readonly read: number;
}

function attempt<T>(choice: T, cells: readonly string[], read: (cell: string) => Read<string>): Trial<T> {
  const values = cells.map((cell) => {
    const result = read(cell);
    return result.ok ? result.value : null;
  });
  return { choice, values, read: values.filter((v) => v !== null).length };
}

/** Those that read about as many cells as the best one; the best first. */
function contenders<T>(trials: readonly Trial<T>[]): Trial<T>[] {
  const ranked = trials.filter((t) => t.read > 0).sort((a, b) => b.read - a.read);
  return ranked.filter((t) => t.read >= ranked[0]!.read * 0.9);
}

/** Cells that two ways read differently, or that only one of them reads. */
function differences<T>(trials: readonly Trial<T>[], cells: readonly string[]): string[] {
  const differs = cells.filter((_, i) => new Set(trials.map((t) => t.values[i])).size > 1);
  return [...new Set(differs)];
}

function dateFormat(
  kind: 'date' | 'dateTime',
  cells: readonly string[],
  chosen: ColumnFormat,
  place: Place,
): FormatFinding {
  const reading = (date: DateOrder): DateReading => ({
    date,
    century: chosen.century ?? 'past',
    zone: chosen.zone ?? 'UTC',
    year: place.year,
  });
  const orders: readonly DateOrder[] =
    chosen.date === undefined ? ['YMD', 'DMY', 'MDY', 'unix', 'excel'] : [chosen.date];
  const trials = orders.map((o) => attempt(o, cells, (cell) => readDate(cell, reading(o))));
  const best = contenders(trials);
  const questions: Ask[] = [];
  const unlike = differences(best, cells);
  if (unlike.length > 0)
    questions.push(
      dateQuestion(
        best.map((t) => t.choice),
        unlike,
        reading,
      ),
    );
  const order = chosen.date ?? (unlike.length === 0 ? best[0]?.choice : undefined);
  const looked = order ?? best[0]?.choice;
  if (looked !== undefined && looked !== 'unix' && looked !== 'excel') {
    questions.push(...centuryQuestion(looked, cells, chosen, place));
    if (kind === 'dateTime') questions.push(...zoneQuestion(looked, cells, chosen, place));
  }
  return { format: order === undefined ? chosen : { ...chosen, date: order }, questions };
}

const orderLabels: Record<DateOrder, string> = {
  YMD: 'Year, month, day',
  DMY: 'Day, month, year',
  MDY: 'Month, day, year',
  unix: 'Seconds since 1970',
  excel: 'Day number of a spreadsheet',
};

function dateQuestion(
  orders: readonly DateOrder[],
  unlike: readonly string[],
  reading: (o: DateOrder) => DateReading,
): Ask {
  return {
    ask: 'date',
    text: 'In which order are these dates written?',
    choices: orders.map((o) => ({
      value: o,
      label: orderLabels[o],
      examples: examples(unlike, (cell) => readDate(cell, reading(o))),
    })),
  };
}

function centuryQuestion(date: DateOrder, cells: readonly string[], chosen: ColumnFormat, place: Place): Ask[] {
  if (chosen.century !== undefined) return [];
  const short = cells.filter((cell) => {
    const read = readDate(cell, { date, year: place.year });
    return !read.ok && read.code === 'two-digit-year';
  });
  if (short.length === 0) return [];
  const centuries = ['past', 'sliding'] as const;
  const unlike = short.filter((cell) => {
    const [a, b] = centuries.map((century) => readDate(cell, { date, century, year: place.year }));
    return a!.ok && b!.ok && a!.value !== b!.value;
  });
  const shown = unlike.length > 0 ? unlike : short;
  const labels = { past: `None after ${place.year}`, sliding: `Up to ${place.year + 20}` };
  return [
    {
      ask: 'century',
      text: 'These years have two digits. Which century is meant?',
      choices: centuries.map((century) => ({
        value: century,
        label: labels[century],
        examples: examples(shown, (cell) => readDate(cell, { date, century, year: place.year })),
      })),
    },
  ];
}

function zoneQuestion(date: DateOrder, cells: readonly string[], chosen: ColumnFormat, place: Place): Ask[] {
  if (chosen.zone !== undefined) return [];
  const far = { date, century: chosen.century ?? ('past' as const), year: place.year };
  // A cell that says its own offset reads the same wherever it is.
  const open = cells.filter((cell) => {
    const [a, b] = ['UTC', 'Pacific/Kiritimati'].map((zone) => readInstant(cell, { ...far, zone }));
    return a!.ok && b!.ok && a!.value !== b!.value;
  });
  if (open.length === 0) return [];
  return [
    {
      ask: 'zone',
      text: 'In which time zone are these times meant?',
      choices: [...new Set([place.zone, 'UTC'])].map((zone) => ({
        value: zone,
        label: zone,
        examples: examples(open, (cell) => readInstant(cell, { ...far, zone })),
      })),
    },
  ];
}

type NumberReader = (cell: string, sign: DecimalSign) => Read<string>;

const signLabels: Record<DecimalSign, string> = { '.': 'A point: 1,234.50', ',': 'A comma: 1.234,50' };

function decimalFormat(cells: readonly string[], chosen: ColumnFormat, read: NumberReader): FormatFinding {
  if (chosen.decimal !== undefined) return { format: chosen, questions: [] };
  const best = contenders(decimalSigns.map((sign) => attempt(sign, cells, (cell) => read(cell, sign))));
  const unlike = differences(best, cells);
  if (best.length === 0 || (best.length > 1 && unlike.length === 0)) return { format: chosen, questions: [] };
  if (best.length === 1) return { format: { ...chosen, decimal: best[0]!.choice }, questions: [] };
  const choices = decimalSigns.map((sign) => ({
    value: sign,
    label: signLabels[sign],
    examples: examples(unlike, (cell) => read(cell, sign)),
  }));
  return { format: chosen, questions: [{ ask: 'decimal', text: 'Which sign stands before the decimals?', choices }] };
}

function moneyFormat(
  cells: readonly string[],
  chosen: ColumnFormat,
  place: Place,
  hasCurrency: boolean,
): FormatFinding {
  const amountOf: NumberReader = (cell, sign) => {
    const read = readAmount(cell, sign);
    return read.ok ? { ok: true, value: read.value.amount } : read;
  };
  const found = decimalFormat(cells, chosen, amountOf);
  if (chosen.currency !== undefined || hasCurrency) return found;
  const sign = found.format.decimal ?? '.';
  const open = new Set<string>();
  for (const cell of cells) {
    const read = readAmount(cell, sign);
    if (read.ok && read.value.currency === null) open.add(read.value.sign ?? '');
  }
  if (open.size === 0) return found;
  const signs = [...open].flatMap((s) => sharedSigns[s] ?? []);
  const possible = signs.length > 0 ? signs : [place.currency, 'EUR', 'USD', 'GBP', 'CHF', 'SEK', 'DKK', 'NOK'];
  const ordered = [...new Set([...(possible.includes(place.currency) ? [place.currency] : []), ...possible])];
  const shown = cells.slice(0, examplesShown);
  const choices = ordered.map((currency) => ({
    value: currency,
    label: currency,
    examples: examples(shown, (cell) => {
      const read = readAmount(cell, sign);
      return read.ok ? { ok: true, value: `${read.value.amount} ${read.value.currency ?? currency}` } : read;
    }),
  }));
  return {
    format: found.format,
    questions: [...found.questions, { ask: 'currency', text: 'In which currency are these amounts?', choices }],
  };
}

function examples(cells: readonly string[], read: (cell: string) => Read<string>): { cell: string; reads: string }[] {
  return cells.slice(0, examplesShown).map((cell) => {
    const result = read(cell);
    return { cell, reads: result.ok ? result.value : result.reason };
  });
}
