// The porch: proves passwords and links before a unit of work opens, so that no connection waits for a hash. Changes nothing but counts of attempts.
import { Problem } from '../../contract/problem.ts';
import { bucketOf } from '../address.ts';
import type { Catalog } from '../catalog.ts';
import { now } from '../clock.ts';
import type { Buckets } from '../limits.ts';
import type { Queryable } from '../pg.ts';
import type { Vault } from '../vault.ts';
import { type Account, accountByName, accountBySession, openLink } from './accounts.ts';
import type { LinkChoice, Porch, Proof, Visitor } from './desk.ts';
import type { Lane } from './hash-queue.ts';
import { enterHashLine, hashPassword, verifyPassword } from './hashing.ts';
import { weakness } from './password-policy.ts';
import { accountMayCome } from '../network/account.ts';
import { makeProof } from './proofs.ts';
import { identitySettings, linkTries, passwordTries } from './settings.ts';
import { chargeAttempt, forgiveAttempts, strangers } from './throttle.ts';
import { foldName, nameHash, tokenHash } from './tokens.ts';
import { checkPerson } from './user-rows.ts';

/** One connection for a few questions, given back before anything slow begins. */
async function ask<T>(vault: Vault, questions: (q: Queryable) => Promise<T>): Promise<T> {
  const lease = await vault.pool.acquire();
  try {
    const answer = await questions(lease);
    lease.release();
    return answer;
  } catch (error) {
    lease.release(error instanceof Problem ? undefined : error);
    throw error;
  }
}

function take(budget: Buckets, visitor: Visitor): void {
  const wait = budget.take(visitor.address === null ? 'here' : bucketOf(visitor.address));
  if (wait > 0) throw new Problem('too-many', 'There were too many tries from this address.', { retryAfter: wait });
}

async function assertFit(
  vault: Vault,
  field: string,
  password: string,
  person: { readonly name: string; readonly email: string | null },
): Promise<void> {
  const context = {
    tenantName: vault.name,
    tenantSlug: vault.slug,
    personName: person.name,
    email: person.email ?? '',
  };
  const weak = await weakness(password, context, identitySettings().passwordLeast);
  if (weak !== undefined) throw new Problem('invalid-input', weak.reason, { errors: [{ ...weak, field }] });
}

interface Tried {
  readonly account: Account | undefined;
  readonly good: boolean;
  readonly stale: boolean;
  readonly name: Buffer;
  readonly scope: Buffer;
}

/** Charges the attempt, then looks at the password. The same statements and one hash for every name there is or is not. */
async function tryPassword(
  vault: Vault,
  name: string,
  password: string,
  device: Buffer | undefined,
  address: string | null,
  find: (q: Queryable, at: Date) => Promise<Account | undefined>,
): Promise<Tried> {
  const at = now();
  const hashed = nameHash(vault.keys, name);
  const { account, scope, place, near } = await ask(vault, async (q) => {
    const account = await find(q, at);
    // From elsewhere the password is not looked at; the words and the time are those of a wrong one.
    const near = await accountMayCome(q, vault, account?.userId, address);
    const scope = account?.knownDevice === true && device !== undefined ? device : strangers;
    const lane: Lane = scope === strangers ? 'stranger' : 'known';
    const place = enterHashLine(vault.id, lane);
    try {
      await chargeAttempt(q, hashed, scope, at);
    } catch (error) {
      place.leave();
      throw error;
    }
    return { account, scope, place, near };
  });
  const may = near && account?.active === true && account.phc !== null;
  const { good, stale } = await verifyPassword(place, password, may ? account.phc : undefined);
  return { account, good, stale, name: hashed, scope };
}

export function makePorch(vault: Vault, catalog: Catalog): Porch {
  return {
    async provePassword(email, password, visitor): Promise<Proof<'sign-in'>> {
      take(passwordTries(), visitor);
      const name = foldName(email);
      const device = tokenHash(visitor.deviceToken);
      const tried = await tryPassword(vault, name, password, device, visitor.address, (q, at) =>
        accountByName(q, name, device, at),
      );
      const { account, good, stale } = tried;
      if (account === undefined || !good) throw new Problem('sign-in-failed');
      const rehashed = stale ? await hashPassword(vault.id, 'known', password) : null;
      return makeProof('sign-in', vault.id, {
        userId: account.userId,
        credentialVersion: account.credentialVersion,
        nameHash: tried.name,
        attemptScope: tried.scope,
        rehashed,
      });
    },

    async proveLink(choice: LinkChoice, visitor): Promise<Proof<'link'>> {
      take(linkTries(), visitor);
      const hash = tokenHash(choice.token);
      const link = await ask(vault, async (q) => {
        const open = await openLink(q, hash, now());
        if (!(await accountMayCome(q, vault, open.userId, visitor.address))) throw new Problem('wrong-network');
        return open;
      });
      const isOwner = link.purpose === 'owner';
      if (!isOwner && (choice.name !== undefined || choice.email !== undefined)) {
        throw new Problem(
          'invalid-input',
          'Name and e-mail address are known already and are not taken with this link.',
        );
      }
      const person = isOwner ? checkPerson(catalog, choice) : { name: link.name, email: link.email };
      await assertFit(vault, 'password', choice.password, person);
      const phc = await hashPassword(vault.id, 'known', choice.password);
      return makeProof('link', vault.id, {
        linkHash: hash!,
        userId: link.userId,
        phc,
        name: isOwner ? person.name : null,
        email: isOwner ? person.email : null,
      });
    },

    async proveChange(sessionToken, current, next, visitor): Promise<Proof<'password'>> {
      take(passwordTries(), visitor);
      const session = tokenHash(sessionToken);
      if (session === undefined) throw new Problem('session-ended');
      const device = tokenHash(visitor.deviceToken);
      const who = await ask(vault, (q) => accountBySession(q, session, device, now()));
      if (who === undefined) throw new Problem('session-ended');
      // Counted per session: whoever took one over guesses no more often than at the front, and locks nobody out by it.
      const counted = foldName(who.email ?? who.userId);
      const self = { ...who, knownDevice: true };
      const tried = await tryPassword(vault, counted, current, session, visitor.address, () => Promise.resolve(self));
      if (!tried.good) {
        const reason = 'This is not your present password.';
        throw new Problem('invalid-input', reason, { errors: [{ field: 'current', code: 'wrong', reason }] });
      }
      await ask(vault, (q) => forgiveAttempts(q, tried.name, tried.scope));
      await assertFit(vault, 'next', next, who);
      return makeProof('password', vault.id, {
        userId: who.userId,
        credentialVersion: who.credentialVersion,
        phc: await hashPassword(vault.id, 'known', next),
        deviceHash: device ?? null,
      });
    },
  };
}
