// What a company decides about passwords, held against people who choose them: each option acts, has bounds, and is off unless somebody wants it.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  type Person,
  act,
  cheapIdentity,
  firstOwner,
  followLink,
  member,
  roleIds,
  tokenOf,
  visitor,
} from '../../../test/harness/people.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { type PasswordPolicy, usualPasswords } from '../../contract/password-policy.ts';
import { moveClock, now, resetClock } from '../../core/clock.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import { secretHash } from '../../core/access/key-secret.ts';
import { tokenHash } from '../../core/identity/tokens.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Vault } from '../../core/vault.ts';

const day = 86_400_000;
let vault: Vault;
let db: PgConnection;
let owner: Person;
let serial = 0;

before(async () => {
  cheapIdentity();
  vault = await newTenant('passwords');
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
});
beforeEach(async () => {
  await db.query(`update core.factor_policy set required = 'nobody'; update core.sign_in_policy set passwords = null;
    update core.approval_policy set classes = '{}'; delete from core.password_history; delete from core.attempt`);
});
afterEach(resetClock);
after(() => setIdentity(usualIdentity));

/** Somebody in a browser that stays signed in. */
class Seat {
  token: string;
  readonly person: Person;
  constructor(person: Person) {
    this.person = person;
    this.token = person.session.token;
  }

  async ask(action: string, input: object = {}): Promise<Done> {
    const call = { sessionToken: this.token, deviceToken: null, address: '192.0.2.1', userAgent: 'test' };
    const done = await perform(vault, { kind: 'session', tokenHash: tokenHash(this.token)! }, action, input, call);
    if (done.outcome === 'done' && done.answer.session != null) this.token = done.answer.session.token;
    return done;
  }

  async change(current: string, next: string): Promise<string> {
    const done = await this.ask('password.change', { current, next });
    return done.outcome === 'done' ? 'done' : (done.problem?.extras.errors?.[0]?.code ?? done.outcome);
  }

  async signIn(password: string): Promise<string> {
    const call = { sessionToken: null, deviceToken: null, address: visitor().address, userAgent: 'test' };
    const done = await perform(
      vault,
      { kind: 'stranger' },
      'session.start',
      { email: this.person.email, password },
      call,
    );
    if (done.answer.session != null) this.token = done.answer.session.token;
    return done.outcome;
  }
}

async function decide(change: Partial<PasswordPolicy>): Promise<void> {
  const boss = new Seat(owner);
  assert.equal(await boss.signIn(owner.password), 'done');
  const done = await boss.ask('password.setPolicy', { ...usualPasswords, ...change });
  assert.equal(done.outcome, 'done', done.problem?.detail);
}

async function somebody(roles: readonly string[] = [roleIds.sales]): Promise<Seat> {
  return new Seat(await member(vault, owner, `Person ${(serial += 1)}`, roles));
}

describe('the policy of passwords', () => {
  test('is what the standard asks unless somebody decides otherwise; changing it needs its right, a fresh proof and, where asked, a second administrator', async () => {
    const seller = await somebody();
    assert.equal((await seller.ask('password.policy')).outcome, 'not-allowed');
    assert.equal((await seller.ask('password.setPolicy', usualPasswords)).outcome, 'not-allowed');
    const boss = new Seat(owner);
    await boss.signIn(owner.password);
    assert.deepEqual((await boss.ask('password.policy')).output, usualPasswords);
    await db.query(`update core.approval_policy set classes = '{signin}'`);
    assert.equal((await boss.ask('password.setPolicy', { ...usualPasswords, least: 20 })).answer.status, 202);
    await db.query(`update core.approval_policy set classes = '{}'; delete from core.pending_change`);
    moveClock(11 * 60_000);
    assert.equal((await boss.ask('password.setPolicy', usualPasswords)).outcome, 'step-up-needed');
  });

  test('has bounds: eight to sixty-four characters, six months, ten earlier ones, words that can be looked for', async () => {
    const boss = new Seat(owner);
    await boss.signIn(owner.password);
    for (const [field, change] of [
      ['least', { least: 7 }],
      ['least', { least: 65 }],
      ['expiryMonths', { expiryMonths: 7 }],
      ['expiryMonths', { expiryMonths: -1 }],
      ['history', { history: 11 }],
      ['words', { words: ['abc'] }],
      ['words', { words: ['x'.repeat(41)] }],
    ] as const) {
      const done = await boss.ask('password.setPolicy', { ...usualPasswords, ...change });
      assert.equal(done.outcome, 'invalid-input', JSON.stringify(change));
      assert.equal(done.problem?.extras.errors?.[0]?.field, field);
    }
    for (const least of [8, 64]) await decide({ least });
  });

  test('the shortest password is the company’s, 8 to 64; else 15, and 12 of whoever must have a second factor', async () => {
    const seller = await somebody();
    const least = async (): Promise<number> => ((await seller.ask('password.own')).output as { least: number }).least;
    assert.equal(await least(), 15);
    await db.query(`update core.factor_policy set required = 'everybody', set_at = now()`);
    assert.equal(await least(), 12);
    await decide({ least: 20 });
    assert.equal(await least(), 20);
    const { password } = seller.person;
    assert.equal(await seller.change(password, 'gazelle zoo rain'), 'too-short');
    assert.equal(await seller.change(password, 'gazelle zoo rain umbrella'), 'done');
    await decide({ least: 8 });
    assert.equal(await seller.change('gazelle zoo rain umbrella', 'kX9#vm2w'), 'done');
    assert.equal(await seller.change('kX9#vm2w', 'P4ssw0rd'), 'common');
  });

  test('sixty-four characters and more are taken, whole, however they are typed', async () => {
    await decide({ least: 64 });
    const seller = await somebody().catch((error: unknown) => error as Error);
    assert.ok(seller instanceof Error, 'a phrase of twenty-odd characters is too short now');
    await decide({});
    const other = await somebody();
    const long = 'ääkköset ja pitkä lause '.repeat(8).trim();
    assert.ok(long.length > 64);
    assert.equal(await other.change(other.person.password, `${long} yksi`.normalize('NFD')), 'done');
    assert.equal(await other.signIn(`${long} kaksi`), 'sign-in-failed');
    assert.equal(await other.signIn(`${long} yksi`.normalize('NFC')), 'done');
  });

  test('kinds of characters and words of the company’s own are held against new passwords, also by a link', async () => {
    await decide({ classes: { upperAndLower: true, digit: true, sign: true }, words: ['Hornankattila'] });
    const invited = await act(vault, owner.actor, (tx) =>
      tx.identity.invite({ name: 'New', email: 'new@passwords.example', roles: [roleIds.sales], teams: [] }),
    );
    const token = tokenOf(invited.link.url);
    const read = await perform(vault, { kind: 'stranger' }, 'link.read', { token });
    assert.deepEqual((read.output as { password: unknown }).password, {
      least: 15,
      classes: { upperAndLower: true, digit: true, sign: true },
      words: ['Hornankattila'],
      discourageSaving: false,
    });
    await assert.rejects(followLink(vault, invited.link.url, { password: 'quiet otters swim north' }), {
      code: 'invalid-input',
      message: /kinds of characters/,
    });
    await assert.rejects(followLink(vault, invited.link.url, { password: 'H0rnankattila-2026' }), /your company/);
    await followLink(vault, invited.link.url, { password: 'Quiet otters swim north 7 times' });
  });
});

describe('expiry', () => {
  test('a password older than the company lets stand has to be changed first: nothing else can be asked for, by page and API; then everything can', async () => {
    const seller = await somebody();
    await decide({ expiryMonths: 2 });
    const dueAt = async () => ((await seller.ask('password.own')).output as { dueAt: string }).dueAt;
    const due = new Date(await dueAt());
    assert.ok(due.getTime() - now().getTime() > 57 * day && due.getTime() - now().getTime() < 63 * day);
    moveClock(due.getTime() - now().getTime() - 60_000);
    assert.equal(await seller.signIn(seller.person.password), 'done');
    assert.equal((await seller.ask('contact.list')).outcome, 'done');
    moveClock(120_000);
    // The session that is open, and a new one.
    for (const again of [false, true]) {
      if (again) assert.equal(await seller.signIn(seller.person.password), 'done');
      assert.equal((await seller.ask('contact.list')).outcome, 'password-due');
      assert.equal((await seller.ask('contact.create', { familyName: 'X' })).outcome, 'password-due');
      assert.deepEqual(((await seller.ask('me.view')).output as { password: object }).password, {
        owed: true,
        dueAt: due.toISOString(),
      });
    }
    assert.equal(await seller.change(seller.person.password, seller.person.password), 'used-before');
    assert.equal(await seller.change(seller.person.password, 'nine slow herons over a lake'), 'done');
    assert.equal((await seller.ask('contact.list')).outcome, 'done');
    assert.ok(new Date(await dueAt()).getTime() > now().getTime() + 50 * day);
  });

  test('a rule that is new leaves two weeks, in which one is told; it ends with the rule', async () => {
    const seller = await somebody();
    await db.query(`update core.credential set changed_at = now() - interval '3 years'`);
    await decide({ expiryMonths: 6 });
    const { dueAt, owed } = ((await seller.ask('me.view')).output as { password: { dueAt: string; owed: boolean } })
      .password;
    assert.equal(owed, false);
    const left = new Date(dueAt).getTime() - now().getTime();
    assert.ok(left > 13 * day && left <= 14 * day, `${left / day}`);
    await decide({ expiryMonths: 0 });
    assert.equal(((await seller.ask('me.view')).output as { password: { dueAt: null } }).password.dueAt, null);
    await db.query(`update core.credential set changed_at = now()`);
  });

  test('an API key goes on while its owner chooses a new password', async () => {
    const boss = new Seat(owner);
    await boss.signIn(owner.password);
    const made = await boss.ask('key.create', {
      name: 'Sync',
      grants: { objects: { contact: { view: 'all' } } },
      addresses: [],
      expiresAt: new Date(now().getTime() + 200 * day).toISOString(),
    });
    assert.equal(made.outcome, 'done', made.problem?.detail);
    const { secret } = made.output as { secret: string };
    await decide({ expiryMonths: 1 });
    moveClock(70 * day);
    const actor = { kind: 'key' as const, tokenHash: secretHash(secret)!, address: '192.0.2.9' };
    assert.equal((await perform(vault, actor, 'contact.list', {})).outcome, 'done');
  });
});

describe('history', () => {
  test('keeps no earlier hash unless it is wanted; then none of the last ones is taken, and the oldest goes', async () => {
    const seller = await somebody();
    const kept = async (): Promise<number> =>
      (await db.query('select 1 from core.password_history where user_id = $1', [seller.person.id])).rowCount;
    const [a, b, c, d] = ['amber', 'birch', 'cedar', 'daisy'].map((word) => `${word} grows where nobody looks`);
    assert.equal(await seller.change(seller.person.password, a!), 'done');
    assert.equal(await kept(), 0);
    await decide({ history: 3 });
    assert.equal(await seller.change(a!, b!), 'done');
    assert.equal(await seller.change(b!, c!), 'done');
    assert.equal(await kept(), 2);
    for (const old of [a!, b!, c!]) assert.equal(await seller.change(c!, old), 'used-before', old);
    assert.equal(await seller.change(c!, d!), 'done');
    assert.equal(await kept(), 2);
    assert.equal(await seller.change(d!, a!), 'done', 'it has been four since');
    const link = await act(vault, owner.actor, (tx) => tx.identity.resetLink(seller.person.id));
    await assert.rejects(followLink(vault, link.url, { password: a! }), /one of your last 3 passwords/);
    await decide({ history: 0 });
    assert.equal(await kept(), 0);
  });
});

describe('what a page is told', () => {
  test('the list of common passwords and whether saving is discouraged, to everybody; nothing of the policy else', async () => {
    const ask = (action: string) => perform(vault, { kind: 'stranger' }, action, {});
    const { forms } = (await ask('password.common')).output as { forms: string[] };
    assert.equal(forms.length, 3_000);
    assert.deepEqual((await ask('password.saving')).output, { discouraged: false });
    await decide({ discourageSaving: true });
    assert.deepEqual((await ask('password.saving')).output, { discouraged: true });
    for (const action of ['password.policy', 'password.own'])
      assert.equal((await ask(action)).outcome, 'not-signed-in', action);
  });
});
