// People a file names as owners and who have no account: placeholders without sign-in, made by whoever may, giving nobody any right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, work } from '../../../test/harness/engine.ts';
import { Importing, settingOf } from '../../../test/harness/importing.ts';
import { Problem } from '../../contract/problem.ts';
import { records } from '../records/server.ts';
import { user } from '../members/contract.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Importing(acme, owner, [records]);
const manager = desk.as(await addUser(acme, 'Mona Manager', 'manager'));

const text = 'Deal name,Owner\nPump,Ann Agent\nValve,Bob Broker\nPipe,Ann Agent\nHose,Mona Manager\n';

test('a sales manager’s file makes the people it names, once each; those who have an account are found', async () => {
  const view = await manager.upload('deals.csv', text, { entity: 'deal' });
  assert.equal(settingOf(view, 'Owner').link?.missing, 'create');
  const done = await manager.through(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.made, done.counts!.errors], [4, 2, 0]);
  const made = await manager.sql(
    `select u.name, u.status, u.email, u.teams, (select count(*)::int from core.member_role m where m.user_id = u.id) as roles,
       (select count(*)::int from data.deal d where d.owner = u.id) as deals from data."user" u where u.status = 'placeholder' order by 1`,
  );
  assert.deepEqual(made, [
    { name: 'Ann Agent', status: 'placeholder', email: null, teams: null, roles: 0, deals: 2 },
    { name: 'Bob Broker', status: 'placeholder', email: null, teams: null, roles: 0, deals: 1 },
  ]);
  // Putting people into the bin is a right of its own: without it an undo takes back the deals, leaves the names and says so.
  const undone = await manager.go(view.id, 'undo');
  assert.deepEqual([undone.undo!.job.result['binned'], undone.undo!.job.result['keptCount']], [4, 2]);
  assert.equal(await manager.count(`data.deal where archived_at is null`), 0);
});

test('it is the only way: outside an import no user is made, and a placeholder is nobody who could act', async () => {
  const refused = (e: unknown): boolean => e instanceof Problem && e.code === 'not-allowed';
  await assert.rejects(
    work(acme, manager.user, (tx) => tx.records.create(user, { name: 'Eve' } as never)),
    refused,
  );
  const [direct] = await work(acme, manager.user, (tx) => tx.records.writeMany(user, [{ values: { name: 'Eve' } }]));
  assert.ok(direct !== undefined && !direct.ok && direct.code === 'not-allowed');
  // Nor are people imported as such: that needs the right to import users.
  const view = await manager.upload('users.csv', 'Name,Teams\nEve,North\n');
  assert.ok(!view.entities.includes('user'));
  await assert.rejects(manager.change(view, { entity: 'user' }), refused);
  const deals = await manager.upload('deals.csv', text, { entity: 'deal' });
  await manager.go(deals.id);
  const [ann] = await manager.sql<{ id: string }>(
    `select id from data."user" where name = 'Ann Agent' and archived_at is null`,
  );
  const actor = { kind: 'user', id: ann!.id } as const;
  await assert.rejects(
    manager.shop.door.open(
      acme,
      actor,
      { action: 'test', reads: true, requestId: null, address: null },
      async (tx) => tx.me.id,
    ),
    (e) => e instanceof Problem,
  );
});

test('who may not make people has the rows refused by name, or the field left empty, as chosen', async () => {
  const all = { view: 'all', create: 'all', edit: 'all', assign: 'all', import: 'all' };
  const role = {
    objects: { deal: all, user: { view: 'all' }, stage: { view: 'all' }, pipeline: { view: 'all' } },
    areas: ['tool.import', 'self.use'],
  };
  const clerk = desk.as(await addUser(acme, 'Cleo Clerk', role as never));
  const view = await clerk.upload('deals.csv', text.replaceAll('Agent', 'Else').replaceAll('Broker', 'Else'), {
    entity: 'deal',
  });
  const link = settingOf(view, 'Owner').link!;
  assert.equal(link.missing, 'refuse');
  const wish = await clerk.change(view, {
    columns: [settingOf(view, 'Owner', { link: { ...link, missing: 'create' } })],
  });
  assert.deepEqual(
    wish.blockers.map((b) => b.code),
    ['cannot-make'],
  );
  await clerk.change(view, {
    columns: [settingOf(view, 'Owner', { link })],
    key: { field: null, found: 'update', missing: 'create' },
  });
  const done = await clerk.through(view.id);
  assert.deepEqual([done.counts!.created, done.run!.groups!.map((g) => [g.code, g.count])], [1, [['not-found', 3]]]);
});
