// The porch for factors: codes and passkeys are checked before a unit of work opens, each try charged first. What was proved is taken at the desk, once.
import { usualGuessing } from '../../../contract/guessing-policy.ts';
import { Problem } from '../../../contract/problem.ts';
import { now } from '../../clock.ts';
import { isId } from '../../ids.ts';
import { accountMayCome } from '../../network/account.ts';
import type { Queryable } from '../../pg.ts';
import type { Vault } from '../../vault.ts';
import { accountBySession } from '../accounts.ts';
import type { FactorPorch, Proof, Visitor } from '../desk.ts';
import { assertBrowser } from '../session-policy.ts';
import { ask, takeTry, tryPassword } from '../porch-tools.ts';
import { makeProof } from '../proofs.ts';
import { passwordTries } from '../settings.ts';
import { chargeAttempt, forgiveAttempts, strangers } from '../throttle.ts';
import { foldName, nameHash, tokenHash } from '../tokens.ts';
import { plainCode, recoveryHash } from './recovery.ts';
import { factorsOf, hasRecoveryCode, openSecret, passkeyBy } from './rows.ts';
import { isTotpCode, stepOf } from './totp.ts';
import { checkNewPasskey, checkPasskey, passkeyIdOf } from './webauthn.ts';

interface Holder {
  readonly userId: string;
  readonly email: string | null;
  readonly name: string;
  readonly session: Buffer;
  readonly scope: Buffer;
}

/** Whoever has the session, whatever its level. */
async function holderOf(vault: Vault, visitor: Visitor): Promise<Holder> {
  const session = tokenHash(visitor.sessionToken);
  const device = tokenHash(visitor.deviceToken);
  const found =
    session === undefined ? undefined : await ask(vault, (q) => accountBySession(q, session, device, now()));
  if (found === undefined || session === undefined) throw new Problem('session-ended');
  const { userId, email, name } = found;
  return { userId, email, name, session, scope: found.knownDevice && device !== undefined ? device : strangers };
}

/** Factors are counted apart from passwords: whoever guesses one has the other already, or does not get here. */
const countedAs = (vault: Vault, userId: string): Buffer => nameHash(vault.keys, `factor/${userId}`);

const guessed = 'There were too many wrong codes for this account. Wait before trying again.';

const failed = (): Problem => new Problem('factor-failed');

export function makeFactorPorch(vault: Vault): FactorPorch {
  return {
    proveCode: (code, visitor) => proveCode(vault, code, visitor),
    provePasskey: (response, visitor) => provePasskey(vault, response, visitor),
    proveKnown: (response, visitor) => proveKnown(vault, response, visitor),
    proveOwnPassword: (password, visitor) => proveOwnPassword(vault, password, visitor),
    proveNewPasskey: (response, visitor) => proveNewPasskey(vault, response, visitor),
  };
}

/** A code of an app, or a recovery code. */
async function proveCode(vault: Vault, typed: string, visitor: Visitor): Promise<Proof<'factor'>> {
  takeTry(passwordTries(), visitor);
  const { userId, session, scope } = await holderOf(vault, visitor);
  const counted = countedAs(vault, userId);
  const code = typed.replace(/\s/g, '');
  const at = now();
  const found = await ask(vault, async (q) => {
    await chargeAttempt(q, usualGuessing, counted, scope, at, guessed);
    return isTotpCode(code) ? appCode(q, vault, userId, code, at) : recoveryCode(q, vault, userId, code);
  });
  if (found === undefined) throw failed();
  return makeProof('factor', vault.id, { userId, session, charge: { name: counted, scope, at }, ...found });
}

async function appCode(q: Queryable, vault: Vault, userId: string, code: string, at: Date) {
  for (const factor of await factorsOf(q, userId)) {
    const step = factor.kind === 'totp' ? stepOf(openSecret(vault.keys, factor), code, at) : undefined;
    if (step !== undefined) return { how: 'totp', factor: factor.id, step } as const;
  }
  return undefined;
}

async function recoveryCode(q: Queryable, vault: Vault, userId: string, code: string) {
  if (plainCode(code) === undefined) return undefined;
  const recovery = recoveryHash(vault.keys, userId, code);
  return (await hasRecoveryCode(q, userId, recovery)) ? ({ how: 'recovery', recovery } as const) : undefined;
}

/** A passkey of whoever has the session: as second factor, or as fresh proof. */
async function proveKnown(vault: Vault, response: unknown, visitor: Visitor): Promise<Proof<'factor'>> {
  takeTry(passwordTries(), visitor);
  const { userId, session, scope } = await holderOf(vault, visitor);
  const id = passkeyIdOf(response);
  const stored = id === undefined ? undefined : await ask(vault, (q) => passkeyBy(q, id));
  if (stored === undefined || stored.userId !== userId) throw failed();
  const answer = await checkPasskey(vault, response, keyOf(stored), `prove ${userId}`, now());
  if (answer === undefined) throw failed();
  const { counter, challenge } = answer;
  // A passkey cannot be guessed and was not counted; it clears what its holder mistyped before.
  const charge = { name: countedAs(vault, userId), scope, at: null };
  return makeProof('factor', vault.id, {
    userId,
    session,
    charge,
    how: 'passkey',
    factor: stored.id,
    counter,
    challenge,
  });
}

/** Only from a network its holder may come from: elsewhere there is no such passkey. */
async function comingFrom(q: Queryable, vault: Vault, id: Buffer, address: string | null) {
  const found = await passkeyBy(q, id);
  return (await accountMayCome(q, vault, found?.userId, address)) ? found : undefined;
}

/** Without a password: the passkey says who it is, and has to have recognised its holder. */
async function provePasskey(vault: Vault, response: unknown, visitor: Visitor): Promise<Proof<'passkey'>> {
  takeTry(passwordTries(), visitor);
  await ask(vault, (q) => assertBrowser(q, visitor.userAgent));
  const id = passkeyIdOf(response);
  const stored = id === undefined ? undefined : await ask(vault, (q) => comingFrom(q, vault, id, visitor.address));
  if (stored === undefined) throw new Problem('passkey-failed');
  const answer = await checkPasskey(vault, response, keyOf(stored), 'sign-in', now());
  if (answer === undefined || !answer.verified) throw new Problem('passkey-failed');
  const { counter, challenge } = answer;
  return makeProof('passkey', vault.id, { userId: stored.userId, factor: stored.id, counter, challenge });
}

/** For whoever has no factor: the password again, counted for the session. */
async function proveOwnPassword(vault: Vault, password: string, visitor: Visitor): Promise<Proof<'factor'>> {
  takeTry(passwordTries(), visitor);
  const { session } = await holderOf(vault, visitor);
  const device = tokenHash(visitor.deviceToken);
  const who = (await ask(vault, (q) => accountBySession(q, session, device, now())))!;
  const counted = foldName(who.email ?? who.userId);
  const tried = await tryPassword(vault, counted, password, session, visitor.address, () =>
    Promise.resolve({ ...who, knownDevice: true }),
  );
  if (!tried.good) throw new Problem('factor-failed', 'This is not your password.');
  await ask(vault, (q) => forgiveAttempts(q, tried.charge));
  return makeProof('factor', vault.id, {
    userId: who.userId,
    session,
    charge: tried.charge,
    how: 'password',
    credentialVersion: who.credentialVersion,
  });
}

async function proveNewPasskey(vault: Vault, response: unknown, visitor: Visitor): Promise<Proof<'new-passkey'>> {
  takeTry(passwordTries(), visitor);
  const { userId } = await holderOf(vault, visitor);
  if (!isId(userId)) throw new Problem('session-ended');
  const key = await checkNewPasskey(vault, response, `enrol ${userId}`, now());
  if (key === undefined)
    throw new Problem('invalid-input', 'This passkey was not made for this page, or took too long. Try again.');
  return makeProof('new-passkey', vault.id, { userId, key });
}

function keyOf({
  credentialId,
  publicKey,
  counter,
}: {
  credentialId: Buffer | null;
  publicKey: Buffer | null;
  counter: number | null;
}) {
  return { credentialId: credentialId!, publicKey: publicKey!, counter: counter! };
}
