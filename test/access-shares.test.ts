// Single records shared until a day, and people who stand in for others: attacked first. No share gives more than its giver has, none outlasts
// its day by an instant, none is made with oneself or passed on, and nothing of it is left when it is ended.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { moveClock, now, resetClock } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { company, contact, deal, dealLine } = entities;
const day = 86_400_000;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
});
afterEach(resetClock);

const seesOwn = { view: 'own', edit: 'own', export: 'own', share: 'own' };
const directory = { user: { view: 'all' }, team: { view: 'all' } };

async function makePerson(objects: object, teams: readonly string[] = []): Promise<Person> {
  return makeUser(db, [await makeRole(db, { objects: { ...directory, ...objects }, areas: ['self.use'] })], teams);
}

function makeContact(owner: Person | null): Promise<string> {
  return plant(acme, db, contact, sampleOf(contact).values(`S${(serial += 1)}x`), { owner: owner?.id ?? null });
}

const inDays = (n: number): string => new Date(now().getTime() + n * day).toISOString().slice(0, 10);
const ask = (p: Person, action: string, input: object): Promise<Done> => perform(acme, p.actor, action, input);

function share(giver: Person, id: string, more: object): Promise<Done> {
  return ask(giver, 'share.give', { entity: 'contact', id, edit: false, until: inDays(7), ...more });
}

async function sees(p: Person, id: string): Promise<boolean> {
  const viewed = (await ask(p, 'contact.view', { id })).outcome;
  const filter = JSON.stringify({ field: 'id', op: 'eq', value: id });
  const listed = await ask(p, 'contact.list', { filter, count: 'exact' });
  const page = listed.output as { rows: unknown[]; count: { value: number } };
  assert.equal(page.rows.length === 1, viewed === 'done', 'the list and the record say the same');
  assert.equal(page.count.value, page.rows.length);
  return viewed === 'done';
}

describe('a record shared with somebody', () => {
  test('is seen by that person until the end of the day that was said, and not an instant longer', async () => {
    const [giver, receiver, third] = [
      await makePerson({ contact: seesOwn }),
      await makePerson({ contact: seesOwn }),
      await makePerson({ contact: seesOwn }),
    ];
    const id = await makeContact(giver);
    assert.equal(await sees(receiver, id), false);
    const done = await share(giver, id, { user: receiver.id });
    assert.equal(done.outcome, 'done');
    const { until } = done.output as { until: string };
    assert.equal(await sees(receiver, id), true);
    assert.equal(await sees(third, id), false);
    assert.equal((await ask(receiver, 'contact.edit', { id, jobTitle: 'x' })).outcome, 'not-allowed');
    moveClock(Date.parse(until) - now().getTime() - 1000);
    assert.equal(await sees(receiver, id), true);
    moveClock(1000);
    assert.equal(await sees(receiver, id), false);
  });

  test('may be edited where it is shared for that, and only what its giver may edit and read', async () => {
    const giver = await makePerson({
      contact: { ...seesOwn, fields: { notes: 'hidden', birthday: 'masked', jobTitle: 'read' } },
    });
    const receiver = await makePerson({ contact: seesOwn });
    const id = await makeContact(giver);
    assert.equal((await share(giver, id, { user: receiver.id, edit: true })).outcome, 'done');
    const row = (await ask(receiver, 'contact.view', { id })).output as Record<string, unknown>;
    assert.ok(!Object.hasOwn(row, 'notes'), 'what the giver cannot see');
    assert.ok(!Object.hasOwn(row, 'birthday'), 'what the giver sees masked');
    assert.deepEqual(row['masked'], { birthday: '****' });
    assert.ok(Object.hasOwn(row, 'jobTitle'));
    assert.equal((await ask(receiver, 'contact.edit', { id, jobTitle: 'x' })).outcome, 'not-allowed');
    assert.equal((await ask(receiver, 'contact.edit', { id, notes: 'x' })).outcome, 'unknown-field');
    assert.equal((await ask(receiver, 'contact.edit', { id, stage: 'lead' })).outcome, 'done');
    assert.equal((await ask(receiver, 'contact.assign', { id, owner: receiver.id })).outcome, 'not-allowed');
    for (const action of ['contact.archive', 'contact.purge'])
      assert.equal((await ask(receiver, action, { id })).outcome, 'not-allowed', action);
  });

  test('lets nobody look under a mask its giver could not look under', async () => {
    const mask = { fields: { birthday: 'masked' } };
    const giver = await makePerson({ contact: { ...seesOwn, ...mask } });
    const receiver = await makePerson({ contact: { ...seesOwn, ...mask, reveal: 'own' } });
    const id = await makeContact(giver);
    assert.equal((await share(giver, id, { user: receiver.id })).outcome, 'done');
    const look = (of: string): Promise<Done> =>
      ask(receiver, 'contact.reveal', { id: of, field: 'birthday', reason: 'to know' });
    assert.equal((await look(id)).outcome, 'not-allowed');
    assert.equal((await look(await makeContact(receiver))).outcome, 'done', 'of an own record still');
    const reader = await makePerson({ contact: seesOwn });
    const open = await makeContact(reader);
    assert.equal((await share(reader, open, { user: receiver.id })).outcome, 'done');
    assert.equal((await look(open)).outcome, 'done', 'of what its giver reads');
  });

  test('with a team of one’s own gives its giver nothing: it would outlast what his roles give', async () => {
    const team = await makeTeam(db);
    const mate = await makePerson({ contact: seesOwn }, [team]);
    const wide = await makeRole(db, {
      objects: { ...directory, contact: { view: 'all', share: 'all' } },
      areas: ['self.use'],
    });
    const giver = await makeUser(db, [wide], [team]);
    const id = await makeContact(null);
    assert.equal((await share(giver, id, { team })).outcome, 'done');
    const narrow = { objects: { ...directory, contact: seesOwn }, areas: ['self.use'] };
    await db.query('update core.role set grants = $2 where id = $1', [wide, JSON.stringify(narrow)]);
    assert.deepEqual([await sees(mate, id), await sees(giver, id)], [true, false]);
  });

  test('opens a record, not an object: nothing to somebody whose roles give nothing of the kind', async () => {
    const giver = await makePerson({ contact: seesOwn });
    const receiver = await makePerson({});
    const id = await makeContact(giver);
    assert.equal((await share(giver, id, { user: receiver.id })).outcome, 'done');
    assert.equal((await ask(receiver, 'contact.view', { id })).outcome, 'not-allowed');
  });

  test('is shared with everybody in a team, and with nobody who leaves it', async () => {
    const team = await makeTeam(db);
    const giver = await makePerson({ contact: seesOwn });
    const [member, stranger] = [await makePerson({ contact: seesOwn }, [team]), await makePerson({ contact: seesOwn })];
    const id = await makeContact(giver);
    assert.equal((await share(giver, id, { team })).outcome, 'done');
    assert.deepEqual([await sees(member, id), await sees(stranger, id)], [true, false]);
    assert.equal((await ask(boss, 'user.assign', { id: member.id, teams: null })).outcome, 'done');
    assert.equal(await sees(member, id), false);
  });

  test('shows its parts with it', async () => {
    const giver = await makePerson({ deal: seesOwn, dealLine: { view: 'all' } });
    const receiver = await makePerson({
      deal: seesOwn,
      dealLine: { view: 'all', edit: 'all' },
      product: { view: 'all' },
    });
    const id = await plant(acme, db, deal, sampleOf(deal).values(`D${(serial += 1)}`), { owner: giver.id });
    const line = await plant(acme, db, dealLine, { ...sampleOf(dealLine).values(`L${serial}`), deal: id });
    assert.equal((await ask(receiver, 'dealLine.view', { id: line })).outcome, 'not-found');
    assert.equal((await share(giver, id, { entity: 'deal', user: receiver.id })).outcome, 'done');
    assert.equal((await ask(receiver, 'dealLine.view', { id: line })).outcome, 'done');
    assert.equal((await ask(receiver, 'dealLine.edit', { id: line, description: 'x' })).outcome, 'not-allowed');
  });

  test('ends at once when it is ended, by its giver or whoever may share it, and by nobody else', async () => {
    const giver = await makePerson({ contact: seesOwn });
    const receiver = await makePerson({ contact: seesOwn });
    const other = await makePerson({ contact: { ...seesOwn, view: 'all' } });
    const id = await makeContact(giver);
    for (const ender of [giver, boss]) {
      const given = (await share(giver, id, { user: receiver.id })).output as { id: string };
      assert.equal((await ask(receiver, 'share.end', { id: given.id })).outcome, 'not-allowed');
      assert.equal((await ask(other, 'share.end', { id: given.id })).outcome, 'not-allowed');
      assert.equal(await sees(receiver, id), true);
      assert.equal((await ask(ender, 'share.end', { id: given.id })).outcome, 'done');
      assert.equal(await sees(receiver, id), false);
      assert.equal((await ask(ender, 'share.end', { id: given.id })).outcome, 'not-found');
    }
  });

  test('is listed for whoever may share it, and among one’s own', async () => {
    const giver = await makePerson({ contact: seesOwn });
    const receiver = await makePerson({ contact: seesOwn });
    const id = await makeContact(giver);
    await share(giver, id, { user: receiver.id, reason: 'while I am away' });
    const rowsOf = (done: Done): { record: string; reason: string }[] =>
      (done.output as { rows: { record: string; reason: string }[] }).rows;
    assert.deepEqual(
      rowsOf(await ask(giver, 'share.list', { entity: 'contact', id })).map((r) => [r.record, r.reason]),
      [[id, 'while I am away']],
    );
    assert.equal((await ask(receiver, 'share.list', { entity: 'contact', id })).outcome, 'not-allowed');
    for (const p of [giver, receiver]) assert.equal(rowsOf(await ask(p, 'share.own', {})).length, 1);
  });

  test('leaves nothing behind when the record is deleted for good', async () => {
    const receiver = await makePerson({ contact: seesOwn });
    const id = await makeContact(boss);
    await share(boss, id, { user: receiver.id });
    await ask(boss, 'contact.archive', { id });
    assert.equal((await ask(boss, 'contact.purge', { id })).outcome, 'done');
    assert.equal((await db.query('select 1 from core.share where record = $1', [id])).rowCount, 0);
  });
});

describe('what cannot be shared', () => {
  test('a record one does not see, may not share, or of a kind that belongs to nobody', async () => {
    const receiver = await makePerson({ contact: seesOwn });
    const blind = await makePerson({ contact: seesOwn });
    const looker = await makePerson({ contact: { view: 'all', share: 'own' } });
    const mute = await makePerson({ contact: { view: 'all', edit: 'all' } });
    const id = await makeContact(boss);
    const absent = await share(blind, newId(), { user: receiver.id });
    const hidden = await share(blind, id, { user: receiver.id });
    assert.deepEqual([hidden.outcome, hidden.problem?.detail], [absent.outcome, absent.problem?.detail]);
    assert.equal(hidden.outcome, 'not-found');
    assert.equal((await share(looker, id, { user: receiver.id })).outcome, 'not-allowed');
    assert.equal((await share(mute, id, { user: receiver.id })).problem?.extras.missing, 'contact.share');
    const product = await plant(acme, db, entities.product, sampleOf(entities.product).values(`P${(serial += 1)}`));
    assert.equal((await share(boss, product, { entity: 'product', user: receiver.id })).outcome, 'not-found');
  });

  test('a record for editing by somebody who may not edit it', async () => {
    const giver = await makePerson({ contact: { view: 'own', share: 'own' } });
    const receiver = await makePerson({ contact: seesOwn });
    const id = await makeContact(giver);
    assert.equal((await share(giver, id, { user: receiver.id, edit: true })).problem?.extras.missing, 'contact.edit');
    assert.equal((await share(giver, id, { user: receiver.id })).outcome, 'done');
  });

  test('a record that is only shared with oneself: it would outlast its day', async () => {
    const receiver = await makePerson({ contact: { ...seesOwn, share: 'all' } });
    const third = await makePerson({ contact: seesOwn });
    const id = await makeContact(boss);
    await share(boss, id, { user: receiver.id, edit: true });
    assert.equal(await sees(receiver, id), true);
    assert.equal((await share(receiver, id, { user: third.id })).outcome, 'not-allowed');
    assert.equal(await sees(third, id), false);
  });

  test('anything with oneself, with somebody who is not there, with two at once, or with nobody', async () => {
    const giver = await makePerson({ contact: seesOwn });
    const team = await makeTeam(db);
    const gone = await makeUser(db, [], []);
    await db.query(`update data."user" set status = 'inactive' where id = $1`, [gone.id]);
    const id = await makeContact(giver);
    for (const to of [
      { user: giver.id },
      { user: newId() },
      { user: 'x' },
      { user: gone.id },
      { team: newId() },
      {},
      { user: boss.id, team },
    ])
      assert.equal((await share(giver, id, to)).outcome, 'invalid-input', JSON.stringify(to));
    // Whom one may not see is not there.
    const alone = await makePerson({ contact: seesOwn, user: { view: 'own' } });
    const own = await makeContact(alone);
    const [hidden, nobody] = [await share(alone, own, { user: boss.id }), await share(alone, own, { user: newId() })];
    assert.deepEqual([hidden.outcome, hidden.problem?.extras], [nobody.outcome, nobody.problem?.extras]);
  });

  test('anything for ever, for more than a year, into the past or until no day at all', async () => {
    const giver = await makePerson({ contact: seesOwn });
    const id = await makeContact(giver);
    for (const until of [inDays(-1), inDays(400), '9999-12-31', '2026-02-30', '', 'tomorrow'])
      assert.equal((await share(giver, id, { user: boss.id, until })).outcome, 'invalid-input', until);
  });

  test('more than so many with one person', async () => {
    const receiver = await makePerson({ contact: seesOwn });
    await db.query(
      `insert into core.share (id, entity, record, user_id, may_edit, given_by, given_at, until_at)
       select gen_random_uuid(), 'contact', gen_random_uuid(), $1, false, $2, now(), now() + interval '1 day' from generate_series(1, 500)`,
      [receiver.id, boss.id],
    );
    const id = await makeContact(boss);
    assert.equal((await share(boss, id, { user: receiver.id })).outcome, 'too-large');
    assert.equal(await sees(receiver, id), false);
  });
});

describe('somebody who stands in', () => {
  test('reaches as own what is the other’s, from the first day to the last', async () => {
    const [away, deputy] = [await makePerson({ contact: seesOwn }), await makePerson({ contact: seesOwn })];
    const id = await makeContact(away);
    const [from, until] = [inDays(2), inDays(3)];
    const done = await ask(away, 'deputy.name', { deputy: deputy.id, from, until });
    assert.equal(done.outcome, 'done');
    const times = done.output as { from: string; until: string };
    assert.equal(await sees(deputy, id), false);
    moveClock(Date.parse(times.from) - now().getTime());
    assert.equal(await sees(deputy, id), true);
    assert.equal((await ask(deputy, 'contact.edit', { id, jobTitle: 'x' })).outcome, 'done');
    moveClock(2 * day - 1000);
    assert.equal(await sees(deputy, id), true);
    moveClock(1000);
    assert.equal(await sees(deputy, id), false);
  });

  test('gets none of the other’s rights, teams or account', async () => {
    const team = await makeTeam(db);
    const away = await makePerson({ contact: { ...seesOwn, archive: 'own', view: 'team' } }, [team]);
    const mate = await makePerson({ contact: seesOwn }, [team]);
    const deputy = await makePerson({ contact: seesOwn, user: { view: 'all', edit: 'own' } });
    const [his, mates] = [await makeContact(away), await makeContact(mate)];
    await ask(away, 'deputy.name', { deputy: deputy.id });
    assert.deepEqual([await sees(deputy, his), await sees(deputy, mates)], [true, false]);
    assert.equal((await ask(deputy, 'contact.archive', { id: his })).outcome, 'not-allowed');
    assert.equal((await ask(deputy, 'user.edit', { id: away.id, name: 'Somebody else' })).outcome, 'not-allowed');
  });

  test('is named by whoever is away, or by an administrator who is not the one to profit', async () => {
    const [away, deputy] = [await makePerson({ contact: seesOwn }), await makePerson({ contact: seesOwn })];
    const admin = await makeUser(
      db,
      [await makeRole(db, { objects: { user: { view: 'all' } }, areas: ['self.use', 'admin.deputies'] })],
      [],
    );
    const name = (p: Person, input: object): Promise<Done> => ask(p, 'deputy.name', input);
    assert.equal((await name(deputy, { user: away.id, deputy: deputy.id })).problem?.extras.missing, 'admin.deputies');
    assert.equal((await name(admin, { user: away.id, deputy: admin.id })).outcome, 'not-allowed');
    assert.equal((await name(admin, { user: away.id, deputy: away.id })).outcome, 'invalid-input');
    const done = await name(admin, { user: away.id, deputy: deputy.id });
    assert.equal(done.outcome, 'done');
    const { id } = done.output as { id: string };
    const other = await makePerson({ contact: seesOwn });
    assert.equal((await ask(other, 'deputy.end', { id })).outcome, 'not-found');
    assert.equal((await ask(away, 'deputy.end', { id })).outcome, 'done');
    for (const until of ['yesterday', inDays(-2), '9999-12-31'])
      assert.equal((await name(away, { deputy: deputy.id, until })).outcome, 'invalid-input', until);
  });
});

describe('what is assigned', () => {
  test('a role that may edit a record but not assign it changes everything but whose it is', async () => {
    const editor = await makePerson({ company: { view: 'all', edit: 'all', create: 'all', import: 'all' } });
    const id = await plant(acme, db, company, sampleOf(company).values(`A${(serial += 1)}`), { owner: boss.id });
    for (const change of [
      { owner: editor.id },
      { responsible: editor.id },
      { territories: [] },
      { owner: editor.id, notes: 'x' },
    ]) {
      assert.equal(
        (await ask(editor, 'company.edit', { id, ...change })).outcome,
        'not-allowed',
        JSON.stringify(change),
      );
      const bulk = await ask(editor, 'company.bulk', { ids: [id], do: 'edit', values: change });
      assert.equal((bulk.output as { results: { ok: boolean }[] }).results[0]!.ok, false, JSON.stringify(change));
      assert.equal((await ask(editor, 'company.assign', { id, ...change })).outcome, 'not-allowed');
    }
    assert.equal((await ask(editor, 'company.edit', { id, notes: 'x' })).outcome, 'done');
  });

  test('a role that may assign a record but not edit it changes nothing but whose it is', async () => {
    const dispatcher = await makePerson({ company: { view: 'all', assign: 'all' } });
    const id = await plant(acme, db, company, sampleOf(company).values(`A${(serial += 1)}`), { owner: boss.id });
    assert.equal((await ask(dispatcher, 'company.assign', { id, owner: dispatcher.id })).outcome, 'done');
    assert.equal((await ask(dispatcher, 'company.edit', { id, owner: boss.id })).outcome, 'not-allowed');
    assert.equal((await ask(dispatcher, 'company.assign', { id, notes: 'x' })).outcome, 'not-allowed');
    assert.equal((await ask(dispatcher, 'company.assign', { id, owner: boss.id, notes: 'x' })).outcome, 'not-allowed');
    const undone = await ask(dispatcher, 'company.assign', { id, owner: boss.id });
    const undo = await ask(dispatcher, 'operation.undo', { id: undone.answer.operation });
    assert.equal((undo.output as { result: { back: number } }).result.back, 1);
  });

  test('nobody puts himself into a team or territory, or fills in what rules ask of him', async () => {
    const field = await ask(boss, 'shape.add-field', { entity: 'user', kind: 'text', label: 'Cleared' });
    assert.equal(field.outcome, 'done');
    const me = await makePerson({ user: { view: 'all', edit: 'all' } });
    const team = [{ entity: 'team', id: await makeTeam(db), role: null }];
    for (const change of [{ teams: team }, { territories: [] }, { cleared: 'yes' }])
      assert.equal(
        (await ask(me, 'user.edit', { id: me.id, ...change })).outcome,
        'not-allowed',
        JSON.stringify(change),
      );
    assert.equal((await ask(me, 'user.edit', { id: me.id, name: 'A new name' })).outcome, 'done');
  });
});
