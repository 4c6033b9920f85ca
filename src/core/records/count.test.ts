// How many rows a list has: exact while they are few, and of many an estimate that is near, counts what one may see only, and says what it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, look, type TestUser } from '../../../test/harness/engine.ts';
import { entities } from '../../features/entities.ts';
import { moveClock, resetClock } from '../clock.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const seeing = (rule: string) => ({
  objects: { company: { view: { rule }, otherFields: 'read' as const } },
  areas: ['self.use'],
});
const half = await addUser(acme, 'Hal', seeing('record.industry == "even"'));
const few = await addUser(acme, 'Fey', seeing('record.employees < 2000'));
const all = 44_000;

const db = await superuserIn(acme);
await db.query(
  `insert into data.company (id, version, created_at, created_by, updated_at, updated_by, name, industry, employees, archived_at)
   select gen_random_uuid(), 1, now(), $1, now(), $1, 'Firm ' || n, case when n % 2 = 0 then 'even' else 'odd' end, n,
     case when n > ${all} then now() end
   from generate_series(1, ${all + 500}) n`,
  [owner.id],
);
await db.query('analyze data.company');

const count = async (user: TestUser, how: 'estimate' | 'exact', filter?: { field: string; op: 'lt'; value: number }) =>
  (
    await look(acme, user, (tx) =>
      tx.records.list(entities.company, { limit: 1, count: how, ...(filter && { filter }) }),
    )
  ).count!;

test('many are estimated, within a fifth, and told as an estimate', async () => {
  for (const [user, truth] of [
    [owner, all],
    [half, all / 2],
  ] as const) {
    const { value, kind } = await count(user, 'estimate');
    assert.equal(kind, 'estimate');
    assert.ok(Math.abs(value - truth) < truth / 5, `${value} for ${truth}`);
    assert.deepEqual(await count(user, 'exact'), { value: truth, kind: 'exact' });
    assert.deepEqual(await count(user, 'estimate'), { value, kind }, 'the same each time');
  }
});

test('few among many are counted, whatever the table holds', async () => {
  assert.deepEqual(await count(few, 'estimate'), { value: 1999, kind: 'exact' });
  assert.deepEqual(await count(owner, 'estimate', { field: 'employees', op: 'lt', value: 101 }), {
    value: 100,
    kind: 'exact',
  });
  assert.deepEqual(await count(half, 'estimate', { field: 'employees', op: 'lt', value: 101 }), {
    value: 50,
    kind: 'exact',
  });
});

test('an estimate of a whole list is told again for a moment, to the same person with the same rights, and then made anew', async () => {
  const before = await count(half, 'estimate');
  await db.query('delete from data.company where employees between 1 and 20000');
  await db.query('analyze data.company');
  try {
    assert.deepEqual(await count(half, 'estimate'), before);
    assert.deepEqual(await count(half, 'exact'), { value: 12_000, kind: 'exact' });
    // It is nobody else's.
    const other = await addUser(acme, 'Hilde', seeing('record.industry == "even"'));
    assert.notDeepEqual(await count(other, 'estimate'), before);
    moveClock(30_000);
    assert.notDeepEqual(await count(half, 'estimate'), before);
  } finally {
    resetClock();
  }
});
