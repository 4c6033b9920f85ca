// Lets few hashes run at a time and few wait: known people and strangers each in a line of their own, tenants in turn, refused before any work when the line is full.
import { Problem } from '../../contract/problem.ts';

/** known: somebody who holds a link, a session or a known device. stranger: everybody else. */
export type Lane = 'known' | 'stranger';

/** Each lane has all of them for itself: however many strangers come, whoever is known waits for other people who are known. */
export interface QueueBounds {
  readonly atOnce: number;
  /** so many more of strangers, where nobody else of the tenant runs or waits: who comes to one nobody attacks does not wait for a hash of the attack */
  readonly spare: number;
  readonly waiting: number;
  readonly waitingPerTenant: number;
}

/** A place in the line: taken before an attempt is counted, so that none is counted that nobody will look at. */
export interface HashPlace {
  readonly lane: Lane;
  /**
   * When its turn has come: turns are waited for from here on, so that who is slow with something else keeps nobody waiting. `alone`: nobody
   * else of the tenant has a place in this line.
   */
  readonly run: <T>(work: (alone: boolean) => Promise<T>) => Promise<T>;
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

  /** The next whose tenant may have a turn. */
  shift(may: (tenant: string) => boolean): { readonly tenant: string; readonly start: () => void } | undefined {
    let tenant: string | undefined;
    for (const waits of this.#byTenant.keys()) {
      if (!may(waits)) continue;
      tenant = waits;
      if (waits !== this.served) break;
    }
    if (tenant === undefined) return undefined;
    const line = this.#byTenant.get(tenant)!;
    const start = line.shift()!;
    // To the end of the turn, or out.
    this.#byTenant.delete(tenant);
    if (line.length > 0) this.#byTenant.set(tenant, line);
    return { tenant, start };
  }
}

function count(map: Map<string, number>, tenant: string, by: 1 | -1): void {
  const now = (map.get(tenant) ?? 0) + by;
  if (now === 0) map.delete(tenant);
  else map.set(tenant, now);
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
    count(this.#heldBy, tenant, 1);
  }

  giveBack(tenant: string): void {
    this.#held -= 1;
    count(this.#heldBy, tenant, -1);
  }

  async run<T>(tenant: string, work: (alone: boolean) => Promise<T>): Promise<T> {
    if (this.#may(tenant)) this.#begin(tenant);
    else await new Promise<void>((start) => this.#line.push(tenant, start));
    try {
      return await work(this.#isAlone(tenant));
    } finally {
      this.running -= 1;
      this.giveBack(tenant);
      this.#next();
    }
  }

  #may(tenant: string): boolean {
    const { atOnce, spare } = this.#bounds();
    return this.running < atOnce || (this.running < atOnce + spare && this.#isAlone(tenant));
  }

  #isAlone(tenant: string): boolean {
    return this.#heldBy.get(tenant) === 1;
  }

  #begin(tenant: string): void {
    this.running += 1;
    this.#line.served = tenant;
  }

  #next(): void {
    for (;;) {
      const next = this.#line.shift((tenant) => this.#may(tenant));
      if (next === undefined) return;
      this.#begin(next.tenant);
      next.start();
    }
  }
}

const full = (): Problem =>
  new Problem('unavailable', 'Too many people are signing in at this moment.', { retryAfter: 5 });

export class HashQueue {
  readonly #lanes: Readonly<Record<Lane, LaneOfHashes>>;

  constructor(bounds: () => QueueBounds) {
    const known = (): QueueBounds => ({ ...bounds(), spare: 0 });
    this.#lanes = { known: new LaneOfHashes(known), stranger: new LaneOfHashes(bounds) };
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
