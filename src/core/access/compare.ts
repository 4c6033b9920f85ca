// Whether some grants stay within others: nobody can give, take over or approve what he does not hold himself. Pure.
import type { Entity } from '../../contract/entity.ts';
import type { Catalog } from '../catalog.ts';
import { rankOfRight, rightIn } from '../policy.ts';
import { type FieldRight, type Grant, type Principal, type Scope, type ScopeWord, leavesFreely } from '../principal.ts';

/** What somebody holds by his roles. A share is of single records, and nobody can pass it on as more. */
export function effective(me: Pick<Principal, 'grants'>): Grant[] {
  return me.grants.filter((g) => g.from.shares === undefined);
}

/** What each word reaches at least: the words it reaches all of, itself included. */
const within: Record<ScopeWord, readonly ScopeWord[]> = {
  none: ['none'],
  own: ['none', 'own'],
  team: ['none', 'own', 'team'],
  teamBelow: ['none', 'own', 'team', 'teamBelow'],
  territory: ['none', 'territory'],
  all: ['none', 'own', 'team', 'teamBelow', 'territory', 'all'],
};

/** Whether the one scope reaches everything the other does, whoever holds them. A rule reaches itself, and no one can say what else. */
export function reachesAll(mine: Scope, wanted: Scope): boolean {
  if (mine === 'all') return true;
  if (typeof mine === 'string') {
    const word = typeof wanted === 'string' ? wanted : wanted.within;
    return word !== undefined && within[mine].includes(word);
  }
  if (typeof wanted === 'string' || wanted.rule !== mine.rule) return wanted === 'none';
  return mine.within === undefined || (wanted.within !== undefined && reachesAll(mine.within, wanted.within));
}

/** Of two scopes the narrower, or the first where neither is. */
export function narrower(a: Scope, b: Scope): Scope {
  return reachesAll(b, a) || !reachesAll(a, b) ? a : b;
}

type Types = Grant['from']['types'];

/** Whether the one is about every type of activity the other is about. */
function aboutAll(mine: Types, wanted: Types): boolean {
  if (mine === undefined) return true;
  if (mine.only !== undefined) return wanted?.only === mine.only;
  const except = mine.except ?? [];
  if (wanted?.only !== undefined) return !except.includes(wanted.only);
  return wanted !== undefined && except.every((type) => (wanted.except ?? []).includes(type));
}

function leavesAll(mine: Grant, wanted: Grant): boolean {
  if (wanted.leaves === undefined) return true;
  const { formats, rows, reason } = mine.leaves ?? leavesFreely;
  return (
    wanted.leaves.formats.every((f) => formats.includes(f)) &&
    (rows === null || (wanted.leaves.rows !== null && wanted.leaves.rows <= rows)) &&
    (!reason || wanted.leaves.reason)
  );
}

function entityOf(g: Grant, catalog: Catalog): Entity | undefined {
  return catalog.lookup(g.permission.slice(0, g.permission.indexOf('.')));
}

/** One grant: some of the held reach at least as far, and each field has at least the same right in one that does. */
function isCovered(wanted: Grant, held: readonly Grant[], catalog: Catalog): boolean {
  const mine = held.filter(
    (g) =>
      reachesAll(g.from.scope, wanted.from.scope) && aboutAll(g.from.types, wanted.from.types) && leavesAll(g, wanted),
  );
  if (mine.length === 0) return false;
  const entity = entityOf(wanted, catalog);
  if (entity === undefined) return true;
  const named = [...wanted.fields.keys(), ...mine.flatMap((g) => [...g.fields.keys()])];
  const fields = new Set([...Object.keys(entity.fields), ...named]);
  const enough = (right: (g: Grant) => FieldRight): boolean =>
    mine.some((g) => rankOfRight[right(g)] >= rankOfRight[right(wanted)]);
  return [...fields].every((f) => enough((g) => rightIn(g, f))) && enough((g) => g.otherFields);
}

/**
 * Whether somebody who holds these grants holds everything the others give. Compared by what they say, not by the rows they reach today:
 * the own of one person is as much as the own of another.
 */
export function isWithin(wanted: readonly Grant[], held: readonly Grant[], catalog: Catalog): boolean {
  const mine = Map.groupBy(
    held.filter((g) => g.from.shares === undefined && g.from.scope !== 'none'),
    (g) => g.permission,
  );
  return wanted.every((g) => g.from.scope === 'none' || isCovered(g, mine.get(g.permission) ?? [], catalog));
}
