// Lets few hashes run at a time and few wait: known people and strangers each in a line of their own, tenants in turn, refused before any work when the line is full.
import { Problem } from '../../contract/problem.ts';

/** known: somebody who holds a link, a session or a known device. stranger: everybody else. */
export type Lane = 'known' | 'stranger';

/** Each lane has all of them for itself: however many strangers come, whoever is known waits for other people who are known. */
export interface QueueBounds {
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitingPerTenant: number;
}

/** A place in the line: taken before an attempt is counted, so that none is counted that nobody will look at. */
export interface HashPlace {
  readonly lane: Lane;
  /** When its turn has come: turns are waited for from here on, so that who is slow with something else keeps nobody waiting. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** instead of running */
  readonly leave: () => void;
}

/** Who waits, with a turn for each tenant, and another one first than whose turn was just now: a flood at one makes nobody else wait. */
class FairLine {
  readonly #byTenant = new Map<string, (() => void)[]>();
  /** whose turn was last */
  served = '';

  push(tenant: string, start: () => void): void {
    const line = this.#byTenant.get(tenant);
    if (line === undefined) this.#byTenant.set(tenant, [start]);
    else line.push(start);
  }

  shift(): (() => void) | undefined {
    const [first, second] = this.#byTenant.keys().take(2);
    const tenant = first === this.served ? (second ?? first) : first;
    if (tenant === undefined) return undefined;
    const line = this.#byTenant.get(tenant)!;
    const next = line.shift()!;
    // To the end of the turn, or out.
    this.#byTenant.delete(tenant);
    if (line.length > 0) this.#byTenant.set(tenant, line);
    this.served = tenant;
    return next;
  }
}

class LaneOfHashes {
  readonly #bounds: () => QueueBounds;
  readonly #line = new FairLine();
  readonly #heldBy = new Map<string, number>();
  #held = 0;
  running = 0;

  constructor(bounds: () => QueueBounds) {
    this.#bounds = bounds;
  }

  /** Places that are taken and do not run. */
  get waiting(): number {
    return this.#held - this.running;
  }

  isFullFor(tenant: string): boolean {
    const { atOnce, waiting, waitingPerTenant } = this.#bounds();
    return this.#held >= atOnce + waiting || (this.#heldBy.get(tenant) ?? 0) >= atOnce + waitingPerTenant;
  }

  take(tenant: string): void {
    if (this.isFullFor(tenant)) throw full();
    this.#held += 1;
    this.#heldBy.set(tenant, (this.#heldBy.get(tenant) ?? 0) + 1);
  }

  giveBack(tenant: string): void {
    this.#held -= 1;
    const left = this.#heldBy.get(tenant)! - 1;
    if (left === 0) this.#heldBy.delete(tenant);
    else this.#heldBy.set(tenant, left);
  }

  async run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    if (this.running < this.#bounds().atOnce) {
      this.running += 1;
      this.#line.served = tenant;
    } else await new Promise<void>((start) => this.#line.push(tenant, start));
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.giveBack(tenant);
      this.#next();
    }
  }

  #next(): void {
    while (this.running < this.#bounds().atOnce) {
      const next = this.#line.shift();
      if (next === undefined) return;
      this.running += 1;
      next();
    }
  }
}

const full = (): Problem =>
  new Problem('unavailable', 'Too many people are signing in at this moment.', { retryAfter: 5 });

export class HashQueue {
  readonly #lanes: Readonly<Record<Lane, LaneOfHashes>>;

  constructor(bounds: () => QueueBounds) {
    this.#lanes = { known: new LaneOfHashes(bounds), stranger: new LaneOfHashes(bounds) };
  }

  get running(): number {
    return this.#lanes.known.running + this.#lanes.stranger.running;
  }

  get waiting(): number {
    return this.#lanes.known.waiting + this.#lanes.stranger.waiting;
  }

  /** Refuses as `enter` would, and takes no place. */
  refuseFull(tenant: string, lane: Lane): void {
    if (this.#lanes[lane].isFullFor(tenant)) throw full();
  }

  /** Takes a place in the line; refuses at once with `unavailable` when it is full. Whoever holds a place runs or leaves. */
  enter(tenant: string, lane: Lane): HashPlace {
    const line = this.#lanes[lane];
    line.take(tenant);
    return { lane, run: (work) => line.run(tenant, work), leave: () => line.giveBack(tenant) };
  }
}
