// Relative time in filters: "last 30 days", "this month", reckoned where the company reckons its days.
import { dateIn } from './region.ts';

export const periodUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodUnit = (typeof periodUnits)[number];

/**
 * `this`: the unit today lies in. `last`: so many units before today, today not counted among whole units ("last 30 days" end with
 * today). `next`: so many from today on.
 */
export interface Period {
  readonly period: 'this' | 'last' | 'next';
  readonly unit: PeriodUnit;
  /** how many; 1 where it is not given, and always with `this` */
  readonly count?: number;
}

export function isPeriod(value: unknown): value is Period {
  if (typeof value !== 'object' || value === null) return false;
  const { period, unit, count = 1, ...rest } = value as Record<string, unknown>;
  return (
    Object.keys(rest).length === 0 &&
    (period === 'this' || period === 'last' || period === 'next') &&
    (periodUnits as readonly unknown[]).includes(unit) &&
    Number.isInteger(count) &&
    (count as number) >= 1 &&
    (count as number) <= 1000
  );
}

/** First date and the date after the last, both YYYY-MM-DD. */
export function periodDates(p: Period, at: Date, timeZone: string): { from: string; to: string } {
  const today = dateIn(at, timeZone);
  const count = p.count ?? 1;
  if (p.unit === 'day') {
    if (p.period === 'this') return { from: today, to: addDays(today, 1) };
    return p.period === 'last'
      ? { from: addDays(today, 1 - count), to: addDays(today, 1) }
      : { from: today, to: addDays(today, count) };
  }
  const start = startOf(today, p.unit);
  if (p.period === 'this') return { from: start, to: addUnits(start, p.unit, 1) };
  // Whole weeks, months, quarters, years: the last ones that are over, the next ones that have not begun.
  return p.period === 'last'
    ? { from: addUnits(start, p.unit, -count), to: start }
    : { from: addUnits(start, p.unit, 1), to: addUnits(start, p.unit, 1 + count) };
}

export function addDays(date: string, days: number): string {
  const d = new Date(`${date}T00:00:00Z`);
  d.setUTCDate(d.getUTCDate() + days);
  return d.toISOString().slice(0, 10);
}

/** Weeks begin on Monday. */
function startOf(date: string, unit: Exclude<PeriodUnit, 'day'>): string {
  const d = new Date(`${date}T00:00:00Z`);
  if (unit === 'week') return addDays(date, -((d.getUTCDay() + 6) % 7));
  const month = unit === 'year' ? 0 : unit === 'quarter' ? d.getUTCMonth() - (d.getUTCMonth() % 3) : d.getUTCMonth();
  return new Date(Date.UTC(d.getUTCFullYear(), month, 1)).toISOString().slice(0, 10);
}

function addUnits(start: string, unit: Exclude<PeriodUnit, 'day'>, count: number): string {
  if (unit === 'week') return addDays(start, 7 * count);
  const months = { month: 1, quarter: 3, year: 12 }[unit] * count;
  const d = new Date(`${start}T00:00:00Z`);
  return new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + months, 1)).toISOString().slice(0, 10);
}
