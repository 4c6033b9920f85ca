// Looks at a vault in somebody's name without an entry for each look and without counting as a use: for what goes on by itself after it was asked for
// and put on record once - streams, and searches that watch. Session, person, rights and network are verified every time.
import { Problem } from '../contract/problem.ts';
import type { Catalog } from './catalog.ts';
import { now } from './clock.ts';
import { assertLevel } from './identity/factors/level.ts';
import { assertionOf } from './make-unit.ts';
import { admit } from './network/admit.ts';
import { type Lease, asUnavailable, sqlState } from './pg.ts';
import { type Actor, type Principal, may } from './principal.ts';
import { Principals } from './principals.ts';
import { abandon } from './unopened.ts';
import type { Vault } from './vault.ts';

export type Looker = Extract<Actor, { kind: 'session' | 'user' }>;

const tries = 3;

export class QuietLooks {
  readonly #principals: Principals;

  constructor(catalog: Catalog) {
    this.#principals = new Principals(catalog);
  }

  /**
   * `work` reads; what it asks travels with the verification. Refuses with session-ended once the session or the person may not use the
   * product any more, with wrong-network once they may not from `address`.
   */
  async run<T>(
    vault: Vault,
    actor: Looker,
    address: string | null,
    work: (lease: Lease, me: Principal) => Promise<T>,
  ): Promise<T> {
    if (vault.state !== 'active') throw new Problem('session-ended');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(vault, actor, address, work);
      } catch (error) {
        const state = sqlState(error);
        if (state === 'SR401' || state === 'SR409') this.#principals.forget(vault, actor);
        if (state === 'SR401') throw new Problem('session-ended');
        if (state !== 'SR409' || attempt === tries) throw asUnavailable(error);
      }
    }
  }

  async #once<T>(
    vault: Vault,
    actor: Looker,
    address: string | null,
    work: (lease: Lease, me: Principal) => Promise<T>,
  ): Promise<T> {
    const known = await this.#who(vault, actor);
    const me =
      address === null
        ? known
        : await admit(vault, address, known, async () => {
            this.#principals.forget(vault, actor);
            return this.#who(vault, actor);
          });
    if (!may(me, 'self.use')) throw new Problem('session-ended');
    if (me.signedIn !== undefined) assertLevel(me.signedIn, {}, now());
    const lease = await vault.pool.acquire();
    try {
      const answer = await ask(lease, actor, me, work);
      lease.release();
      return answer;
    } catch (error) {
      await abandon(lease, error);
      throw error;
    }
  }

  #who(vault: Vault, actor: Looker): Promise<Principal> {
    return this.#principals.get(vault, actor, async () => {
      const lease = await vault.pool.acquire();
      return { q: lease, done: () => lease.release() };
    });
  }
}

/** A session that is over makes everything behind it fail, so the verdict on it comes first. */
async function ask<T>(
  lease: Lease,
  actor: Looker,
  me: Principal,
  work: (lease: Lease, me: Principal) => Promise<T>,
): Promise<T> {
  const looker: Looker = actor.kind === 'session' ? { ...actor, passive: true } : actor;
  const { text, values, name } = assertionOf(looker, me, now(), false)!;
  const first = Promise.allSettled([lease.query('begin read only'), lease.query(text, values, name)]);
  const asked = work(lease, me);
  const [[answered], settled] = await Promise.all([Promise.allSettled([asked]), first]);
  const failed = [...settled, answered].find((s) => s.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await lease.query('commit');
  return (answered as PromiseFulfilledResult<T>).value;
}
