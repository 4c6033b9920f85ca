// From where people and programs may come: the shape of a rule on networks, as the page sends it and the server keeps it. Pure.

/** Who a person is to these rules. Portal contacts and operators have no way in yet, so there is no word for them. */
export const networkTypes = ['normal', 'administrator', 'api'] as const;
export type NetworkType = (typeof networkTypes)[number];

export const networkAudiences = ['everyone', 'types', 'roles', 'people'] as const;
export type NetworkAudience = (typeof networkAudiences)[number];

/**
 * `allow`: they may come from here; rules for the same person add up. `only`: whoever it names comes from nowhere else, and still only
 * where the other rules let him. `deny`: nobody it names comes from here, whatever else allows it.
 */
export const networkEffects = ['allow', 'only', 'deny'] as const;
export type NetworkEffect = (typeof networkEffects)[number];

export interface NetworkRule {
  readonly id: string;
  readonly name: string;
  readonly effect: NetworkEffect;
  /** single ones, ranges `a-b`, subnets `a/n`, in their normal form */
  readonly addresses: readonly string[];
  /** ISO 3166-1 alpha-2; only where the installation has a map */
  readonly countries: readonly string[];
  readonly who: NetworkAudience;
  /** of `who`: types, ids of roles or people; empty for everyone */
  readonly named: readonly string[];
  /** YYYY-MM-DD in the company's zone: acts from the beginning of this day; null: from now on */
  readonly from: string | null;
  /** the last day it acts; null: for good */
  readonly to: string | null;
  /** refuses nobody, and counts whom it would */
  readonly report: boolean;
}

export type NetworkState = 'upcoming' | 'active' | 'expired';

/** `today`: YYYY-MM-DD where the company is. */
export function stateOn(rule: Pick<NetworkRule, 'from' | 'to'>, today: string): NetworkState {
  if (rule.to !== null && rule.to < today) return 'expired';
  return rule.from !== null && rule.from > today ? 'upcoming' : 'active';
}

/** Whom a set of rules would leave outside. */
export interface LockOut {
  /** when: now, or once a rule begins or has ended */
  readonly at: string;
  readonly you: boolean;
  readonly address: string | null;
  /** of those who may change these rules: all, and those none of whose addresses could come */
  readonly administrators: number;
  readonly out: number;
  /** addresses of those, to be added */
  readonly addresses: readonly string[];
}
