// Whether somebody may come from an address, by the rules that act at this moment, and which rule says so. Pure.
import type { NetworkRule, NetworkType } from '../../contract/network.ts';
import { Places } from '../address.ts';
import { countryOf } from './countries.ts';
import { widened } from './ranges.ts';

/** Who comes, as rules on networks know him. */
export interface Comer {
  readonly type: NetworkType;
  readonly roles: readonly string[];
  /** the person, or the owner of a key; null: anybody of the kind */
  readonly person: string | null;
}

export interface Verdict {
  readonly allowed: boolean;
  /**
   * free: no rule is about it; allow: one lets it in; deny: one forbids it; only: one lets these people in from elsewhere alone;
   * nothing-allows: others let these people in, from elsewhere.
   */
  readonly why: 'free' | 'allow' | 'deny' | 'only' | 'nothing-allows';
  readonly rule: NetworkRule | null;
}

export interface ReadyRule {
  readonly rule: NetworkRule;
  readonly places: Places;
}

/** Made once a version of the rules. A refusal covers whole /64 networks. */
export function makeReady(rule: NetworkRule): ReadyRule {
  const places = rule.effect === 'deny' ? rule.addresses.map(widened) : rule.addresses;
  return { rule, places: new Places(places) };
}

export function matches({ rule, places }: ReadyRule, address: string): boolean {
  if (places.has(address)) return true;
  if (rule.countries.length === 0) return false;
  const country = countryOf(address);
  return country !== null && rule.countries.includes(country);
}

export function isAbout(rule: NetworkRule, comer: Comer): boolean {
  switch (rule.who) {
    case 'everyone':
      return true;
    case 'types':
      return rule.named.includes(comer.type);
    case 'roles':
      return comer.roles.some((role) => rule.named.includes(role));
    case 'people':
      return comer.person !== null && rule.named.includes(comer.person);
  }
}

const no = (why: Verdict['why'], { rule }: ReadyRule): Verdict => ({ allowed: false, why, rule });

/** By rules that act now, those that only report left out or in as the question is. */
export function verdictFor(rules: readonly ReadyRule[], comer: Comer, address: string): Verdict {
  const mine = rules.filter(({ rule }) => isAbout(rule, comer));
  const of = (effect: NetworkRule['effect']): ReadyRule[] => mine.filter(({ rule }) => rule.effect === effect);
  const denied = of('deny').find((r) => matches(r, address));
  if (denied !== undefined) return no('deny', denied);
  // Each kind of "only" narrows further: what binds the person binds beside what binds the role.
  for (const group of Map.groupBy(of('only'), ({ rule }) => rule.who).values())
    if (!group.some((r) => matches(r, address))) return no('only', group[0]!);
  const allows = of('allow');
  const allowing = allows.find((r) => matches(r, address));
  if (allows[0] !== undefined && allowing === undefined) return no('nothing-allows', allows[0]);
  if (allowing !== undefined) return { allowed: true, why: 'allow', rule: allowing.rule };
  const only = of('only')[0];
  return { allowed: true, why: only === undefined ? 'free' : 'only', rule: only?.rule ?? null };
}

/** Before anybody has said who he is: turned away is only whoever would be, whoever he turned out to be. */
export function verdictForStranger(rules: readonly ReadyRule[], address: string): Verdict {
  const forAll = rules.filter(({ rule }) => rule.who === 'everyone');
  const denied = forAll.find((r) => r.rule.effect === 'deny' && matches(r, address));
  if (denied !== undefined) return no('deny', denied);
  const only = forAll.filter(({ rule }) => rule.effect === 'only');
  if (only[0] !== undefined && !only.some((r) => matches(r, address))) return no('only', only[0]);
  const bound = forAll.find(({ rule }) => rule.effect === 'allow');
  const someone = rules.some((r) => r.rule.effect === 'allow' && matches(r, address));
  if (bound !== undefined && !someone) return no('nothing-allows', bound);
  return { allowed: true, why: 'free', rule: null };
}
