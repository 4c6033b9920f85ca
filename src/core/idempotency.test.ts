// The same change asked for twice, one after the other, at once, with another question, by somebody else.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod/mini';
import { newTenant, superuserIn } from '../../test/harness/cluster.ts';
import { type TestUser, addUser, engine, look } from '../../test/harness/engine.ts';
import { action } from '../contract/action.ts';
import { Problem } from '../contract/problem.ts';
import { company } from '../features/companies/contract.ts';
import { records } from '../features/records/server.ts';
import { type Answer, type Call, on } from './feature.ts';
import { Performer } from './perform.ts';
import { Refusals } from './refusals.ts';
import type { RoleGrants } from './roles.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const other = await addUser(acme, 'Otto', 'owner');
const refusals = new Refusals();
const performer = new Performer(engine, [records], refusals);

async function create(user: typeof owner, key: string | null, name: string): Promise<{ id: string; answer: Answer }> {
  const answer: Answer = {};
  const nothing = { address: null, userAgent: null, ifMatch: null, deviceToken: null, sessionToken: null, body: null };
  const call: Call = { requestId: 'r', ...nothing, idempotencyKey: key, answer };
  const row = (await performer.run(acme, user.actor, 'company.create', { name }, call)) as { id: string };
  return { id: row.id, answer };
}

async function count(name: string): Promise<number> {
  const page = await look(acme, owner, (tx) =>
    tx.records.list(company, { filter: { field: 'name', op: 'eq', value: name }, count: 'exact' }),
  );
  return page.count!.value;
}

test('asked again, the change is not made again and the answer is the same to the header', async () => {
  const first = await create(owner, 'key-00000001', 'Once');
  const again = await create(owner, 'key-00000001', 'Once');
  assert.deepEqual(again, first);
  assert.equal(first.answer.status, 201);
  assert.equal(await count('Once'), 1);
});

test('twenty at once make one', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => create(owner, 'key-00000002', 'Many')));
  assert.equal(new Set(all.map((a) => a.id)).size, 1);
  assert.equal(await count('Many'), 1);
});

test('the same key for another question is refused; for another person it is another key', async () => {
  await create(owner, 'key-00000003', 'A');
  await assert.rejects(create(owner, 'key-00000003', 'B'), (e) => e instanceof Problem && e.code === 'wrong-state');
  await create(other, 'key-00000003', 'A');
  assert.equal(await count('A'), 2);
});

test('a change that was refused may be asked for again under its key', async () => {
  await assert.rejects(create(owner, 'key-00000004', ''), (e) => e instanceof Problem && e.code === 'invalid-input');
  await create(owner, 'key-00000004', 'Now right');
  assert.equal(await count('Now right'), 1);
});

describe('an answer that was kept', () => {
  const refusedWith = (code: string) => (e: unknown) =>
    e instanceof Problem && e.code === code && !JSON.stringify([e.detail, e.extras]).includes('CANARY');

  const grants = (company: object): RoleGrants => ({ objects: { company }, areas: ['self.use'] });
  const someone = (name: string, company: object): Promise<TestUser> => addUser(acme, name, grants(company));
  async function holds(me: TestUser, company: object): Promise<void> {
    const db = await superuserIn(acme);
    await db.query(`update core.role set grants = $2 where key = $1`, [
      `role-${me.id}`,
      JSON.stringify(grants(company)),
    ]);
  }

  test('is given again as long as rights are the same', async () => {
    const me = await someone('Same', { view: 'own', create: 'own' });
    const first = await create(me, 'key-of-same', 'CANARY Same');
    assert.deepEqual(await create(me, 'key-of-same', 'CANARY Same'), first);
  });

  test('is not given to whoever may not do it any more, nor to whom it has lost a field or the sight of it; and nothing is done twice', async () => {
    const whole = { view: 'own', create: 'own' };
    for (const [key, left, code] of [
      ['key-lost-right', { view: 'own' }, 'not-allowed'],
      ['key-lost-field', { ...whole, fields: { name: 'hidden' } }, 'wrong-state'],
      ['key-lost-sight', { create: 'own' }, 'wrong-state'],
    ] as const) {
      const name = `CANARY ${key}`;
      const me = await someone(key, whole);
      await create(me, key, name);
      await holds(me, left);
      await assert.rejects(create(me, key, name), refusedWith(code), key);
      assert.equal(await count(name), 1, key);
      await holds(me, whole);
      await create(me, key, name);
      assert.equal(await count(name), 1, 'who has the right again gets the answer again');
    }
  });

  test('is not given of a record that has gone out of sight since, with the same rights', async () => {
    const db = await superuserIn(acme);
    const me = await someone('Given', { view: 'own', create: 'own' });
    const { id } = await create(me, 'key-given-away', 'CANARY Given');
    await db.query('update data.company set owner = $2 where id = $1', [id, other.id]);
    await assert.rejects(create(me, 'key-given-away', 'CANARY Given'), refusedWith('wrong-state'));
    assert.equal(await count('CANARY Given'), 1);
  });
});

test('what is kept is sealed', async () => {
  await create(owner, 'key-00000005', 'CANARY Sealed Answer');
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ t: string }>('select row_to_json(i)::text as t from core.idempotency i');
  assert.ok(rows.length > 3 && rows.every((r) => !r.t.includes('CANARY')));
  await refusals.close();
});

test('of what was sent in secret nothing is kept, so that it is carried out again', async () => {
  const hidden = action({
    name: 'secret.take',
    http: 'POST /secret',
    access: { may: 'self.use' },
    summary: 'Takes a secret.',
    input: z.strictObject({ word: z.string() }),
    output: z.object({ answer: z.string() }),
    secret: ['word'],
  });
  let runs = 0;
  const take = on(hidden, async (_tx, { word }) => ({ answer: `${word} ${(runs += 1)}` }));
  const p = new Performer(engine, [{ name: 'secret', handlers: [take] }], refusals);
  const nothing = { address: null, userAgent: null, ifMatch: null, deviceToken: null, sessionToken: null, body: null };
  const ask = (): Promise<unknown> =>
    p.run(
      acme,
      owner.actor,
      'secret.take',
      { word: 'open-sesame' },
      { requestId: 'r', ...nothing, idempotencyKey: 'key-of-a-secret', answer: {} },
    );
  assert.deepEqual([await ask(), await ask()], [{ answer: 'open-sesame 1' }, { answer: 'open-sesame 2' }]);
  const db = await superuserIn(acme);
  assert.equal((await db.query(`select 1 from core.idempotency where key = 'key-of-a-secret'`)).rowCount, 0);
});
