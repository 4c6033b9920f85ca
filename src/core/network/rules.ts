// The rules on networks of one vault in one version: what is kept, which of them act at an instant, and when that changes by itself. Pure.
import { type NetworkRule, stateOn } from '../../contract/network.ts';
import { addDays } from '../../contract/period.ts';
import { dateIn, startOfDate } from '../../contract/region.ts';
import { type Comer, type ReadyRule, makeReady } from './verdict.ts';

/** As `core.network` keeps it. */
export interface StoredNetwork {
  readonly version: string;
  readonly rules: readonly NetworkRule[];
  readonly redirect: string | null;
  /** tried until then, in place of the rules; undone by the time alone unless it is confirmed */
  readonly trial: {
    readonly rules: readonly NetworkRule[];
    readonly redirect: string | null;
    readonly startedAt: string;
    readonly until: string;
    readonly by: string;
  } | null;
  /** switched off at the console */
  readonly offAt: string | null;
}

export const noNetwork: StoredNetwork = { version: '', rules: [], redirect: null, trial: null, offAt: null };

/** What acts: the trial while it lasts, else the rules; nothing while they are switched off. */
export function inForce(stored: StoredNetwork, at: Date): Pick<StoredNetwork, 'rules' | 'redirect'> {
  if (stored.offAt !== null) return { rules: [], redirect: stored.redirect };
  const { trial } = stored;
  return trial !== null && new Date(trial.until) > at ? trial : stored;
}

export function activeRules(rules: readonly NetworkRule[], at: Date, timeZone: string): NetworkRule[] {
  const today = dateIn(at, timeZone);
  return rules.filter((rule) => stateOn(rule, today) === 'active');
}

/** The instants after this one at which a rule begins or has ended, in order. */
export function turnsOf(rules: readonly NetworkRule[], at: Date, timeZone: string): Date[] {
  const days = rules.flatMap(({ from, to }) => [
    ...(from === null ? [] : [from]),
    ...(to === null ? [] : [addDays(to, 1)]),
  ]);
  return [...new Set(days)]
    .map((day) => startOfDate(day, timeZone))
    .filter((turn) => turn > at)
    .toSorted((a, b) => a.getTime() - b.getTime());
}

export interface Acting {
  /** those that refuse */
  readonly strict: readonly ReadyRule[];
  /** these and those that only report; null: there are none of those */
  readonly reporting: readonly ReadyRule[] | null;
  readonly redirect: string | null;
}

export class NetworkRules {
  readonly stored: StoredNetwork;
  readonly timeZone: string;
  #acting: Acting = { strict: [], reporting: null, redirect: null };
  /** milliseconds between which `#acting` holds */
  #since = Infinity;
  #until = -Infinity;

  constructor(stored: StoredNetwork, timeZone: string) {
    this.stored = stored;
    this.timeZone = timeZone;
  }

  actingAt(at: Date): Acting {
    const ms = at.getTime();
    if (ms < this.#since || ms >= this.#until) this.#reckon(at);
    return this.#acting;
  }

  #reckon(at: Date): void {
    const { rules, redirect } = inForce(this.stored, at);
    const ready = activeRules(rules, at, this.timeZone).map(makeReady);
    const strict = ready.filter(({ rule }) => !rule.report);
    this.#acting = { strict, reporting: strict.length === ready.length ? null : ready, redirect };
    this.#since = at.getTime();
    const trialEnds = this.stored.trial === null ? Infinity : new Date(this.stored.trial.until).getTime();
    const turn = turnsOf(rules, at, this.timeZone)[0]?.getTime() ?? Infinity;
    this.#until = Math.min(turn, trialEnds > at.getTime() ? trialEnds : Infinity);
  }
}

/** What a principal carries: the rules of the version it was made under, and who it is to them. */
export interface NetworkGuard {
  readonly rules: NetworkRules;
  readonly comer: Comer;
}
