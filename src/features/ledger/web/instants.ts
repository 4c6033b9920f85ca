// Instants of the audit log, to the second, which lists elsewhere do not need; in the zone that was chosen for looking at it.
import { createContext, useContext } from 'react';
import { companyZone, currentRegion } from '../../../web/format.ts';
import { type ZoneName, zones } from './zones.ts';

const made = new Map<string, Intl.DateTimeFormat>();

export function zoneOf(name: ZoneName): string {
  if (name === 'utc') return 'UTC';
  if (name === 'browser') return Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name === 'own' ? currentRegion().timeZone : companyZone();
}

/** Those that differ from the others by name: one's own only where one has chosen another than the company's. */
export function zonesToChoose(): ZoneName[] {
  return zones.filter((name) => name !== 'own' || usualZone() === 'own');
}

/** In which times are written until another is chosen. */
export function usualZone(): ZoneName {
  return currentRegion().timeZone === companyZone() ? 'company' : 'own';
}

/** The zone as people say it: "Helsinki". */
export function sayZone(name: ZoneName): string {
  return zoneOf(name).replace(/^.*\//, '').replaceAll('_', ' ');
}

export const Zone = createContext<ZoneName>('own');

/** Writes instants in the chosen zone. */
export function useInstant(): (value: string) => string {
  const zone = useContext(Zone);
  return (value) => formatInstant(value, zone);
}

export function formatInstant(value: string, zone: ZoneName = 'own'): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const { locale } = currentRegion();
  const timeZone = zoneOf(zone);
  const key = `${locale} ${timeZone}`;
  let style = made.get(key);
  if (style === undefined)
    made.set(key, (style = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone })));
  return style.format(at);
}
