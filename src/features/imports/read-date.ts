// Reads dates and instants as people write them, under an order that was chosen; a date stays a date, an instant becomes UTC. Pure.
import { plainHeading } from './heading-words.ts';
import type { ColumnFormat, DateOrder } from '../../contract/importing.ts';
import { type Read, bad, good } from './read.ts';

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  /** minutes east of UTC where the cell says so */
  readonly offset: number | null;
}

/** What must be known beside the cell: the order of the parts, two-digit years, and where clocks without an offset stand. */
export interface DateReading {
  readonly date: DateOrder;
  readonly century?: ColumnFormat['century'] | undefined;
  /** IANA name */
  readonly zone?: string | undefined;
  /** the present year, for years of two digits */
  readonly year: number;
}

const fitsOf: Record<DateOrder, string> = {
  YMD: 'A date such as 2026-11-25 or 2026/11/25.',
  DMY: 'A date such as 25/11/2026, 25.11.2026 or 25 November 2026.',
  MDY: 'A date such as 11/25/2026 or November 25, 2026.',
  unix: 'Seconds or milliseconds since 1970, such as 1795651200.',
  excel: 'The day number of a spreadsheet, such as 46351.',
};

const monthNames = new Map<string, number>();
for (const locale of ['en', 'de', 'fr', 'da', 'fi', 'es', 'it', 'nl', 'sv']) {
  for (const style of ['long', 'short'] as const) {
    const format = new Intl.DateTimeFormat(locale, { month: style, timeZone: 'UTC', day: 'numeric' });
    const alone = new Intl.DateTimeFormat(locale, { month: style, timeZone: 'UTC' });
    for (let m = 0; m < 12; m++) {
      const at = Date.UTC(2020, m, 1);
      const inDate = format.formatToParts(at).find((p) => p.type === 'month')!.value;
      for (const name of [inDate, alone.format(at)]) {
        const plain = plainHeading(name);
        if (/^\p{L}{3,}$/u.test(plain) && !monthNames.has(plain)) monthNames.set(plain, m + 1);
      }
    }
  }
}
monthNames.set('sept', 9);

/** The date of a cell as YYYY-MM-DD; a time of day beside it is left out. */
export function readDate(cell: string, how: DateReading): Read<string> {
  const read = readMoment(cell, how);
  return read.ok ? good(isoDay(read.value.day)) : read;
}

/** The instant of a cell in UTC with milliseconds; a date alone is its first moment in the column's zone. */
export function readInstant(cell: string, how: DateReading): Read<string> {
  const read = readMoment(cell, how);
  if (!read.ok) return read;
  const { day, clock } = read.value;
  const wall = Date.UTC(
    2000,
    day.month - 1,
    day.day,
    clock?.hour ?? 0,
    clock?.minute ?? 0,
    clock?.second ?? 0,
    clock?.ms ?? 0,
  );
  const date = new Date(wall);
  date.setUTCFullYear(day.year);
  // A leap day of the year 2000 has no place in most years; set the day again after the year.
  date.setUTCMonth(day.month - 1, day.day);
  const offset = clock?.offset ?? offsetOf(date.getTime(), how.zone ?? 'UTC');
  return good(new Date(date.getTime() - offset * 60_000).toISOString());
}

function readMoment(cell: string, how: DateReading): Read<{ day: Day; clock: Clock | null }> {
  const text = cell.trim();
  const refuse = bad('not-a-date', 'This is not a date in the order chosen.', fitsOf[how.date]);
  if (how.date === 'unix' || how.date === 'excel') {
    const ms = how.date === 'unix' ? unixMs(text) : excelMs(text);
    return ms === null ? refuse : good(fromUtc(ms));
  }
  const cut = /^(.*?\d)(?:[T,\s]+(\d{1,2}[:.h]\d{2}.*))?$/su.exec(text);
  if (cut === null) return refuse;
  const clock = cut[2] === undefined ? null : readClock(cut[2]);
  if (clock === undefined) return refuse;
  const parts = dayParts(cut[1]!, how.date);
  if (parts === null) return refuse;
  const year = fullYear(parts.year, how);
  if (year === null) {
    return bad(
      'two-digit-year',
      'The year has two digits and its century was not chosen.',
      'A year of four digits, or a choice for the column.',
    );
  }
  const day = { year, month: parts.month, day: parts.day };
  return isRealDay(day)
    ? good({ day, clock })
    : bad('no-such-day', 'There is no such day in the calendar.', fitsOf[how.date]);
}

function dayParts(text: string, order: DateOrder): { year: string; month: number; day: number } | null {
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (packed !== null)
    return order === 'YMD' ? { year: packed[1]!, month: Number(packed[2]), day: Number(packed[3]) } : null;
  const numeric = /^(\d{1,4})\s*([-/.\s])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?$/.exec(text);
  if (numeric !== null) return inOrder(numeric[1]!, numeric[3]!, numeric[4]!, order);
  const words = text.split(/[-/.,\s]+/).filter((w) => w !== '' && !/^(the|of|de|den|le|el)$/i.test(w));
  const name = words.findIndex((w) => monthNames.has(plainHeading(w)));
  if (words.length !== 3 || name === -1) return null;
  const month = monthNames.get(plainHeading(words[name]!))!;
  const [a, b] = words.filter((_, i) => i !== name).map((w) => w.replace(/^(\d{1,2})(st|nd|rd|th|er|e)$/i, '$1'));
  if (!/^\d{1,4}$/.test(a!) || !/^\d{1,4}$/.test(b!)) return null;
  const yearFirst = a!.length > 2;
  return yearFirst ? { year: a!, month, day: Number(b) } : { year: b!, month, day: Number(a) };
}

function inOrder(
  a: string,
  b: string,
  c: string,
  order: DateOrder,
): { year: string; month: number; day: number } | null {
  if (order === 'YMD') return a.length === 3 || c.length > 2 ? null : { year: a, month: Number(b), day: Number(c) };
  if (a.length > 2 || c.length === 3 || c.length === 1) return null;
  return order === 'DMY'
    ? { year: c, month: Number(b), day: Number(a) }
    : { year: c, month: Number(a), day: Number(b) };
}

function fullYear(written: string, how: DateReading): number | null {
  const number = Number(written);
  if (written.length > 2) return number;
  if (how.century === undefined) return null;
  const latest = how.century === 'past' ? how.year : how.year + 20;
  const year = Math.floor(latest / 100) * 100 + number;
  return year > latest ? year - 100 : year;
}

const clockForm =
  /^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?(?:\.?m\.?)?\s*(?:Z|UTC|GMT)?\s*(?:([-+])(\d{2}):?(\d{2})?)?$/i;

/** undefined: it is there and cannot be read */
function readClock(text: string): Clock | undefined {
  const m = clockForm.exec(text.trim());
  if (m === null) return undefined;
  const written = Number(m[1]);
  const half = m[5]?.toLowerCase();
  if (half !== undefined && (written < 1 || written > 12)) return undefined;
  const hour = half === undefined ? written : (written % 12) + (half === 'p' ? 12 : 0);
  const minute = Number(m[2]);
  const second = Number(m[3] ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const sign = m[6] === '-' ? -1 : 1;
  const zulu = /(Z|UTC|GMT)/i.test(text);
  const offset = m[7] === undefined ? (zulu ? 0 : null) : sign * (Number(m[7]) * 60 + Number(m[8] ?? 0));
  return { hour, minute, second, ms: Number((m[4] ?? '').padEnd(3, '0').slice(0, 3)), offset };
}

function isRealDay(d: Day): boolean {
  if (d.month < 1 || d.month > 12 || d.day < 1 || d.year < 1 || d.year > 9999) return false;
  const leap = (d.year % 4 === 0 && d.year % 100 !== 0) || d.year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return d.day <= lengths[d.month - 1]!;
}

function isoDay(d: Day): string {
  return `${String(d.year).padStart(4, '0')}-${String(d.month).padStart(2, '0')}-${String(d.day).padStart(2, '0')}`;
}

function unixMs(text: string): number | null {
  if (!/^-?\d{9,13}(\.\d+)?$/.test(text)) return null;
  const number = Number(text);
  return Math.abs(number) >= 1e11 ? Math.trunc(number) : Math.round(number * 1000);
}

/** Day 60 of Excel never was; what lies before it is left to people. */
function excelMs(text: string): number | null {
  if (!/^\d{2,6}([.,]\d+)?$/.test(text)) return null;
  const days = Number(text.replace(',', '.'));
  if (days < 61 || days >= 200_000) return null;
  return Date.UTC(1899, 11, 30) + Math.round(days * 86_400_000);
}

function fromUtc(ms: number): { day: Day; clock: Clock } {
  const d = new Date(ms);
  return {
    day: { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() },
    clock: {
      hour: d.getUTCHours(),
      minute: d.getUTCMinutes(),
      second: d.getUTCSeconds(),
      ms: d.getUTCMilliseconds(),
      offset: 0,
    },
  };
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/** Minutes by which clocks in the zone are ahead of UTC when they show this time (given as if it were UTC). */
function offsetOf(wall: number, zone: string): number {
  if (zone === 'UTC') return 0;
  // The zone is asked at the guessed instant, and once more at the corrected one: that settles it except within a change of clocks.
  const first = offsetAt(wall, zone);
  return offsetAt(wall - first * 60_000, zone);
}

function offsetAt(instant: number, zone: string): number {
  let format = zoneFormats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
    zoneFormats.set(zone, format);
  }
  const name = format.formatToParts(instant).find((p) => p.type === 'timeZoneName')!.value;
  const m = /GMT([-+])(\d{2}):(\d{2})/.exec(name);
  return m === null ? 0 : (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3]));
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
