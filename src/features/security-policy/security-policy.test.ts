// The security policy everybody acknowledges: nothing else can be done before, by page or by program, and who has done so can be shown.
import assert from 'node:assert/strict';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import {
  type Person,
  actorOf,
  cheapIdentity,
  member,
  roleIds,
  signIn,
  smallCompany,
} from '../../../test/harness/people.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import { secretHash } from '../../core/access/key-secret.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Actor } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import type { Vault } from '../../core/vault.ts';
import type { AcknowledgementRow, OwnPolicyView, PolicyVersions } from './contract.ts';

let vault: Vault;
let db: PgConnection;
let owner: Person;
let rep: Person;

before(cheapIdentity);
beforeEach(async () => {
  ({ vault, db, owner, rep } = await smallCompany());
});
afterEach(resetClock);

type Who = { readonly actor: Actor };
const call = (who: Who, action: string, input: object = {}): Promise<Done> => perform(vault, who.actor, action, input);
const outcome = async (who: Who, action = 'contact.list'): Promise<string> => (await call(who, action)).outcome;

async function publish(after: number, more: object = {}): Promise<Done> {
  return call(owner, 'securityPolicy.publish', {
    after,
    text: '# Ours\n\nKeep to it.',
    asks: true,
    changed: 'All of it',
    ...more,
  });
}

async function acknowledge(who: Who, version: number): Promise<string> {
  return (await call(who, 'securityPolicy.acknowledge', { version })).outcome;
}

describe('a version that asks', () => {
  test('lets nobody do anything else, at once and in open sessions, until each has acknowledged it', async () => {
    assert.deepEqual([await outcome(rep), await outcome(owner)], ['done', 'done']);
    assert.equal((await publish(0)).outcome, 'done');
    assert.deepEqual([await outcome(rep), await outcome(owner)], ['policy-owed', 'policy-owed']);
    const me = (await call(rep, 'me.view')).output as { factor: { level: string } };
    assert.equal(me.factor.level, 'agree');
    const read = (await call(rep, 'securityPolicy.own')).output as OwnPolicyView;
    assert.deepEqual(
      [read.version, read.owed, read.changed, read.blocks[0]!.spans[0]!.text],
      [1, true, 'All of it', 'Ours'],
    );
    assert.equal(await acknowledge(rep, 1), 'done');
    assert.deepEqual([await outcome(rep), await outcome(owner)], ['done', 'policy-owed'], 'each for oneself');
    const again = await signIn(vault, rep.email, rep.password);
    assert.equal(await outcome({ actor: actorOf(again) }), 'done', 'not with every sign-in');
    const { rows } = await db.query<{ verb: string; record: string }>(
      `select verb, record from core.ledger where verb like 'security policy%' order by id`,
    );
    assert.deepEqual(rows, [
      { verb: 'security policy published', record: null },
      { verb: 'security policy acknowledged', record: rep.id },
    ]);
  });

  test('holds for programs: a key does nothing its owner could not', async () => {
    const made = await call(owner, 'key.create', {
      name: 'Robot',
      grants: { areas: ['self.use'], objects: { contact: { view: 'all' } } },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    const { secret } = made.output as { secret: string };
    const robot = { actor: { kind: 'key', tokenHash: secretHash(secret)!, address: '127.0.0.1' } as const };
    assert.equal(await outcome(robot), 'done');
    await publish(0);
    assert.equal(await outcome(robot), 'policy-owed');
    assert.equal(await acknowledge(robot, 1), 'not-allowed', 'a program acknowledges nothing');
    assert.equal(await acknowledge(owner, 1), 'done');
    assert.equal(await outcome(robot), 'done');
  });

  test('asks whoever comes later too, after the second factor and before anything else', async () => {
    await publish(0);
    await acknowledge(owner, 1);
    const late = await member(vault, owner, 'Lasse Late', [roleIds.sales]);
    assert.equal(await outcome(late), 'policy-owed');
    await db.query(`update core.factor_policy set required = 'everybody', grace_days = 0`);
    assert.equal(await outcome(late), 'enrol-needed');
    assert.equal(await acknowledge(late, 1), 'enrol-needed');
  });

  test('the one that was read is acknowledged, and no other', async () => {
    await publish(0);
    assert.equal(await acknowledge(rep, 2), 'stale-change');
    await acknowledge(owner, 1);
    await publish(1, { text: 'Second' });
    assert.equal(await acknowledge(rep, 1), 'stale-change');
    assert.equal(await acknowledge(rep, 2), 'done');
    assert.equal(await acknowledge(rep, 2), 'done', 'twice is once');
    const { rows } = await db.query('select 1 from core.policy_acknowledgement where user_id = $1', [rep.id]);
    assert.equal(rows.length, 1);
  });
});

describe('versions', () => {
  test('a quiet one asks nobody again; whoever has acknowledged none still owes one', async () => {
    await publish(0);
    await acknowledge(owner, 1);
    assert.equal((await publish(1, { text: 'A comma', asks: false })).outcome, 'done');
    assert.deepEqual([await outcome(owner), await outcome(rep)], ['done', 'policy-owed']);
    assert.equal(await acknowledge(rep, 2), 'done');
    assert.equal((await publish(2, { text: 'Third' })).outcome, 'done');
    assert.deepEqual([await outcome(owner), await outcome(rep)], ['policy-owed', 'policy-owed']);
  });

  test('withdrawn, nobody is asked any more; what was acknowledged stays on record, and a new one begins anew', async () => {
    await publish(0);
    await acknowledge(owner, 1);
    assert.equal((await publish(1, { text: null, asks: true })).outcome, 'invalid-input');
    assert.equal((await publish(1, { text: null, asks: false })).outcome, 'done');
    assert.equal(await outcome(rep), 'done');
    const own = (await call(rep, 'securityPolicy.own')).output as OwnPolicyView;
    assert.deepEqual([own.version, own.owed, own.blocks], [null, false, []]);
    await publish(2, { asks: false });
    assert.equal(await outcome(rep), 'done', 'the one before the withdrawal asks nobody any more');
    const list = (await call(owner, 'securityPolicy.acknowledgements')).output as { rows: AcknowledgementRow[] };
    assert.deepEqual(
      list.rows.map((row) => [row.person.title, row.version, row.owed]),
      [
        ['Olli Omistaja', 1, false],
        ['Rosa Rep', null, false],
      ],
    );
  });

  test('of two written at the same moment one is published; an empty one is not', async () => {
    const both = await Promise.all([
      publish(0, { text: 'One', asks: false }),
      publish(0, { text: 'Two', asks: false }),
    ]);
    assert.deepEqual(both.map((done) => done.outcome).sort(), ['done', 'stale-change']);
    assert.equal((await db.query('select 1 from core.security_policy')).rows.length, 1);
    assert.equal((await publish(1, { text: ' \n ' })).outcome, 'invalid-input');
    const deep = await publish(1, { text: '> '.repeat(1_900) });
    assert.deepEqual([deep.outcome, deep.problem?.extras.errors?.[0]?.field], ['invalid-input', 'text']);
  });

  test('are published with the right to decide on sign-in and a fresh proof, by a second administrator where the policy asks', async () => {
    for (const action of ['securityPolicy.versions', 'securityPolicy.acknowledgements'])
      assert.equal(await outcome(rep, action), 'not-allowed', action);
    assert.equal(
      (await call(rep, 'securityPolicy.publish', { after: 0, text: 'Mine', asks: true, changed: '' })).outcome,
      'not-allowed',
    );
    moveClock(11 * 60_000);
    assert.equal((await publish(0)).outcome, 'step-up-needed');
    resetClock();
    await db.query(`update core.approval_policy set classes = '{signin}'`);
    const asked = await publish(0);
    assert.equal(asked.answer.status, 202);
    assert.match(
      (asked.output as { pending: { summary: string } }).pending.summary,
      /everybody acknowledges before anything else/,
    );
    assert.equal(await outcome(rep), 'done');
  });
});

test('who has acknowledged what is a list and a file, with who has still to first', async () => {
  await publish(0);
  await acknowledge(owner, 1);
  const { rows } = (await call(owner, 'securityPolicy.acknowledgements')).output as { rows: AcknowledgementRow[] };
  assert.deepEqual(
    rows.map((row) => [row.person.title, row.version, row.owed, row.at === null]),
    [
      ['Rosa Rep', null, true, true],
      ['Olli Omistaja', 1, false, false],
    ],
  );
  const versions = (await call(owner, 'securityPolicy.versions')).output as PolicyVersions;
  assert.deepEqual(
    [versions.people, versions.rows[0]!.acknowledged, versions.rows[0]!.publishedBy.title],
    [2, 1, 'Olli Omistaja'],
  );
  await db.query(`update data."user" set name = '=1+1' where id = $1`, [rep.id]);
  const file = await call(owner, 'securityPolicy.acknowledgementsFile');
  const text = await textOf(file.answer.file!.stream);
  assert.match(text, /"'=1\+1","rosa\.rep@[^"]+","active","","","yes"/);
  assert.match(text, /"Olli Omistaja","[^"]+","active","1","20[^"]+Z","no"/);
});

test('what decides on the policy, on signs and on losses refuses whoever has no right to it by itself, whatever action asks', async () => {
  const purpose = { action: 'test', reads: false, requestId: null, address: null };
  const asks: readonly ((tx: Tx) => Promise<unknown>)[] = [
    (tx) => tx.policyText.publish({ after: 0, text: 'Mine', asks: true, changed: '' }),
    (tx) => tx.policyText.versions(),
    (tx) => tx.policyText.acknowledgements(),
    (tx) => tx.signs.setCompany(null),
    (tx) => tx.losses.list(),
    (tx) => tx.losses.close(owner.id, true),
    (tx) => tx.losses.reportFor(owner.id, 'device', ''),
  ];
  for (const ask of asks)
    await assert.rejects(performer.door.open(vault, rep.actor, purpose, ask), { code: 'not-allowed' }, String(ask));
});
