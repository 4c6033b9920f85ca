// Challenges for passkeys: made by this vault, for one purpose and for five minutes, recognised by their mark and not by a table strangers could fill.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keyring } from '../../crypto/keyring.ts';

const lastsMs = 5 * 60_000;
const nonceBytes = 16;
const timeBytes = 8;
const markBytes = 32;

/** sign-in: by whoever asks. enrol and prove: by the person named. */
export type ChallengePurpose = 'sign-in' | `enrol ${string}` | `prove ${string}`;

function mark(keys: Keyring, body: Buffer, purpose: ChallengePurpose): Buffer {
  return createHmac('sha256', keys.purpose('secrets')).update(`core.challenge/${purpose}/`).update(body).digest();
}

export function newChallenge(keys: Keyring, purpose: ChallengePurpose, at: Date): string {
  const time = Buffer.alloc(timeBytes);
  time.writeBigUInt64BE(BigInt(at.getTime() + lastsMs));
  const body = Buffer.concat([randomBytes(nonceBytes), time]);
  return Buffer.concat([body, mark(keys, body, purpose)]).toString('base64url');
}

export interface OpenChallenge {
  /** under which it is noted once it was answered */
  readonly hash: Buffer;
  readonly expires: Date;
}

/** Undefined: not ours, for something else, or too old. */
export function readChallenge(
  keys: Keyring,
  text: string,
  purpose: ChallengePurpose,
  at: Date,
): OpenChallenge | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== nonceBytes + timeBytes + markBytes || bytes.toString('base64url') !== text) return undefined;
  const body = bytes.subarray(0, nonceBytes + timeBytes);
  if (!timingSafeEqual(mark(keys, body, purpose), bytes.subarray(body.length))) return undefined;
  const expires = new Date(Number(body.readBigUInt64BE(nonceBytes)));
  if (expires <= at) return undefined;
  return { hash: createHash('sha256').update(bytes).digest(), expires };
}
