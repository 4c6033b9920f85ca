// Makes identifiers and secrets: record ids that sort by time of making (UUIDv7), opaque 128-bit names, tokens nobody can guess.
import { randomBytes } from 'node:crypto';
import { now } from './clock.ts';
import { takeBytes } from './random.ts';

const letters = Buffer.from('0123456789abcdef');
const dash = 45;

/** Makes ids that are strictly increasing, of the instant it is given or, where that is not after the last, of the last. */
export function makeIds(): (ms: number) => string {
  let lastMs = 0;
  let counter = 0;
  // Written letter by letter into one place and read once: an import makes two a row.
  const random = new Uint8Array(10);
  const bytes = new Uint8Array(16);
  const text = Buffer.alloc(36, dash);
  return (ms) => {
    takeBytes(random, 10);
    if (ms > lastMs) {
      lastMs = ms;
      counter = ((random[0]! << 8) | random[1]!) & 0x07ff;
    } else if (++counter > 0x0fff) {
      lastMs += 1;
      counter = ((random[0]! << 8) | random[1]!) & 0x07ff;
    }
    let rest = lastMs;
    for (let i = 5; i >= 0; i--) {
      bytes[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    bytes[6] = 0x70 | (counter >> 8);
    bytes[7] = counter;
    bytes[8] = 0x80 | (random[2]! & 0x3f);
    for (let i = 9; i < 16; i++) bytes[i] = random[i - 6]!;
    let at = 0;
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) at += 1;
      text[at++] = letters[bytes[i]! >> 4]!;
      text[at++] = letters[bytes[i]! & 15]!;
    }
    return text.toString('latin1');
  };
}

const next = makeIds();

/**
 * A new record id: UUID version 7 (RFC 9562). Ids made by one process are strictly increasing: within a millisecond the
 * 12 bits after the time count up from a random start, and when they run out the time is borrowed from the next one.
 */
export function newId(): string {
  return next(now().getTime());
}

/** No id that is made from that instant on is smaller. */
export function firstIdOf(ms: number): string {
  const hex = Math.floor(ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** The instant an id carries, in milliseconds. */
export function msOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for the canonical (lower-case) text of a UUID of any version. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && uuid.test(value);
}

/** 128 random bits in hex: ids of tenants, and what names of databases and roles are made of. */
export function newOpaqueId(): string {
  return randomBytes(16).toString('hex');
}

/** A secret for people or programs to carry (links, sessions, passwords of roles): `bytes` random bytes, base64url. */
export function newToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
