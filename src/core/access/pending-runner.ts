// Carries out security changes once they are agreed: in the name of their author, with the author's rights of that moment, in one transaction.
import { Problem, problems } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import type { Door } from '../door.ts';
import type { Call, Handler } from '../feature.ts';
import { newId } from '../ids.ts';
import { log } from '../log.ts';
import type { Actor } from '../principal.ts';
import type { Purpose } from '../unit.ts';
import type { Vault } from '../vault.ts';
import { aboutAction, checkAccess } from './check-access.ts';
import { type PendingRow, openInput } from './pending-rows.ts';

export interface Outcome {
  readonly status: 'done' | 'stale' | 'failed';
  readonly error: string | null;
}

type Brief = Pick<PendingRow, 'id' | 'action' | 'class' | 'input' | 'author' | 'byKey' | 'operation' | 'collect'>;

const columns = 'id, action, class, input, author, by_key as "byKey", operation, collect';

async function ask<R>(vault: Vault, text: string, values: readonly unknown[]): Promise<R[]> {
  const lease = await vault.pool.acquire();
  try {
    const { rows } = await lease.query<R>(text, values);
    lease.release();
    return rows;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

const quiet = (): Call => ({
  requestId: newId(),
  address: null,
  userAgent: null,
  ifMatch: null,
  idempotencyKey: null,
  deviceToken: null,
  sessionToken: null,
  body: null,
  answer: {},
});

export class PendingRunner {
  readonly #door: Door;
  readonly #handlers: ReadonlyMap<string, Handler>;

  constructor(door: Door, handlers: ReadonlyMap<string, Handler>) {
    this.#door = door;
    this.#handlers = handlers;
  }

  /** One that is agreed. What refuses it is put on record and told to whoever waits. */
  async run(vault: Vault, id: string): Promise<Outcome> {
    const [row] = await ask<Brief>(vault, `select ${columns} from core.pending_change where id = $1`, [id]);
    if (row === undefined) throw new Problem('not-found');
    try {
      await this.#carryOut(vault, row);
      return { status: 'done', error: null };
    } catch (error) {
      return await this.#ended(vault, row, error);
    }
  }

  async #carryOut(vault: Vault, row: Brief): Promise<void> {
    const handler = this.#handlers.get(row.action);
    if (handler === undefined) throw new Problem('wrong-state', 'This kind of change is not known any more.');
    const { action } = handler;
    const actor: Actor = { kind: row.byKey ? 'key-work' : 'user', id: row.author };
    const purpose: Purpose = {
      ...aboutAction(action),
      security: row.class,
      requestId: null,
      address: null,
      operation: row.operation,
    };
    const input = openInput({ vault }, row);
    await this.#door.open(vault, actor, purpose, async (tx) => {
      checkAccess(action, tx.me);
      await tx.pending.begin(row.id, (await handler.secured?.basis?.(tx, input as never)) ?? null);
      await handler.run(tx, input as never, quiet());
    });
  }

  /** By its author, in person: carried out as if it had been asked for again in the same words, and answered to nobody else. */
  async collect(vault: Vault, actor: Actor, id: string, call: Call): Promise<Outcome & { readonly answer: unknown }> {
    const [row] = await ask<Brief>(vault, `select ${columns} from core.pending_change where id = $1`, [id]);
    const handler = row === undefined ? undefined : this.#handlers.get(row.action);
    if (row === undefined || handler === undefined) throw new Problem('not-found');
    const { action } = handler;
    const purpose: Purpose = {
      ...aboutAction(action),
      security: row.class,
      requestId: call.requestId,
      address: call.address,
      // One request, one operation: what the answer names can be undone.
      operation: call.answer.operation ?? row.operation,
    };
    const input = openInput({ vault }, row);
    try {
      const answer = await this.#door.open(vault, actor, purpose, async (tx) => {
        checkAccess(action, tx.me);
        await tx.pending.begin(id, (await handler.secured?.basis?.(tx, input as never)) ?? null);
        return action.output.parse(await handler.run(tx, input as never, { ...call, answer: {} }));
      });
      return { status: 'done', error: null, answer };
    } catch (error) {
      return { ...(await this.#ended(vault, row, error)), answer: null };
    }
  }

  /** What refuses it is put on record and told to whoever waits. */
  async #ended(vault: Vault, row: Brief, error: unknown): Promise<Outcome> {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const status = error.code === 'stale-change' ? 'stale' : 'failed';
    const reason = error.detail ?? error.extras.errors?.[0]?.reason ?? problems[error.code].title;
    const purpose = { action: row.action, reads: false, requestId: null, address: null };
    await this.#door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) =>
      tx.pending.end(row.id, status, reason),
    );
    return { status, error: reason };
  }

  /** Asked anew: against the state of today. */
  async renew(vault: Vault, actor: Actor, id: string): Promise<void> {
    const [row] = await ask<Brief>(vault, `select ${columns} from core.pending_change where id = $1`, [id]);
    const handler = row === undefined ? undefined : this.#handlers.get(row.action);
    if (row === undefined || handler === undefined) throw new Problem('not-found');
    const input = openInput({ vault }, row);
    const purpose = { action: 'approval.renew', reads: false, requestId: null, address: null };
    await this.#door.open(vault, actor, purpose, async (tx) => {
      await tx.pending.renew(id, (await handler.secured?.basis?.(tx, input as never)) ?? null);
    });
  }

  /** What was approved and not carried out (the program ended in between), and what nobody else could approve and has waited long enough. */
  async runDue(vault: Vault): Promise<void> {
    const due = await ask<{ id: string }>(
      vault,
      `select id from core.pending_change where not collect and expires_at > $1
         and (status = 'approved' or (status = 'waiting' and runs_at <= $1)) order by made_at limit 50`,
      [now()],
    );
    for (const { id } of due) {
      const { status } = await this.run(vault, id);
      if (status !== 'done') log.info({ tenant: vault.id, change: id, status }, 'a pending change was not carried out');
    }
  }
}
