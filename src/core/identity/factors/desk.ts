// The desk for factors inside a unit of work: takes what was proved, once, and begins sessions that say how far somebody has got.
import { Problem, invalidField } from '../../../contract/problem.ts';
import { isId } from '../../ids.ts';
import type { Unit } from '../../unit.ts';
import { stillHolds } from '../credentials.ts';
import type { Enrolled, FactorDesk, FactorsView, NewSession, PasskeyHint, Proof, Visitor } from '../desk.ts';
import { type FactorFacts, useProof } from '../proofs.ts';
import * as sessions from '../sessions.ts';
import { tellPerson } from '../tell-person.ts';
import { forgiveAttempts } from '../throttle.ts';
import { newChallenge } from './challenge.ts';
import { factorPolicy, setFactorPolicy } from './policy-desk.ts';
import { consoleRescue, openRescues, refuseRescue, rescueMember } from './rescue-desk.ts';
import * as rows from './rows.ts';
import { newTotpSecret, stepOf, totpUri } from './totp.ts';
import { passkeyAlgorithms } from './webauthn.ts';

function assertWriting(unit: Unit): void {
  unit.assertAlive();
  if (unit.purpose.reads)
    throw new Error(`the action ${unit.purpose.action} is declared as reading and tried to change an account`);
}

function me(unit: Unit): string {
  if (unit.me.kind !== 'user' || unit.me.looking !== undefined) throw new Problem('not-signed-in');
  return unit.me.id;
}

/** Uses up what was proved: a step, a counter, a challenge or a code is taken once, whoever else holds the same proof. */
async function take(unit: Unit, proof: Proof<'factor'>): Promise<FactorFacts> {
  assertWriting(unit);
  const facts = useProof('factor', unit, proof);
  if (facts.userId !== me(unit)) throw new Error('a proof of somebody else');
  if (!(await taken(unit, facts))) throw new Problem('factor-failed');
  await forgiveAttempts(unit, facts.charge);
  return facts;
}

async function taken(unit: Unit, facts: FactorFacts): Promise<boolean> {
  switch (facts.how) {
    case 'totp':
      return rows.takeStep(unit, facts.factor, facts.step);
    case 'recovery':
      return rows.takeRecoveryCode(unit, facts.userId, facts.recovery);
    case 'passkey':
      return (
        (await rows.takeChallenge(unit, facts.challenge)) && (await rows.takeCounter(unit, facts.factor, facts.counter))
      );
    case 'password':
      return stillHolds(unit, facts.userId, facts.credentialVersion);
  }
}

async function noteRecovery(unit: Unit, userId: string, how: string): Promise<void> {
  if (how !== 'recovery') return;
  const left = await rows.recoveryCodesLeft(unit, userId);
  unit.ledger.add({ verb: 'recovery code used', outcome: 'done', entity: 'user', record: userId, values: { left } });
  await tellPerson(unit, userId, `A recovery code was used; ${left} are left`);
}

/** Where only passkeys count, whoever has one does not get in by an app any more. */
async function assertKind(unit: Unit, facts: FactorFacts): Promise<void> {
  if (facts.how !== 'totp' || unit.me.signedIn?.only !== 'passkey') return;
  const own = await rows.factorsOf(unit, facts.userId);
  if (own.some((f) => f.kind === 'passkey'))
    throw new Problem('factor-failed', 'Your company takes only passkeys and security keys. Use yours.');
}

async function finishSignIn(unit: Unit, proof: Proof<'factor'>, visitor: Visitor): Promise<NewSession> {
  if (unit.me.signedIn?.level !== 'half') throw new Problem('wrong-state', 'You are signed in already.');
  const facts = await take(unit, proof);
  if (facts.how === 'password') throw new Problem('factor-failed');
  await assertKind(unit, facts);
  await noteRecovery(unit, facts.userId, facts.how);
  return sessions.startSession(unit, facts.userId, visitor, ['password', facts.how]);
}

/** A factor where there is one, else the password: a new session that ends when the old one would have. */
async function stepUp(unit: Unit, proof: Proof<'factor'>, visitor: Visitor): Promise<NewSession> {
  const facts = await take(unit, proof);
  if (facts.how === 'password' && unit.me.signedIn?.hasFactor !== false)
    throw new Problem('factor-failed', 'Use your second factor for this.');
  await assertKind(unit, facts);
  await noteRecovery(unit, facts.userId, facts.how);
  unit.ledger.add({
    verb: 'stepped up',
    outcome: 'done',
    entity: 'user',
    record: facts.userId,
    values: { how: facts.how },
  });
  return sessions.renewSession(unit, facts.userId, visitor, facts.how);
}

async function startByPasskey(unit: Unit, proof: Proof<'passkey'>, visitor: Visitor): Promise<NewSession> {
  assertWriting(unit);
  const facts = useProof('passkey', unit, proof);
  const taken =
    (await rows.takeChallenge(unit, facts.challenge)) && (await rows.takeCounter(unit, facts.factor, facts.counter));
  const { rowCount } = await unit.query(
    `select 1 from data."user" where id = $1 and status = 'active' and archived_at is null for share`,
    [facts.userId],
  );
  if (!taken || rowCount === 0) throw new Problem('passkey-failed');
  return sessions.startSession(unit, facts.userId, visitor, ['passkey']);
}

async function list(unit: Unit): Promise<FactorsView> {
  const userId = me(unit);
  const own = await rows.factorsOf(unit, userId);
  const { signedIn } = unit.me;
  return {
    factors: own.map((f) => ({
      id: f.id,
      kind: f.kind,
      label: f.label,
      madeAt: f.madeAt.toISOString(),
      lastUsedAt: f.lastUsedAt?.toISOString() ?? null,
      backedUp: f.backedUp,
    })),
    recoveryCodesLeft: await rows.recoveryCodesLeft(unit, userId),
    dueAt: signedIn?.dueAt == null ? null : new Date(signedIn.dueAt).toISOString(),
    only: signedIn?.only ?? 'any',
  };
}

async function options(
  unit: Unit,
): Promise<{ challenge: string; rpId: string; credentials: PasskeyHint[]; app: boolean }> {
  const userId = me(unit);
  const own = await rows.factorsOf(unit, userId);
  const { keys, hostname } = unit.vault;
  return {
    challenge: newChallenge(keys, `prove ${userId}`, unit.at),
    rpId: hostname,
    credentials: own.flatMap((f) => (f.kind === 'passkey' ? [hintOf(f)] : [])),
    app: own.some((f) => f.kind === 'totp'),
  };
}

function hintOf(f: rows.FactorRow): PasskeyHint {
  return { id: f.credentialId!.toString('base64url'), transports: [...(f.transports ?? [])] };
}

async function beginTotp(unit: Unit): Promise<{ id: string; secret: string; uri: string }> {
  assertWriting(unit);
  const userId = me(unit);
  await assertRoom(unit, userId);
  const secret = newTotpSecret();
  const id = await rows.insertTotp(unit, userId, secret, 'Authenticator app');
  unit.ledger.add({ verb: 'factor begun', outcome: 'done', entity: 'user', record: userId, values: { kind: 'totp' } });
  return { id, secret, uri: totpUri(secret, unit.vault.name, await accountName(unit, userId)) };
}

async function accountName(unit: Unit, userId: string): Promise<string> {
  const { rows: found } = await unit.query<{ name: string }>(
    'select coalesce(email, name) as name from data."user" where id = $1',
    [userId],
  );
  return found[0]!.name;
}

const factorsMost = 20;

async function assertRoom(unit: Unit, userId: string): Promise<void> {
  if ((await rows.factorsOf(unit, userId)).length >= factorsMost)
    throw new Problem('wrong-state', `You have ${factorsMost} factors; remove one first.`);
}

async function confirmTotp(unit: Unit, id: string, code: string, visitor: Visitor): Promise<Enrolled> {
  assertWriting(unit);
  const userId = me(unit);
  const factor = isId(id) ? await rows.factorOf(unit, userId, id) : undefined;
  if (factor === undefined || factor.kind !== 'totp' || factor.confirmed) throw new Problem('not-found');
  const step = stepOf(openTotp(unit, factor), code.replace(/\s/g, ''), unit.at);
  if (step === undefined)
    throw invalidField(
      'code',
      'wrong',
      'This code does not fit.',
      'The six digits the app shows now; its clock must be right.',
    );
  if (!(await rows.confirmTotp(unit, id, step))) throw new Problem('not-found');
  return enrolled(unit, userId, 'totp', factor.label, visitor);
}

const openTotp = (unit: Unit, factor: rows.FactorRow): string => rows.openSecret(unit.vault.keys, factor);

async function addPasskey(unit: Unit, proof: Proof<'new-passkey'>, label: string, visitor: Visitor): Promise<Enrolled> {
  assertWriting(unit);
  const userId = me(unit);
  const facts = useProof('new-passkey', unit, proof);
  if (facts.userId !== userId) throw new Error('a proof of somebody else');
  await assertRoom(unit, userId);
  if (
    !(await rows.takeChallenge(unit, facts.key.challenge)) ||
    !(await rows.insertPasskey(unit, userId, facts.key, label))
  )
    throw new Problem('already-exists', 'This passkey is in use already.');
  return enrolled(unit, userId, 'passkey', label, visitor);
}

/** With the first factor come the recovery codes, and sessions that knew of none end. The one at hand goes on under a new name. */
async function enrolled(
  unit: Unit,
  userId: string,
  how: rows.FactorKind,
  label: string,
  visitor: Visitor,
): Promise<Enrolled> {
  const first = (await rows.factorsOf(unit, userId)).length === 1;
  unit.ledger.add({
    verb: 'factor added',
    outcome: 'done',
    entity: 'user',
    record: userId,
    values: { kind: how, label },
  });
  await tellPerson(unit, userId, how === 'totp' ? 'An authenticator app was added' : 'A passkey was added');
  const session = await sessions.renewSession(unit, userId, visitor, how);
  if (!first) return { recoveryCodes: null, session };
  await sessions.endSessionsOf(unit, userId, session.id);
  return { recoveryCodes: await recoveryCodes(unit, userId), session };
}

async function recoveryCodes(unit: Unit, userId: string): Promise<string[]> {
  const codes = await rows.storeRecoveryCodes(unit, userId);
  unit.ledger.add({ verb: 'recovery codes made', outcome: 'done', entity: 'user', record: userId, values: {} });
  return codes;
}

async function newRecoveryCodes(unit: Unit): Promise<string[]> {
  assertWriting(unit);
  const userId = me(unit);
  if ((await rows.factorsOf(unit, userId)).length === 0)
    throw new Problem('wrong-state', 'Recovery codes stand in for a second factor; set one up first.');
  await tellPerson(unit, userId, 'New recovery codes were made');
  return recoveryCodes(unit, userId);
}

async function remove(unit: Unit, id: string): Promise<void> {
  assertWriting(unit);
  const userId = me(unit);
  const own = await rows.factorsOf(unit, userId);
  const gone = own.find((f) => f.id === id);
  if (gone === undefined) throw new Problem('not-found');
  await unit.query('delete from core.factor where id = $1 and user_id = $2', [id, userId]);
  if (own.length === 1) await unit.query('delete from core.recovery_code where user_id = $1', [userId]);
  const values = { kind: gone.kind, label: gone.label };
  unit.ledger.add({ verb: 'factor removed', outcome: 'done', entity: 'user', record: userId, values });
  await tellPerson(unit, userId, gone.kind === 'totp' ? 'An authenticator app was removed' : 'A passkey was removed');
}

export function makeFactorDesk(unit: Unit): FactorDesk {
  return {
    finishSignIn: (proof, visitor) => finishSignIn(unit, proof, visitor),
    stepUp: (proof, visitor) => stepUp(unit, proof, visitor),
    startByPasskey: (proof, visitor) => startByPasskey(unit, proof, visitor),
    list: () => list(unit),
    options: () => options(unit),
    signInChallenge: () => ({
      challenge: newChallenge(unit.vault.keys, 'sign-in', unit.at),
      rpId: unit.vault.hostname,
    }),
    beginTotp: () => beginTotp(unit),
    confirmTotp: (id, code, visitor) => confirmTotp(unit, id, code, visitor),
    async beginPasskey() {
      const userId = me(unit);
      const name = await accountName(unit, userId);
      const own = await rows.factorsOf(unit, userId);
      return {
        challenge: newChallenge(unit.vault.keys, `enrol ${userId}`, unit.at),
        rpId: unit.vault.hostname,
        rpName: unit.vault.name,
        user: { id: Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url'), name, title: unit.me.name },
        exclude: own.flatMap((f) => (f.kind === 'passkey' ? [hintOf(f)] : [])),
        algorithms: [...passkeyAlgorithms],
      };
    },
    addPasskey: (proof, label, visitor) => addPasskey(unit, proof, label, visitor),
    newRecoveryCodes: () => newRecoveryCodes(unit),
    remove: (id) => remove(unit, id),
    rescueMember: (userId) => rescueMember(unit, userId),
    policy: () => factorPolicy(unit),
    setPolicy: (next) => setFactorPolicy(unit, next),
    consoleRescue: (email, operator, machine) => consoleRescue(unit, email, operator, machine),
    rescues: () => openRescues(unit),
    refuseRescue: (id) => refuseRescue(unit, id),
  };
}
