// Makes the inside of a unit of work out of who acts and what for: the same for the door and for looks that go on by themselves.
import { now } from './clock.ts';
import type { Derive } from './derive.ts';
import { newId } from './ids.ts';
import { LedgerWriter } from './ledger.ts';
import { aboutPurpose, firstGrant, sourceOf } from './ledger/about.ts';
import type { Lease } from './pg.ts';
import { type Actor, type Principal, actorOf } from './principal.ts';
import { type Purpose, Unit } from './unit.ts';
import type { Vault } from './vault.ts';

export interface UnitFacts {
  readonly vault: Vault;
  readonly actor: Actor;
  readonly me: Principal;
  readonly purpose: Purpose;
  readonly derive: ReadonlyMap<string, Derive>;
}

export function makeUnit(lease: Lease, { vault, actor, me, purpose, derive }: UnitFacts): Unit {
  const at = now();
  const operation = purpose.operation ?? newId();
  const ledger = new LedgerWriter(vault.keys, {
    ...aboutPurpose(purpose),
    at,
    operation,
    actorKind: me.kind,
    actor: actorOf(me).id,
    ...(me.looking === undefined ? {} : { lookingAs: me.id }),
    session: me.sessionId,
    source: purpose.source ?? sourceOf(actor, purpose),
    grantOf: (permission) => firstGrant(me, permission),
  });
  return new Unit(lease, { vault, me, purpose, catalog: me.catalog, operation, at, ledger, derive });
}

export interface Assertion {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string;
}

/**
 * The statement that raises where session, person or key do not hold any more, or rights have changed since `me` was read. `changes`:
 * something will be changed under these rights. Null: nobody to be verified, a stranger or the product itself.
 */
export function assertionOf(actor: Actor, me: Principal, at: Date, changes: boolean): Assertion | null {
  switch (actor.kind) {
    case 'session': {
      const known = [actor.tokenHash, me.version, at];
      if (actor.passive === true && !changes)
        return { text: 'select core.assert_watcher($1, $2, $3)', values: known, name: 'assert watcher' };
      const values = [...known, changes];
      return { text: 'select core.assert_session($1, $2, $3, $4)', values, name: 'assert session' };
    }
    case 'user': {
      const values = [actor.id, me.version, changes];
      return { text: 'select core.assert_user($1, $2, $3)', values, name: 'assert user' };
    }
    case 'key':
    case 'key-work': {
      const [secret, from] = actor.kind === 'key' ? [actor.tokenHash, actor.address] : [null, null];
      const values = [secret, me.id, me.version, at, from, changes];
      return { text: 'select core.assert_key($1, $2, $3, $4, $5, $6)', values, name: 'assert key' };
    }
    default:
      return null;
  }
}
