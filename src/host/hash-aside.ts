// Keeps the process that makes the hashes strangers cause, so that a flood of sign-ins takes from nobody what he needs: started with the first hash, and anew
// when it ended. What it cannot make, or not in time because others want all of the machine, is made here: nobody is kept out by it.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { deriveHere } from '../core/identity/hashing.ts';
import type { Argon2Job } from '../core/identity/settings.ts';
import { log } from '../core/log.ts';

export interface HashWish {
  readonly id: number;
  readonly job: Argon2Job;
}

/** `hash` null: it could not be made there. */
export interface HashAnswer {
  readonly id: number;
  readonly hash: Uint8Array | null;
}

/** After the process ended by itself hashes are made here for so long. */
const restMs = 10_000;

export interface AsideBounds {
  /** steps of priority it stands behind everybody else */
  readonly behind: number;
  /** so long a hash may take there; it takes a fifth of a second where nobody else wants the processor */
  readonly patienceMs: number;
  /** with nothing to do for so long the process ends; null: it stays */
  readonly idleMs: number | null;
}

/** For a stranger who comes alone: a third of what others get of a processor they want too. */
export const aloneAside: AsideBounds = { behind: 5, patienceMs: 3_000, idleMs: null };

/** For many who come to one company, as an attack does: a tenth of what others get, a third of what a stranger gets who comes to another. */
export const crowdAside: AsideBounds = { behind: 10, patienceMs: 20_000, idleMs: 60_000 };

export class HashAside {
  #child: ChildProcess | undefined;
  #restUntil = 0;
  #last = 0;
  #closed = false;
  /** given up, and not made yet: until then it gets no others */
  #late = 0;
  #idle: NodeJS.Timeout | undefined;
  readonly #bounds: AsideBounds;
  readonly #waiting = new Map<number, (hash: Uint8Array | null) => void>();

  constructor(bounds: AsideBounds) {
    this.#bounds = bounds;
  }

  /** Of the process there is; null: none runs. For the tests. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async hash(job: Argon2Job): Promise<Buffer> {
    const made = await this.#askChild(job);
    return made === null ? deriveHere(job) : Buffer.from(made);
  }

  #askChild(job: Argon2Job): Promise<Uint8Array | null> {
    const child = this.#running();
    if (child === undefined) return Promise.resolve(null);
    clearTimeout(this.#idle);
    return new Promise((done) => {
      const id = (this.#last += 1);
      const timer = setTimeout(() => {
        this.#late += 1;
        this.#waiting.set(id, () => (this.#late -= 1));
        done(null);
      }, this.#bounds.patienceMs);
      this.#waiting.set(id, (hash) => {
        clearTimeout(timer);
        done(hash);
      });
      // A program that waits for a hash goes on; one that waits for nothing is not kept alive.
      child.channel?.ref();
      child.send({ id, job } satisfies HashWish, (error) => {
        if (error !== null) this.#take({ id, hash: null });
      });
    });
  }

  #running(): ChildProcess | undefined {
    if (this.#closed || this.#late > 0 || performance.now() < this.#restUntil) return undefined;
    if (this.#child?.connected === true) return this.#child;
    const child = fork(join(import.meta.dirname, 'hash-process.ts'), [String(this.#bounds.behind)], {
      execArgv: ['--max-old-space-size=32', '--max-semi-space-size=1'],
      env: {},
      // A session of its own: Ctrl-C is for us, and where the system shares its time between sessions this one can take less.
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (answer) => this.#take(answer as HashAnswer));
    child.once('error', (error) => this.#ended(child, error));
    child.once('exit', (code, signal) => this.#ended(child, signal ?? code));
    child.unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }

  #take({ id, hash }: HashAnswer): void {
    const done = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#rest();
    done?.(hash);
  }

  /** Nothing is asked of it: it keeps no program alive, and after a while holds no memory. */
  #rest(): void {
    const child = this.#child;
    child?.channel?.unref();
    const { idleMs } = this.#bounds;
    if (idleMs === null || child === undefined) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#child !== child || this.#waiting.size > 0) return;
      this.#child = undefined;
      if (child.connected) child.disconnect();
    }, idleMs);
    this.#idle.unref();
  }

  #ended(child: ChildProcess, why: unknown): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    for (const id of [...this.#waiting.keys()]) this.#take({ id, hash: null });
    if (this.#closed) return;
    this.#restUntil = performance.now() + restMs;
    log.warn(
      { err: why },
      'the process that makes hashes for strangers has ended; they are made in this one for a while',
    );
  }

  /** It ends when the hash under way is made. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    if (child.connected) child.disconnect();
    await ended;
  }
}
