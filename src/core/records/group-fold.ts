// Puts the totals the database answered together into groups: amounts a currency at a time, or in the company's own as far as rates are known.
import type { Conversion, Group, Groups, MeasureValue } from '../../contract/record-answers.ts';
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  divideDecimal,
  multiplyDecimals,
  roundDecimal,
} from '../../contract/decimal.ts';
import type { Measure } from '../../contract/group.ts';
import type { Unit } from '../unit.ts';
import type { Place } from './column.ts';
import { type KnownRate, readRates } from './rates.ts';

export interface AskedMeasure extends Measure {
  readonly kind: Place['kind'];
}

/**
 * One row of the answer: keys k0.., for references whether they lead anywhere r0.., measures m0.. A row of one currency says by g0.. of
 * which money field it tells, has the currency in c0.. and how many amounts there are in n0..; any other is the total of its group.
 */
export interface RawGroup {
  readonly n: number;
  readonly [column: string]: unknown;
}

export interface Folding {
  readonly places: readonly Place[];
  readonly titles: ReadonlyMap<string, string>;
  readonly asked: readonly AskedMeasure[];
  /** the money fields, in the order of c0.. */
  readonly currencies: readonly string[];
  readonly inCompany: boolean;
}

/** Amounts of one currency; for an average their sum. */
interface Amounts {
  readonly currency: string;
  readonly amount: string;
  readonly count: number;
}

interface Folded {
  readonly keys: Group['keys'];
  count: number;
  readonly plain: (MeasureValue | null)[];
  readonly amounts: Amounts[][];
}

export async function foldGroups(unit: Unit, rows: readonly RawGroup[], f: Folding): Promise<Groups> {
  const groups = new Map<string, Folded>();
  for (const row of rows) {
    const keys = f.places.map((place, i) => keyValue(place, row[`k${i}`] ?? null, row[`r${i}`] === true, f.titles));
    const id = JSON.stringify(keys);
    let group = groups.get(id);
    if (group === undefined) groups.set(id, (group = { keys, count: 0, plain: [], amounts: f.asked.map(() => []) }));
    addRow(group, row, f);
  }
  const all = [...groups.values()].sort((a, b) => b.count - a.count);
  const rates = f.inCompany ? await readRates(unit, currenciesIn(all)) : null;
  return {
    groups: all.map((g) => ({
      keys: g.keys,
      count: g.count,
      measures: f.asked.map((m, i) =>
        f.currencies.includes(m.field)
          ? moneyValue(m, g.amounts[i]!, rates, unit.me.region.currency)
          : (g.plain[i] ?? null),
      ),
    })),
    ...(rates === null ? {} : { conversion: conversionOf(unit, all, f, rates) }),
  };
}

function addRow(group: Folded, row: RawGroup, f: Folding): void {
  const at = f.currencies.findIndex((_, i) => row[`g${i}`] === true);
  if (at === -1) group.count += row.n;
  f.asked.forEach((m, i) => {
    const value = row[`m${i}`] ?? null;
    if (at === -1) {
      if (!f.currencies.includes(m.field)) group.plain[i] = add(group.plain[i] ?? null, m, value);
    } else if (f.currencies[at] === m.field && typeof row[`c${at}`] === 'string') {
      const amount = m.op === 'filled' ? '0' : canonicalDecimal(value as string)!;
      group.amounts[i]!.push({ currency: row[`c${at}`] as string, amount, count: row[`n${i}`] as number });
    }
  });
}

function add(sum: MeasureValue | null, m: AskedMeasure, value: unknown): MeasureValue | null {
  if (m.op === 'filled') return Number(sum ?? 0) + Number(value);
  if (value === null) return sum;
  if (m.kind === 'date') return value as string;
  if (m.kind === 'dateTime') return new Date(value as string).toISOString();
  return canonicalDecimal(value as string) ?? (value as string);
}

/** A reference to something one may not see is one group, whatever it is. */
function keyValue(
  place: Place,
  value: unknown,
  isRef: boolean,
  titles: ReadonlyMap<string, string>,
): Group['keys'][number] {
  if (place.kind === 'ref' && isRef) {
    const title = titles.get(value as string);
    return title === undefined ? { restricted: true } : { id: value as string, title };
  }
  if (value === null) return null;
  if (place.kind === 'checkbox') return value === 'true';
  return ['number', 'percent', 'money'].includes(place.kind)
    ? (canonicalDecimal(value as string) ?? null)
    : (value as string);
}

function currenciesIn(groups: readonly Folded[]): string[] {
  return [...new Set(groups.flatMap((g) => g.amounts.flat().map((a) => a.currency)))].sort();
}

/** How many digits behind the point an average and a converted amount have. */
const places = { average: 6, converted: 4 } as const;

function moneyValue(
  m: AskedMeasure,
  amounts: readonly Amounts[],
  rates: ReadonlyMap<string, KnownRate> | null,
  company: string,
): MeasureValue | null {
  if (m.op === 'filled') return amounts.reduce((sum, a) => sum + a.count, 0);
  const converted = amounts.map((a): Amounts => {
    const rate = rates?.get(a.currency);
    return rate === undefined ? a : { ...a, currency: company, amount: multiplyDecimals(a.amount, rate.rate) };
  });
  const joined = [...Map.groupBy(converted, (a) => a.currency)].map(([currency, list]) => {
    const all = list.reduce((a, b) => ({ currency, amount: join(m, a.amount, b.amount), count: a.count + b.count }));
    const exact = m.op === 'avg' ? divideDecimal(all.amount, all.count, places.average) : all.amount;
    const isConverted = rates !== null && currency === company && m.op !== 'avg';
    return { amount: isConverted ? roundDecimal(exact, places.converted) : exact, currency };
  });
  // The company's own first; what could not be converted stays beside it in its own currency.
  const rank = (currency: string): string => (currency === company ? '' : currency);
  return joined.length === 0 ? null : joined.sort((a, b) => (rank(a.currency) < rank(b.currency) ? -1 : 1));
}

function join(m: AskedMeasure, a: string, b: string): string {
  if (m.op !== 'min' && m.op !== 'max') return addDecimals(a, b);
  const isBelow = compareDecimals(a, b) < 0;
  return isBelow === (m.op === 'min') ? a : b;
}

function conversionOf(
  unit: Unit,
  groups: readonly Folded[],
  f: Folding,
  rates: ReadonlyMap<string, KnownRate>,
): Conversion {
  const missing = f.currencies.flatMap((field) => {
    const at = f.asked.findIndex((m) => m.field === field);
    const amounts = groups.flatMap((g) => g.amounts[at]!).filter((a) => !rates.has(a.currency) && a.count > 0);
    const byCurrency = [...Map.groupBy(amounts, (a) => a.currency)].sort(([a], [b]) => (a < b ? -1 : 1));
    return byCurrency.map(([currency, list]) => ({
      field,
      currency,
      amounts: list.reduce((sum, a) => sum + a.count, 0),
    }));
  });
  const { currency } = unit.me.region;
  const used = [...rates].filter(([from]) => from !== currency).map(([from, rate]) => ({ currency: from, ...rate }));
  return { currency, rates: used, missing };
}
