// What an API key looks like when it is carried: a mark people and scanners know, 256 random bits, and a checksum. Only its hash is kept.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newToken } from '../ids.ts';

const mark = 'strk_';
const form = /^strk_([A-Za-z0-9_-]{43})([0-9a-z]{7})$/;

/** Letters of a key that are shown in lists; too few to guess the rest from. */
const shown = mark.length + 6;

function checksum(text: string): string {
  return crc32(text).toString(36).padStart(7, '0');
}

export interface NewSecret {
  /** shown once */
  readonly secret: string;
  readonly hash: Buffer;
  readonly prefix: string;
}

/** Stands for a text that is none of ours. */
export const noSecret: Buffer = Buffer.alloc(0);

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export function newSecret(): NewSecret {
  const body = mark + newToken();
  const secret = body + checksum(body);
  return { secret, hash: hashOf(secret), prefix: secret.slice(0, shown) };
}

/** The hash under which a key is kept; undefined for a text that is none of ours, which is told without asking the database. */
export function secretHash(text: string): Buffer | undefined {
  const found = form.exec(text);
  if (found === null || checksum(text.slice(0, -7)) !== found[2]) return undefined;
  return hashOf(text);
}
