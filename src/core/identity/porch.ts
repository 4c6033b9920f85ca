// The porch: proves passwords and links before a unit of work opens, so that no connection waits for a hash. Changes nothing but counts of attempts.
import { Problem } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import { now } from '../clock.ts';
import type { Vault } from '../vault.ts';
import { accountByName, accountBySession, openLink } from './accounts.ts';
import type { LinkChoice, Porch, Proof } from './desk.ts';
import { makeFactorPorch } from './factors/porch.ts';
import { assertBrowser } from './session-policy.ts';
import { lastPasswords } from './credentials.ts';
import { enterHashLine, hashPassword, verifyPassword } from './hashing.ts';
import { weakness } from './password-policy.ts';
import { passwordAskedOf } from './password-policy-desk.ts';
import { ask, refusingSlowly, shedStranger, takeTry, tryPassword } from './porch-tools.ts';
import { accountMayCome } from '../network/account.ts';
import { makeProof } from './proofs.ts';
import { linkTries, passwordTries } from './settings.ts';
import { forgiveAttempts } from './throttle.ts';
import { foldName, tokenHash } from './tokens.ts';
import { checkPerson } from './user-rows.ts';

interface Chooser {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
}

/** By the rules of the company, and none of the last ones where it wants that. */
async function assertFit(vault: Vault, field: string, password: string, person: Chooser): Promise<void> {
  const { asked, last } = await ask(vault, async (q) => {
    const asked = await passwordAskedOf(q, person.userId);
    return { asked, last: await lastPasswords(q, person.userId, asked.history) };
  });
  const context = {
    tenantName: vault.name,
    tenantSlug: vault.slug,
    personName: person.name,
    email: person.email ?? '',
  };
  const weak = await weakness(password, context, asked);
  if (weak !== undefined) throw new Problem('invalid-input', weak.reason, { errors: [{ ...weak, field }] });
  for (const phc of last)
    if ((await verifyPassword(enterHashLine(vault.id, 'known'), password, phc)).good)
      throw usedBefore(field, last.length);
}

function usedBefore(field: string, among: number): Problem {
  const reason = among < 2 ? 'This is the present password.' : `This is one of your last ${among} passwords.`;
  return new Problem('invalid-input', reason, {
    errors: [{ field, code: 'used-before', reason, fits: 'Another one.' }],
  });
}

/** `onBlocked` hears of people who wait for an administrator from now on. */
export function makePorch(
  vault: Vault,
  catalog: Catalog,
  onBlocked: (person: string) => void = () => undefined,
): Porch {
  return {
    factors: makeFactorPorch(vault),
    shed: (email, visitor) => refusingSlowly(() => shedStranger(vault, email, visitor)),

    async provePassword(email, password, visitor): Promise<Proof<'sign-in'>> {
      const name = foldName(email);
      const device = tokenHash(visitor.deviceToken);
      const tried = await refusingSlowly(() => {
        takeTry(passwordTries(), visitor);
        return tryPassword(vault, name, password, device, visitor.address, async (q, at) => {
          await assertBrowser(q, visitor.userAgent);
          return accountByName(q, name, device, at);
        });
      });
      const { account, good, stale } = tried;
      if (account !== undefined && !good && tried.locks) onBlocked(account.userId);
      if (account === undefined || !good) throw new Problem('sign-in-failed');
      const rehashed = stale ? await hashPassword(vault.id, 'known', password) : null;
      return makeProof('sign-in', vault.id, {
        userId: account.userId,
        credentialVersion: account.credentialVersion,
        charge: tried.charge,
        rehashed,
      });
    },

    async proveLink(choice: LinkChoice, visitor): Promise<Proof<'link'>> {
      takeTry(linkTries(), visitor);
      const hash = tokenHash(choice.token);
      const link = await ask(vault, async (q) => {
        await assertBrowser(q, visitor.userAgent);
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
      await assertFit(vault, 'password', choice.password, { ...person, userId: link.userId });
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
      takeTry(passwordTries(), visitor);
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
      await ask(vault, (q) => forgiveAttempts(q, tried.charge));
      if (next.normalize('NFKC') === current.normalize('NFKC')) throw usedBefore('next', 1);
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
