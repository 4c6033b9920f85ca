// Lets few hashes run at a time and few wait: known people first, tenants in turn, refused before any work when the line is full.
import { Problem } from '../../contract/problem.ts';

/** known: somebody who holds a link, a session or a known device. stranger: everybody else. */
export type Lane = 'known' | 'stranger';

export interface QueueBounds {
  readonly atOnce: number;
  readonly waiting: number;
  readonly waitingPerTenant: number;
}

/** A place in the line: taken before an attempt is counted, so that none is counted that nobody will look at. */
export interface HashPlace {
  /** when its turn has come */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** instead of running */
  readonly leave: () => void;
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

  /** Takes a place in the line; refuses at once with `unavailable` when it is full. Whoever holds a place runs or leaves. */
  enter(tenant: string, lane: Lane): HashPlace {
    const turn = this.#turn(tenant, lane);
    const end = (): void => {
      this.#running -= 1;
      this.#next();
    };
    return {
      run: async (work) => {
        await turn;
        try {
          return await work();
        } finally {
          end();
        }
      },
      leave: () => void turn.then(end),
    };
  }

  #turn(tenant: string, lane: Lane): Promise<void> {
    const { atOnce, waiting, waitingPerTenant } = this.#bounds();
    if (this.#running < atOnce && this.waiting === 0) {
      this.#running += 1;
      return Promise.resolve();
    }
    const line = this.#lines[lane];
    if (line.size >= waiting || line.lengthOf(tenant) >= waitingPerTenant)
      throw new Problem('unavailable', 'Too many people are signing in at this moment.', { retryAfter: 5 });
    return new Promise<void>((start) => line.push(tenant, { start }));
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
