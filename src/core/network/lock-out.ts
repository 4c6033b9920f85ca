// Whom a set of rules would leave outside, now or at any later moment at which one of its rules begins or ends; and what it would have done in the last 30 days. Pure.
import { type LockOut, type NetworkRule, stateOn } from '../../contract/network.ts';
import { dateIn } from '../../contract/region.ts';
import type { NetworkTrialRun } from './desk.ts';
import { type Traffic, noOne } from './people.ts';
import { activeRules, turnsOf } from './rules.ts';
import { type Comer, type ReadyRule, isAbout, makeReady, matches, verdictFor } from './verdict.ts';

export interface Asker {
  readonly id: string;
  readonly comer: Comer;
  /** null: not known */
  readonly address: string | null;
}

interface Known {
  readonly traffic: Traffic;
  readonly asker: Asker;
  readonly at: Date;
  readonly timeZone: string;
}

/** Where an administrator has come from, the asker from where he asks. */
function addressesOf({ traffic, asker }: Known, person: string): string[] {
  const own = person === asker.id && asker.address !== null ? [asker.address] : [];
  const known = [...traffic.signIns, ...traffic.sessions].filter((s) => s.person === person).map((s) => s.address);
  return [...new Set([...own, ...known])];
}

/** Somebody who never came from anywhere we know gets in where nothing binds him to a place. */
function isBound(rules: readonly ReadyRule[], comer: Comer): boolean {
  return rules.some(({ rule }) => rule.effect !== 'deny' && isAbout(rule, comer));
}

function lockOutAt(rules: readonly NetworkRule[], when: Date, known: Known): LockOut | null {
  const { traffic, asker, timeZone } = known;
  const ready = activeRules(rules, when, timeZone).map(makeReady);
  const you = asker.address !== null && !verdictFor(ready, asker.comer, asker.address).allowed;
  const outside = traffic.administrators.filter((person) => {
    const comer = traffic.comers.get(person) ?? noOne;
    const addresses = addressesOf(known, person);
    return addresses.length === 0
      ? isBound(ready, comer)
      : addresses.every((address) => !verdictFor(ready, comer, address).allowed);
  });
  if (!you && (outside.length === 0 || outside.length < traffic.administrators.length)) return null;
  return {
    at: when.toISOString(),
    you,
    address: asker.address,
    administrators: traffic.administrators.length,
    out: outside.length,
    addresses: [...new Set(outside.flatMap((person) => addressesOf(known, person)))].slice(0, 50),
  };
}

/** The first moment at which the asker, or every administrator, would be outside; null: there is none. Rules that only report lock nobody out. */
export function lockOutOf(rules: readonly NetworkRule[], known: Known): LockOut | null {
  const strict = rules.filter((rule) => !rule.report);
  for (const when of [known.at, ...turnsOf(strict, known.at, known.timeZone)]) {
    const found = lockOutAt(strict, when, known);
    if (found !== null) return found;
  }
  return null;
}

/** As if everything of the set that has not expired had acted all the time. */
export function tryOn(rules: readonly NetworkRule[], known: Known): NetworkTrialRun {
  const { traffic, asker, at, timeZone } = known;
  const today = dateIn(at, timeZone);
  const ready = rules.filter((rule) => stateOn(rule, today) !== 'expired').map(makeReady);
  const isOut = (person: string, address: string, as: Partial<Comer> = {}): boolean =>
    !verdictFor(ready, { ...(traffic.comers.get(person) ?? noOne), ...as }, address).allowed;
  const sum = (rows: Traffic['signIns']): number => rows.reduce((all, row) => all + row.count, 0);
  const refused = traffic.signIns.filter(({ person, address }) => isOut(person, address));
  const people = [...new Set(refused.map(({ person }) => person))];
  return {
    signIns: sum(traffic.signIns),
    signInsRefused: sum(refused),
    people: people.slice(0, 100).map((id) => ({ id, title: traffic.names.get(id) ?? '' })),
    sessions: traffic.sessions.length,
    sessionsRefused: traffic.sessions.filter(({ person, address }) => isOut(person, address)).length,
    ownSessionRefused: asker.address !== null && !verdictFor(ready, asker.comer, asker.address).allowed,
    keys: traffic.keys.length,
    keysRefused: traffic.keys
      .filter(({ owner, address }) => isOut(owner, address, { type: 'api' }))
      .map(({ id, title }) => ({ id, title })),
    lockOut: lockOutOf(rules, known),
  };
}

/** Of each rule: how many sign-ins of the people it is about came from its places, and keys that did last. */
export function seenBy(rules: readonly NetworkRule[], traffic: Traffic): Map<string, number> {
  const comer = (person: string): Comer => traffic.comers.get(person) ?? noOne;
  return new Map(
    rules.map((rule) => {
      const ready = makeReady(rule);
      const signIns = traffic.signIns.filter((s) => isAbout(rule, comer(s.person)) && matches(ready, s.address));
      const keys = traffic.keys.filter(
        (k) => isAbout(rule, { ...comer(k.owner), type: 'api' }) && matches(ready, k.address),
      );
      return [rule.id, signIns.reduce((all, { count }) => all + count, 0) + keys.length];
    }),
  );
}
