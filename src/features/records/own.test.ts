// Records of the tenant's own objects through their actions, as the edge runs them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, engine, work } from '../../../test/harness/engine.ts';
import { Problem } from '../../contract/problem.ts';
import { Performer } from '../../core/perform.ts';
import { Refusals } from '../../core/refusals.ts';
import { records } from './server.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const sales = await addUser(acme, 'Sam', 'sales');
const refusals = new Refusals();
const performer = new Performer(engine, [records], refusals);
const machine = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Machine', labelPlural: 'Machines' }));

function ask(user: typeof owner, action: string, input: object): Promise<unknown> {
  const call = {
    requestId: 'r',
    address: null,
    userAgent: null,
    ifMatch: null,
    idempotencyKey: null,
    deviceToken: null,
    sessionToken: null,
    body: null,
    answer: {},
  };
  return performer.run(acme, user.actor, action, input, call);
}

test('an own object is listed, made, changed, grouped and put into the bin by the same actions as any other', async () => {
  const object = machine.name;
  const made = (await ask(owner, 'own.create', { object, name: 'Lathe' })) as { id: string; version: number };
  const edited = (await ask(owner, 'own.edit', { object, id: made.id, name: 'Lathe 2' })) as { name: string };
  assert.equal(edited.name, 'Lathe 2');
  const page = (await ask(owner, 'own.list', { object, limit: '10', count: 'exact' })) as {
    rows: { title: string }[];
    count: { value: number };
  };
  assert.deepEqual([page.rows.map((r) => r.title), page.count.value], [['Lathe 2'], 1]);
  const totals = (await ask(owner, 'own.group', { object, by: 'owner' })) as { groups: { count: number }[] };
  assert.equal(totals.groups[0]!.count, 1);
  await ask(owner, 'own.archive', { object, id: made.id });
  await assert.rejects(
    ask(owner, 'own.list', { object, limit: 'x' }),
    (e) => e instanceof Problem && e.code === 'invalid-input',
  );
});

test('who has no right on the object gets nothing, and a built-in object is none of these', async () => {
  await assert.rejects(
    ask(sales, 'own.list', { object: machine.name }),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
  await assert.rejects(
    ask(sales, 'own.create', { object: machine.name, name: 'x' }),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
  for (const object of ['contact', 'nonsense', '__proto__']) {
    await assert.rejects(
      ask(owner, 'own.list', { object }),
      (e) => e instanceof Problem && e.code === 'not-found',
      object,
    );
  }
  await refusals.close();
});
