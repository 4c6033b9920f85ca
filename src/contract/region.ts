// How one company writes numbers and dates, in which currency it counts, and where its day begins.
export interface Region {
  /** BCP 47: en, fi, da, fr, de */
  readonly locale: string;
  /** ISO 4217: what sums are given in and new amounts start with */
  readonly currency: string;
  /** IANA: where "today" begins */
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2, or null: reads phone numbers written without + */
  readonly country: string | null;
}

export const usualRegion: Region = { locale: 'en', currency: 'EUR', timeZone: 'UTC', country: null };

/** The calendar date (YYYY-MM-DD) it is somewhere at an instant. */
export function dateIn(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((p) => p.type === type)!.value;
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** The instant at which a calendar date begins somewhere; where the clocks jump over midnight, the first instant of the day. */
export function startOfDate(date: string, timeZone: string): Date {
  const utc = Date.parse(`${date}T00:00:00Z`);
  // The offset is asked at the guess and once more at the answer, which settles it around a change of clocks.
  let at = utc - offsetMs(new Date(utc), timeZone);
  at = utc - offsetMs(new Date(at), timeZone);
  if (dateIn(new Date(at), timeZone) < date) at += 3_600_000;
  return new Date(at);
}

function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((p) => p.type === type)!.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at.getTime() / 1000) * 1000;
}
