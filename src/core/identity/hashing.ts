// Hashes and verifies passwords with Argon2id (RFC 9106), never on the main thread and never many at a time: what strangers cause in a process that gives
// way to everything else, where there is one, and the rest on the threads of libuv.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { type HashPlace, HashQueue, type Lane } from './hash-queue.ts';
import { passwordBytes } from './password-policy.ts';
import { type Argon2Costs, type Argon2Job, identitySettings } from './settings.ts';

const saltBytes = 16;
const hashBytes = 32;
const version = 19;

interface Phc {
  readonly costs: Argon2Costs;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const queue = new HashQueue(() => {
  const s = identitySettings();
  return {
    atOnce: s.hashesAtOnce,
    spare: s.hashesSpare,
    waiting: s.hashesWaiting,
    waitingPerTenant: s.hashesWaitingPerTenant,
  };
});

/** For the tests and the health page: what is running and what waits. */
export function hashLoad(): { running: number; waiting: number } {
  return { running: queue.running, waiting: queue.waiting };
}

/** Refuses with `unavailable` where `enterHashLine` would. */
export function refuseFullLine(tenant: string, lane: Lane): void {
  queue.refuseFull(tenant, lane);
}

/** Refuses with `unavailable` when the line is full: asked before an attempt is counted that nobody would look at. */
export function enterHashLine(tenant: string, lane: Lane): HashPlace {
  return queue.enter(tenant, lane);
}

/** For whom a hash is made: in which line he stood, and whether alone of his company. */
interface Turn {
  readonly lane: Lane;
  readonly alone: boolean;
}

function derive({ lane, alone }: Turn, bytes: Buffer, salt: Buffer, costs: Argon2Costs): Promise<Buffer> {
  const job: Argon2Job = {
    message: bytes,
    nonce: salt,
    parallelism: costs.lanes,
    tagLength: hashBytes,
    memory: costs.memoryKiB,
    passes: costs.passes,
  };
  const { aside } = identitySettings();
  return lane === 'stranger' && aside !== null ? aside(job, alone ? 'alone' : 'crowd') : deriveHere(job);
}

/** On a thread of this process. */
export function deriveHere(job: Argon2Job): Promise<Buffer> {
  return new Promise((done, fail) => {
    argon2('argon2id', job, (error, hash) => (error === null ? done(hash) : fail(error)));
  });
}

function write({ costs, salt, hash }: Phc): string {
  const { memoryKiB, passes, lanes } = costs;
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$argon2id$v=${version}$m=${memoryKiB},t=${passes},p=${lanes}$${text(salt)}$${text(hash)}`;
}

function read(phc: string): Phc {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (found === null) throw new Error('a stored password hash is of a form that is not known here');
  const [, memoryKiB, passes, lanes, salt, hash] = found;
  return {
    costs: { memoryKiB: Number(memoryKiB), passes: Number(passes), lanes: Number(lanes) },
    salt: Buffer.from(salt!, 'base64'),
    hash: Buffer.from(hash!, 'base64'),
  };
}

/** A PHC string with a fresh salt and today's costs. */
export async function hashPassword(tenant: string, lane: Lane, password: string): Promise<string> {
  const bytes = passwordBytes(password);
  if (bytes === undefined) throw new Error('a password that is no text was let through');
  const { argon2: costs } = identitySettings();
  const salt = randomBytes(saltBytes);
  const hash = await enterHashLine(tenant, lane).run((alone) => derive({ lane, alone }, bytes, salt, costs));
  return write({ costs, salt, hash });
}

export interface Verdict {
  readonly good: boolean;
  /** made with other costs than today's: hash it again while the password is at hand */
  readonly stale: boolean;
}

/**
 * Compares in constant time, when the place in the line has its turn. Without a stored hash (nobody has that name) it does the same work against a salt of its own and
 * answers no, so that the time tells nothing.
 */
export async function verifyPassword(place: HashPlace, password: string, phc: string | undefined): Promise<Verdict> {
  const { argon2: costs } = identitySettings();
  const bytes = passwordBytes(password);
  // All of it in its turn: whatever goes wrong, the place in the line is given back.
  const { stored, hash } = await place.run(async (alone) => {
    const salt = randomBytes(saltBytes);
    const stored = phc === undefined ? { costs, salt, hash: Buffer.alloc(hashBytes) } : read(phc);
    return {
      stored,
      hash: await derive({ lane: place.lane, alone }, bytes ?? Buffer.alloc(1), stored.salt, stored.costs),
    };
  });
  const equal = timingSafeEqual(hash, stored.hash);
  const { memoryKiB, passes, lanes } = stored.costs;
  return {
    good: equal && phc !== undefined && bytes !== undefined,
    stale: memoryKiB !== costs.memoryKiB || passes !== costs.passes || lanes !== costs.lanes,
  };
}
