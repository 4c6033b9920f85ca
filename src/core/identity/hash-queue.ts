// Lets few hashes run at a time and few wait: known people first, tenants in turn, refused before any work when the line is full.
import { Problem } from '../../contract/problem.ts';

/** known: somebody who holds a link, a session or a known device. stranger: everybody else. */
export type Lane = 'known' | 'stranger';

export interface QueueBounds {
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitingPerTenant: number;
}

interface Waiting {
  readonly start: () => void;
}

/** One line with a turn for each tenant, so that a flood at one does not make the others wait. */
class FairLine {
  readonly #byTenant = new Map<string, Waiting[]>();
  size = 0;

  lengthOf(tenant: string): number {
    return this.#byTenant.get(tenant)?.length ?? 0;
  }

  push(tenant: string, waiting: Waiting): void {
    const line = this.#byTenant.get(tenant);
    if (line === undefined) this.#byTenant.set(tenant, [waiting]);
    else line.push(waiting);
    this.size += 1;
  }

  shift(): Waiting | undefined {
    const first = this.#byTenant.entries().next();
    if (first.done === true) return undefined;
    const [tenant, line] = first.value;
    const next = line.shift()!;
    // To the end of the turn, or out.
    this.#byTenant.delete(tenant);
    if (line.length > 0) this.#byTenant.set(tenant, line);
    this.size -= 1;
    return next;
  }
}

export class HashQueue {
  readonly #bounds: () => QueueBounds;
  readonly #lines = { known: new FairLine(), stranger: new FairLine() };
  #running = 0;

  constructor(bounds: () => QueueBounds) {
    this.#bounds = bounds;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#lines.known.size + this.#lines.stranger.size;
  }

  /** Refuses as `run` would, before anything is done that would then have been in vain. */
  assertRoom(tenant: string, lane: Lane): void {
    const { atOnce, waiting, waitingPerTenant } = this.#bounds();
    const line = this.#lines[lane];
    if (this.#running < atOnce && this.waiting === 0) return;
    if (line.size < waiting && line.lengthOf(tenant) < waitingPerTenant) return;
    throw new Problem('unavailable', 'Too many people are signing in at this moment.', { retryAfter: 5 });
  }

  /** Runs `work` when its turn comes; refuses at once with `unavailable` when the line is full. */
  async run<T>(tenant: string, lane: Lane, work: () => Promise<T>): Promise<T> {
    await this.#turn(tenant, lane);
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  async #turn(tenant: string, lane: Lane): Promise<void> {
    this.assertRoom(tenant, lane);
    if (this.#running < this.#bounds().atOnce && this.waiting === 0) this.#running += 1;
    else await new Promise<void>((start) => this.#lines[lane].push(tenant, { start }));
  }

  #next(): void {
    const { atOnce } = this.#bounds();
    while (this.#running < atOnce) {
      const next = this.#lines.known.shift() ?? this.#lines.stranger.shift();
      if (next === undefined) return;
      this.#running += 1;
      next.start();
    }
  }
}
