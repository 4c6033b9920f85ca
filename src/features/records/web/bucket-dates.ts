// The days a group of dates spans, and how such a group is called. Pure.
import type { Bucket } from '../../../contract/group.ts';
import { currentRegion, formatDate } from '../../../web/format.ts';
import { addDays, addMonths } from '../../../contract/zone.ts';
import { t } from './words.ts';

/** The last day of the bucket that begins on `first`. */
export function lastDay(first: string, bucket: Bucket): string {
  switch (bucket) {
    case 'day':
      return first;
    case 'week':
      return addDays(first, 6);
    case 'month':
      return addDays(addMonths(first, 1), -1);
    case 'quarter':
      return addDays(addMonths(first, 3), -1);
    case 'year':
      return addDays(addMonths(first, 12), -1);
  }
}

export function nameBucket(first: string, bucket: Bucket): string {
  const year = first.slice(0, 4);
  switch (bucket) {
    case 'day':
      return formatDate(first);
    case 'week':
      return t('totals.weekOf', { date: formatDate(first) });
    case 'month': {
      const style = new Intl.DateTimeFormat(currentRegion().locale, {
        month: 'long',
        year: 'numeric',
        timeZone: 'UTC',
      });
      return style.format(new Date(`${first}T00:00:00Z`));
    }
    case 'quarter':
      return t('totals.quarter', { quarter: String(Math.ceil(Number(first.slice(5, 7)) / 3)), year });
    case 'year':
      return year;
  }
}
