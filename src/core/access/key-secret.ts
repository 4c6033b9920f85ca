// What a secret looks like when it is carried: a mark people and scanners know, 256 random bits, and a checksum. Only its hash is kept.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newToken } from '../ids.ts';

/** An API key; of connected applications: what one asks with, what gets the next, what stands for a person's consent, what an application shows. */
const marks = { key: 'strk_', access: 'stra_', refresh: 'strf_', code: 'stro_', client: 'strc_' } as const;
export type SecretKind = keyof typeof marks;

const form = /^(str[kafoc]_)[A-Za-z0-9_-]{43}([0-9a-z]{7})$/;

/** Letters of a secret that are shown in lists; too few to guess the rest from. */
const shown = 'strk_'.length + 6;

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

export function newSecret(kind: SecretKind = 'key'): NewSecret {
  const body = marks[kind] + newToken();
  const secret = body + checksum(body);
  return { secret, hash: hashOf(secret), prefix: secret.slice(0, shown) };
}

/**
 * The hash under which a secret is kept; undefined for a text that is none of these kinds, which is told without asking the database: a
 * token to refresh with opens no door.
 */
export function secretHash(text: string, ...kinds: readonly SecretKind[]): Buffer | undefined {
  const found = form.exec(text);
  if (found === null || checksum(text.slice(0, -7)) !== found[2]) return undefined;
  const wanted: readonly SecretKind[] = kinds.length === 0 ? ['key', 'access'] : kinds;
  return wanted.some((kind) => marks[kind] === found[1]) ? hashOf(text) : undefined;
}
