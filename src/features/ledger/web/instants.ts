// Instants of the audit log in the company's zone: to the second, which lists elsewhere do not need.
import { currentRegion } from '../../../web/format.ts';

let made: { of: string; style: Intl.DateTimeFormat } | null = null;

export function formatInstant(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const { locale, timeZone } = currentRegion();
  const of = `${locale} ${timeZone}`;
  if (made?.of !== of)
    made = { of, style: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone }) };
  return made.style.format(at);
}
