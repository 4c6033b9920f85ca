// What values become on the way to PostgreSQL and back: parameters as text (bytes as bytes), columns by their type.
import { types as defaults } from 'pg';

export type ReadValue = (text: string) => unknown;

const oid = {
  bool: 16,
  int8: 20,
  json: 114,
  jsonb: 3802,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  dateArray: 1182,
};

/** Types whose text is the value: text, names, uuid, numeric, dates, and what we do not know. */
const plain = new Set([18, 19, 25, 1042, 1043, 1700, 2950, oid.date, oid.timestamp, oid.interval, oid.dateArray]);

const zero = 48;
const two = (text: string, at: number): number => (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;

/** "2026-11-25 09:00:00.123456+00", as nearly all are; the digits behind the milliseconds are left out. */
function readInstant(text: string): Date {
  const { length } = text;
  if (length < 22 || text.charCodeAt(10) !== 32 || !text.endsWith('+00') || text.startsWith('00'))
    return readOddInstant(text);
  let ms = 0;
  for (let i = 20, unit = 100; i < length - 3 && unit >= 1; i++, unit /= 10) ms += (text.charCodeAt(i) - zero) * unit;
  const year = two(text, 0) * 100 + two(text, 2);
  return new Date(Date.UTC(year, two(text, 5) - 1, two(text, 8), two(text, 11), two(text, 14), two(text, 17), ms));
}

/** Years of other than four digits Date does not read as they stand; another zone than ours it does. */
function readOddInstant(text: string): Date {
  const found = /^(\d{4,6})-(\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*\+00( BC)?$/.exec(text);
  if (found === null) return new Date(text);
  const year = found[4] === undefined ? Number(found[1]) : 1 - Number(found[1]);
  const sign = year < 0 ? '-' : '+';
  return new Date(`${sign}${String(Math.abs(year)).padStart(6, '0')}-${found[2]}T${found[3]}Z`);
}

const readers: Readonly<Record<number, ReadValue>> = {
  [oid.bool]: (text) => text === 't',
  [oid.int8]: (text) => {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text);
  },
  [oid.json]: (text) => JSON.parse(text) as unknown,
  [oid.jsonb]: (text) => JSON.parse(text) as unknown,
  [oid.timestamptz]: readInstant,
};

/**
 * int8: number when exact, else bigint. numeric, date, time, timestamp and interval: text. timestamptz: Date. json and jsonb: parsed.
 * Null: the text itself is the value.
 */
export function readerOf(type: number): ReadValue | null {
  if (plain.has(type)) return null;
  return readers[type] ?? (defaults.getTypeParser(type, 'text') as ReadValue);
}

/** A parameter as PostgreSQL takes it: text, or bytes as they are. A JavaScript array becomes a PostgreSQL array, an object JSON. */
export function writeValue(value: unknown): string | Uint8Array | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      if (value instanceof Date) return writeInstant(value);
      if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return Array.isArray(value) ? writeArray(value) : JSON.stringify(value);
    default:
      return String(value);
  }
}

/** Throws for a date that is none. Years of more than four digits are written as PostgreSQL wants them, without a sign. */
function writeInstant(value: Date): string {
  const text = value.toISOString();
  if (text.startsWith('+')) return text.slice(1);
  if (!text.startsWith('-')) return text;
  return `${String(Number(text.slice(1, 7)) + 1).padStart(4, '0')}${text.slice(7)} BC`;
}

function writeArray(items: readonly unknown[]): string {
  let out = '{';
  for (let i = 0; i < items.length; i++) {
    if (i > 0) out += ',';
    const item = items[i];
    if (item === null || item === undefined) out += 'NULL';
    else if (typeof item === 'string') out += quoted(item);
    else if (Array.isArray(item)) out += writeArray(item);
    else if (ArrayBuffer.isView(item))
      out += `"\\\\x${Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString('hex')}"`;
    else if (typeof item === 'number' || typeof item === 'bigint' || typeof item === 'boolean') out += String(item);
    else out += quoted(writeValue(item) as string);
  }
  return `${out}}`;
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}
