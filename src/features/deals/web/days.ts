// Days as a card has room for them: how many lie between a moment and now, as the company counts, and a date without the year where that is plain.
import { currentRegion } from '../../../web/format.ts';
import { today, wallOf } from '../../../contract/zone.ts';

/** `since` is a date or an instant; a day that began later than now counts as none. */
export function daysSince(since: string, now: Date, timeZone: string): number {
  const from = since.length === 10 ? since : wallOf(new Date(since), timeZone).date;
  const days = (Date.parse(today(timeZone, now)) - Date.parse(from)) / 86_400_000;
  return Math.max(0, Math.round(days));
}

const styles = new Map<string, Intl.DateTimeFormat>();

/** "15 Nov" for a day of this year, "15 Nov 2027" for any other. */
export function shortDate(date: string, now: Date): string {
  const { locale, timeZone } = currentRegion();
  const near = date.slice(0, 4) === today(timeZone, now).slice(0, 4);
  const key = `${locale} ${near}`;
  let style = styles.get(key);
  if (style === undefined) {
    const parts = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
    style = new Intl.DateTimeFormat(locale, near ? parts : { ...parts, year: 'numeric' });
    styles.set(key, style);
  }
  return style.format(new Date(`${date}T00:00:00Z`));
}
