// The door: the only way to a tenant's data. One principal, one tenant, one transaction, one audit trail; the handle dies with the work.
import { Problem } from '../contract/problem.ts';
import type { Catalog } from './catalog.ts';
import type { Derive } from './derive.ts';
import { assertLevel } from './identity/factors/level.ts';
import { type Desks, makeTx } from './make-tx.ts';
import { assertionOf, makeUnit } from './make-unit.ts';
import { admit, admitStranger } from './network/admit.ts';
import { Networks, report } from './network/networks.ts';
import { OutboxHub } from './outbox.ts';
import { type Lease, isStalePlan, sqlState } from './pg.ts';
import type { Actor, Principal } from './principal.ts';
import { Principals } from './principals.ts';
import type { Tx } from './tx.ts';
import type { Purpose, Unit } from './unit.ts';
import { abandon, asProblem, refuseClosed } from './unopened.ts';
import type { Vault } from './vault.ts';

/** Stale rights and lost races are tried again; work has no effect outside its transaction, so it can be run twice. */
const tries = 4;

/** Actions that change rights find them changed by the one before; each round one of them gets through. */
const triesOfRights = 40;

/** After a change of fields every connection of the pool may hold a plan that does not fit any more; each is closed when it shows. */
const triesOfPlans = 40;

const beginReading = 'begin; set local synchronous_commit = off';

export class Door {
  readonly hub = new OutboxHub();
  readonly catalog: Catalog;
  readonly networks = new Networks();
  readonly #principals: Principals;
  readonly #derive: ReadonlyMap<string, Derive>;
  readonly #desks: Desks;

  constructor(catalog: Catalog, derive: ReadonlyMap<string, Derive>, desks: Desks) {
    this.catalog = catalog;
    this.#principals = new Principals(catalog, this.networks);
    this.#derive = derive;
    this.#desks = desks;
  }

  /** Opens the vault for one piece of work. Whatever the work throws undoes everything it did, its ledger entries included. */
  async open<T>(vault: Vault, actor: Actor, purpose: Purpose, work: (tx: Tx) => Promise<T>): Promise<T> {
    refuseClosed(vault);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(vault, actor, purpose, work);
      } catch (error) {
        const most = isStalePlan(error) ? triesOfPlans : purpose.changesRights === true ? triesOfRights : tries;
        const again = this.#isWorthRetrying(vault, actor, error) && attempt < most;
        if (!again) throw asProblem(error);
      }
    }
  }

  /** Who is there, without opening anything: verified at the next `open`. */
  async principal(vault: Vault, actor: Actor): Promise<Principal> {
    refuseClosed(vault);
    try {
      return await this.#principals.get(vault, actor, async () => {
        const lease = await vault.pool.acquire();
        return { q: lease, done: () => lease.release() };
      });
    } catch (error) {
      throw asProblem(error);
    }
  }

  /** The same, if it may come from this address by the rules on networks: for work that must not begin before a unit of work says so. */
  async admitted(vault: Vault, actor: Actor, address: string | null): Promise<Principal> {
    const me = await this.principal(vault, actor);
    if (address === null) return me;
    if (actor.kind !== 'stranger') return admit(vault, address, me, () => this.principalAnew(vault, actor));
    await admitStranger(this.networks, vault, address, true);
    return me;
  }

  /** When the last whole check of the ledger began, and how long it took; null: there was none yet. */
  async lastLedgerCheck(vault: Vault): Promise<{ at: Date; tookMs: number } | null> {
    refuseClosed(vault);
    const lease = await vault.pool.acquire();
    try {
      const { rows } = await lease.query<{ at: Date; tookMs: number }>(
        'select at, took_ms as "tookMs" from core.ledger_check where next is null order by at desc limit 1',
      );
      lease.release();
      return rows[0] ?? null;
    } catch (error) {
      lease.release(error);
      throw asProblem(error);
    }
  }

  /** The principal, read anew. */
  async principalAnew(vault: Vault, actor: Actor): Promise<Principal> {
    this.#principals.forget(vault, actor);
    return this.principal(vault, actor);
  }

  #isWorthRetrying(vault: Vault, actor: Actor, error: unknown): boolean {
    const state = sqlState(error);
    if (state === 'SR409' || state === 'SR401') this.#principals.forget(vault, actor);
    if (state === 'SR409' && actor.kind === 'stranger') this.networks.forget(vault);
    // A key is read once more, to find out why it does not hold.
    if (state === 'SR401' && actor.kind === 'key') return true;
    return state === 'SR409' || state === '40001' || state === '40P01' || isStalePlan(error);
  }

  async #once<T>(vault: Vault, actor: Actor, purpose: Purpose, work: (tx: Tx) => Promise<T>): Promise<T> {
    const from = purpose.address ?? purpose.cameFrom ?? null;
    const isStranger = actor.kind === 'stranger' && from !== null;
    const network = isStranger ? await admitStranger(this.networks, vault, from, false) : null;
    const me = isStranger ? await this.principal(vault, actor) : await this.admitted(vault, actor, from);
    if (me.network !== undefined && from !== null) report(vault, me.network, from);
    const lease = await vault.pool.acquire();
    let unit: Unit | undefined;
    try {
      unit = this.#begin(lease, vault, actor, me, purpose);
      if (network !== null) unit.send('select core.assert_network($1)', [network], 'assert network');
      // The last word, whatever edge and feature thought: whoever looks as somebody else changes nothing.
      if (me.signedIn !== undefined)
        assertLevel(me.signedIn, purpose.at === undefined ? {} : { at: purpose.at }, unit.at);
      if (me.looking !== undefined && !purpose.reads) throw new Problem('look-only');
      const answer = await work(makeTx(unit, this.#desks));
      await unit.commit();
      lease.release();
      if (purpose.rehearse !== true) {
        this.hub.publish(vault.id, unit.events);
        for (const then of unit.afterCommit) then();
      }
      return answer;
    } catch (error) {
      unit?.end();
      await abandon(lease, unit?.firstFailure ?? error);
      // What the database refused first is the reason; a session that was not good any more comes before any other refusal.
      const cause = unit?.firstFailure;
      const notVerified = sqlState(cause)?.startsWith('SR') === true;
      throw error instanceof Problem && !notVerified ? error : (cause ?? error);
    } finally {
      unit?.end();
    }
  }

  #begin(lease: Lease, vault: Vault, actor: Actor, me: Principal, purpose: Purpose): Unit {
    const unit = makeUnit(lease, { vault, actor, me, purpose, derive: this.#derive });
    unit.send(purpose.reads ? beginReading : 'begin');
    // Before the shared lock of the assertion: two that hold it and both want it alone would wait for each other.
    if (purpose.changesRights === true) unit.send('select core.lock_rights()', [], 'lock rights');
    const assertion = assertionOf(actor, me, unit.at, !purpose.reads);
    if (assertion !== null) unit.send(assertion.text, assertion.values, assertion.name);
    return unit;
  }
}
