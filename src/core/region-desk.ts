// Changes how the company writes and reckons; part of every principal, so it acts at once for everybody.
import { isCurrency } from '../contract/currency.ts';
import { Problem, invalidField } from '../contract/problem.ts';
import type { Region } from '../contract/region.ts';
import { may } from './principal.ts';
import type { Unit } from './unit.ts';

export interface RegionDesk {
  /** needs admin.settings */
  edit(patch: Partial<Region>): Promise<Region>;
}

export function makeRegionDesk(unit: Unit): RegionDesk {
  return {
    edit: async (patch) => {
      if (!may(unit.me, 'admin.settings')) throw new Problem('not-allowed', undefined, { missing: 'admin.settings' });
      const next = { ...unit.me.region, ...patch };
      check(next);
      unit.assertWrites();
      await unit.query('update core.region set locale = $1, currency = $2, time_zone = $3, country = $4', [
        next.locale,
        next.currency,
        next.timeZone,
        next.country,
      ]);
      const changes = Object.fromEntries(
        (Object.keys(patch) as (keyof Region)[]).map((key) => [key, [unit.me.region[key], next[key]]]),
      );
      unit.ledger.add({ verb: 'settings changed', outcome: 'done', permission: 'admin.settings', values: { changes } });
      unit.events.push({ topic: 'model' });
      return next;
    },
  };
}

function check(region: Region): void {
  if (!isZone(region.timeZone))
    throw invalidField('timeZone', 'not-a-zone', 'This is not a known time zone.', 'A name such as Europe/Helsinki.');
  if (!isCurrency(region.currency))
    throw invalidField('currency', 'not-a-currency', 'This is not a known currency.', 'An ISO 4217 code such as EUR.');
  if (!isLocale(region.locale))
    throw invalidField('locale', 'not-a-locale', 'This is not a known language.', 'A BCP 47 tag such as en or fi.');
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
