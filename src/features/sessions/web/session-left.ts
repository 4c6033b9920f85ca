// When to ask whether somebody stays: how long the session may still last, reckoned so that it never ends earlier than one was told. Pure.
import type { SessionTime } from '../contract.ts';

/** The server takes note of a use at most once a minute: a session may end so much earlier than the last use says. */
const lagSeconds = 60;
const warnSeconds = 60;

/** Seconds left, once they are to be told; null: there is time. */
export function leftOf(time: SessionTime, unusedSeconds: number, at: Date): number | null {
  const idle = time.idleSeconds - lagSeconds - unusedSeconds;
  const absolute = (Date.parse(time.expiresAt) - at.getTime()) / 1000;
  const left = Math.min(idle, absolute);
  return left <= warnSeconds ? left : null;
}
