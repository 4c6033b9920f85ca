// A person as the rules knew them at an instant that is over: folded from the reconstructed configuration into a principal by the code that decides today.
import type { Json } from '../../contract/json.ts';
import type { Principal } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { type Past, textOf } from './past.ts';
import { type LoadedPerson, principalOf } from './person.ts';

/** Undefined: not there then, or without an open account. */
export function personThen(unit: Unit, past: Past, id: string): Principal | undefined {
  const record = past.users.get(id);
  if (record === undefined || record['status'] !== 'active' || record['archived_at'] !== null) return undefined;
  return principalOf(unit, loaded(unit, past, id, record));
}

function loaded(unit: Unit, past: Past, id: string, record: Readonly<Record<string, Json>>): LoadedPerson {
  const teams = linksIn(record['teams']);
  const territories = descend(past.territories, linksIn(record['territories']));
  const roles = (past.held.get(id) ?? []).flatMap((role) => past.roles.get(role) ?? []);
  return {
    id,
    name: textOf(record['name']),
    version: 0,
    shape: 0,
    roles: roles.sort((a, b) => (a.key < b.key ? -1 : 1)),
    region: unit.me.region,
    record,
    selves: past.deputies.filter((d) => d.deputy === id && isWithin(past.at, d.from, d.until)).map((d) => d.user),
    teammates: peopleIn(past, teams),
    below: hasTree(past.teams) && record['teams'] !== null ? peopleIn(past, descend(past.teams, teams)) : null,
    territories: territories.sort(),
    shares: past.shares
      .filter((s) => s.by !== id && (s.with === id || teams.includes(s.with)))
      .sort((a, b) => (a.record < b.record ? -1 : 1)),
    // Whoever asks about then is bound by what is restricted now.
    restricted: [],
    until: null,
  };
}

function isWithin(at: Date, from: string, until: string | null): boolean {
  return new Date(from) <= at && (until === null || new Date(until) > at);
}

/** The ids of a multi value of links as its column holds it. */
function linksIn(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((link) => {
    const id = typeof link === 'object' && link !== null && !Array.isArray(link) ? link['id'] : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}

function hasTree(parents: ReadonlyMap<string, string | null>): boolean {
  return [...parents.values()].some((parent) => parent !== null);
}

/** These and all below them. */
function descend(parents: ReadonlyMap<string, string | null>, tops: readonly string[]): string[] {
  const found = new Set(tops);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [id, parent] of parents) if (parent !== null && found.has(parent)) found.add(id);
  }
  return [...found];
}

function peopleIn(past: Past, teams: readonly string[]): string[] {
  return [...past.users].flatMap(([id, row]) => (linksIn(row['teams']).some((t) => teams.includes(t)) ? [id] : []));
}
