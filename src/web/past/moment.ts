// Moments as people read and type them: to the second, in the company's zone.
import { baseAt } from '../catalog.ts';
import { currentRegion } from '../format.ts';
import { instantOf, isDate, wallOf } from '../../contract/zone.ts';

/** 3 March 2026, 14:05:09 */
export function sayMoment(instant: string): string {
  const { locale, timeZone } = currentRegion();
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone }).format(
    new Date(instant),
  );
}

/** 2026-03-03 14:05:09, in which nothing can be taken for something else. */
export function writeMoment(instant: string): string {
  const at = new Date(instant);
  const { date, time } = wallOf(at, currentRegion().timeZone);
  return `${date} ${time}:${String(at.getUTCSeconds()).padStart(2, '0')}`;
}

/** Null where it is no moment between the two. */
export function readMoment(typed: string, from: number, to: number): string | null {
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2})(?::(\d{2}))?$/.exec(typed.trim());
  if (parts === null || !isDate(parts[1]!)) return null;
  const [hours, minutes] = parts[2]!.split(':').map(Number) as [number, number];
  const seconds = Number(parts[3] ?? 0);
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const wall = { date: parts[1]!, time: parts[2]!.padStart(5, '0') };
  const at = instantOf(wall, currentRegion().timeZone).getTime() + seconds * 1000;
  return at < from || at > to ? null : new Date(at).toISOString();
}

/** The address of a page as it was. */
export function pathAt(instant: string, path: string): string {
  return `${baseAt(instant)}${path}`;
}
