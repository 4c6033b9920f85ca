// Reads a date or a time as people type it in their locale. What is not clear is refused with null, never guessed.
import { addDays, isDate } from '../contract/zone.ts';

/** The order of day, month and year in the locale: "dmy", "mdy" or "ymd". */
export function orderOf(locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric', year: 'numeric' })
    .formatToParts(new Date(Date.UTC(2026, 10, 25)))
    .filter((p) => p.type === 'day' || p.type === 'month' || p.type === 'year')
    .map((p) => p.type[0])
    .join('');
}

/** What is typed, in the order and with the signs of the locale: "dd/mm/yyyy". An example would be taken for a value. */
export function datePattern(locale: string): string {
  const letters: Readonly<Record<string, string>> = { day: 'dd', month: 'mm', year: 'yyyy' };
  return new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' })
    .formatToParts(new Date(Date.UTC(2026, 10, 25)))
    .map(({ type, value }) => letters[type] ?? value)
    .join('');
}

export function writeDate(date: string, locale: string): string {
  const [y, m, d] = date.split('-').map(Number) as [number, number, number];
  return new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(Date.UTC(y, m - 1, d)),
  );
}

/** `today` is YYYY-MM-DD in the reader's zone. Two-digit years are this century. */
export function readDate(typed: string, locale: string, today: string): string | null {
  const text = typed.trim().toLocaleLowerCase(locale);
  if (text === '') return null;
  const named = readNamed(text, locale, today);
  if (named !== null) return named;
  if (isDate(text)) return text;
  const numbers = text.split(/[^\d]+/).filter((n) => n !== '');
  const month = readMonth(text, locale);
  if (month !== null) return fromMonthName(numbers, month, today);
  if (!/^[\d\s./-]+$/.test(text)) return null;
  return fromNumbers(numbers, orderOf(locale), today);
}

function readNamed(text: string, locale: string, today: string): string | null {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const days of [-1, 0, 1])
    if (relative.format(days, 'day').toLocaleLowerCase(locale) === text) return addDays(today, days);
  const plus = /^([+-])\s?(\d{1,3})\s?([dw])?$/.exec(text);
  if (plus === null) return null;
  return addDays(today, Number(`${plus[1]}${plus[2]}`) * (plus[3] === 'w' ? 7 : 1));
}

function readMonth(text: string, locale: string): number | null {
  const word = text.match(/\p{L}{3,}/u)?.[0];
  if (word === undefined) return null;
  for (const style of ['long', 'short'] as const) {
    const names = new Intl.DateTimeFormat(locale, { month: style, day: 'numeric', timeZone: 'UTC' });
    for (let m = 0; m < 12; m++) {
      const name = names.formatToParts(new Date(Date.UTC(2026, m, 1))).find((p) => p.type === 'month')?.value ?? '';
      if (name.toLocaleLowerCase(locale).replace('.', '').startsWith(word)) return m + 1;
    }
  }
  return null;
}

function fromMonthName(numbers: readonly string[], month: number, today: string): string | null {
  if (numbers.length === 1) return build(today.slice(0, 4), String(month), numbers[0]!);
  const year = numbers.find((n) => n.length === 4) ?? numbers[1]!;
  return build(year, String(month), numbers.find((n) => n !== year) ?? numbers[0]!);
}

function fromNumbers(numbers: readonly string[], order: string, today: string): string | null {
  if (numbers.length === 3) {
    const actual = numbers[0]!.length === 4 ? 'ymd' : order;
    const at = (letter: string) => numbers[actual.indexOf(letter)]!;
    return build(at('y'), at('m'), at('d'));
  }
  if (numbers.length === 2) {
    const dayFirst = order.indexOf('d') < order.indexOf('m');
    return build(today.slice(0, 4), numbers[dayFirst ? 1 : 0]!, numbers[dayFirst ? 0 : 1]!);
  }
  return null;
}

function build(year: string, month: string, day: string): string | null {
  const y = year.length === 2 ? `20${year}` : year;
  if (y.length !== 4 || month.length > 2 || day.length > 2) return null;
  const date = `${y}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : null;
}

/** "9", "9:30", "09.30", "930", "9 pm" become HH:MM. */
export function readTime(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?\s?(am|pm)?$/i.exec(typed.trim().replace(/^klo\s+/i, ''));
  if (found === null) return null;
  const half = found[3]?.toLowerCase();
  let hours = Number(found[1]);
  const minutes = Number(found[2] ?? '0');
  if (half !== undefined && (hours < 1 || hours > 12)) return null;
  if (half === 'pm' && hours < 12) hours += 12;
  if (half === 'am' && hours === 12) hours = 0;
  if (hours > 23 || minutes > 59) return null;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
