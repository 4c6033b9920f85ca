// Two records become one, and whoever makes them one learns and gains nothing by it: not that something unseen refers to them, not what a
// hidden field holds, no record that was out of reach. The way back puts everything where it was.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { activity, company, contact, deal, dealLine } = entities;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let me: Person;
let serial = 0;

const own = { view: 'own', edit: 'own', merge: 'own', restore: 'own' };

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  me = await someone({ company: own, contact: own, deal: { view: 'own' } });
});

async function someone(objects: object): Promise<Person> {
  return makeUser(db, [await makeRole(db, { objects, areas: ['self.use'] })], []);
}

async function add(e: Entity, owner: string | null, values: object = {}): Promise<string> {
  serial += 1;
  return plant(acme, db, e, { ...sampleOf(e).values(`Merge${serial}`), ...values }, { owner });
}

const ask = (who: Person, action: string, input: object): Promise<Done> => perform(acme, who.actor, action, input);

async function stored(e: Entity, id: string): Promise<Record<string, unknown>> {
  return (await db.query(`select * from ${tableName(e)} where id = $1`, [id])).rows[0]!;
}

/** The answer without what differs from one pair of records to the next. */
function face({ outcome, output, problem }: Done): string {
  const text = JSON.stringify([outcome, output, problem?.detail, problem?.extras]);
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
    .replace(/merge\d+/gi, 'word')
    .replace(/"(createdAt|updatedAt)":"[^"]*"/g, '"$1"')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'instant');
}

describe('merging two records', () => {
  test('takes over what was chosen, unites lists, moves what refers to the other, and puts it into the bin with a pointer', async () => {
    const one = await add(contact, me.id, {
      jobTitle: 'One',
      notes: 'Kept',
      emails: [{ value: 'a@x.example', label: null }],
    });
    const two = await add(contact, me.id, {
      jobTitle: 'Two',
      notes: 'Lost',
      externalId: 'goes-over',
      emails: [
        { value: 'a@x.example', label: 'work' },
        { value: 'b@x.example', label: null },
      ],
    });
    const about = await add(deal, me.id, { contact: two });
    const done = await ask(me, 'contact.merge', {
      id: one,
      other: two,
      take: ['jobTitle', 'externalId'],
      unite: ['emails'],
    });
    assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
    const row = done.output as Record<string, unknown>;
    assert.deepEqual([row['jobTitle'], row['notes'], row['externalId']], ['Two', 'Kept', 'goes-over']);
    assert.deepEqual(row['emails'], [
      { value: 'a@x.example', label: null },
      { value: 'b@x.example', label: null },
    ]);
    assert.equal((await stored(deal, about))['contact'], one);
    assert.notEqual((await stored(contact, two))['archived_at'], null);
    const pointer = await ask(me, 'contact.mergedInto', { id: two });
    assert.equal((pointer.output as { into: { id: string } }).into.id, one);
    assert.deepEqual((await ask(me, 'contact.mergedInto', { id: one })).output, { into: null });
  });

  test('is one operation: undone, both are as they were, and so is what refers to them', async () => {
    const one = await add(contact, me.id, { jobTitle: 'One', externalId: null });
    const two = await add(contact, me.id, { jobTitle: 'Two', externalId: 'comes-back' });
    const [mine, theirs] = [await add(deal, me.id, { contact: two }), await add(deal, boss.id, { contact: two })];
    const links = [{ entity: 'contact', id: two, role: null }];
    const task = await add(activity, boss.id, { about: links });
    const untouched = await Promise.all([stored(contact, one), stored(contact, two)]);
    const done = await ask(me, 'contact.merge', { id: one, other: two, take: ['jobTitle', 'externalId'] });
    assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
    assert.deepEqual((await stored(activity, task))['about'], [{ entity: 'contact', id: one, role: null }]);
    const undone = await ask(me, 'operation.undo', { id: done.answer.operation });
    assert.equal(undone.outcome, 'done', JSON.stringify(undone.problem));
    assert.equal(
      (undone.output as { result: { keptCount: number } }).result.keptCount,
      0,
      JSON.stringify(undone.output),
    );
    for (const [n, id] of [one, two].entries()) {
      const { version: _v, updated_at: _t, updated_by: _u, archived_by: _b, ...now } = await stored(contact, id);
      const { version, updated_at, updated_by, archived_by, ...then } = untouched[n]!;
      assert.deepEqual(now, then);
    }
    for (const id of [mine, theirs]) assert.equal((await stored(deal, id))['contact'], two);
    assert.deepEqual((await stored(activity, task))['about'], links);
    assert.deepEqual((await ask(me, 'contact.mergedInto', { id: two })).output, { into: null });
  });

  test('tells nothing of what refers to the records and cannot be seen, and moves it', async () => {
    const faces: string[] = [];
    for (const unseen of [0, 3]) {
      const [one, two] = [await add(contact, me.id), await add(contact, me.id)];
      const hidden: string[] = [];
      for (let n = 0; n < unseen; n += 1) hidden.push(await add(deal, boss.id, { contact: two }));
      const merged = await ask(me, 'contact.merge', { id: one, other: two });
      for (const id of hidden) assert.equal((await stored(deal, id))['contact'], one);
      const history = await ask(me, 'contact.history', { id: one });
      const undone = await ask(me, 'operation.undo', { id: merged.answer.operation });
      const operations = await ask(me, 'operation.list', {});
      const last = { ...operations, output: (operations.output as { rows: unknown[] }).rows.slice(0, 2) };
      faces.push([merged, history, undone].map(face).join('\n'));
      // How many records an operation touched is told to whoever ran it: what nobody may see is not counted.
      faces.push(face(last));
    }
    assert.equal(faces[0], faces[2]);
    assert.equal(faces[1], faces[3]);
  });

  test('brings nothing within reach that was not: what a rule would open stays where it is', async () => {
    const [one, two] = [await add(company, null), await add(company, null)];
    const climber = await someone({
      company: { view: 'all', edit: 'all', merge: 'all' },
      deal: { view: { rule: `record.company == "${one}"` }, edit: { rule: `record.company == "${one}"` } },
    });
    const secret = await add(deal, boss.id, { company: two });
    assert.equal((await ask(climber, 'deal.view', { id: secret })).outcome, 'not-found');
    assert.equal((await ask(climber, 'company.merge', { id: one, other: two })).outcome, 'done');
    assert.equal((await ask(climber, 'deal.view', { id: secret })).outcome, 'not-found');
    assert.equal((await stored(deal, secret))['company'], two);
  });

  test('neither does the way back', async () => {
    const [one, two] = [await add(company, null), await add(company, null)];
    const climber = await someone({
      company: { view: 'all', edit: 'all', merge: 'all', restore: 'all' },
      deal: { view: { rule: `record.company == "${two}"` } },
    });
    const seen = await add(deal, boss.id, { company: two });
    const merged = await ask(climber, 'company.merge', { id: one, other: two });
    assert.equal(merged.outcome, 'done');
    assert.equal((await stored(deal, seen))['company'], one, 'out of reach is no gain');
    assert.equal((await ask(climber, 'operation.undo', { id: merged.answer.operation })).outcome, 'done');
    assert.equal((await stored(deal, seen))['company'], one, 'and it does not come back into it');
  });

  test('takes no field that cannot be read, in the words for one that does not exist, and none that cannot be changed', async () => {
    const role = { ...own, fields: { taxNumber: 'hidden', notes: 'read', website: 'masked' } };
    const blind = await someone({ company: role });
    const [one, two] = [await add(company, blind.id), await add(company, blind.id)];
    const before = await stored(company, one);
    const hidden = await ask(blind, 'company.merge', { id: one, other: two, take: ['taxNumber'] });
    const none = await ask(blind, 'company.merge', { id: one, other: two, take: ['noSuchField'] });
    assert.equal(hidden.outcome, 'unknown-field');
    assert.equal(face(hidden).replaceAll('taxNumber', 'f'), face(none).replaceAll('noSuchField', 'f'));
    for (const [field, outcome] of [
      ['notes', 'not-allowed'],
      ['website', 'not-allowed'],
      ['id', 'unknown-field'],
      ['owner', 'unknown-field'],
      ['__proto__', 'unknown-field'],
    ] as const)
      assert.equal((await ask(blind, 'company.merge', { id: one, other: two, take: [field] })).outcome, outcome, field);
    assert.deepEqual(await stored(company, one), before, 'nothing was changed');
    assert.equal((await ask(blind, 'company.merge', { id: one, other: two })).outcome, 'done');
    assert.equal((await stored(company, one))['sealed']?.toString(), before['sealed']?.toString(), 'its own is kept');
  });

  test('answers for a record one cannot see like for one that never was, on either side', async () => {
    const mine = await add(contact, me.id);
    const foreign = await add(contact, boss.id);
    for (const pair of [(id: string) => ({ id: mine, other: id }), (id: string) => ({ id, other: mine })]) {
      const [hidden, none] = [
        await ask(me, 'contact.merge', pair(foreign)),
        await ask(me, 'contact.merge', pair(newId())),
      ];
      assert.equal(hidden.outcome, 'not-found');
      assert.equal(face(hidden), face(none));
    }
    assert.equal((await stored(contact, mine))['archived_at'], null);
    assert.equal((await ask(me, 'contact.merge', { id: mine, other: mine })).outcome, 'bad-request');
    const binned = await add(contact, me.id);
    await db.query('update data.contact set archived_at = now() where id = $1', [binned]);
    assert.equal((await ask(me, 'contact.merge', { id: mine, other: binned })).outcome, 'wrong-state');
  });

  test('asks for the right to merge and the right to edit, on both', async () => {
    const mate = await makeUser(db, [], []);
    for (const [name, role] of [
      ['no merge', { view: 'all', edit: 'all' }],
      ['no edit', { view: 'all', merge: 'all' }],
      ['merge only of its own', { view: 'all', edit: 'all', merge: 'own' }],
      ['edit only of its own', { view: 'all', edit: 'own', merge: 'all' }],
    ] as const) {
      const actor = await someone({ contact: role });
      const [mine, theirs] = [await add(contact, actor.id), await add(contact, mate.id)];
      for (const input of [
        { id: mine, other: theirs },
        { id: theirs, other: mine },
      ])
        assert.equal((await ask(actor, 'contact.merge', input)).outcome, 'not-allowed', name);
      for (const id of [mine, theirs]) assert.equal((await stored(contact, id))['archived_at'], null, name);
    }
  });

  test('makes no circle, and moves parts with their whole', async () => {
    const top = await add(company, null);
    const middle = await add(company, null, { parent: top });
    const bottom = await add(company, null, { parent: middle });
    assert.equal((await ask(boss, 'company.merge', { id: bottom, other: top })).outcome, 'done');
    assert.equal((await stored(company, bottom))['parent'], null);
    assert.equal((await stored(company, middle))['parent'], bottom);
    const [one, two] = [await add(deal, boss.id), await add(deal, boss.id)];
    const line = await add(dealLine, null, { deal: two });
    assert.equal((await ask(boss, 'deal.merge', { id: one, other: two })).outcome, 'done');
    const moved = await stored(dealLine, line);
    assert.deepEqual([moved['deal'], moved['archived_at']], [one, null]);
  });
});
