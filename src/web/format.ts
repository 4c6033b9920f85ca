// How numbers, money, dates and times are written for this reader: Intl only, one formatter of a kind made once.
import type { Money } from '../contract/field.ts';
import { localeFor } from './locale.ts';

export interface Region {
  /** how numbers and dates are written: a language, and its country where that is known */
  readonly locale: string;
  /** where times are read */
  readonly timeZone: string;
  /** where the days of the company begin: what is due, late or over */
  readonly companyZone: string;
  readonly currency: string;
  readonly collation: string;
}

let region: Region = {
  locale: 'en-GB',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  companyZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: 'EUR',
  collation: 'en',
};
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.DisplayNames>();

/** What a company says of itself; where one writes follows from its language and its country. */
export interface RegionSaid extends Region {
  readonly country: string | null;
}

/** Called once the session is known, and by tests. */
export function setRegion({ country, ...next }: Partial<RegionSaid>): void {
  const locale =
    next.locale !== undefined && isLocale(next.locale) ? localeFor(next.locale, country ?? null) : region.locale;
  const timeZone = next.timeZone !== undefined && isTimeZone(next.timeZone) ? next.timeZone : region.timeZone;
  const companyZone =
    next.companyZone !== undefined && isTimeZone(next.companyZone) ? next.companyZone : region.companyZone;
  region = { ...region, ...next, locale, timeZone, companyZone };
  made.clear();
}

/** What the work would write in another region: for looking before changing. */
export function withRegion<T>(other: Partial<RegionSaid>, work: () => T): T {
  const own = region;
  try {
    setRegion(other);
    return work();
  } finally {
    region = own;
    made.clear();
  }
}

export function currentRegion(): Region {
  return region;
}

/** Where the days of the company begin: for "today" as the server means it, whoever looks from wherever. */
export function companyZone(): string {
  return region.companyZone;
}

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function make<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.DisplayNames>(
  key: string,
  build: () => T,
): T {
  const found = made.get(key) as T | undefined;
  if (found !== undefined) return found;
  const fresh = build();
  made.set(key, fresh);
  return fresh;
}

/** A decimal string is formatted as it is, without going through a float. */
export function formatNumber(value: string | number, most = 6): string {
  return make(`n${most}`, () => new Intl.NumberFormat(region.locale, { maximumFractionDigits: most })).format(
    value as number,
  );
}

/** A plain whole number without grouping: years. */
export function formatPlain(value: string | number): string {
  return make(
    'plain',
    () => new Intl.NumberFormat(region.locale, { useGrouping: false, maximumFractionDigits: 6 }),
  ).format(value as number);
}

export function formatPercent(value: string | number): string {
  const style = make(
    'pct',
    () => new Intl.NumberFormat(region.locale, { style: 'unit', unit: 'percent', maximumFractionDigits: 4 }),
  );
  return style.format(value as number);
}

/** Whole amounts lose their zeros, so that a column of them can be read; anything else shows its cents. */
export function formatMoney(money: Money): string {
  const whole = /^-?\d+(\.0+)?$/.test(money.amount);
  const key = `m${money.currency}${whole ? 'w' : ''}`;
  try {
    const style = make(
      key,
      () =>
        new Intl.NumberFormat(region.locale, {
          style: 'currency',
          currency: money.currency,
          ...(whole ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {}),
        }),
    );
    return style.format(money.amount as unknown as number);
  } catch {
    return `${money.amount} ${money.currency}`;
  }
}

/** YYYY-MM-DD stays the day it is, in whatever zone it is read. */
export function formatDate(value: string): string {
  const [y, m, d] = value.split('-').map(Number);
  if (!y || !m || !d) return value;
  return make(
    'd',
    () => new Intl.DateTimeFormat(region.locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
  ).format(new Date(Date.UTC(y, m - 1, d)));
}

export function formatDateTime(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return make(
    'dt',
    () =>
      new Intl.DateTimeFormat(region.locale, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZone: region.timeZone,
      }),
  ).format(at);
}

export function formatTime(value: string | Date): string {
  return make(
    't',
    () => new Intl.DateTimeFormat(region.locale, { hour: '2-digit', minute: '2-digit', timeZone: region.timeZone }),
  ).format(typeof value === 'string' ? new Date(value) : value);
}

export function formatWeekday(value: string | Date): string {
  return make(
    'wd',
    () =>
      new Intl.DateTimeFormat(region.locale, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        timeZone: region.timeZone,
      }),
  ).format(typeof value === 'string' ? new Date(value) : value);
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
];

/** "3 minutes ago" within a week, the date after that. */
export function formatAgo(value: string, now: Date = new Date()): string {
  const seconds = (new Date(value).getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) >= 7 * 86_400) return formatDateTime(value);
  const style = make('ago', () => new Intl.RelativeTimeFormat(region.locale, { numeric: 'auto' }));
  const [unit, size] = Math.abs(seconds) < 3600 ? steps[0]! : Math.abs(seconds) < 86_400 ? steps[1]! : steps[2]!;
  return style.format(Math.round(seconds / size), unit);
}

export function countryName(code: string): string {
  try {
    return make('country', () => new Intl.DisplayNames([region.locale], { type: 'region' })).of(code) ?? code;
  } catch {
    return code;
  }
}

let collator: Intl.Collator | null = null;
let collatorOf = '';
/** Compares two texts in the tenant's order, the same the server sorts by. */
export function compareTexts(a: string, b: string): number {
  if (collator === null || collatorOf !== region.collation) {
    collatorOf = region.collation;
    collator = new Intl.Collator(isLocale(region.collation) ? region.collation : region.locale);
  }
  return collator.compare(a, b);
}

/** First letters of the first and the last word, for the small round mark beside a name. */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((w) => /\p{L}|\p{N}/u.test(w));
  const first = words[0]?.match(/[\p{L}\p{N}]/u)?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.match(/[\p{L}\p{N}]/u)?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase(region.locale);
}
