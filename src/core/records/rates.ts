// What currencies are worth in the company's own: the latest rate on or before today, as far as the reader may read rates.
import { canonicalDecimal } from '../../contract/decimal.ts';
import { dateIn } from '../../contract/region.ts';
import { reachOf } from '../policy.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { rowsOf } from './source.ts';
import { visibleRows } from './visible.ts';

export interface KnownRate {
  readonly rate: string;
  /** the day from which it counts; null for the company's own currency, which is always worth itself */
  readonly date: string | null;
}

/** Those of the currencies that have one. */
export async function readRates(unit: Unit, currencies: readonly string[]): Promise<ReadonlyMap<string, KnownRate>> {
  const { me } = unit;
  const out = new Map<string, KnownRate>([[me.region.currency, { rate: '1', date: null }]]);
  const others = currencies.filter((c) => c !== me.region.currency);
  const e = unit.catalog.entity('exchangeRate');
  const reach = reachOf(me, e, 'view');
  // A rate read in part would tell of the rest.
  const isReadable = ['currency', 'date', 'rate'].every((name) => reach.readable(name).op === 'all');
  if (others.length === 0 || !isReadable) return out;
  const rows = await unit.run<{ currency: string; date: string; rate: string }>(sql`
    select distinct on (r.currency) r.currency, r.date::text as date, r.rate::text as rate
    from ${rowsOf(me, e)} r
    where ${and([
      sql`r.currency = any(${others}::text[])`,
      sql`r.date <= ${dateIn(me.past?.at ?? unit.at, me.region.timeZone)}::date`,
      sql`r.archived_at is null`,
      visibleRows(me, e, 'r'),
    ])}
    order by r.currency, r.date desc`);
  for (const { currency, date, rate } of rows) out.set(currency, { rate: canonicalDecimal(rate)!, date });
  return out;
}
