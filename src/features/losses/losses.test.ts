// A lost device, a lost key, a suspicion: what ends at once, what is marked, who is told, and what happens when the device comes back.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import {
  type Person,
  actorOf,
  cheapIdentity,
  member,
  signIn,
  visitor,
  smallCompany,
} from '../../../test/harness/people.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { newId } from '../../core/ids.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Actor } from '../../core/principal.ts';
import type { Vault } from '../../core/vault.ts';
import type { LossRow, Reported } from './contract.ts';

let vault: Vault;
let db: PgConnection;
let owner: Person;
let rep: Person;

before(cheapIdentity);
beforeEach(async () => {
  ({ vault, db, owner, rep } = await smallCompany());
});

type Who = { readonly actor: Actor };
const call = (who: Who, action: string, input: object = {}): Promise<Done> => perform(vault, who.actor, action, input);
const outcome = async (who: Who): Promise<string> => (await call(who, 'me.view')).outcome;

async function must<T>(who: Who, action: string, input: object = {}): Promise<T> {
  const done = await call(who, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${JSON.stringify(done.problem)}`);
  return done.output as T;
}

async function told(): Promise<string[]> {
  const { rows } = await must<{ rows: { what: { kind: string; what?: string } }[] }>(owner, 'notice.list');
  return rows.map(({ what }) => [what.kind, what.what].filter(Boolean).join(' ')).sort();
}

/** Somebody who guesses until the name is blocked for devices that are not known. */
async function block(email: string): Promise<void> {
  await db.query('delete from core.attempt');
  for (let n = 0; n < 12; n++) await signIn(vault, email, 'not the password of anybody').catch(() => undefined);
}

const losses = async (): Promise<LossRow[]> => (await must<{ rows: LossRow[] }>(owner, 'loss.list')).rows;

describe('whoever reports a loss', () => {
  test('keeps the session at hand; every other one ends, links are withdrawn, administrators are told, and it stands on record', async () => {
    const laptop = await signIn(vault, rep.email, rep.password, visitor({ userAgent: 'Mozilla/5.0 (lost)' }));
    await must(owner, 'member.link', { id: rep.id });
    const report = await must<Reported>(rep, 'loss.report', {
      kind: 'device',
      session: laptop.id,
      words: 'In the tram',
    });
    assert.deepEqual([report.sessionsEnded, report.devices], [1, 1]);
    assert.deepEqual([await outcome(rep), await outcome({ actor: actorOf(laptop) })], ['done', 'session-ended']);
    assert.equal((await db.query('select 1 from core.link where used_at is null')).rows.length, 0);
    assert.deepEqual(await told(), ['loss device']);
    const [row] = await losses();
    assert.deepEqual(
      [row!.person.title, row!.by.title, row!.kind, row!.what, row!.words, row!.closedAt],
      ['Rosa Rep', 'Rosa Rep', 'device', 'Mozilla/5.0 (lost)', 'In the tram', null],
    );
    const { rows } = await db.query<{ record: string; plain: string }>(
      `select l.record, v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb = 'loss reported'`,
    );
    assert.equal(rows[0]!.record, rep.id);
    assert.ok(!rows[0]!.plain.includes('tram'), 'what was written is sealed with the report alone');
    const { rows: raw } = await db.query<{ sealed: Buffer }>('select sealed from core.loss_report');
    assert.ok(!raw[0]!.sealed.includes('tram'));
  });

  test('of a device: its browser is known no more, so a stranger’s block holds for it; the others stay known', async () => {
    const laptop = await signIn(vault, rep.email, rep.password);
    const phone = await signIn(vault, rep.email, rep.password);
    await must(rep, 'loss.report', { kind: 'device', session: laptop.id });
    await block(rep.email);
    await signIn(vault, rep.email, rep.password, visitor({ deviceToken: phone.deviceToken }));
    await assert.rejects(signIn(vault, rep.email, rep.password, visitor({ deviceToken: laptop.deviceToken })), {
      code: 'too-many',
    });
  });

  test('of none in particular, or on a suspicion: every browser but the one at hand is forgotten', async () => {
    const phone = await signIn(vault, rep.email, rep.password);
    const { devices } = await must<Reported>(rep, 'loss.report', { kind: 'suspicion' });
    assert.equal(devices, 1);
    await block(rep.email);
    await signIn(vault, rep.email, rep.password, visitor({ deviceToken: rep.session.deviceToken }));
    await assert.rejects(signIn(vault, rep.email, rep.password, visitor({ deviceToken: phone.deviceToken })), {
      code: 'too-many',
    });
  });

  test('of a key: nothing is taken away by that, for whoever stole a session must not get rid of a factor by it', async () => {
    await db.query(
      `insert into core.factor (id, user_id, kind, label, secret, made_at, confirmed_at) values (gen_random_uuid(), $1, 'totp', 'Phone', 'x', now(), now())`,
      [rep.id],
    );
    const { rows } = await db.query<{ id: string }>('select id from core.factor');
    await must(rep, 'loss.report', { kind: 'key', factor: rows[0]!.id });
    assert.equal((await db.query('select 1 from core.factor where user_id = $1', [rep.id])).rows.length, 1);
    assert.deepEqual(
      (await losses()).map((row) => [row.kind, row.what, row.devices]),
      [['key', 'Phone', 0]],
    );
  });

  test('names only what is one’s own, and not the session at hand', async () => {
    assert.equal((await call(rep, 'loss.report', { kind: 'device', session: owner.session.id })).outcome, 'not-found');
    assert.equal((await call(rep, 'loss.report', { kind: 'device', session: rep.session.id })).outcome, 'wrong-state');
    assert.deepEqual(await told(), []);
  });

  test('can do so before a second factor is set up or the policy acknowledged', async () => {
    await db.query(`update core.factor_policy set required = 'everybody', grace_days = 0`);
    assert.equal((await call(rep, 'contact.list')).outcome, 'enrol-needed');
    assert.equal((await call(rep, 'loss.report', { kind: 'suspicion' })).outcome, 'done');
  });
});

describe('a device that was reported lost', () => {
  test('is told of when somebody signs in with it, stays unknown after that, and after a new password', async () => {
    const laptop = await signIn(vault, rep.email, rep.password);
    await must(rep, 'loss.report', { kind: 'device', session: laptop.id });
    const thief = await signIn(vault, rep.email, rep.password, visitor({ deviceToken: laptop.deviceToken }));
    assert.deepEqual(await told(), ['loss device', 'lost-device']);
    const { rows } = await db.query(`select 1 from core.ledger where verb = 'signed in with a lost device'`);
    assert.equal(rows.length, 1);
    await block(rep.email);
    await assert.rejects(signIn(vault, rep.email, rep.password, visitor({ deviceToken: thief.deviceToken })), {
      code: 'too-many',
    });
    await db.query('delete from core.attempt');
    await db.query('delete from core.device where lost is null');
    assert.equal((await db.query('select 1 from core.device where lost is not null')).rows.length, 1);
  });

  test('stays marked whatever whoever has it forgets, and when the account is closed and opened again', async () => {
    const laptop = await signIn(vault, rep.email, rep.password);
    const ids = await must<{ rows: { id: string }[] }>({ actor: actorOf(laptop) }, 'device.list');
    await must(rep, 'loss.report', { kind: 'device', session: laptop.id });
    const thief = await signIn(vault, rep.email, rep.password, visitor({ deviceToken: laptop.deviceToken }));
    const { rows } = await db.query<{ id: string }>('select id from core.device where lost is not null');
    assert.ok(ids.rows.some((row) => row.id === rows[0]!.id));
    assert.equal((await call({ actor: actorOf(thief) }, 'device.forget', { id: rows[0]!.id })).outcome, 'not-found');
    await must({ actor: actorOf(thief) }, 'device.forgetOthers');
    await must(owner, 'member.deactivate', { id: rep.id, leave: true });
    await must(owner, 'member.reactivate', { id: rep.id });
    await db.query('delete from core.notice');
    await signIn(vault, rep.email, rep.password, visitor({ deviceToken: thief.deviceToken }));
    assert.deepEqual(await told(), ['lost-device']);
  });

  test('that is back is known again once an administrator says so, who has to be agreed with where the policy asks', async () => {
    const laptop = await signIn(vault, rep.email, rep.password);
    const { id } = await must<Reported>(rep, 'loss.report', { kind: 'device', session: laptop.id });
    assert.equal((await call(rep, 'loss.close', { id, found: true })).outcome, 'not-allowed');
    await db.query(`update core.approval_policy set classes = '{signin}'`);
    const asked = await call(owner, 'loss.close', { id, found: true });
    assert.equal(asked.answer.status, 202);
    assert.match((asked.output as { pending: { summary: string } }).pending.summary, /Rosa Rep.*known again/);
    await db.query(`update core.approval_policy set classes = '{}'`);
    await must(owner, 'loss.close', { id, found: true });
    assert.equal((await call(owner, 'loss.close', { id, found: false })).outcome, 'wrong-state');
    await block(rep.email);
    await signIn(vault, rep.email, rep.password, visitor({ deviceToken: laptop.deviceToken }));
    assert.deepEqual(
      (await losses()).map((row) => [row.found, row.closedAt !== null]),
      [[true, true]],
    );
  });
});

test('an administrator reports for somebody who cannot: all sessions end, no browser is known; others cannot, nor for themselves', async () => {
  assert.equal((await call(rep, 'loss.reportFor', { id: owner.id, kind: 'device' })).outcome, 'not-allowed');
  assert.equal((await call(owner, 'loss.reportFor', { id: owner.id, kind: 'device' })).outcome, 'wrong-state');
  await signIn(vault, rep.email, rep.password);
  const { sessionsEnded, devices } = await must<Reported>(owner, 'loss.reportFor', { id: rep.id, kind: 'device' });
  assert.deepEqual([sessionsEnded, devices], [2, 2]);
  assert.equal(await outcome(rep), 'session-ended');
  assert.deepEqual(
    (await losses()).map((row) => [row.person.title, row.by.title]),
    [['Rosa Rep', 'Olli Omistaja']],
  );
});

describe('a loss reported for somebody who holds more', () => {
  let desk: Person;
  beforeEach(async () => {
    const grants = { objects: { user: { view: 'all' } }, areas: ['self.use', 'admin.members'] };
    const id = newId();
    await db.query(`insert into core.role (id, key, name, help, grants) values ($1, 'desk', 'Desk', '', $2)`, [
      id,
      JSON.stringify(grants),
    ]);
    desk = await member(vault, owner, 'Dora Desk', [id]);
  });
  const reportOwner = (words?: string): Promise<Done> =>
    call(desk, 'loss.reportFor', { id: owner.id, kind: 'device', ...(words === undefined ? {} : { words }) });

  test('ends the sessions, needs words, and is no way to shut that person out: browsers stay known, and once a day', async () => {
    const laptop = await signIn(vault, owner.email, owner.password);
    assert.equal((await reportOwner()).outcome, 'invalid-input');
    assert.equal((await reportOwner('  ')).outcome, 'invalid-input');
    assert.equal(await outcome(owner), 'done');
    const { output } = await reportOwner('She called at seven');
    assert.deepEqual([(output as Reported).sessionsEnded, (output as Reported).devices], [2, 0]);
    assert.equal(await outcome(owner), 'session-ended');
    await block(owner.email);
    const back = await signIn(vault, owner.email, owner.password, visitor({ deviceToken: laptop.deviceToken }));
    owner = { ...owner, session: back, actor: actorOf(back) };
    assert.equal((await reportOwner('Again')).outcome, 'wrong-state');
    assert.equal(await outcome(owner), 'done', 'the second report ended nothing');
    await db.query(`update core.loss_report set made_at = made_at - interval '25 hours'`);
    assert.equal((await reportOwner('The next day')).outcome, 'done');
  });

  test('of somebody who holds no more it forgets browsers too, as often as needed; each is told in the product who said it', async () => {
    const ofRep = { id: rep.id, kind: 'device' };
    assert.equal(
      (await call(desk, 'loss.reportFor', ofRep)).outcome,
      'invalid-input',
      'a rep sees what the desk does not',
    );
    await must<Reported>(owner, 'loss.reportFor', { id: desk.id, kind: 'device' });
    assert.equal((await must<Reported>(owner, 'loss.reportFor', { id: desk.id, kind: 'device' })).sessionsEnded, 0);
    const back = await signIn(vault, desk.email, desk.password);
    const notices = await must<{ rows: { what: { kind: string; own?: boolean; by?: { name: string } } }[] }>(
      { actor: actorOf(back) },
      'notice.list',
    );
    assert.deepEqual(
      notices.rows.map(({ what }) => [what.kind, what.own, what.by?.name]),
      [
        ['loss-for', true, 'Olli Omistaja'],
        ['loss-for', true, 'Olli Omistaja'],
      ],
    );
  });
});
