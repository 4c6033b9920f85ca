// Notices that one person is there from networks far from each other at the same time: a stolen session, or a password that is shared. Kept in memory, a few addresses a person.
import { now } from '../clock.ts';
import { countryOf } from '../network/countries.ts';

/** At the same time: within so many milliseconds. */
const togetherMs = 10 * 60_000;
/** The same person is not told of again for so long. */
const quietMs = 12 * 3_600_000;
const mostPeople = 20_000;

interface Presence {
  readonly places: Map<string, { readonly address: string; at: number }>;
  toldAt: number;
}

const present = new Map<string, Presence>();

/** What belongs together: a country where the map knows it, else an IPv4 /16 or an IPv6 /32. */
export function placeOf(address: string): string {
  if (address === '::1' || address.startsWith('127.')) return 'this machine';
  const country = countryOf(address);
  if (country !== null) return country;
  return !address.includes(':') ? address.split('.').slice(0, 2).join('.') : address.split(':').slice(0, 2).join(':');
}

/** One use, of a session; answers the addresses once they are of distant places at the same time, and then keeps quiet for a while. */
export function noteUse(key: string, address: string): readonly string[] | null {
  const at = now().getTime();
  let mine = present.get(key);
  if (mine === undefined) {
    if (present.size >= mostPeople) present.delete(present.keys().next().value!);
    present.set(key, (mine = { places: new Map(), toldAt: -Infinity }));
  }
  const place = placeOf(address);
  const known = mine.places.get(place);
  if (known !== undefined) {
    known.at = at;
    if (mine.places.size === 1) return null;
  } else mine.places.set(place, { address, at });
  for (const [other, { at: then }] of mine.places) if (Math.abs(at - then) > togetherMs) mine.places.delete(other);
  if (mine.places.size < 2 || Math.abs(at - mine.toldAt) < quietMs) return null;
  mine.toldAt = at;
  return [...mine.places.values()].map((p) => p.address);
}
