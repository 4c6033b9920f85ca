// How much anybody may ask for: token buckets per address or account in memory, bounded in number, and the table of figures they run on.
import { now } from './clock.ts';

/** `burst` at once, then `perSecond` for as long as it takes. */
export interface Budget {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Limits {
  /** requests of one address (an IPv6 /64 counts as one), all tenants together */
  readonly requestsPerAddress: Budget;
  /** password checks one address may cause, asked before any hashing; an office behind one address still gets in on Monday morning */
  readonly passwordsPerAddress: Budget;
  /** open, unused or stolen links one address may try */
  readonly linksPerAddress: Budget;
  /** API keys one address may try that turn out to be none */
  readonly keysPerAddress: Budget;
  /** event streams: of one session, and of one tenant in this process */
  readonly streamsPerSession: number;
  readonly streamsPerTenant: number;
  /** sockets of this process, all together, and of one peer that is not a trusted proxy */
  readonly connections: number;
  readonly connectionsPerPeer: number;
  /** milliseconds a body of JSON may take to come in; uploads may take their time */
  readonly jsonBodyMs: number;
}

export const defaultLimits: Limits = {
  requestsPerAddress: { burst: 1200, perSecond: 120 },
  passwordsPerAddress: { burst: 30, perSecond: 20 / 60 },
  linksPerAddress: { burst: 60, perSecond: 30 / 60 },
  keysPerAddress: { burst: 30, perSecond: 20 / 60 },
  // A browser opens six connections to one host at most; one stream a tab must leave it some for asking.
  streamsPerSession: 4,
  streamsPerTenant: 2000,
  connections: 10_000,
  connectionsPerPeer: 256,
  jsonBodyMs: 30_000,
};

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Buckets by key. Their number is bounded: when there is no more room and no bucket that has filled up again, new keys share one
 * bucket, so that a flood from many addresses makes strangers wait for each other and nothing grows.
 */
export class Buckets {
  readonly #budget: Budget;
  readonly #most: number;
  readonly #byKey = new Map<string, Bucket>();
  readonly #shared: Bucket;

  constructor(budget: Budget, most = 50_000) {
    this.#budget = budget;
    this.#most = most;
    this.#shared = { tokens: budget.burst, at: now().getTime() };
  }

  /** Takes from the key's bucket. 0: granted; else the seconds after which another try makes sense. */
  take(key: string, cost = 1): number {
    const bucket = this.#bucketOf(key);
    const wait = this.#waitOf(bucket, cost);
    if (wait === 0) bucket.tokens -= cost;
    return wait;
  }

  /** What `take` would answer; nothing is taken. */
  wait(key: string): number {
    return this.#waitOf(this.#bucketOf(key), 1);
  }

  #waitOf(bucket: Bucket, cost: number): number {
    this.#refill(bucket);
    if (bucket.tokens >= cost) return 0;
    return Math.max(1, Math.ceil((cost - bucket.tokens) / this.#budget.perSecond));
  }

  /** Puts back what was taken for nothing. */
  give(key: string, cost = 1): void {
    const bucket = this.#bucketOf(key);
    bucket.tokens = Math.min(this.#budget.burst, bucket.tokens + cost);
  }

  get size(): number {
    return this.#byKey.size;
  }

  #bucketOf(key: string): Bucket {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#byKey.size >= this.#most) this.#sweep();
    if (this.#byKey.size >= this.#most) return this.#shared;
    const fresh = { tokens: this.#budget.burst, at: now().getTime() };
    this.#byKey.set(key, fresh);
    return fresh;
  }

  #refill(bucket: Bucket): void {
    const at = now().getTime();
    // A clock that jumps back gives nothing and takes nothing.
    const seconds = Math.max(0, at - bucket.at) / 1000;
    bucket.tokens = Math.min(this.#budget.burst, bucket.tokens + seconds * this.#budget.perSecond);
    bucket.at = at;
  }

  #sweepAfter = 0;

  #sweep(): void {
    const at = now().getTime();
    // Looking through all of them is work: at most once a second, however many strangers knock.
    if (at < this.#sweepAfter) return;
    this.#sweepAfter = at + 1000;
    for (const [key, bucket] of this.#byKey) {
      this.#refill(bucket);
      if (bucket.tokens >= this.#budget.burst) this.#byKey.delete(key);
    }
  }
}

/** Counts what is open at the same time (streams), per key. */
export class Slots {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a slot and answers how to give it back, or undefined when all are taken. */
  take(key: string): (() => void) | undefined {
    const open = this.#open.get(key) ?? 0;
    if (open >= this.#most) return undefined;
    this.#open.set(key, open + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = (this.#open.get(key) ?? 1) - 1;
      if (left === 0) this.#open.delete(key);
      else this.#open.set(key, left);
    };
  }
}
