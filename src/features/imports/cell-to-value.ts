// Turns one cell into the value of a field under the settings of its column, or says why it does not fit and what would. Pure.
import { restoreCell } from '../../contract/defuse.ts';
import type { Field } from '../../contract/field.ts';
import { betweenValues, readLabelled } from '../../contract/labelled-text.ts';
import type { ColumnFormat, ColumnSetting } from '../../contract/importing.ts';
import { type Read, bad, good } from './read.ts';
import { readDate, readInstant } from './read-date.ts';
import {
  type Amount,
  type DecimalSign,
  decimalSigns,
  isCurrency,
  readAmount,
  readNumber,
  readPercent,
  sharedSigns,
} from './read-number.ts';
import { plain, readCheckbox, readCountry, readOption } from './read-words.ts';

/** Null: the cell says nothing. Money comes without its currency where the cell does not name one; links come as keys. */
export type CellReader = (cell: string) => Read | null;

/** What the cell of a whole name becomes before it is split. */
export const fullName = 'fullName';

type Setting = Pick<ColumnSetting, 'part' | 'label' | 'format' | 'empty' | 'aliases' | 'separator' | 'link'>;

/** Kinds whose values are written in a few characters; nothing longer is even tried. */
const shortKinds = new Set(['number', 'percent', 'money', 'date', 'dateTime', 'checkbox', 'select']);
const longestWord = 300;

/** `year`: the present one, for years of two digits. */
export function makeCellReader(f: Field | typeof fullName, setting: Setting, year: number): CellReader {
  const empty = new Set((setting.empty ?? []).map(plain));
  const aliases = new Map((setting.aliases ?? []).map((a) => [plain(a.from), a.to]));
  const read = f === fullName ? (cell: string) => good(cell) : readerOf(f, setting, year);
  const isShort = f !== fullName && shortKinds.has(f.kind);
  return (cell) => {
    let text = restoreCell(cell);
    if (text.trim() === '') return null;
    if (empty.size > 0 || aliases.size > 0) {
      const key = plain(text);
      const alias = aliases.get(key);
      if (alias !== undefined) text = alias;
      else if (empty.has(key)) return null;
      if (text.trim() === '') return null;
    }
    if (text.length > longestWord && isShort)
      return bad('too-long', 'The cell is far too long for this.', 'A number, a date or a word.');
    if (text.includes('\0'))
      return bad('unstorable', 'The cell holds a NUL character.', 'Text without NUL characters.');
    return read(text);
  };
}

function readerOf(f: Field, setting: Setting, year: number): (cell: string) => Read {
  const format = setting.format ?? {};
  const parts = (cell: string): string[] => splitCell(cell, setting.separator);
  switch (f.kind) {
    case 'number':
      return (cell) => readBySign(format, (sign) => readNumber(cell, sign));
    case 'percent':
      return (cell) => readBySign(format, (sign) => readPercent(cell, sign));
    case 'money':
      return setting.part === 'currency' ? readCurrency : (cell) => readMoney(cell, format);
    case 'date':
      return (cell) => readByOrder(format, year, (how) => readDate(cell, how));
    case 'dateTime':
      return (cell) => readTime(cell, format, year);
    case 'checkbox':
      return readCheckbox;
    case 'select':
      return (cell) => readOption(cell, f.options!);
    case 'multiSelect':
      return (cell) =>
        readOptions(splitCell(cell, setting.separator ?? (cell.includes(betweenValues) ? null : ',')), f);
    case 'address':
      return setting.part === 'country' ? readCountry : (cell) => good(cell.trim());
    case 'email':
      return (cell) => good(bareEmail(cell));
    case 'emails':
      return (cell) =>
        good(
          parts(cell).map((part) => {
            const { value, label } = readLabelled(part, setting.label ?? null);
            return { value: bareEmail(value), label };
          }),
        );
    case 'phones':
      return (cell) => good(parts(cell).map((part) => readLabelled(part, setting.label ?? null)));
    case 'ref':
      return (cell) => good([cell.trim()]);
    case 'links':
      // Roles stand in the order of the links, empty where one has none.
      return setting.part === 'role' ? (cell) => good(cell.split(betweenValues)) : (cell) => good(parts(cell));
    default:
      return (cell) => good(cell);
  }
}

/** The parts of a cell that holds several values; where no separator was set, the one our own exports write. */
export function splitCell(cell: string, separator: string | null | undefined): string[] {
  const parts = cell.split(separator ?? betweenValues);
  return [...new Set(parts.map((p) => p.trim()).filter((p) => p !== ''))];
}

/** "Anna <anna@example.com>" and "mailto:anna@example.com" are that address. */
function bareEmail(cell: string): string {
  const text = cell.trim().replace(/^mailto:/i, '');
  return /<([^<>]+@[^<>]+)>$/.exec(text)?.[1] ?? text;
}

/** Under the sign that was chosen; while none is, only what reads the same under both. */
function readBySign<T>(format: ColumnFormat, read: (sign: DecimalSign) => Read<T>): Read<T> {
  if (format.decimal !== undefined) return read(format.decimal);
  const [point, comma] = decimalSigns.map(read);
  if (!point!.ok || !comma!.ok) return point!.ok ? point! : comma!;
  if (JSON.stringify(point!.value) === JSON.stringify(comma!.value)) return point!;
  return bad(
    'ambiguous',
    'This number reads differently with a point and with a comma before the decimals.',
    'A choice for the column.',
  );
}

type Order = 'YMD' | 'DMY' | 'MDY' | 'unix' | 'excel';
const usualOrders: readonly Order[] = ['YMD', 'DMY', 'MDY'];

interface How {
  readonly date: Order;
  readonly century: ColumnFormat['century'];
  readonly zone: string | undefined;
  readonly year: number;
}

/** Under the order that was chosen; while none is, only what reads the same under all. */
function readByOrder(format: ColumnFormat, year: number, read: (how: How) => Read<string>): Read<string> {
  const how = (date: Order): How => ({ date, century: format.century, zone: format.zone, year });
  if (format.date !== undefined) return read(how(format.date));
  const readings = usualOrders.map((o) => read(how(o)));
  const values = new Set(readings.flatMap((r) => (r.ok ? [r.value] : [])));
  if (values.size > 1)
    return bad('ambiguous', 'This date reads differently in different orders.', 'A choice for the column.');
  return readings.find((r) => r.ok) ?? readings[0]!;
}

function readTime(cell: string, format: ColumnFormat, year: number): Read<string> {
  if (format.zone !== undefined) return readByOrder(format, year, (how) => readInstant(cell, how));
  const [here, far] = ['UTC', 'Pacific/Kiritimati'].map((zone) =>
    readByOrder({ ...format, zone }, year, (how) => readInstant(cell, how)),
  );
  if (!here!.ok || (far!.ok && far!.value === here!.value)) return here!;
  return bad(
    'no-zone',
    'The time has no zone, and none was chosen for the column.',
    'A choice for the column, or times such as 2026-11-25T09:30+02:00.',
  );
}

/** Amount with the currency the cell names, or else the column's; null where another column or a constant must say it. */
function readMoney(cell: string, format: ColumnFormat): Read<{ amount: string; currency: string | null }> {
  const read: Read<Amount> = readBySign(format, (sign) => readAmount(cell, sign));
  if (!read.ok) return read;
  const { amount, currency, sign } = read.value;
  if (currency !== null) return good({ amount, currency });
  const chosen = format.currency ?? null;
  if (sign !== null && chosen !== null && !sharedSigns[sign]!.includes(chosen)) {
    return bad('other-currency', `"${sign}" is not a sign of ${chosen}.`, `An amount in ${chosen}.`);
  }
  return good({ amount, currency: chosen });
}

function readCurrency(cell: string): Read<string> {
  const text = cell.trim();
  const code = text.toUpperCase();
  if (isCurrency(code)) return good(code);
  const named = readAmount(`${text} 1`, '.');
  if (named.ok && named.value.currency !== null) return good(named.value.currency);
  return bad('not-a-currency', 'This is not a currency that is known here.', 'A code such as EUR.');
}

function readOptions(parts: readonly string[], f: Field): Read<string[]> {
  const keys: string[] = [];
  for (const part of parts) {
    const read = readOption(part, f.options!);
    if (!read.ok) return read;
    keys.push(read.value);
  }
  return good(keys);
}
