// How long sessions last and what is asked of them: bounds, what holds unless it is changed, and what goes beyond the standard. Pure.
import { type Least, usualLeast } from './browsers.ts';

/** Minutes. */
export interface SessionTimes {
  readonly idle: number;
  readonly absolute: number;
}

export interface SessionPolicy {
  /** people without an administrative right, and those who have one */
  readonly normal: SessionTimes;
  readonly administrator: SessionTimes;
  /** a new sign-in ends the person's other sessions */
  readonly one: boolean;
  /** somebody is there from distant networks at the same time: he and the administrators are told */
  readonly distant: boolean;
  /** browsers and systems that are out of date: listed only, told so, or not let in */
  readonly outdated: 'list' | 'warn' | 'refuse';
  readonly least: Least;
}

/** Nobody sets less or more; beyond `standard` the choice deviates from NIST SP 800-63B-4 (AAL2: 1 hour idle, 24 hours). */
export const sessionBounds = {
  idle: { least: 5, most: 480, standard: 60 },
  absolute: { least: 60, most: 43_200, standard: 1_440 },
} as const;

export const usualSessions: SessionPolicy = {
  normal: { idle: 30, absolute: 720 },
  administrator: { idle: 30, absolute: 720 },
  one: false,
  distant: true,
  outdated: 'warn',
  least: usualLeast,
};

export function deviates({ idle, absolute }: SessionTimes): boolean {
  return idle > sessionBounds.idle.standard || absolute > sessionBounds.absolute.standard;
}
