// Second factors from end to end: who signs in with what, what a half session may do, what is taken once, and the ways back.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { newTenant, superuserIn } from '../../../../test/harness/cluster.ts';
import { SoftKey } from '../../../../test/harness/passkey.ts';
import {
  type Person,
  act,
  actorOf,
  cheapIdentity,
  firstOwner,
  member,
  porchOf,
  roleIds,
  visitor,
} from '../../../../test/harness/people.ts';
import { type Done, perform, performer } from '../../../../test/samples/engine.ts';
import { checkAccess } from '../../access/check-access.ts';
import { moveClock, now, resetClock } from '../../clock.ts';
import { firstIdOf } from '../../ids.ts';
import type { PgConnection } from '../../pg.ts';
import type { Actor } from '../../principal.ts';
import type { Vault } from '../../vault.ts';
import type { NewLink } from '../desk.ts';
import { secretHash } from '../../access/key-secret.ts';
import { tokenHash } from '../tokens.ts';

cheapIdentity();
const minute = 60_000;
const day = 24 * 60 * minute;

let vault: Vault;
let db: PgConnection;
let owner: Person;
let sales: Person;

before(async () => {
  vault = await newTenant('factors');
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
  sales = await member(vault, owner, 'Seija Sales', [roleIds.sales]);
});

beforeEach(async () => {
  resetClock();
  await db.query(
    'delete from core.factor; delete from core.recovery_code; delete from core.attempt; delete from core.rescue',
  );
  await db.query(
    `update core.factor_policy set required = 'nobody', roles = '{}', kinds = 'any', grace_days = 14, console_rescue = true`,
  );
  await db.query(`update core.approval_policy set classes = '{}'`);
  await db.query('update core.credential set renew_factor_at = null');
});
after(resetClock);

/** A browser: it keeps the session it was given. */
class Tab {
  token: string | null = null;
  device: string | null = null;
  readonly address = visitor().address;

  actor(): Actor {
    const hash = tokenHash(this.token);
    return hash === undefined ? { kind: 'stranger' } : { kind: 'session', tokenHash: hash };
  }

  async ask(action: string, input: object = {}, isPublic = false): Promise<Done> {
    const actor: Actor = isPublic ? { kind: 'stranger' } : this.actor();
    const call = { sessionToken: this.token, deviceToken: this.device, address: this.address, userAgent: 'test' };
    const done = await perform(vault, actor, action, input, call);
    if (done.outcome === 'done' && done.answer.session !== undefined) this.token = done.answer.session?.token ?? null;
    if (done.outcome === 'done' && done.answer.device !== undefined) this.device = done.answer.device.token;
    return done;
  }

  async signIn(person: Person): Promise<string | null> {
    const done = await this.ask('session.start', { email: person.email, password: person.password }, true);
    assert.equal(done.outcome, 'done');
    return (done.output as { next: string | null }).next;
  }

  async must(action: string, input: object = {}, isPublic = false): Promise<never> {
    const done = await this.ask(action, input, isPublic);
    assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
    return done.output as never;
  }
}

async function signedIn(person: Person): Promise<Tab> {
  const tab = new Tab();
  assert.equal(await tab.signIn(person), null);
  return tab;
}

interface App {
  readonly code: (ms?: number) => string;
  readonly recoveryCodes: readonly string[];
}

/** Sets an app up in this tab; the clock moves on, so that the step that confirmed it is over. */
async function addApp(tab: Tab): Promise<App> {
  const { id, secret } = (await tab.must('factor.beginTotp')) as { id: string; secret: string };
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 });
  const code = (ms = 0): string => totp.generate({ timestamp: now().getTime() + ms });
  assert.equal(
    (await tab.ask('factor.confirmTotp', { id, code: code() === '000000' ? '111111' : '000000' })).outcome,
    'invalid-input',
  );
  const { recoveryCodes } = (await tab.must('factor.confirmTotp', { id, code: code() })) as { recoveryCodes: string[] };
  moveClock(31_000);
  return { code, recoveryCodes: recoveryCodes ?? [] };
}

async function addKey(tab: Tab): Promise<SoftKey> {
  const key = new SoftKey(vault);
  const { challenge } = (await tab.must('factor.beginPasskey')) as { challenge: string };
  await tab.must('factor.addPasskey', { label: 'My key', passkey: key.make(challenge) });
  return key;
}

async function half(person: Person): Promise<Tab> {
  const tab = new Tab();
  assert.equal(await tab.signIn(person), 'factor');
  return tab;
}

/** One after the other: several passwords at a moment would be slowed down themselves. */
async function halves(count: number): Promise<Tab[]> {
  const tabs: Tab[] = [];
  while (tabs.length < count) tabs.push(await half(sales));
  return tabs;
}

async function levelIn(tab: Tab): Promise<string | undefined> {
  const { rows } = await db.query<{ level: string }>(
    'select level from core.session where token_hash = $1 and ended_at is null',
    [tokenHash(tab.token)],
  );
  return rows[0]?.level;
}

describe('signing in with a second factor', () => {
  test('the password gives half a session, which can show the factor and nothing else; the factor gives a whole one', async () => {
    const app = await addApp(await signedIn(sales));
    const tab = await half(sales);
    assert.equal(tab.device, null, 'this browser is not known yet');
    const before = tab.token;
    for (const action of [
      'me.view',
      'session.list',
      'contact.list',
      'factor.list',
      'factor.beginTotp',
      'session.stepUp',
      'password.change',
    ]) {
      const input =
        action === 'password.change'
          ? { current: 'x', next: 'y' }
          : action === 'session.stepUp'
            ? { password: sales.password }
            : {};
      assert.equal((await tab.ask(action, input)).outcome, 'factor-needed', action);
    }
    assert.equal((await tab.ask('session.showFactor', { code: '12345' })).outcome, 'factor-failed');
    await tab.must('session.showFactor', { code: app.code() });
    assert.notEqual(tab.token, before);
    assert.notEqual(tab.device, null);
    await tab.must('me.view');
    const replay = new Tab();
    replay.token = before;
    assert.equal((await replay.ask('session.showFactor', { code: app.code(30_000) })).outcome, 'session-ended');
  });

  test('the password again is no second factor, though it is right and nobody asked the action', async () => {
    await addApp(await signedIn(sales));
    const tab = await half(sales);
    const who = visitor({ sessionToken: tab.token, deviceToken: tab.device });
    const proof = await porchOf(vault).factors.proveOwnPassword(sales.password, who);
    const asked = {
      action: 'test',
      reads: false,
      changesRights: true,
      at: 'half',
      requestId: null,
      address: null,
    } as const;
    await assert.rejects(
      performer.door.open(vault, tab.actor(), asked, (tx) => tx.identity.factors.finishSignIn(proof, who)),
      { code: 'factor-failed' },
    );
    assert.equal(await levelIn(tab), 'half');
  });

  test('a whole session is no half one, and gets no second one by another code', async () => {
    const tab = await signedIn(sales);
    const app = await addApp(tab);
    const who = visitor({ sessionToken: tab.token, deviceToken: tab.device });
    const proof = await porchOf(vault).factors.proveCode(app.code(), who);
    await assert.rejects(
      act(vault, tab.actor(), (tx) => tx.identity.factors.finishSignIn(proof, who)),
      { code: 'wrong-state' },
    );
  });

  test('half a session asks for no action of any feature but those that finish or end it', async () => {
    await addApp(await signedIn(sales));
    const tab = await half(sales);
    const me = await performer.door.principal(vault, tab.actor());
    assert.equal(me.signedIn?.level, 'half');
    const open: string[] = [];
    for (const { action } of performer.handlers.values()) {
      if ('public' in action.access) continue;
      try {
        checkAccess(action, me);
        open.push(action.name);
      } catch (error) {
        assert.equal((error as { code: string }).code, 'factor-needed', action.name);
      }
    }
    assert.deepEqual(open.sort(), ['session.end', 'session.factorOptions', 'session.showFactor']);
    const purpose = { action: 'test', reads: true, requestId: null, address: null };
    await assert.rejects(
      performer.door.open(vault, tab.actor(), purpose, async () => undefined),
      { code: 'factor-needed' },
    );
  });

  test('of fifty that show the same code at the same moment one gets in (T14)', async () => {
    const app = await addApp(await signedIn(sales));
    const tabs = await halves(50);
    const code = app.code();
    const outcomes = await Promise.all(tabs.map((tab) => tab.ask('session.showFactor', { code })));
    assert.equal(outcomes.filter((o) => o.outcome === 'done').length, 1);
    for (const { outcome } of outcomes) assert.ok(['done', 'factor-failed', 'too-many'].includes(outcome), outcome);
    const levels = await Promise.all(tabs.map(levelIn));
    assert.equal(levels.filter((level) => level === 'full').length, 1);
  });

  test('a code is taken once, none before it afterwards, and none of another time', async () => {
    const app = await addApp(await signedIn(sales));
    const code = app.code();
    await (await half(sales)).must('session.showFactor', { code });
    assert.equal((await (await half(sales)).ask('session.showFactor', { code })).outcome, 'factor-failed');
    assert.equal(
      (await (await half(sales)).ask('session.showFactor', { code: app.code(-30_000) })).outcome,
      'factor-failed',
    );
    await db.query('delete from core.attempt');
    assert.equal(
      (await (await half(sales)).ask('session.showFactor', { code: app.code(5 * minute) })).outcome,
      'factor-failed',
    );
    moveClock(31_000);
    await (await half(sales)).must('session.showFactor', { code: app.code() });
  });

  test('guessing codes is slowed and blocked like guessing passwords, by every session of the person together', async () => {
    const app = await addApp(await signedIn(sales));
    let looked = 0;
    for (let n = 0; n < 40; n += 1) {
      const { outcome } = await (await half(sales)).ask('session.showFactor', { code: '000001' });
      if (outcome === 'factor-failed') looked += 1;
      moveClock(20_000);
    }
    assert.ok(looked <= 10, `${looked} guesses in under a quarter of an hour`);
    assert.equal((await (await half(sales)).ask('session.showFactor', { code: app.code() })).outcome, 'too-many');
  });

  test('that its owner shows right codes and passkeys from new browsers meanwhile gives a guesser no more codes', async () => {
    const guessed = await member(vault, owner, 'Gunnar Guessed', [roleIds.sales]);
    const own = await signedIn(guessed);
    const app = await addApp(own);
    const key = await addKey(own);
    let looked = 0;
    for (let n = 0; n < 28; n += 1) {
      if (n % 4 === 3) {
        const tab = await half(guessed);
        if (n % 8 === 3) await tab.ask('session.showFactor', { code: app.code() });
        else {
          const { challenge } = (await tab.must('session.factorOptions')) as { challenge: string };
          await tab.must('session.showFactor', { passkey: key.answer(challenge) });
        }
      }
      const { outcome } = await (await half(guessed)).ask('session.showFactor', { code: '000001' });
      if (outcome === 'factor-failed') looked += 1;
      moveClock(31_000);
    }
    assert.ok(looked >= 8 && looked <= 10, `${looked} guesses in under a quarter of an hour`);
  });

  test('a link for a new password is no way round the factor', async () => {
    const app = await addApp(await signedIn(sales));
    const { url } = (await (await signedIn(owner)).must('member.link', { id: sales.id })) as NewLink;
    const tab = new Tab();
    const password = 'kuusi keltaista kissaa';
    const done = (await tab.must('link.use', { token: url.split('#')[1], password }, true)) as { next: string };
    assert.equal(done.next, 'factor');
    assert.equal(await levelIn(tab), 'half');
    assert.equal((await tab.ask('me.view')).outcome, 'factor-needed');
    await tab.must('session.showFactor', { code: app.code() });
    Object.assign(sales, { password });
  });

  test('recovery codes are ten, work once each, and new ones end the old', async () => {
    const own = await signedIn(sales);
    const { recoveryCodes } = await addApp(own);
    assert.equal(new Set(recoveryCodes).size, 10);
    const stored = await db.query<{ hash: Buffer }>('select hash from core.recovery_code');
    assert.ok(stored.rows.every(({ hash }) => hash.length === 32));
    const typed = recoveryCodes[0]!.toUpperCase().replace('-', ' ');
    await (await half(sales)).must('session.showFactor', { code: typed });
    assert.equal((await (await half(sales)).ask('session.showFactor', { code: typed })).outcome, 'factor-failed');
    const tabs = await halves(10);
    await db.query('delete from core.attempt');
    const outcomes = await Promise.all(tabs.map((tab) => tab.ask('session.showFactor', { code: recoveryCodes[1]! })));
    assert.equal(outcomes.filter((o) => o.outcome === 'done').length, 1);
    const tab = tabs.find((_, n) => outcomes[n]!.outcome === 'done')!;
    assert.equal(((await tab.must('factor.list')) as { recoveryCodesLeft: number }).recoveryCodesLeft, 8);
    const { codes } = (await tab.must('factor.newRecoveryCodes')) as { codes: string[] };
    await db.query('delete from core.attempt');
    assert.equal(
      (await (await half(sales)).ask('session.showFactor', { code: recoveryCodes[2]! })).outcome,
      'factor-failed',
    );
    await (await half(sales)).must('session.showFactor', { code: codes[0]! });
  });

  test('the first factor ends the other sessions, and the one at hand goes on under a new token', async () => {
    const [here, there] = [await signedIn(sales), await signedIn(sales)];
    const before = here.token;
    await addApp(here);
    assert.notEqual(here.token, before);
    await here.must('me.view');
    assert.equal((await there.ask('me.view')).outcome, 'session-ended');
    const rows = await db.query<{ n: number }>(
      `select count(*)::int as n from core.ledger_values where plain like '%otpauth%'`,
    );
    assert.equal(rows.rows[0]!.n, 0);
  });
});

describe('passkeys', () => {
  test('one signs in without a password when it has recognised its holder, and only then', async () => {
    const key = await addKey(await signedIn(sales));
    const tab = new Tab();
    const challenge = async (): Promise<string> =>
      ((await tab.must('session.challenge', {}, true)) as { challenge: string }).challenge;
    const refused = await tab.ask(
      'session.startByPasskey',
      { passkey: key.answer(await challenge(), { unverified: true }) },
      true,
    );
    assert.equal(refused.outcome, 'passkey-failed');
    const done = (await tab.must('session.startByPasskey', { passkey: key.answer(await challenge()) }, true)) as {
      next: string | null;
    };
    assert.equal(done.next, null);
    assert.equal(await levelIn(tab), 'full');
    await tab.must('me.view');
  });

  test('one of another address, a challenge used twice, a wrong signature, a counter that went back: refused', async () => {
    const key = await addKey(await signedIn(sales));
    const challenge = async (): Promise<string> =>
      ((await new Tab().must('session.challenge', {}, true)) as { challenge: string }).challenge;
    const outcome = async (passkey: object): Promise<string> =>
      (await new Tab().ask('session.startByPasskey', { passkey }, true)).outcome;
    for (const wrong of [
      { origin: 'http://evil.localhost:8080' },
      { origin: 'http://factors.localhost' },
      { rpId: 'evil.localhost' },
      { rpId: 'localhost' },
      { type: 'webauthn.create' },
    ])
      assert.equal(await outcome(key.answer(await challenge(), wrong)), 'passkey-failed', JSON.stringify(wrong));
    const good = key.answer(await challenge());
    const other = key.answer(await challenge());
    assert.equal(
      await outcome({ ...good, response: { ...good.response, signature: other.response.signature } }),
      'passkey-failed',
    );
    assert.equal(await outcome(other), 'done');
    assert.equal(await outcome(other), 'passkey-failed', 'the same answer again');
    assert.equal(await outcome(key.answer(await challenge(), { counter: 1 })), 'passkey-failed', 'a copy of the key');
    assert.equal(await outcome(key.answer('AAAA')), 'passkey-failed', 'a challenge of nobody');
    const old = await challenge();
    moveClock(6 * minute);
    assert.equal(await outcome(key.answer(old)), 'passkey-failed', 'too late');
    const foreign = new SoftKey(vault);
    assert.equal(await outcome(foreign.answer(await challenge())), 'passkey-failed', 'a key of nobody');
    const same = key.answer(await challenge());
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(same)));
    assert.equal(outcomes.filter((o) => o === 'done').length, 1);
  });

  test('as second factor it answers its own challenge; one for signing in or of somebody else does not count', async () => {
    const key = await addKey(await signedIn(sales));
    const ownersKey = await addKey(await signedIn(owner));
    const tab = await half(sales);
    const options = (await tab.must('session.factorOptions')) as { challenge: string; credentials: { id: string }[] };
    assert.deepEqual(
      options.credentials.map((c) => c.id),
      [key.id.toString('base64url')],
    );
    const { challenge } = (await tab.must('session.challenge', {}, true)) as { challenge: string };
    assert.equal((await tab.ask('session.showFactor', { passkey: key.answer(challenge) })).outcome, 'factor-failed');
    assert.equal(
      (await tab.ask('session.showFactor', { passkey: ownersKey.answer(options.challenge) })).outcome,
      'factor-failed',
    );
    await tab.must('session.showFactor', { passkey: key.answer(options.challenge, { unverified: true }) });
    assert.equal(await levelIn(tab), 'full');
  });

  test('a new one is made for this address and person, once; a statement of a maker is refused before anything is fetched', async () => {
    const tab = await signedIn(sales);
    const begin = async (): Promise<string> =>
      ((await tab.must('factor.beginPasskey')) as { challenge: string }).challenge;
    const key = new SoftKey(vault);
    const add = async (passkey: object): Promise<string> =>
      (await tab.ask('factor.addPasskey', { label: 'Key', passkey })).outcome;
    for (const wrong of [
      { origin: 'http://evil.localhost:8080' },
      { rpId: 'evil.localhost' },
      { fmt: 'packed' },
      { fmt: 'fido-u2f' },
    ])
      assert.equal(await add(key.make(await begin(), wrong)), 'invalid-input', JSON.stringify(wrong));
    const other = (await (await signedIn(owner)).must('factor.beginPasskey')) as { challenge: string };
    assert.equal(await add(key.make(other.challenge)), 'invalid-input', 'a challenge of somebody else');
    const challenge = await begin();
    assert.equal(await add(key.make(challenge)), 'done');
    assert.equal(await add(key.make(challenge)), 'already-exists');
    assert.equal(await add(key.make(await begin())), 'already-exists');
  });
});

describe('a required factor', () => {
  const ask = (more: string) => db.query(`update core.factor_policy set ${more}, set_at = $1`, [now()]);

  test('whoever has none after the days of grace can only set one up, by page and by program alike', async () => {
    const tab = await signedIn(owner);
    const made = (await tab
      .must('key.create', {
        name: 'Program',
        grants: { areas: ['self.use'], objects: {} },
        expires: null,
        addresses: [],
      })
      .catch(() => null)) as { secret: string } | null;
    await ask(`required = 'everybody', grace_days = 7`);
    await tab.must('contact.list');
    const me = (await tab.must('me.view')) as { factor: { dueAt: string } };
    assert.ok(new Date(me.factor.dueAt) > now());
    moveClock(8 * day);
    const late = await signedIn(owner);
    const principal = await performer.door.principal(vault, late.actor());
    const open: string[] = [];
    for (const { action } of performer.handlers.values()) {
      if ('public' in action.access) continue;
      try {
        checkAccess(action, principal);
        open.push(action.name);
      } catch (error) {
        assert.equal((error as { code: string }).code, 'enrol-needed', action.name);
      }
    }
    assert.deepEqual(open.sort(), [
      'factor.addPasskey',
      'factor.beginPasskey',
      'factor.beginTotp',
      'factor.confirmTotp',
      'factor.list',
      'loss.report',
      'me.view',
      'session.end',
      'session.factorOptions',
      'session.showFactor',
      'session.stepUp',
    ]);
    assert.equal((await late.ask('contact.list')).outcome, 'enrol-needed');
    if (made !== null) {
      const key = { kind: 'key', tokenHash: tokenHash(made.secret) ?? Buffer.alloc(32), address: null } as const;
      assert.ok(['enrol-needed', 'key-refused'].includes((await perform(vault, key, 'me.view', {})).outcome));
    }
    await addApp(late);
    await late.must('contact.list');
  });

  test('it acts at once on sessions that are open, and only on those it names', async () => {
    const [boss, seller] = [await signedIn(owner), await signedIn(sales)];
    await boss.must('factor.setPolicy', {
      required: 'nobody',
      roles: [roleIds.sales],
      kinds: 'any',
      graceDays: 0,
      consoleRescue: true,
    });
    assert.equal((await seller.ask('contact.list')).outcome, 'enrol-needed');
    await boss.must('contact.list');
    await db.query('delete from core.factor');
  });

  test('where only passkeys count, an app does not, and whoever has both shows the passkey', async () => {
    const tab = await signedIn(sales);
    const app = await addApp(tab);
    await ask(`required = 'everybody', kinds = 'passkey', grace_days = 0`);
    assert.equal((await tab.ask('contact.list')).outcome, 'enrol-needed');
    const key = await addKey(tab);
    await tab.must('contact.list');
    const again = await half(sales);
    assert.equal((await again.ask('session.showFactor', { code: app.code() })).outcome, 'factor-failed');
    const { challenge } = (await again.must('session.factorOptions')) as { challenge: string };
    await again.must('session.showFactor', { passkey: key.answer(challenge) });
    // Nor is the app a fresh proof of whoever is in.
    moveClock(31_000);
    assert.equal((await again.ask('session.stepUp', { code: app.code() })).outcome, 'factor-failed');
  });

  test('the policy needs its right, says no to strange roles, and waits for a second administrator where that is asked', async () => {
    const wish = { required: 'everybody', roles: [], kinds: 'any', graceDays: 3, consoleRescue: false };
    assert.equal((await (await signedIn(sales)).ask('factor.setPolicy', wish)).outcome, 'not-allowed');
    const boss = await signedIn(owner);
    assert.equal((await boss.ask('factor.setPolicy', { ...wish, roles: [owner.id] })).outcome, 'invalid-input');
    await db.query(`update core.approval_policy set classes = '{factors}'`);
    const asked = await boss.ask('factor.setPolicy', wish);
    assert.equal(asked.answer.status, 202);
    assert.equal((await boss.ask('factor.rescue', { id: sales.id })).answer.status, 202);
  });
});

describe('a fresh proof', () => {
  test('what is dangerous needs one that is not older than ten minutes; it gives a new token and no longer life', async () => {
    const tab = await signedIn(owner);
    const wish = { id: sales.id, roles: [roleIds.sales] };
    await tab.must('member.setRoles', wish);
    moveClock(11 * minute);
    assert.equal((await tab.ask('member.setRoles', wish)).outcome, 'step-up-needed');
    await tab.must('contact.list');
    assert.equal((await tab.ask('session.stepUp', { password: 'not this one at all' })).outcome, 'factor-failed');
    assert.equal((await tab.ask('member.setRoles', wish)).outcome, 'step-up-needed');
    const ends = async (): Promise<Date> =>
      (
        await db.query<{ expires_at: Date }>('select expires_at from core.session where token_hash = $1', [
          tokenHash(tab.token),
        ])
      ).rows[0]!.expires_at;
    const [old, before] = [tab.token, await ends()];
    await tab.must('session.stepUp', { password: owner.password });
    assert.notEqual(tab.token, old);
    assert.equal((await ends()).getTime(), before.getTime());
    await tab.must('member.setRoles', wish);
    const stale = new Tab();
    stale.token = old;
    assert.equal((await stale.ask('me.view')).outcome, 'session-ended');
  });

  test('whoever has a factor shows it: the password alone is not enough', async () => {
    const tab = await signedIn(owner);
    const app = await addApp(tab);
    moveClock(11 * minute);
    assert.equal((await tab.ask('factor.newRecoveryCodes')).outcome, 'step-up-needed');
    assert.equal((await tab.ask('session.stepUp', { password: owner.password })).outcome, 'factor-failed');
    await tab.must('session.stepUp', { code: app.code() });
    await tab.must('factor.newRecoveryCodes');
    const { factors } = (await tab.must('factor.list')) as { factors: { id: string }[] };
    await tab.must('factor.remove', { id: factors[0]!.id });
    assert.equal((await db.query('select 1 from core.recovery_code')).rowCount, 0);
  });

  test('a session somebody took over adds no factor of his once it is not fresh any more', async () => {
    const tab = await signedIn(sales);
    moveClock(11 * minute);
    for (const action of ['factor.beginTotp', 'factor.beginPasskey'])
      assert.equal((await tab.ask(action)).outcome, 'step-up-needed', action);
  });
});

describe('a sign-in that was somebody else', () => {
  test('ends everything he may have left behind, changes the password, asks for a new factor, and is told', async () => {
    const mine = await signedIn(sales);
    moveClock(minute);
    const thief = await signedIn(sales);
    await addApp(thief);
    const { rows: gone } = await db.query<{ id: string }>(`select id from core.session where token_hash = $1`, [
      tokenHash(mine.token),
    ]);
    assert.equal(gone.length, 1, 'the first factor of the thief has ended my session');
    // I come back by an administrator.
    await (await signedIn(owner)).must('factor.rescue', { id: sales.id });
    const own = await signedIn(sales);
    const { rows } = (await own.must('session.signIns')) as { rows: { id: string; current: boolean; how: string[] }[] };
    assert.ok(rows.length >= 3);
    assert.deepEqual(
      rows.filter((r) => r.current).map((r) => r.how),
      [['password']],
    );
    const strange = rows.find((r) => r.how.includes('totp'))!;
    const app = await addApp(own);
    const next = 'kahdeksan hopeista haukea';
    const current = sales.password;
    const wish = { id: strange.id, current, next };
    assert.equal(
      (await own.ask('session.notMe', { ...wish, current: 'not this one at all' })).outcome,
      'invalid-input',
    );
    const foreign = (await (await signedIn(owner)).must('session.signIns')) as { rows: { id: string }[] };
    assert.equal((await own.ask('session.notMe', { ...wish, id: foreign.rows[0]!.id })).outcome, 'not-found');
    const here = await db.query<{ id: string }>('select id from core.session where token_hash = $1', [
      tokenHash(own.token),
    ]);
    assert.equal((await own.ask('session.notMe', { ...wish, id: here.rows[0]!.id })).outcome, 'wrong-state');
    await own.must('session.notMe', wish);
    Object.assign(sales, { password: next });
    for (const [action, outcome] of [
      ['contact.list', 'enrol-needed'],
      ['me.view', 'done'],
    ] as const)
      assert.equal((await own.ask(action)).outcome, outcome);
    assert.equal((await db.query('select 1 from core.factor where user_id = $1', [sales.id])).rowCount, 0);
    assert.equal((await db.query('select 1 from core.recovery_code where user_id = $1', [sales.id])).rowCount, 0);
    assert.equal(
      (await new Tab().ask('session.start', { email: sales.email, password: current }, true)).outcome,
      'sign-in-failed',
    );
    const notices = (await (await signedIn(owner)).must('notice.list')) as { rows: { what: { kind: string } }[] };
    assert.ok(notices.rows.some(({ what }) => what.kind === 'not-me'));
    moveClock(minute);
    await addApp(own);
    await own.must('contact.list');
    assert.notEqual(app.code, undefined);
  });
});

describe('programs', () => {
  const inDays = (days: number): string => new Date(now().getTime() + days * day).toISOString();
  interface Made {
    readonly key: { readonly id: string };
    readonly secret: string;
  }
  const make = (tab: Tab, areas: readonly string[]): Promise<Made> =>
    tab.must('key.create', {
      name: 'Program',
      grants: { objects: { contact: { view: 'own' } }, areas: ['self.use', ...areas] },
      expiresAt: inDays(30),
    });
  const outcome = async (secret: string, action: string, input: object = {}): Promise<string> => {
    const actor: Actor = { kind: 'key', tokenHash: secretHash(secret)!, address: null };
    return (await perform(vault, actor, action, input)).outcome;
  };

  test('give no fresh proof of a person, neither at first nor later', async () => {
    const { secret } = await make(await signedIn(owner), ['admin.members']);
    assert.equal(await outcome(secret, 'contact.list'), 'done');
    for (const minutes of [0, 11]) {
      moveClock(minutes * minute);
      for (const [action, input] of [
        ['member.link', { id: sales.id }],
        ['member.setRoles', { id: sales.id, roles: [roleIds.sales] }],
      ] as const)
        assert.equal(await outcome(secret, action, input), 'step-up-needed', `${action} after ${minutes} minutes`);
    }
  });

  test('that somebody else made in my name end when I say that it was not me; older ones go on, without what they got since', async () => {
    const boss = await member(vault, { ...owner, actor: (await signedIn(owner)).actor() }, 'Kaisa Keys', [
      roleIds.owner,
    ]);
    const mine = await signedIn(boss);
    const older = await make(mine, []);
    moveClock(minute);
    const thief = await signedIn(boss);
    const left = await make(thief, []);
    const { secret } = (await thief.must('key.rotate', { id: older.key.id, overlapHours: 24 })) as Made;
    for (const one of [older.secret, left.secret, secret]) assert.equal(await outcome(one, 'contact.list'), 'done');
    const { rows } = (await mine.must('session.signIns')) as { rows: { id: string; current: boolean }[] };
    const id = rows.find((r) => !r.current)!.id;
    await mine.must('session.notMe', { id, current: boss.password, next: 'yhdeksan kultaista kettua' });
    await addApp(mine);
    assert.deepEqual(
      [
        await outcome(older.secret, 'contact.list'),
        await outcome(left.secret, 'contact.list'),
        await outcome(secret, 'contact.list'),
      ],
      ['done', 'key-refused', 'key-refused'],
    );
    const { rows: ended } = await db.query('select disabled_at is not null as ended from core.api_key where id = $1', [
      left.key.id,
    ]);
    assert.equal(ended[0]!['ended'], true, 'it is over, whatever secret it may get');
  });
});

describe('what others were given in my name', () => {
  test('since a sign-in that was not me is taken back, and comes back by undo; what is older, and what I have from others, stays', async () => {
    const boss = await member(vault, { ...owner, actor: (await signedIn(owner)).actor() }, 'Gerd Giver', [
      roleIds.owner,
    ]);
    const mine = await signedIn(boss);
    const [old, later] = [
      await mine.must('company.create', { name: 'Shared before' }),
      await mine.must('company.create', { name: 'Shared since' }),
    ] as { id: string }[];
    const day30 = (): string => new Date(now().getTime() + 30 * day).toISOString().slice(0, 10);
    const share = (tab: Tab, id: string) =>
      tab.must('share.give', { entity: 'company', id, user: sales.id, edit: true, until: day30() });
    const count = async (table: string, column: string): Promise<number> =>
      (await db.query(`select 1 from core.${table} where ${column} = $1`, [boss.id])).rowCount ?? 0;
    await share(mine, old!.id);
    await mine.must('deputy.name', { deputy: owner.id });
    // Ids never go back, and the clock of the tests before has.
    await db.query('update core.deputy set id = $2 where set_by = $1', [boss.id, firstIdOf(now().getTime())]);
    moveClock(minute);
    const thief = await signedIn(boss);
    await share(thief, later!.id);
    await thief.must('deputy.name', { deputy: sales.id });
    await db.query(
      `insert into core.pending_change (id, action, class, input, summary, digest, author, person, by_key, collect, operation, status, made_at, expires_at)
       select gen_random_uuid(), 'x', 'shares', ''::bytea, 'x', ''::bytea, $1, $1, false, false, gen_random_uuid(), 'waiting', at, at + interval '1 day'
       from unnest(array[$2::timestamptz, $3]) as at`,
      [boss.id, now(), new Date(now().getTime() - minute)],
    );
    const { rows } = (await mine.must('session.signIns')) as { rows: { id: string; current: boolean }[] };
    const done = await mine.ask('session.notMe', {
      id: rows.find((r) => !r.current)!.id,
      current: boss.password,
      next: 'kymmenen kuparista kettua',
    });
    assert.equal(done.outcome, 'done');
    assert.deepEqual([await count('share', 'given_by'), await count('deputy', 'set_by')], [1, 1]);
    const waiting = await db.query(`select status from core.pending_change where person = $1 order by made_at`, [
      boss.id,
    ]);
    assert.deepEqual(
      waiting.rows.map((row) => row['status']),
      ['waiting', 'cancelled'],
    );
    await addApp(mine);
    await mine.must('operation.undo', { id: done.answer.operation! });
    assert.deepEqual([await count('share', 'given_by'), await count('deputy', 'set_by')], [2, 2]);
  });
});

describe('the ways back', () => {
  test('a second administrator takes the factors away: sessions end, the password is still asked for, nobody does it to himself or above himself', async () => {
    const own = await signedIn(sales);
    await addApp(own);
    const boss = await signedIn(owner);
    assert.equal((await boss.ask('factor.rescue', { id: owner.id })).outcome, 'not-allowed');
    await boss.must('factor.rescue', { id: sales.id });
    assert.equal((await own.ask('me.view')).outcome, 'session-ended');
    assert.equal(await new Tab().signIn(sales), null);
    const wrong = await new Tab().ask('session.start', { email: sales.email, password: 'not this one at all' }, true);
    assert.equal(wrong.outcome, 'sign-in-failed');
    const people = await member(vault, { ...owner, actor: boss.actor() }, 'Piia People', [roleIds.readOnly]);
    await db.query(
      `insert into core.role (id, key, name, help, grants) values (gen_random_uuid(), 'people', 'People', '', '{"areas": ["admin.members", "self.use"]}')`,
    );
    await db.query(
      `insert into core.member_role (user_id, role_id) select $1, id from core.role where key = 'people'`,
      [people.id],
    );
    assert.equal((await (await signedIn(people)).ask('factor.rescue', { id: owner.id })).outcome, 'not-allowed');
  });

  const host = { kind: 'system', name: 'host' } as const;
  /** By a machine that is on all the time, and whose date nobody sets. */
  const atConsole = (email: string, machine = { run: 'first', ms: now().getTime() }) =>
    performer.door.open(
      vault,
      host,
      { action: 'host.rescue', reads: false, changesRights: true, requestId: null, address: null },
      (tx) => tx.identity.factors.consoleRescue(email, 'root', machine),
    );

  test('the console waits three days, tells every administrator, stands in the ledger, and then gives a link', async () => {
    const boss = await signedIn(owner);
    await addApp(boss);
    const first = await atConsole(owner.email);
    assert.equal(first.link, null);
    assert.equal(new Date(first.due).getTime() - now().getTime() > 71.9 * 60 * minute, true);
    const notices = (await boss.must('notice.list')) as { rows: { what: { kind: string; name: string } }[] };
    assert.ok(notices.rows.some(({ what }) => what.kind === 'rescue' && what.name === 'Olli Omistaja'));
    moveClock(71 * 60 * minute);
    assert.equal((await atConsole(owner.email)).link, null);
    moveClock(2 * 60 * minute);
    const { link } = await atConsole(owner.email);
    const verbs = (
      await db.query<{ verb: string }>(`select verb from core.ledger where entity = 'user' order by id`)
    ).rows.map((r) => r.verb);
    for (const verb of ['rescue asked for', 'factors cleared', 'rescued']) assert.ok(verbs.includes(verb), verb);
    const tab = new Tab();
    const password = 'seitsemän sinistä sulkaa';
    await tab.must('link.use', { token: link!.url.split('#')[1], password }, true);
    assert.equal(await levelIn(tab), 'full');
    Object.assign(owner, { password });
  });

  test('setting the date forward does not make the three days shorter, and is put on record', async () => {
    const machine = (hours: number, run = 'first') => ({ run, ms: (1000 + hours) * 60 * minute });
    await atConsole(owner.email, machine(0));
    moveClock(73 * 60 * minute);
    const early = await atConsole(owner.email, machine(1));
    assert.equal(early.link, null, 'the machine has been on for one hour since');
    assert.equal(Math.round((new Date(early.due).getTime() - now().getTime()) / (60 * minute)), 71);
    const { rows } = (await (await signedIn(owner)).must('factor.rescues')) as { rows: { dueAt: string }[] };
    assert.equal(rows[0]!.dueAt, early.due, 'administrators read when it is');
    moveClock(200 * 60 * minute);
    assert.equal((await atConsole(owner.email, machine(71))).link, null);
    moveClock(200 * 60 * minute);
    const putOff = await db.query(`select 1 from core.ledger where verb = 'rescue put off'`);
    assert.equal(putOff.rows.length, 2);
    assert.notEqual((await atConsole(owner.email, machine(72))).link, null);
    // Started anew, only the date tells.
    await db.query('delete from core.rescue');
    await atConsole(owner.email, machine(0));
    moveClock(71 * 60 * minute);
    assert.equal((await atConsole(owner.email, machine(-900, 'second'))).link, null);
    moveClock(2 * 60 * minute);
    assert.notEqual((await atConsole(owner.email, machine(-900, 'second'))).link, null);
  });

  test('an administrator refuses it, a company switches it off, and it is for administrators alone', async () => {
    const boss = await signedIn(owner);
    await atConsole(owner.email);
    const { rows } = (await boss.must('factor.rescues')) as { rows: { id: string; askedBy: string }[] };
    assert.deepEqual(
      rows.map((r) => r.askedBy),
      ['root'],
    );
    assert.equal(
      (await (await signedIn(sales)).ask('factor.refuseRescue', { id: rows[0]!.id })).outcome,
      'not-allowed',
    );
    await boss.must('factor.refuseRescue', { id: rows[0]!.id });
    moveClock(80 * 60 * minute);
    assert.equal((await atConsole(owner.email)).link, null, 'it begins anew');
    await assert.rejects(atConsole(sales.email), { code: 'not-found' });
    await db.query('update core.factor_policy set console_rescue = false');
    await assert.rejects(atConsole(owner.email), { code: 'wrong-state' });
    await assert.rejects(
      performer.door.open(
        vault,
        actorOf(owner.session),
        { action: 'x', reads: false, requestId: null, address: null },
        (tx) => tx.identity.factors.consoleRescue(owner.email, 'x', { run: '', ms: 0 }),
      ),
    );
  });
});
