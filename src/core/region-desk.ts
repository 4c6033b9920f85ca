// Changes how the company writes and reckons; part of every principal, so it acts at once for everybody.
import { isCurrency } from '../contract/currency.ts';
import { invalidField } from '../contract/problem.ts';
import type { Region } from '../contract/region.ts';
import { type Change, type Setting, setSetting } from './settings/setting.ts';
import type { Unit } from './unit.ts';

export interface RegionDesk {
  /** needs admin.settings */
  edit(patch: Partial<Region>): Promise<Region>;
}

const partsOf = (a: Region, b: Region): (keyof Region)[] =>
  (Object.keys(a) as (keyof Region)[]).filter((key) => a[key] !== b[key]);

export const regionSetting: Setting<Region> = {
  verb: 'settings changed',
  title: 'Company settings',
  right: 'admin.settings',
  security: null,
  labels: { locale: 'Language', currency: 'Currency', timeZone: 'Time zone', country: 'Country' },
  read: async (unit) => ({ ...unit.me.region }),
  fit: (wish) => {
    check(wish);
    return wish;
  },
  keep: async (unit, { locale, currency, timeZone, country }) => {
    await unit.query('update core.region set locale = $1, currency = $2, time_zone = $3, country = $4', [
      locale,
      currency,
      timeZone,
      country,
    ]);
    unit.events.push({ topic: 'model' });
  },
  entry: {
    write: (before, after) => ({
      changes: Object.fromEntries(partsOf(before, after).map((key) => [key, [before[key], after[key]]])),
    }),
    read: ({ changes, ...values }) => {
      // All that happened since an instant is said as before and after.
      if (changes === undefined) return values as unknown as Change;
      const pairs = Object.entries(changes as Record<string, [unknown, unknown]>);
      return {
        before: Object.fromEntries(pairs.map(([key, [was]]) => [key, was])),
        after: Object.fromEntries(pairs.map(([key, [, is]]) => [key, is])),
      };
    },
  },
};

export function makeRegionDesk(unit: Unit): RegionDesk {
  return { edit: (patch) => setSetting(unit, regionSetting, { ...unit.me.region, ...patch }) };
}

export function assertZone(name: string): void {
  if (!isZone(name))
    throw invalidField('timeZone', 'not-a-zone', 'This is not a known time zone.', 'A name such as Europe/Helsinki.');
}

export function assertLocale(tag: string): void {
  if (!isLocale(tag))
    throw invalidField('locale', 'not-a-locale', 'This is not a known language.', 'A BCP 47 tag such as en or fi.');
}

function check(region: Region): void {
  assertZone(region.timeZone);
  if (!isCurrency(region.currency))
    throw invalidField('currency', 'not-a-currency', 'This is not a known currency.', 'An ISO 4217 code such as EUR.');
  assertLocale(region.locale);
  if (region.country !== null && !/^[A-Z]{2}$/.test(region.country)) {
    throw invalidField(
      'country',
      'not-a-country',
      'This is not a country code.',
      'Two capital letters such as FI, or null.',
    );
  }
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([tag]).length === 1;
  } catch {
    return false;
  }
}
