// Makes identifiers and secrets: record ids that sort by time of making (UUIDv7), opaque 128-bit names, tokens nobody can guess.
import { randomBytes } from 'node:crypto';
import { now } from './clock.ts';
import { pooledBytes } from './random.ts';

/** Makes ids that are strictly increasing, of the instant it is given or, where that is not after the last, of the last. */
export function makeIds(): (ms: number) => string {
  let lastMs = 0;
  let counter = 0;
  return (ms) => {
    const random = pooledBytes(10);
    if (ms > lastMs) {
      lastMs = ms;
      counter = random.readUInt16BE(0) & 0x07ff;
    } else if (++counter > 0x0fff) {
      lastMs += 1;
      counter = random.readUInt16BE(0) & 0x07ff;
    }
    const time = lastMs.toString(16).padStart(12, '0');
    const middle = (0x7000 | counter).toString(16);
    random[2] = ((random[2] ?? 0) & 0x3f) | 0x80;
    const tail = random.toString('hex', 2);
    return `${time.slice(0, 8)}-${time.slice(8)}-${middle}-${tail.slice(0, 4)}-${tail.slice(4)}`;
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
