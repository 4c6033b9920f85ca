// Drives the load's process: one message, one answer.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { PgTarget } from '../../src/core/pg.ts';
import type { Facts } from './facts.ts';
import type { Round, Timed, ToLoad } from './worker.ts';

export class Load {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(join(import.meta.dirname, 'worker.ts'), { stdio: 'inherit' });
  }

  know(key: string, facts: Facts, target: PgTarget): Promise<void> {
    return this.#ask({ do: 'know', key, facts, target });
  }

  /** Throws when the product and the raw SQL do not give the same answers. */
  compare(round: Round, times: number): Promise<void> {
    return this.#ask({ do: 'compare', round, times });
  }

  run(round: Round): Promise<Timed> {
    return this.#ask({ do: 'run', round });
  }

  async close(): Promise<void> {
    if (!this.#child.connected) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.send({ do: 'end' } satisfies ToLoad);
    await ended;
  }

  #ask<T>(message: ToLoad): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const gone = (): void => reject(new Error('the load ended by itself'));
    this.#child.once('exit', gone);
    this.#child.once('message', (got: { answer: T } | { error: string }) => {
      this.#child.off('exit', gone);
      if ('error' in got) reject(new Error(got.error));
      else resolve(got.answer);
    });
    this.#child.send(message);
    return promise;
  }
}
