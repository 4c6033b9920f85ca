// What happened, for whoever listens: rows written with the change, and a call to listeners of this process right after the commit.
import type { OutboxEvent } from '../contract/event.ts';
import type { Queryable } from './pg.ts';

export type OutboxListener = (events: readonly OutboxEvent[]) => void;

const insertEvents = `insert into core.outbox (at, topic, payload)
select $1, e.topic, e.payload from unnest($2::text[], $3::jsonb[]) as e (topic, payload)`;

export async function writeEvents(q: Queryable, at: Date, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await q.query(insertEvents, [at, events.map((e) => e.topic), events.map((e) => JSON.stringify(e))], 'outbox');
}

/** Listeners in this process, by tenant. A listener must not throw and must not wait. */
export class OutboxHub {
  readonly #listeners = new Map<string, Set<OutboxListener>>();
  readonly #everywhere = new Set<(vaultId: string, events: readonly OutboxEvent[]) => void>();

  /** Answers what ends the subscription. */
  subscribe(vaultId: string, listener: OutboxListener): () => void {
    const mine = this.#listeners.get(vaultId) ?? new Set();
    this.#listeners.set(vaultId, mine);
    mine.add(listener);
    return () => {
      mine.delete(listener);
      if (mine.size === 0) this.#listeners.delete(vaultId);
    };
  }

  /** Hears of every tenant. Answers what ends the subscription. */
  subscribeAll(listener: (vaultId: string, events: readonly OutboxEvent[]) => void): () => void {
    this.#everywhere.add(listener);
    return () => this.#everywhere.delete(listener);
  }

  publish(vaultId: string, events: readonly OutboxEvent[]): void {
    if (events.length === 0) return;
    for (const listener of this.#listeners.get(vaultId) ?? []) listener(events);
    for (const listener of this.#everywhere) listener(vaultId, events);
  }
}
