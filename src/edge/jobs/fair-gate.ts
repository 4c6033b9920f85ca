// Lets so many in at once and the others in turns: each tenant that waits gets its turn before any gets a second one.

export class FairGate {
  readonly #width: number;
  #inside = 0;
  /** tenants in the order of their turns, each with those of its that wait, in order of arrival */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(width: number) {
    this.#width = width;
  }

  /** Resolves when it is one's turn, with what ends it. */
  async enter(tenant: string): Promise<() => void> {
    if (this.#inside < this.#width && this.#waiting.size === 0) this.#inside += 1;
    else {
      const { promise, resolve } = Promise.withResolvers<void>();
      const mine = this.#waiting.get(tenant);
      if (mine === undefined) this.#waiting.set(tenant, [resolve]);
      else mine.push(resolve);
      await promise;
    }
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  /** The place goes to the next tenant, which then stands last. */
  #leave(): void {
    const next = this.#waiting.entries().next().value;
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    const [tenant, queue] = next;
    const resolve = queue.shift()!;
    this.#waiting.delete(tenant);
    if (queue.length > 0) this.#waiting.set(tenant, queue);
    resolve();
  }
}
