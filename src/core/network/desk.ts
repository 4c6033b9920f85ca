// Rules on networks as features see them. Types only; network-desk.ts makes the desk.
import type { LockOut, NetworkRule, NetworkState } from '../../contract/network.ts';
import type { Counted } from './counts.ts';
import type { Verdict } from './verdict.ts';

/** A whole set, as it shall be; a rule without id is new. */
export interface NetworkWish {
  /** of the set it was made from */
  readonly version: string;
  readonly rules: readonly (Omit<NetworkRule, 'id'> & { readonly id: string | null })[];
  /** where whoever is turned away is sent; null: a plain refusal */
  readonly redirect: string | null;
}

/** From where it is asked: null where that is not known, as when an approved change is carried out. */
export interface AskedFrom {
  readonly address: string | null;
  /** a proxy nobody has named stands between: the address may be everybody's */
  readonly doubt: boolean;
}

export interface NetworkView {
  readonly version: string;
  readonly rules: readonly (NetworkRule & { readonly state: NetworkState; readonly seen: number })[];
  readonly redirect: string | null;
  readonly offAt: string | null;
  readonly trial: {
    readonly rules: readonly NetworkRule[];
    readonly redirect: string | null;
    readonly until: string;
    readonly by: { readonly id: string; readonly title: string };
    /** asked from a session that began after the trial, which may confirm it */
    readonly mayConfirm: boolean;
  } | null;
  readonly counts: readonly NetworkCount[];
  /** all of the last 30 days, those that are not named too */
  readonly totals: { readonly refused: number; readonly wouldBeRefused: number };
  readonly roles: readonly { readonly id: string; readonly title: string }[];
  readonly people: readonly { readonly id: string; readonly title: string }[];
}

export interface NetworkCount {
  readonly address: string;
  readonly outcome: Counted;
  readonly person: { readonly id: string; readonly title: string } | null;
  readonly count: number;
  readonly lastAt: string;
}

/** What a set would do to those who came in the last 30 days, and who would be locked out by it. */
export interface NetworkTrialRun {
  readonly signIns: number;
  readonly signInsRefused: number;
  readonly people: readonly { readonly id: string; readonly title: string }[];
  readonly sessions: number;
  readonly sessionsRefused: number;
  readonly ownSessionRefused: boolean;
  readonly keys: number;
  readonly keysRefused: readonly { readonly id: string; readonly title: string }[];
  readonly lockOut: LockOut | null;
}

export interface NetworkDesk {
  /** needs network.view */
  view(): Promise<NetworkView>;
  /** needs network.view; of the set in force, or of one that is only thought of */
  check(
    address: string,
    as: { readonly person?: string; readonly role?: string; readonly type?: 'normal' | 'administrator' | 'api' },
    wish: NetworkWish | null,
  ): Promise<Verdict>;
  /** needs network.view */
  tryRun(wish: NetworkWish, from: AskedFrom): Promise<NetworkTrialRun>;
  /** needs admin.network; refuses with locks-out a set that leaves its author or every administrator outside */
  save(wish: NetworkWish, from: AskedFrom): Promise<void>;
  /** acts for so many minutes and is undone by the time alone, unless it is confirmed from a session that began after it */
  startTrial(wish: NetworkWish, minutes: number, from: AskedFrom): Promise<void>;
  confirmTrial(from: AskedFrom): Promise<void>;
  endTrial(): Promise<void>;
  /** after they were switched off at the console */
  switchOn(from: AskedFrom): Promise<void>;
  /** only the product itself, for who runs the machine: nobody is turned away any more until an administrator switches them on again */
  switchOff(): Promise<void>;
  /** what an approver reads: what becomes of which rule */
  describe(wish: NetworkWish): Promise<string>;
}
