// Ways up that lead through records and not through roles (T3): a branch moved below one's own, an owner changed by every path there is, teams
// given to oneself by a file, by many at once, by a merge or by an undo. Afterwards nobody reaches more than before.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { effective, isWithin } from '../src/core/access/compare.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { catalog } from './harness/people.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { contact, team, territory, user } = entities;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
});

const ask = (who: Person, action: string, input: object): Promise<Done> => perform(acme, who.actor, action, input);

async function someone(objects: object, teams: readonly string[] = [], areas: string[] = []): Promise<Person> {
  return makeUser(db, [await makeRole(db, { objects, areas: ['self.use', ...areas] })], teams);
}

async function addContact(owner: string, values: object = {}): Promise<string> {
  serial += 1;
  return plant(acme, db, contact, { ...sampleOf(contact).values(`Climb${serial}`), ...values }, { owner });
}

async function place(id: string, parent: string | null = null): Promise<string> {
  await plant(acme, db, territory, { name: `Place ${(serial += 1)}`, parent }, { id });
  return id;
}

/** As an import writes: the same path, told that it is one. */
async function importing(who: Person, e: typeof contact | typeof user, id: string, values: object): Promise<boolean> {
  const purpose = { action: 'test.import', reads: false, requestId: null, address: null };
  const [result] = await performer.door.open(acme, who.actor, purpose, (tx) =>
    tx.records.writeMany(e, [{ id, values: values as Record<string, unknown> }], { importing: true }),
  );
  return result!.ok && result!.did !== 'unchanged';
}

const rightsOf = async (who: Person) => effective(await performer.door.principal(acme, who.actor));

describe('nobody climbs by records', () => {
  test('by moving a team below one of the own, one by one, many at once, or by an undo', async () => {
    const [mine, theirs] = [await makeTeam(db), await makeTeam(db)];
    const stranger = await makeUser(db, [], [theirs]);
    const secret = await addContact(stranger.id);
    const objects = { contact: { view: 'teamBelow' }, team: { view: 'all', edit: 'all' }, user: { view: 'all' } };
    const me = await someone(objects, [mine], ['tool.undo-others']);
    const sees = async (): Promise<string> => (await ask(me, 'contact.view', { id: secret })).outcome;
    assert.equal(await sees(), 'not-found');
    assert.equal((await ask(me, 'team.edit', { id: theirs, parent: mine })).outcome, 'outside-your-reach');
    const many = await ask(me, 'team.bulk', { ids: [theirs], do: 'edit', values: { parent: mine } });
    assert.equal((many.output as { results: { ok: boolean }[] }).results[0]!.ok, false);
    // Somebody who may put himself into any team moves it there and away again; undoing the second is moving it there.
    assert.equal((await ask(boss, 'team.edit', { id: theirs, parent: mine })).outcome, 'done');
    assert.equal(await sees(), 'done');
    const away = await ask(boss, 'team.edit', { id: theirs, parent: null });
    assert.equal(await sees(), 'not-found');
    await ask(me, 'operation.undo', { id: away.answer.operation });
    assert.equal(await sees(), 'not-found');
    // A branch that stands below the own already, or goes somewhere else, may be moved.
    const [below, other] = [await makeTeam(db), await makeTeam(db)];
    await db.query('update data.team set parent = $2 where id = $1', [below, mine]);
    assert.equal((await ask(me, 'team.edit', { id: theirs, parent: other })).outcome, 'done');
    assert.equal((await ask(me, 'team.edit', { id: below, parent: null })).outcome, 'done');
  });

  test('by moving a territory below one of the own', async () => {
    const [mine, theirs] = [
      await place('00000000-0000-7000-8000-00000000a001'),
      await place('00000000-0000-7000-8000-00000000a002'),
    ];
    const me = await someone({ contact: { view: 'territory' }, territory: { view: 'all', edit: 'all' } });
    const link = (id: string): string => JSON.stringify([{ entity: 'territory', id, role: null }]);
    await db.query('update data."user" set territories = $2 where id = $1', [me.id, link(mine)]);
    const secret = await addContact(boss.id, { territories: JSON.parse(link(theirs)) as object[] });
    assert.equal((await ask(me, 'contact.view', { id: secret })).outcome, 'not-found');
    assert.equal((await ask(me, 'territory.edit', { id: theirs, parent: mine })).outcome, 'outside-your-reach');
    assert.equal((await ask(me, 'contact.view', { id: secret })).outcome, 'not-found');
    assert.equal((await ask(boss, 'territory.edit', { id: theirs, parent: mine })).outcome, 'done');
    assert.equal((await ask(me, 'contact.view', { id: secret })).outcome, 'done');
  });

  test('by making somebody else’s record the own: by no path there is', async () => {
    const me = await someone({
      contact: { view: 'all', create: 'own', edit: 'all', archive: 'own', restore: 'own', merge: 'all', import: 'all' },
    });
    const [theirs, mine] = [await addContact(boss.id), await addContact(me.id)];
    const owner = me.id;
    const ownerNow = async (id: string): Promise<unknown> =>
      (await db.query('select owner from data.contact where id = $1', [id])).rows[0]!['owner'];
    for (const [action, input] of [
      ['contact.edit', { id: theirs, owner }],
      ['contact.edit', { id: theirs, responsible: owner }],
      ['contact.assign', { id: theirs, owner }],
      ['contact.bulk', { ids: [theirs], do: 'edit', values: { owner } }],
      ['contact.bulk', { ids: [theirs], do: 'assign', values: { owner } }],
      ['contact.merge', { id: theirs, other: mine, take: ['owner'] }],
      ['contact.merge', { id: theirs, other: mine, take: ['responsible', 'territories'] }],
      ['contact.create', { id: theirs, familyName: 'Taken', owner }],
    ] as const) {
      const done = await ask(me, action, input);
      const results = (done.output as { results?: { ok: boolean }[] } | undefined)?.results;
      assert.ok(
        done.outcome !== 'done' || results?.[0]?.ok === false,
        `${action} ${JSON.stringify(input)}: ${done.outcome}`,
      );
    }
    assert.equal(await importing(me, contact, theirs, { owner }), false);
    assert.equal(await ownerNow(theirs), boss.id);
    // What one may only see of others cannot be put away or merged away by making it one's own first.
    assert.equal((await ask(me, 'contact.archive', { id: theirs })).outcome, 'not-allowed');
  });

  test('by putting oneself into a team or territory: not by an edit, a file, many at once', async () => {
    const [mine, theirs] = [await makeTeam(db), await makeTeam(db)];
    const me = await someone(
      { contact: { view: 'team' }, user: { view: 'all', edit: 'all', import: 'all' }, team: { view: 'all' } },
      [mine],
      ['tool.import'],
    );
    const held = await rightsOf(me);
    const teams = [mine, theirs].map((id) => ({ entity: 'team', id, role: null }));
    for (const [action, input] of [
      ['user.edit', { id: me.id, teams }],
      ['user.assign', { id: me.id, teams }],
      ['user.bulk', { ids: [me.id], do: 'edit', values: { teams } }],
      ['user.bulk', { ids: [me.id], do: 'assign', values: { teams } }],
    ] as const) {
      const done = await ask(me, action, input);
      const results = (done.output as { results?: { ok: boolean }[] } | undefined)?.results;
      assert.ok(done.outcome !== 'done' || results?.[0]?.ok === false, `${action}: ${done.outcome}`);
    }
    assert.equal(await importing(me, user, me.id, { teams }), false);
    const stored = (await db.query('select teams from data."user" where id = $1', [me.id])).rows[0]!['teams'];
    assert.deepEqual(
      (stored as { id: string }[]).map((t) => t.id),
      [mine],
    );
    assert.ok(isWithin(await rightsOf(me), held, catalog));
  });

  test('by the address somebody signs in with who holds more: not by an edit, many at once, a file or an undo', async () => {
    const areas = ['admin.members', 'tool.undo', 'tool.undo-others'];
    const me = await someone({ user: { view: 'all', edit: 'all', import: 'all' } }, [], areas);
    const addressOf = async (id: string): Promise<unknown> =>
      (await db.query('select email from data."user" where id = $1', [id])).rows[0]!['email'];
    const owner = await makeUser(db, [await makeRole(db, { everything: true })], []);
    const old = await addressOf(owner.id);
    const moved = await ask(boss, 'user.edit', { id: owner.id, email: 'moved@people.example' });
    assert.equal(moved.outcome, 'done');
    const email = 'mine@attacker.example';
    assert.equal((await ask(me, 'user.edit', { id: owner.id, email })).outcome, 'not-allowed');
    await ask(me, 'user.bulk', { do: 'edit', ids: [owner.id], values: { email } });
    assert.equal(await importing(me, user, owner.id, { email }), false);
    await ask(me, 'operation.undo', { id: moved.answer.operation!, anyway: 'all' });
    assert.deepEqual([await addressOf(owner.id), typeof old], ['moved@people.example', 'string']);
    assert.equal((await ask(me, 'user.edit', { id: owner.id, name: 'A new name' })).outcome, 'done');
    const less = await someone({ user: { view: 'all' } });
    assert.equal((await ask(me, 'user.edit', { id: less.id, email: 'less@people.example' })).outcome, 'done');
    assert.equal((await ask(me, 'user.edit', { id: me.id, email: 'own@people.example' })).outcome, 'done');
  });

  test('and a team is a record like others: who may not edit it moves it nowhere', async () => {
    const [mine, theirs] = [await makeTeam(db), await makeTeam(db)];
    const me = await someone({ contact: { view: 'teamBelow' }, [team.name]: { view: 'all' } }, [mine]);
    assert.equal((await ask(me, 'team.edit', { id: theirs, parent: mine })).outcome, 'not-allowed');
  });
});
