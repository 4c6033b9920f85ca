// Remembers for a moment which names may not be tried just now, so that a flood of guesses is refused without asking the database each time. It only refuses,
// in the words and for the time the database gave.
import { Problem } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import { identitySettings } from './settings.ts';

interface Wait {
  /** on the clock that only goes forward: what was decided elsewhere since is late by no more than the setting says */
  readonly heard: number;
  readonly detail: string | undefined;
  /** milliseconds; null: until an administrator lets it in */
  readonly until: number | null;
}

/** The oldest goes when there are more: it is asked for again. */
const most = 50_000;

const byName = new Map<string, Wait>();

/** `refusal`: what strangers who try this name were told at `at`. */
export function rememberWait(name: Buffer, refusal: Problem, at: Date): void {
  if (byName.size >= most) byName.delete(byName.keys().next().value!);
  const { retryAfter } = refusal.extras;
  const until = retryAfter === undefined ? null : at.getTime() + retryAfter * 1000;
  byName.set(name.toString('base64'), { heard: performance.now(), detail: refusal.detail, until });
}

export function refuseWaiting(name: Buffer): void {
  const key = name.toString('base64');
  const wait = byName.get(key);
  if (wait === undefined) return;
  const left = wait.until === null ? null : wait.until - now().getTime();
  const isOld = performance.now() - wait.heard >= identitySettings().waitsKnownForMs;
  if (isOld || (left !== null && left <= 0)) {
    byName.delete(key);
    return;
  }
  throw new Problem('too-many', wait.detail, left === null ? {} : { retryAfter: Math.ceil(left / 1000) });
}

/** Somebody got in, or was let in again. */
export function forgetWait(name: Buffer): void {
  byName.delete(name.toString('base64'));
}

/** The company decided anew how long anybody waits. */
export function forgetWaits(): void {
  byName.clear();
}
