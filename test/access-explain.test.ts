// Explanations come from what decides: they agree with it in the random worlds of access-reach.test.ts; here is what they say, and to whom.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import type { Explanation } from '../src/core/access/explain.ts';
import type { PersonsReach } from '../src/core/access/reach.ts';
import type { Seer } from '../src/core/access/who-sees.ts';
import { newId } from '../src/core/ids.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { contact, deal, dealLine } = entities;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
});

async function makePerson(
  objects: object,
  areas: readonly string[] = [],
  teams: readonly string[] = [],
): Promise<Person> {
  return makeUser(db, [await makeRole(db, { objects, areas: ['self.use', ...areas] })], teams);
}

const ask = (p: Person, action: string, input: object): Promise<Done> => perform(acme, p.actor, action, input);
const make = (owner: Person): Promise<string> =>
  plant(acme, db, contact, sampleOf(contact).values(`E${(serial += 1)}x`), { owner: owner.id });

async function why(p: Person, input: object): Promise<Explanation> {
  const done = await ask(p, 'access.why', { entity: 'contact', ...input });
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras));
  return done.output as Explanation;
}

describe('why one may or may not', () => {
  test('names every grant with its scope, whether it reaches the record, and which part of its rule holds', async () => {
    const team = await makeTeam(db);
    const mate = await makePerson({}, [], [team]);
    const me = await makeUser(
      db,
      [
        await makeRole(db, { objects: { contact: { view: 'team', edit: 'own' } }, areas: ['self.use'] }),
        await makeRole(db, { objects: { contact: { view: { rule: 'record.stage == "dormant"' } } } }),
      ],
      [team],
    );
    const id = await make(mate);
    const view = await why(me, { id, verb: 'view' });
    assert.equal(view.allowed, true);
    assert.deepEqual(
      view.grants.map((g) => [g.scope, g.holds]),
      [
        ['team', true],
        ['rule record.stage == "dormant"', false],
      ],
    );
    assert.deepEqual(
      view.grants[0]!.rule.parts!.map((p) => [p.says, p.holds]),
      [
        ['Owner is among the people of their teams', true],
        ['Responsible is among the people of their teams', false],
      ],
    );
    assert.equal(view.grants[1]!.rule.says, 'Stage is "dormant"');
    const edit = await why(me, { id, verb: 'edit' });
    assert.deepEqual([edit.allowed, edit.missing, edit.grants[0]!.holds], [false, null, false]);
    const archive = await why(me, { id, verb: 'archive' });
    assert.deepEqual([archive.allowed, archive.missing, archive.grants], [false, 'contact.archive', []]);
  });

  test('tells of shares, of wholes, and of the right a field needs beside edit', async () => {
    const me = await makePerson({
      contact: { view: 'own', edit: 'all' },
      deal: { view: 'own' },
      dealLine: { view: 'all' },
    });
    const id = await make(boss);
    const until = new Date(Date.now() + 86_400_000 * 3).toISOString().slice(0, 10);
    await ask(boss, 'share.give', { entity: 'contact', id, user: me.id, edit: false, until });
    const view = await why(me, { id, verb: 'view' });
    assert.deepEqual(
      view.grants.map((g) => [g.shared, g.holds]),
      [
        [false, false],
        [true, true],
      ],
    );
    const owner = await why(me, { id, verb: 'edit', field: 'owner' });
    assert.deepEqual(
      [owner.allowed, owner.also?.permission, owner.also?.missing],
      [false, 'contact.assign', 'contact.assign'],
    );
    const whole = await plant(acme, db, deal, sampleOf(deal).values(`W${(serial += 1)}`), { owner: me.id });
    const line = await plant(acme, db, dealLine, { ...sampleOf(dealLine).values(`L${serial}`), deal: whole });
    const part = await why(me, { entity: 'dealLine', id: line, verb: 'edit' });
    assert.deepEqual([part.allowed, part.whole?.permission], [false, 'deal.edit']);
  });

  test('a hidden field is answered like one that is none, a masked one as masked; to an administrator both in full', async () => {
    const me = await makePerson({
      contact: { view: 'own', edit: 'own', fields: { notes: 'hidden', birthday: 'masked' } },
    });
    const id = await make(me);
    const told = async (field: string): Promise<string> => {
      const { outcome, problem } = await ask(me, 'access.why', { entity: 'contact', id, verb: 'view', field });
      return JSON.stringify([outcome, problem?.detail]).replaceAll(field, 'x');
    };
    assert.equal(await told('notes'), await told('nowhere'));
    assert.match(await told('notes'), /unknown-field/);
    assert.equal((await why(me, { id, verb: 'view', field: 'birthday' })).field, 'masked');
    const input = { user: me.id, entity: 'contact', id, verb: 'view', field: 'notes' };
    const full = await ask(boss, 'access.whyUser', input);
    const said = full.output as Explanation;
    assert.deepEqual([said.field, said.allowed, said.grants[0]!.field], ['hidden', false, 'hidden']);
    assert.equal((await ask(me, 'access.whyUser', input)).problem?.extras.missing, 'admin.access');
    assert.equal((await ask(boss, 'access.whyUser', { ...input, field: 'nowhere' })).outcome, 'unknown-field');
  });

  test('a record one may not see is not there, for whatever verb', async () => {
    const me = await makePerson({ contact: { view: 'own', edit: 'all' } });
    const hidden = await make(boss);
    for (const verb of ['view', 'edit', 'purge']) {
      const [seen, absent] = [
        await ask(me, 'access.why', { entity: 'contact', id: hidden, verb }),
        await ask(me, 'access.why', { entity: 'contact', id: newId(), verb }),
      ];
      assert.deepEqual([seen.outcome, seen.problem?.detail], ['not-found', absent.problem?.detail]);
    }
  });
});

describe('who sees a record, and what a person reaches', () => {
  test('everybody active who sees it, by which grants, and whether they may change it', async () => {
    const [owner, reader] = [
      await makePerson({ contact: { view: 'own', edit: 'own' } }),
      await makePerson({ contact: { view: 'all' } }),
    ];
    const gone = await makePerson({ contact: { view: 'all' } });
    await db.query(`update data."user" set status = 'inactive' where id = $1`, [gone.id]);
    const id = await make(owner);
    const done = await ask(boss, 'access.who', { entity: 'contact', id });
    const rows = (done.output as { rows: Seer[] }).rows.filter((r) =>
      [owner.id, reader.id, gone.id, boss.id].includes(r.user.id),
    );
    assert.deepEqual(
      new Map(rows.map((r) => [r.user.id, [r.edit, r.by.length]])),
      new Map([
        [boss.id, [true, 1]],
        [owner.id, [true, 1]],
        [reader.id, [false, 1]],
      ]),
    );
    assert.equal((await ask(reader, 'access.who', { entity: 'contact', id })).problem?.extras.missing, 'admin.access');
    assert.equal((await ask(boss, 'access.who', { entity: 'contact', id: newId() })).outcome, 'not-found');
  });

  test('counts what a person sees under that person’s rules, lists scopes and fields that are not wholly readable', async () => {
    const me = await makePerson({
      contact: { view: 'own', edit: 'own', fields: { notes: 'hidden', birthday: 'masked' } },
    });
    for (let n = 0; n < 3; n++) await make(me);
    for (const asker of [me, boss]) {
      const done = await ask(asker, 'access.reach', { user: me.id });
      const { objects } = done.output as PersonsReach;
      assert.deepEqual(
        objects.map((o) => [o.entity, o.seen, o.menu]),
        [['contact', 3, true]],
      );
      assert.deepEqual(objects[0]!.fields, [
        { field: 'birthday', rights: ['masked'] },
        { field: 'notes', rights: ['hidden'] },
      ]);
      assert.match(objects[0]!.verbs[0]!.scopes[0]!, /: own$/);
    }
    assert.equal((await ask(me, 'access.reach', { user: boss.id })).problem?.extras.missing, 'admin.access');
  });
});
