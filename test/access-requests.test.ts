// Asking for access, attacked first: no request tells whether something is there, none is decided by who asked or by who could not give it,
// and what is granted is granted by the ordinary ways with their limits.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { AccessRequest } from '../src/core/access/request-desk.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { contact } = entities;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], [], 'Boss');
});

const ask = (p: Person, action: string, input: object): Promise<Done> => perform(acme, p.actor, action, input);
const inDays = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

async function must<T>(p: Person, action: string, input: object): Promise<T> {
  const done = await ask(p, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

async function makePerson(objects: object, areas: readonly string[] = []): Promise<Person> {
  const directory = { user: { view: 'all' } };
  return makeUser(
    db,
    [await makeRole(db, { objects: { ...directory, ...objects }, areas: ['self.use', ...areas] })],
    [],
  );
}

const makeContact = (owner: Person): Promise<string> =>
  plant(acme, db, contact, sampleOf(contact).values(`R${(serial += 1)}x`), { owner: owner.id });

const request = (p: Person, record: string, permission = 'contact.edit'): Promise<AccessRequest> =>
  must(p, 'accessRequest.ask', { permission, entity: 'contact', record, reason: 'For the fair' });

async function listed(p: Person, id: string): Promise<AccessRequest | undefined> {
  return (await must<{ rows: AccessRequest[] }>(p, 'accessRequest.list', {})).rows.find((r) => r.id === id);
}

const reader = { contact: { view: 'all', edit: 'own' } };
const sharer = { contact: { view: 'all', edit: 'own', share: 'own' } };

describe('asking for access', () => {
  test('of a record one may not see, an object or a right there is none of, is answered alike', async () => {
    const me = await makePerson({ contact: { view: 'own', edit: 'own' } });
    const hidden = await makeContact(boss);
    const about = (record: string): Promise<Done> =>
      ask(me, 'accessRequest.ask', { permission: 'contact.edit', entity: 'contact', record, reason: 'Let me' });
    const [seen, absent] = [await about(hidden), await about(newId())];
    assert.deepEqual([seen.outcome, seen.problem?.detail], ['not-found', absent.problem?.detail]);
    const made = await must<{ name: string }>(boss, 'shape.add-object', { label: 'Secret', labelPlural: 'Secrets' });
    const right = async (permission: string): Promise<string> => {
      const { problem } = await ask(me, 'accessRequest.ask', { permission, reason: 'Let me' });
      return JSON.stringify(problem?.extras);
    };
    const unknown = await right('own_000000000000.view');
    assert.equal(await right(`${made.name}.view`), unknown);
    assert.equal(await right('contact.fly'), unknown);
    assert.equal(await right('__proto__.view'), unknown);
    assert.equal(await right('contact'), unknown);
  });

  test('of what one may do already, without a reason, or by a key, is refused; the same once more is the same request', async () => {
    const me = await makePerson(reader);
    const [mine, other] = [await makeContact(me), await makeContact(boss)];
    const wish = { permission: 'contact.edit', entity: 'contact', reason: 'Let me' };
    assert.equal((await ask(me, 'accessRequest.ask', { ...wish, record: mine })).outcome, 'wrong-state');
    assert.equal(
      (await ask(me, 'accessRequest.ask', { ...wish, record: other, reason: ' ' })).outcome,
      'invalid-input',
    );
    const [first, again] = [await request(me, other), await request(me, other)];
    assert.equal(first.id, again.id);
  });

  test('goes to those who could give it and to nobody else, and one’s own is never one’s own to decide', async () => {
    const owner = await makePerson(sharer);
    const [me, other] = [await makePerson(reader), await makePerson(sharer)];
    const id = await makeContact(owner);
    const { id: asked } = await request(me, id);
    assert.deepEqual((await listed(owner, asked))?.ways, ['share']);
    assert.deepEqual((await listed(boss, asked))?.ways, ['share', 'role']);
    assert.equal(await listed(other, asked), undefined);
    assert.deepEqual([(await listed(me, asked))?.mine, (await listed(me, asked))?.ways], [true, []]);
    for (const p of [me, other])
      for (const [action, input] of [
        ['accessRequest.grant', { id: asked, until: inDays(3) }],
        ['accessRequest.refuse', { id: asked, word: 'No' }],
      ] as const)
        assert.equal((await ask(p, action, input)).outcome, 'not-found', action);
    assert.equal((await ask(owner, 'accessRequest.withdraw', { id: asked })).outcome, 'not-found');
    // Not even by whoever has come to hold meanwhile what he once asked for.
    const late = await makePerson(reader);
    const { id: once } = await request(late, id);
    const giver = await makeRole(db, { objects: { contact: { view: 'all', edit: 'all', share: 'all' } }, areas: [] });
    await db.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [late.id, giver]);
    await must(late, 'contact.edit', { id, familyName: 'Held' });
    for (const [action, input] of [
      ['accessRequest.grant', { id: once, until: inDays(3) }],
      ['accessRequest.refuse', { id: once, word: 'No' }],
    ] as const)
      assert.equal((await ask(late, action, input)).outcome, 'not-found', action);
    const self = await must<AccessRequest>(me, 'accessRequest.ask', {
      permission: 'admin.keys',
      reason: 'For a program',
    });
    assert.deepEqual((await listed(boss, self.id))?.ways, ['role']);
    const members = await makePerson({}, ['admin.members']);
    assert.equal(await listed(members, self.id), undefined, 'nobody gives what he does not hold');
  });

  test('is granted as a share with an end, as far as a share goes, and everything of it is on record', async () => {
    const owner = await makePerson({
      contact: { view: 'all', edit: 'own', share: 'own', fields: { notes: 'hidden' } },
    });
    const me = await makePerson(reader);
    const id = await makeContact(owner);
    const { id: asked } = await request(me, id);
    assert.equal((await ask(me, 'contact.edit', { id, familyName: 'No' })).outcome, 'not-allowed');
    assert.equal(
      (await ask(owner, 'accessRequest.grant', { id: asked, until: '2020-01-01' })).outcome,
      'invalid-input',
    );
    await must(owner, 'accessRequest.grant', { id: asked, until: inDays(3) });
    await must(me, 'contact.edit', { id, familyName: 'Yes' });
    const seen = await listed(me, asked);
    assert.deepEqual([seen?.status, seen?.decidedBy?.id], ['granted', owner.id]);
    assert.equal((await ask(owner, 'accessRequest.refuse', { id: asked, word: 'Too late' })).outcome, 'wrong-state');
    const { rows } = await db.query<{ verb: string }>(
      `select verb from core.ledger where record = $1 and outcome = 'done' and verb in ('access asked', 'shared', 'access request granted') order by id`,
      [id],
    );
    assert.deepEqual(
      rows.map((r) => r.verb),
      ['access asked', 'shared', 'access request granted'],
    );
  });

  test('is refused with a word the asker reads, or taken back; what a role has given meanwhile needs no decision', async () => {
    const me = await makePerson(reader);
    const [one, two] = [await makeContact(boss), await makeContact(boss)];
    const [first, second] = [await request(me, one), await request(me, two)];
    assert.equal((await ask(boss, 'accessRequest.refuse', { id: first.id, word: ' ' })).outcome, 'invalid-input');
    await must(boss, 'accessRequest.refuse', { id: first.id, word: 'It is being sold' });
    assert.deepEqual(
      [(await listed(me, first.id))?.status, (await listed(me, first.id))?.word],
      ['refused', 'It is being sold'],
    );
    await must(me, 'accessRequest.withdraw', { id: second.id });
    assert.equal(await listed(boss, second.id), undefined);
    const third = await must<AccessRequest>(me, 'accessRequest.ask', {
      permission: 'contact.archive',
      reason: 'To tidy up',
    });
    const tidy = await makeRole(db, { objects: { contact: { archive: 'all', view: 'all' } }, areas: [] });
    const held = await must<{ rows: { id: string }[] }>(boss, 'member.roles', { id: me.id });
    await must(boss, 'member.setRoles', { id: me.id, roles: [...held.rows.map((r) => r.id), tidy] });
    assert.equal((await listed(me, third.id))?.status, 'granted');
    assert.equal(await listed(boss, third.id), undefined);
  });

  test('is no way past the second administrator the policy asks for before anything is shared', async () => {
    const me = await makePerson(reader);
    const id = await makeContact(boss);
    const { id: asked } = await request(me, id);
    await db.query(`update core.approval_policy set classes = '{shares}'`);
    const done = await ask(boss, 'accessRequest.grant', { id: asked, until: inDays(3) });
    await db.query(`update core.approval_policy set classes = '{}'`);
    assert.equal(done.answer.status, 202);
    assert.match(
      (done.output as { pending: { summary: string } }).pending.summary,
      /^Share the contact “.+” with “Somebody/,
    );
    assert.equal((await ask(me, 'contact.edit', { id, familyName: 'No' })).outcome, 'not-allowed');
    assert.equal((await listed(me, asked))?.status, 'open');
  });
});
