// Tells which events a session may hear of: verified in the database each time, seen under today's rights, and without counting as a use.
import { assertLevel } from './identity/factors/level.ts';
import type { OutboxEvent, RecordEvent } from '../contract/event.ts';
import { Problem } from '../contract/problem.ts';
import type { Catalog } from './catalog.ts';
import { now } from './clock.ts';
import { type Lease, asUnavailable, sqlState } from './pg.ts';
import { type Actor, type Principal, may } from './principal.ts';
import { countNetwork } from './network/counts.ts';
import { mayCome } from './network/networks.ts';
import { Principals } from './principals.ts';
import { visibleRows } from './records/visible.ts';
import { tableName } from './schema/ddl.ts';
import { compile, sql } from './sql.ts';
import { abandon } from './unopened.ts';
import type { Vault } from './vault.ts';

export type Watching = Extract<Actor, { kind: 'session' }>;

/** Of more records than this an event names none: it then says that some of this object changed. */
const namedMost = 200;

const tries = 3;

export class Watcher {
  readonly #principals: Principals;

  constructor(catalog: Catalog) {
    this.#principals = new Principals(catalog);
  }

  /**
   * The events as this session may hear them: records it may see now, jobs of its own. Refuses with session-ended once the session is
   * over or its person may not use the product any more. With no events it only checks that.
   */
  async visible(
    vault: Vault,
    actor: Watching,
    events: readonly OutboxEvent[],
    address: string | null = null,
  ): Promise<OutboxEvent[]> {
    if (vault.state !== 'active') throw new Problem('session-ended');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(vault, actor, events, address);
      } catch (error) {
        const state = sqlState(error);
        if (state === 'SR401' || state === 'SR409') this.#principals.forget(vault, actor);
        if (state === 'SR401') throw new Problem('session-ended');
        if (state !== 'SR409' || attempt === tries) throw asUnavailable(error);
      }
    }
  }

  async #who(vault: Vault, actor: Watching): Promise<Principal> {
    return this.#principals.get(vault, actor, async () => {
      const lease = await vault.pool.acquire();
      return { q: lease, done: () => lease.release() };
    });
  }

  async #once(
    vault: Vault,
    actor: Watching,
    events: readonly OutboxEvent[],
    address: string | null,
  ): Promise<OutboxEvent[]> {
    let me = await this.#who(vault, actor);
    const isOutside = (): boolean =>
      me.network !== undefined && address !== null && !mayCome(me.network, address).allowed;
    if (isOutside()) {
      this.#principals.forget(vault, actor);
      me = await this.#who(vault, actor);
    }
    if (isOutside()) {
      countNetwork(vault, address!, 'refused', me.network!.comer.person);
      throw new Problem('wrong-network');
    }
    if (!may(me, 'self.use')) throw new Problem('session-ended');
    const lease = await vault.pool.acquire();
    try {
      const answers = await this.#ask(lease, me, actor, events);
      lease.release();
      return answers;
    } catch (error) {
      await abandon(lease, error);
      throw error;
    }
  }

  /** One batch: begin, verify, look, end. A session that is over makes everything behind it fail. */
  async #ask(lease: Lease, me: Principal, actor: Watching, events: readonly OutboxEvent[]): Promise<OutboxEvent[]> {
    if (me.signedIn !== undefined) assertLevel(me.signedIn, {}, now());
    const first = [
      lease.query('begin read only'),
      lease.query('select core.assert_watcher($1, $2, $3)', [actor.tokenHash, me.version, now()], 'assert watcher'),
    ];
    const looked = events.map((event) => this.#hear(lease, me, event));
    const last = lease.query('commit');
    // The verdict on the session comes first: what stands behind it in the batch only fails because of it.
    const settled = await Promise.allSettled([...first, ...looked, last]);
    const failed = settled.find((s) => s.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return (await Promise.all(looked)).filter((event) => event !== null);
  }

  async #hear(lease: Lease, me: Principal, event: OutboxEvent): Promise<OutboxEvent | null> {
    if (event.topic === 'model') return event;
    // Whoever looks as somebody else hears of records they both may see, and of nothing that is that person's alone.
    if (me.looking !== undefined && event.topic !== 'record') return null;
    if (event.topic !== 'record' && event.user !== me.id) return null;
    if (event.topic === 'job' || event.topic === 'notice') return event;
    if (event.topic === 'reminder')
      return (await this.#seen(lease, me, 'activity', [event.activity])).length === 0 ? null : event;
    const seen = await this.#seen(lease, me, event.entity, event.ids.slice(0, namedMost));
    return seen.length === 0 ? null : named(event, seen);
  }

  async #seen(lease: Lease, me: Principal, entity: string, ids: readonly string[]): Promise<string[]> {
    const e = me.catalog.lookup(entity);
    if (e === undefined) return [];
    const { text, values } = compile(
      sql`select t.id from ${sql.raw(tableName(e))} t where t.id = any(${[...ids]}::uuid[]) and ${visibleRows(me, e, 't')}`,
    );
    return (await lease.query<{ id: string }>(text, values)).rows.map((row) => row.id);
  }
}

function named(event: RecordEvent, visible: readonly string[]): RecordEvent {
  return { ...event, ids: event.ids.length > namedMost ? [] : visible };
}
