// Tells which events a session may hear of: verified in the database each time, seen under today's rights, and without counting as a use.
import type { OutboxEvent, RecordEvent } from '../contract/event.ts';
import type { Catalog } from './catalog.ts';
import type { Lease } from './pg.ts';
import type { Actor, Principal } from './principal.ts';
import { QuietLooks } from './quiet.ts';
import { visibleRows } from './records/visible.ts';
import { tableName } from './schema/ddl.ts';
import { compile, sql } from './sql.ts';
import type { Vault } from './vault.ts';

export type Watching = Extract<Actor, { kind: 'session' }>;

/** Of more records than this an event names none: it then says that some of this object changed. */
const namedMost = 200;

export class Watcher {
  readonly #looks: QuietLooks;

  constructor(catalog: Catalog) {
    this.#looks = new QuietLooks(catalog);
  }

  /**
   * The events as this session may hear them: records it may see now, jobs of its own. Refuses with session-ended once the session is
   * over or its person may not use the product any more, with wrong-network once that is so for `address`. With no events it only checks that.
   */
  async visible(
    vault: Vault,
    actor: Watching,
    events: readonly OutboxEvent[],
    address: string | null = null,
  ): Promise<OutboxEvent[]> {
    return this.#looks.run(vault, actor, address, async (lease, me) => {
      const heard = await Promise.all(events.map((event) => this.#hear(lease, me, event)));
      return heard.filter((event) => event !== null);
    });
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
