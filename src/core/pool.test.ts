// Pools on a real PostgreSQL: small per tenant, capped over all, dead after use, and back by themselves when the database was away.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseOf, newTenant, superuserIn, testCluster } from '../../test/harness/cluster.ts';
import { Problem } from '../contract/problem.ts';
import { appTarget } from '../host/tenant/provision.ts';
import { ConnectionBudget } from './pool.ts';
import type { BudgetSettings } from './pool.ts';
import { sqlState, violatedConstraint } from './pg.ts';
import type { Vault } from './vault.ts';

const acme = await newTenant('acme');
const rival = await newTenant('rival');
const cluster = await testCluster();
const budgets: ConnectionBudget[] = [];
after(async () => {
  await Promise.all(budgets.map((budget) => budget.close('now')));
});

function budgetOf(settings: Partial<BudgetSettings>): ConnectionBudget {
  const budget = new ConnectionBudget(settings);
  budgets.push(budget);
  return budget;
}

function poolIn(budget: ConnectionBudget, vault: Vault) {
  return budget.pool(appTarget(cluster, databaseOf(vault)), vault.id);
}

test('values arrive as the kinds the core works with', async () => {
  const lease = await acme.pool.acquire();
  const { rows } = await lease.query(
    `select 9007199254740991::int8 as whole, 9007199254740993::int8 as big, '2026-11-25'::date as day, 12.50::numeric as amount,
       '{"a":[1]}'::jsonb as json, '2026-11-25T12:00:00+02'::timestamptz as instant, true as yes, null as nothing,
       '2026-11-25 12:00'::timestamp as local`,
  );
  lease.release();
  assert.deepEqual(rows, [
    {
      whole: 9007199254740991,
      big: 9007199254740993n,
      day: '2026-11-25',
      amount: '12.50',
      json: { a: [1] },
      instant: new Date('2026-11-25T10:00:00Z'),
      yes: true,
      nothing: null,
      local: '2026-11-25 12:00:00',
    },
  ]);
});

test('statements sent without waiting run in order, and one failure takes the whole transaction with it', async () => {
  const lease = await acme.pool.acquire();
  const begin = lease.query('begin');
  const first = lease.query('select 1 as n');
  const wrong = lease.query('select 1/0');
  const behind = lease.query('select 2 as n');
  const commit = lease.query('commit');
  await begin;
  assert.equal((await first).rows[0]?.['n'], 1);
  await assert.rejects(wrong, (error) => sqlState(error) === '22012');
  await assert.rejects(behind, (error) => sqlState(error) === '25P02');
  assert.equal((await commit).command, 'ROLLBACK');
  lease.release();
});

test('a named statement is parsed once and keeps its name', async () => {
  const lease = await acme.pool.acquire();
  for (const n of [1, 2, 3]) assert.equal((await lease.query('select $1::int as n', [n], 'one')).rows[0]?.['n'], n);
  const { rows } = await lease.query(`select name from pg_prepared_statements where name = 'one'`);
  assert.equal(rows.length, 1);
  lease.release();
});

test('the constraint a statement ran against is named', async () => {
  const lease = await acme.pool.acquire();
  await assert.rejects(
    lease.query(
      `insert into core.role (id, key, name, help, grants) values (gen_random_uuid(), 'owner', 'x', 'x', '{}')`,
    ),
    (error) => violatedConstraint(error) === 'role_key_key',
  );
  lease.release();
});

test('a lease that was released refuses to work', async () => {
  const lease = await acme.pool.acquire();
  lease.release();
  await assert.rejects(lease.query('select 1'), /has ended/);
});

test('a connection left inside a transaction is closed, never handed to the next', async () => {
  const budget = budgetOf({ perPool: 1 });
  const pool = poolIn(budget, acme);
  const careless = await pool.acquire();
  await careless.query('begin');
  const pid = (await careless.query('select pg_backend_pid() as pid')).rows[0]?.['pid'];
  careless.release();
  const next = await pool.acquire();
  assert.notEqual((await next.query('select pg_backend_pid() as pid')).rows[0]?.['pid'], pid);
  next.release();
});

test('a clean connection is used again', async () => {
  const pool = poolIn(budgetOf({}), acme);
  const pids = [];
  for (let i = 0; i < 3; i++) {
    const lease = await pool.acquire();
    pids.push((await lease.query('select pg_backend_pid() as pid')).rows[0]?.['pid']);
    lease.release();
  }
  assert.equal(new Set(pids).size, 1);
});

test('a pool never has more connections than its share, and who waits gets the first that is free', async () => {
  const budget = budgetOf({ perPool: 2 });
  const pool = poolIn(budget, acme);
  const [a, b] = await Promise.all([pool.acquire(), pool.acquire()]);
  let served = false;
  const third = pool.acquire().then((lease) => {
    served = true;
    return lease;
  });
  await pause(50);
  assert.equal(served, false);
  assert.equal(budget.open, 2);
  a.release();
  (await third).release();
  b.release();
  assert.equal(budget.open, 2);
});

test('whoever waits too long is refused, and the place in the queue is given up', async () => {
  const pool = poolIn(budgetOf({ perPool: 1, patienceMs: 100 }), acme);
  const lease = await pool.acquire();
  await assert.rejects(pool.acquire(), (error) => error instanceof Problem && error.code === 'unavailable');
  lease.release();
  (await pool.acquire()).release();
});

test('when the total is used up, the pool used longest ago gives up an idle connection', async () => {
  const budget = budgetOf({ total: 2, perPool: 2 });
  const [first, second, third] = [poolIn(budget, acme), poolIn(budget, rival), poolIn(budget, acme)];
  const pidOf = async (pool: typeof first) => {
    const lease = await pool.acquire();
    const pid = (await lease.query('select pg_backend_pid() as pid')).rows[0]?.['pid'];
    lease.release();
    return pid;
  };
  const [firstPid, secondPid] = [await pidOf(first), await pidOf(second)];
  await pidOf(third);
  assert.equal(budget.open, 2);
  assert.equal(await pidOf(second), secondPid, 'the younger one kept its connection');
  assert.notEqual(await pidOf(first), firstPid, 'the oldest one had to open a new one');
  assert.equal(budget.open, 2);
});

test('a pool that waits for room gets it when another pool gives a connection back', async () => {
  const budget = budgetOf({ total: 1, perPool: 1 });
  const [busy, waiting] = [poolIn(budget, acme), poolIn(budget, rival)];
  const lease = await busy.acquire();
  const next = waiting.acquire();
  lease.release();
  (await next).release();
  assert.equal(budget.open, 1);
});

test('idle connections are closed after a while', async () => {
  const budget = budgetOf({ idleMs: 200 });
  (await poolIn(budget, acme).acquire()).release();
  assert.equal(budget.open, 1);
  await pause(600);
  assert.equal(budget.open, 0);
});

test('when the database cuts the line, work is refused as unavailable and the next work gets a new line', async () => {
  const pool = poolIn(budgetOf({}), acme);
  const lease = await pool.acquire();
  const pid = (await lease.query('select pg_backend_pid() as pid')).rows[0]?.['pid'];
  const sleeping = lease.query('select pg_sleep(10)');
  await (await superuserIn(acme)).query('select pg_terminate_backend($1)', [pid]);
  await assert.rejects(sleeping, (error) => error instanceof Problem && error.code === 'unavailable');
  lease.release();
  const next = await pool.acquire();
  assert.equal((await next.query('select 1 as n')).rows[0]?.['n'], 1);
  next.release();
});

test('a closed pool refuses, also those who were waiting', async () => {
  const budget = budgetOf({ perPool: 1 });
  const pool = poolIn(budget, acme);
  const lease = await pool.acquire();
  const waiting = pool.acquire();
  const refused = assert.rejects(waiting, Problem);
  await pool.close();
  await refused;
  await assert.rejects(pool.acquire(), Problem);
  assert.equal((await lease.query('select 1 as n')).rows[0]?.['n'], 1, 'work under way ends in peace');
  lease.release();
  await pause(20);
  assert.equal(budget.open, 0);
});

test('closing a pool at once ends work under way', async () => {
  const pool = poolIn(budgetOf({}), acme);
  const lease = await pool.acquire();
  const sleeping = lease.query('select pg_sleep(10)');
  const refused = assert.rejects(sleeping, Problem);
  await pool.close('now');
  await refused;
});
