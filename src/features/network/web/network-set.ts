// The set of rules as the page edits it: one rule as a form, and the whole set that is sent with it. Pure.
import type { NetworkRuleView, NetworkSet, NetworkView } from '../contract.ts';

export type WishedRule = NetworkSet['rules'][number];

/** A rule as a form holds it. */
export interface Draft {
  readonly id: string | null;
  readonly name: string;
  readonly effect: WishedRule['effect'];
  readonly addresses: string;
  readonly countries: string;
  readonly who: WishedRule['who'];
  readonly named: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly report: boolean;
}

export const emptyDraft: Draft = {
  id: null,
  name: '',
  effect: 'allow',
  addresses: '',
  countries: '',
  who: 'everyone',
  named: [],
  from: null,
  to: null,
  report: false,
};

export function draftOf(rule: NetworkRuleView): Draft {
  const { state: _, seen: __, addresses, countries, ...rest } = rule;
  return { ...rest, addresses: addresses.join('\n'), countries: countries.join(', ') };
}

const parts = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** Ranges may be written with spaces around their dash. */
export function placesIn(text: string): string[] {
  return parts(text.replaceAll(/\s*-\s*/g, '-'));
}

export function ruleOf(draft: Draft): WishedRule {
  return {
    ...draft,
    name: draft.name.trim(),
    addresses: placesIn(draft.addresses),
    countries: parts(draft.countries).map((code) => code.toUpperCase()),
    named: draft.who === 'everyone' ? [] : [...draft.named],
  };
}

export function wishedOf({ state: _, seen: __, ...rule }: NetworkRuleView): WishedRule {
  return rule;
}

/** The whole set with this rule in its place; null takes the rule `without` away. */
export function setWith(view: NetworkView, rule: WishedRule | null, without: string | null = null): NetworkSet {
  const others = view.rules.map(wishedOf);
  const rules =
    rule === null
      ? others.filter(({ id }) => id !== without)
      : rule.id === null
        ? [...others, rule]
        : others.map((other) => (other.id === rule.id ? rule : other));
  return { version: view.version, rules, redirect: view.redirect };
}

/** Enough to be tried; what is wrong with it the server says. */
export function isWhole(draft: Draft): boolean {
  const places = placesIn(draft.addresses).length + parts(draft.countries).length;
  return places > 0 && draft.name.trim() !== '' && (draft.who === 'everyone' || draft.named.length > 0);
}

export function withAddresses(draft: Draft, more: readonly string[]): Draft {
  const known = placesIn(draft.addresses);
  return { ...draft, addresses: [...known, ...more.filter((address) => !known.includes(address))].join('\n') };
}
