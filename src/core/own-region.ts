// How somebody reads dates, times and numbers, chosen by that person alone. It changes what pages and mails to the person write, and nothing that is kept or reckoned.
import { type OwnRegion, asBrowser, asCompany } from '../contract/own-region.ts';
import { assertLocale, assertZone } from './region-desk.ts';
import type { Setting } from './settings/setting.ts';
import type { Unit } from './unit.ts';

async function read(unit: Unit): Promise<OwnRegion> {
  const { rows } = await unit.query<OwnRegion>(
    'select locale, time_zone as "timeZone" from core.own_region where user_id = $1',
    [unit.me.id],
  );
  return rows[0] ?? asCompany;
}

async function keep(unit: Unit, { locale, timeZone }: OwnRegion): Promise<void> {
  const { id } = unit.me;
  if (locale === null && timeZone === null) await unit.query('delete from core.own_region where user_id = $1', [id]);
  else
    await unit.query(
      `insert into core.own_region (user_id, locale, time_zone, set_at) values ($1, $2, $3, $4)
       on conflict (user_id) do update set locale = excluded.locale, time_zone = excluded.time_zone, set_at = excluded.set_at`,
      [id, locale, timeZone, unit.at],
    );
}

export const ownRegionSetting: Setting<OwnRegion> = {
  verb: 'own dates and times set',
  own: true,
  title: 'How I read dates and times',
  right: 'self.use',
  security: null,
  labels: { locale: 'Dates and numbers', timeZone: 'Time zone' },
  read,
  fit: ({ locale, timeZone }) => {
    if (locale !== null && locale !== asBrowser) assertLocale(locale);
    if (timeZone !== null && timeZone !== asBrowser) assertZone(timeZone);
    return { locale, timeZone };
  },
  keep,
};
