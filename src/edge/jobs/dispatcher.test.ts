// Jobs on a real PostgreSQL: enqueued with the transaction, run in their owner's name, resumed, cancelled, fenced and fair.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser } from '../../../test/harness/engine.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem } from '../../contract/problem.ts';
import type { Feature, JobRun } from '../../core/feature.ts';
import type { Job } from '../../core/jobs.ts';
import type { Tx } from '../../core/tx.ts';
import type { Vault } from '../../core/vault.ts';
import { company } from '../../features/companies/contract.ts';
import type { TestUser } from '../../../test/harness/engine.ts';

const acme = await newTenant('acme');
const other = await newTenant('other');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const sam = await addUser(acme, 'Sam Sales', 'sales');
const otherOwner = await addUser(other, 'Otto Owner', 'owner');

const order: string[] = [];
let failures = 0;
let crashes = 0;

/** Makes so many companies, one in each unit of work. */
async function makeCompanies(job: JobRun): Promise<void> {
  const { count, waitMs = 0 } = job.input as { count: number; waitMs?: number };
  for (let done = Number(job.state['done'] ?? 0); done < count; done++) {
    if (await job.cancelled()) return;
    await job.open(async (tx, save) => {
      order.push(tx.tenant.slug);
      await tx.records.create(company, { name: `${String(job.input['name'])} ${done}` });
      await save({ done: done + 1, total: count, state: { done: done + 1 }, result: { made: done + 1 } });
    });
    if (waitMs > 0) await pause(waitMs);
  }
}

const feature: Feature = {
  name: 'trial',
  handlers: [],
  jobs: [
    { kind: 'make', run: makeCompanies },
    {
      kind: 'refused',
      run: async () => {
        throw new Problem('not-allowed', 'You may not paint companies.');
      },
    },
    {
      kind: 'broken',
      run: async () => {
        throw new TypeError('secret is undefined');
      },
    },
    {
      kind: 'shaky',
      run: async (job) => {
        failures += 1;
        if (failures < 3) throw new Problem('unavailable', 'not just now');
        await job.open(async (_tx, save) => save({ done: 1, total: 1 }));
      },
    },
    {
      kind: 'half',
      run: async (job) => {
        await job.open(async (tx, save) => {
          await tx.records.create(company, { name: 'Half 1' });
          await save({ done: 1, total: 2, state: { step: 1 } });
          crashes += 1;
          throw new Error('after the save, before the commit');
        });
      },
    },
    {
      kind: 'rehearsal',
      run: async (job) => {
        const made = await job.rehearse(
          async (tx) => await tx.records.create(company, { name: 'Rehearsed', taxNumber: 'R1' }),
        );
        await job.open(async (tx, save) => {
          const found = await tx.records.findByKey(company, 'name', ['Rehearsed']);
          await save({ done: 1, total: 1, result: { seen: made.name === 'Rehearsed', left: found.size } });
        });
      },
    },
  ],
};

const vaults = [acme, other];
const shop = workshop([feature], () => vaults, { settings: { units: 1, jobsPerTenant: 2 } });

function work<T>(vault: Vault, user: TestUser, run: (tx: Tx) => Promise<T>): Promise<T> {
  return shop.door.open(vault, user.actor, { action: 'test', reads: false, requestId: null, address: null }, run);
}

async function ended(vault: Vault, user: TestUser, id: string): Promise<Job> {
  for (let i = 0; i < 400; i++) {
    const job = await work(vault, user, (tx) => tx.jobs.view(id));
    if (!['waiting', 'running'].includes(job.status)) return job;
    await pause(25);
  }
  throw new Error('the job did not end');
}

async function named(vault: Vault, like: string): Promise<number> {
  const db = await superuserIn(vault);
  const { rows } = await db.query<{ n: number }>('select count(*)::int as n from data.company where name like $1', [
    like,
  ]);
  return rows[0]!.n;
}

test('a job whose transaction is rolled back never was', async () => {
  const before = await work(acme, owner, (tx) => tx.jobs.list(100));
  await assert.rejects(
    work(acme, owner, async (tx) => {
      await tx.jobs.start('make', 'never', { count: 1, name: 'Never' });
      throw new Problem('conflict');
    }),
  );
  assert.equal((await work(acme, owner, (tx) => tx.jobs.list(100))).length, before.length);
});

test('work left from before the start is taken up, and what is enqueued later runs right after its commit', async () => {
  const early = await work(acme, owner, (tx) => tx.jobs.start('make', 'early', { count: 2, name: 'Early' }));
  shop.dispatcher.start();
  assert.equal((await ended(acme, owner, early)).status, 'done');
  const began = performance.now();
  const late = await work(acme, owner, (tx) => tx.jobs.start('make', 'late', { count: 1, name: 'Late' }));
  const job = await ended(acme, owner, late);
  assert.ok(performance.now() - began < 2000, 'a hint right after the commit, not a sweep, must have found it');
  assert.deepEqual([job.status, job.done, job.total, job.result], ['done', 1, 1, { made: 1 }]);
  assert.equal(await named(acme, 'Late%'), 1);
});

test('everything a job does belongs to its operation and its owner', async () => {
  const id = await work(acme, owner, (tx) => tx.jobs.start('make', 'whose', { count: 3, name: 'Whose' }));
  const job = await ended(acme, owner, id);
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from core.ledger where operation = $1 and actor = $2 and verb = 'created'`,
    [job.operation, owner.id],
  );
  assert.equal(rows[0]!.n, 3);
});

test('only its owner sees and cancels a job', async () => {
  const id = await work(acme, owner, (tx) => tx.jobs.start('make', 'mine', { count: 1, name: 'Mine' }));
  const notFound = (e: unknown): boolean => e instanceof Problem && e.code === 'not-found';
  await assert.rejects(
    work(acme, sam, (tx) => tx.jobs.view(id)),
    notFound,
  );
  await assert.rejects(
    work(acme, sam, (tx) => tx.jobs.cancel(id)),
    notFound,
  );
  await assert.rejects(
    work(other, otherOwner, (tx) => tx.jobs.view(id)),
    notFound,
  );
  assert.ok(!(await work(acme, sam, (tx) => tx.jobs.list(100))).some((j) => j.id === id));
  await ended(acme, owner, id);
});

test('a job has only the rights of whoever started it', async () => {
  const admin = await addUser(acme, 'Rita Reader', 'read-only');
  const id = await work(acme, admin, (tx) => tx.jobs.start('make', 'may not', { count: 1, name: 'Forbidden' }));
  const job = await ended(acme, admin, id);
  assert.equal(job.status, 'failed');
  assert.equal(await named(acme, 'Forbidden%'), 0);
});

test('a job ends with its owner: deactivated, it stops at the next unit of work', async () => {
  const leaver = await addUser(acme, 'Lea Leaver', 'owner');
  const id = await work(acme, leaver, (tx) =>
    tx.jobs.start('make', 'leaving', { count: 500, name: 'Leaving', waitMs: 5 }),
  );
  await pause(150);
  const db = await superuserIn(acme);
  await db.query(`update data."user" set status = 'inactive' where id = $1`, [leaver.id]);
  const at = await named(acme, 'Leaving%');
  for (let i = 0; i < 200; i++) {
    const { rows } = await db.query<{ status: string; error: string }>(
      'select status, error from core.job where id = $1',
      [id],
    );
    if (rows[0]!.status === 'failed') {
      assert.match(rows[0]!.error, /no longer sign in/);
      break;
    }
    await pause(20);
    assert.ok(i < 199);
  }
  assert.ok((await named(acme, 'Leaving%')) <= at + 1);
});

test('cancelling stops between two units of work and keeps what was done', async () => {
  const id = await work(acme, owner, (tx) => tx.jobs.start('make', 'long', { count: 5000, name: 'Long', waitMs: 5 }));
  await pause(200);
  const asked = await work(acme, owner, (tx) => tx.jobs.cancel(id));
  assert.equal(asked.cancelling, true);
  const job = await ended(acme, owner, id);
  assert.equal(job.status, 'cancelled');
  assert.ok(job.done > 0 && job.done < 5000);
  assert.equal(await named(acme, 'Long%'), job.done);
});

test('a refusal fails the job with its sentence, a mistake of ours without its detail', async () => {
  const refused = await work(acme, owner, (tx) => tx.jobs.start('refused', 'r', {}));
  assert.deepEqual(await ended(acme, owner, refused).then((j) => [j.status, j.error]), [
    'failed',
    'You may not paint companies.',
  ]);
  const broken = await work(acme, owner, (tx) => tx.jobs.start('broken', 'b', {}));
  const job = await ended(acme, owner, broken);
  assert.equal(job.status, 'failed');
  assert.doesNotMatch(job.error!, /secret/);
  assert.ok(job.error!.includes(broken));
  const unknown = await work(acme, owner, (tx) => tx.jobs.start('no such kind', 'u', {}));
  assert.match((await ended(acme, owner, unknown)).error!, /not known/);
});

test('what passes is tried again, and nothing of a unit of work that failed stays', async () => {
  const shaky = await work(acme, owner, (tx) => tx.jobs.start('shaky', 's', {}));
  assert.equal((await ended(acme, owner, shaky)).status, 'done');
  assert.equal(failures, 3);
  const half = await work(acme, owner, (tx) => tx.jobs.start('half', 'h', {}));
  const job = await ended(acme, owner, half);
  assert.deepEqual([job.status, job.done, crashes], ['failed', 0, 1]);
  assert.equal(await named(acme, 'Half%'), 0);
});

test('a rehearsal sees its own effects and leaves none', async () => {
  const id = await work(acme, owner, (tx) => tx.jobs.start('rehearsal', 'r', {}));
  const job = await ended(acme, owner, id);
  assert.deepEqual(job.result, { seen: true, left: 0 });
  assert.equal(await named(acme, 'Rehearsed%'), 0);
  const db = await superuserIn(acme);
  const { rows } = await db.query(`select 1 from core.ledger_values where plain like '%Rehearsed%'`);
  assert.equal(rows.length, 0);
});

test('tenants take turns: a long job of one does not hold up a short one of another', async () => {
  const long = await work(acme, owner, (tx) => tx.jobs.start('make', 'long', { count: 300, name: 'Turn' }));
  await pause(100);
  order.length = 0;
  const short = await work(other, otherOwner, (tx) => tx.jobs.start('make', 'short', { count: 5, name: 'Short' }));
  await ended(other, otherOwner, short);
  const last = order.lastIndexOf('other');
  assert.ok(order.slice(0, last).filter((slug) => slug === 'acme').length < 60, order.join(' '));
  await work(acme, owner, (tx) => tx.jobs.cancel(long));
  await ended(acme, owner, long);
});

test('a runner that lost its claim can save nothing more', async () => {
  const id = await work(acme, owner, (tx) =>
    tx.jobs.start('make', 'fenced', { count: 2000, name: 'Fenced', waitMs: 2 }),
  );
  await pause(150);
  const db = await superuserIn(acme);
  await db.query('update core.job set runner = gen_random_uuid() where id = $1', [id]);
  await pause(300);
  const { rows } = await db.query<{ done: number; status: string }>('select done, status from core.job where id = $1', [
    id,
  ]);
  assert.equal(await named(acme, 'Fenced%'), rows[0]!.done);
  assert.equal(rows[0]!.status, 'running');
  await db.query(`update core.job set status = 'failed' where id = $1`, [id]);
});

test('a job that never gets further is given up instead of ending the program for ever', async () => {
  const db = await superuserIn(acme);
  const id = await work(acme, owner, async (tx) => {
    const made = await tx.jobs.start('make', 'poison', { count: 1, name: 'Poison' });
    return made;
  });
  await ended(acme, owner, id);
  // As if it had ended the process five times at the same place.
  await db.query(
    `update core.job set status = 'running', resumes = 4, resumed_at = done, ended_at = null where id = $1`,
    [id],
  );
  await db.query(
    `select graphile_worker.add_job('strongroom_job', json_build_object('id', $1::text), flags := array['turn'])`,
    [id],
  );
  shop.dispatcher.nudge(acme.id);
  const job = await ended(acme, owner, id);
  assert.equal(job.status, 'failed');
  assert.match(job.error!, /interrupted 5 times/);
});

test('two dispatchers never run the jobs of one tenant at once', async () => {
  const second = workshop([feature], () => vaults, { settings: { againMs: 50 } });
  const id = await work(acme, owner, (tx) => tx.jobs.start('make', 'once', { count: 60, name: 'Once', waitMs: 3 }));
  second.dispatcher.start();
  const job = await ended(acme, owner, id);
  assert.equal(job.status, 'done');
  assert.equal(await named(acme, 'Once%'), 60);
  await second.dispatcher.stop();
});

test('stopping lets the unit of work under way end, and the next start goes on from there', async () => {
  const first = workshop([feature], () => [other], { settings: { againMs: 50 } });
  await shop.dispatcher.stop();
  const id = await work(other, otherOwner, (tx) =>
    tx.jobs.start('make', 'pause', { count: 80, name: 'Pause', waitMs: 5 }),
  );
  first.dispatcher.start();
  await pause(150);
  await first.dispatcher.stop();
  const at = await named(other, 'Pause%');
  assert.ok(at > 0 && at < 80, String(at));
  await pause(100);
  assert.equal(await named(other, 'Pause%'), at);
  const next = workshop([feature], () => [other], { settings: { againMs: 50 } });
  next.dispatcher.start();
  assert.equal((await ended(other, otherOwner, id)).status, 'done');
  assert.equal(await named(other, 'Pause%'), 80);
});
