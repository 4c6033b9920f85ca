// Instants of the audit log, to the second, which lists elsewhere do not need; in the zone that was chosen for looking at it.
import { createContext, useContext } from 'react';
import { currentRegion } from '../../../web/format.ts';
import type { ZoneName } from './audit-state.ts';

const made = new Map<string, Intl.DateTimeFormat>();

export function zoneOf(name: ZoneName): string {
  if (name === 'utc') return 'UTC';
  return name === 'browser' ? Intl.DateTimeFormat().resolvedOptions().timeZone : currentRegion().timeZone;
}

/** The zone as people say it: "Helsinki". */
export function sayZone(name: ZoneName): string {
  return zoneOf(name).replace(/^.*\//, '').replaceAll('_', ' ');
}

export const Zone = createContext<ZoneName>('company');

/** Writes instants in the chosen zone. */
export function useInstant(): (value: string) => string {
  const zone = useContext(Zone);
  return (value) => formatInstant(value, zone);
}

export function formatInstant(value: string, zone: ZoneName = 'company'): string {
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
