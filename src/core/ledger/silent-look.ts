// Looks at the ledger in somebody's name without an entry for each look: for what goes on by itself after it was asked for and put on record
// once - the live tail, and searches that watch. Session, person and rights are verified in the database every time.
import { Problem } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import { now } from '../clock.ts';
import { newId } from '../ids.ts';
import { LedgerWriter } from '../ledger.ts';
import { type Lease, asUnavailable, sqlState } from '../pg.ts';
import { type Actor, type Principal, may } from '../principal.ts';
import { Principals } from '../principals.ts';
import { Unit } from '../unit.ts';
import { abandon } from '../unopened.ts';
import type { Vault } from '../vault.ts';

export type Looker = Extract<Actor, { kind: 'session' | 'user' }>;

const tries = 3;

export class SilentLook {
  readonly #principals: Principals;

  constructor(catalog: Catalog) {
    this.#principals = new Principals(catalog);
  }

  /** Refuses with session-ended once the session or the person may not use the product any more. What the work adds to the ledger is lost. */
  async run<T>(vault: Vault, actor: Looker, action: string, work: (unit: Unit) => Promise<T>): Promise<T> {
    if (vault.state !== 'active') throw new Problem('session-ended');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(vault, actor, action, work);
      } catch (error) {
        const state = sqlState(error);
        if (state === 'SR401' || state === 'SR409') this.#principals.forget(vault, actor);
        if (state === 'SR401') throw new Problem('session-ended');
        if (state !== 'SR409' || attempt === tries) throw asUnavailable(error);
      }
    }
  }

  async #once<T>(vault: Vault, actor: Looker, action: string, work: (unit: Unit) => Promise<T>): Promise<T> {
    const me = await this.#principals.get(vault, actor, async () => {
      const lease = await vault.pool.acquire();
      return { q: lease, done: () => lease.release() };
    });
    if (!may(me, 'self.use')) throw new Problem('session-ended');
    const lease = await vault.pool.acquire();
    let unit: Unit | undefined;
    try {
      await lease.query('begin read only');
      await verify(lease, me, actor);
      unit = lookingUnit(lease, vault, me, action);
      const answer = await work(unit);
      await lease.query('commit');
      lease.release();
      return answer;
    } catch (error) {
      await abandon(lease, error);
      throw error;
    } finally {
      unit?.end();
    }
  }
}

async function verify(lease: Lease, me: Principal, actor: Looker): Promise<void> {
  if (actor.kind === 'session')
    await lease.query('select core.assert_watcher($1, $2, $3)', [actor.tokenHash, me.version, now()], 'assert watcher');
  else await lease.query('select core.assert_user($1, $2, $3)', [actor.id, me.version, false], 'assert user');
}

/** Reads as any unit does; it is never committed as one, so it leaves nothing behind. */
function lookingUnit(lease: Lease, vault: Vault, me: Principal, action: string): Unit {
  const operation = newId();
  const at = now();
  const ledger = new LedgerWriter(vault.keys, {
    at,
    operation,
    request: null,
    actorKind: me.kind,
    actor: me.id,
    session: me.sessionId,
    address: null,
    source: 'system',
    action,
    important: false,
    permission: null,
    grantOf: () => null,
  });
  const purpose = { action, reads: true, requestId: null, address: null };
  return new Unit(lease, { vault, me, purpose, catalog: me.catalog, operation, at, ledger, derive: new Map() });
}
