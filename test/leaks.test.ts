// The check for leaks finds leaks: it passes on what we ship, knows every action there is, and sees one that tells what it should not.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod/mini';
import { action } from '../src/contract/action.ts';
import { describeApi, describeOAuth, eventStream, ledgerTail } from '../src/contract/own-actions.ts';
import { TrustedProxies } from '../src/core/address.ts';
import { type Feature, on } from '../src/core/feature.ts';
import { FileStore } from '../src/core/files/store.ts';
import { makePorch } from '../src/core/identity/porch.ts';
import type { Configuration } from '../src/core/leaks-desk.ts';
import { Performer } from '../src/core/perform.ts';
import { Refusals } from '../src/core/refusals.ts';
import { Scratch } from '../src/core/scratch.ts';
import type { Vault } from '../src/core/vault.ts';
import { makeWebServer } from '../src/edge/http/server.ts';
import { features } from '../src/features/index.ts';
import { actionProbes } from '../src/features/leaks/check/action-probes.ts';
import { recordProbes } from '../src/features/leaks/check/record-probes.ts';
import { type CheckWish, checkLeaks, probeOf } from '../src/features/leaks/check/run.ts';
import { type LeakReport, isPassed } from '../src/features/leaks/contract.ts';
import { makeLeaks } from '../src/features/leaks/server.ts';
import { makeEngine } from '../src/main/engine.ts';
import { checkLimits, siteOf } from '../src/main/leak-check.ts';
import { closeTenants, newTenant, superuserIn } from './harness/cluster.ts';
import { perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { addOwnObject } from './samples/record-actions.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-leaks-'));
const store = new FileStore(path.join(folder, 'files'));
after(() => rmSync(folder, { recursive: true, force: true }));

let acme: Vault;
let admin: Person;
let config: Configuration;
let machine: string;
let narrow: string;

const purpose = { action: 'test', reads: false, requestId: null, address: null };

before(async () => {
  acme = await newTenant('acme');
  const db = await superuserIn(acme);
  admin = await makeUser(db, [await makeRole(db, { everything: true })], []);
  machine = (await addOwnObject({ vault: acme, db }, admin.actor)).name;
  const secret = await perform(acme, admin.actor, 'shape.add-field', {
    entity: 'company',
    kind: 'text',
    label: 'Inner name',
    search: true,
  });
  assert.equal(secret.outcome, 'done');
  const scoped = (view: unknown, more: object = {}): object => ({ view, edit: 'own', export: 'own', ...more });
  await db.query('delete from core.role where key <> all($1)', [['owner', 'role-1', 'role-2']]);
  const role = await makeRole(db, {
    objects: {
      company: scoped('team', { fields: { innerName: 'hidden', taxNumber: 'masked', annualRevenue: 'hidden' } }),
      deal: scoped({ rule: 'record.probability > 90' }, { otherFields: 'read' }),
      dealLine: { view: 'all' },
      activity: { view: 'territory', types: { call: { view: 'own' } } },
      [machine]: scoped('own'),
      user: { view: 'own' },
    },
    areas: ['self.use', 'tool.import'],
  });
  narrow = (await db.query<{ key: string }>('select key from core.role where id = $1', [role])).rows[0]!.key;
  config = await performer.door.open(acme, admin.actor, purpose, (tx) => tx.leaks.configuration());
});

/** On an empty vault with the whole server before it, as the command does it. */
async function check(
  wish: Partial<CheckWish>,
  more: (vault: Vault) => readonly Feature[] = () => [],
): Promise<LeakReport> {
  const vault = await newTenant('scratch');
  const tenants = { all: async () => [vault], find: async (id: string) => (id === vault.id ? vault : null) };
  const engine = makeEngine(folder, tenants);
  const added = more(vault);
  const all =
    added.length === 0
      ? engine.performer
      : new Performer(engine.door, [...features, ...added], new Refusals(), (v) => ({
          identity: makePorch(v, engine.door.catalog),
          receive: (name, body, options) => store.receive(v, name, body, options),
        }));
  const web = await makeWebServer({
    performer: all,
    pages: folder,
    tenantByHost: (hostname) => (hostname === vault.hostname ? vault : undefined),
    trustedProxies: new TrustedProxies([]),
    onlyProxies: false,
    limits: checkLimits,
  });
  try {
    engine.dispatcher.start();
    return await checkLeaks(siteOf(vault, engine, web), config, { roles: [narrow], ...wish });
  } finally {
    await web.close(0);
    await engine.close();
  }
}

const told = (report: LeakReport): string =>
  JSON.stringify(
    { findings: report.findings.slice(0, 5), more: report.findings.length, unprobed: report.unprobed },
    null,
    1,
  );

describe('the check for leaks', () => {
  test('knows how to try every action, or why there is nothing to try', () => {
    const names = [
      ...performer.handlers.keys(),
      eventStream.name,
      ledgerTail.name,
      describeApi.name,
      describeOAuth.name,
    ];
    assert.deepEqual(
      names.filter((name) => probeOf(name, performer.door.catalog) === undefined),
      [],
      'give it a probe, or the reason why none is needed, in src/features/leaks/check',
    );
    assert.deepEqual(
      Object.keys(actionProbes).filter((name) => !names.includes(name)),
      [],
      'there is no such action any more',
    );
    assert.deepEqual(
      Object.keys(recordProbes).filter((verb) => !names.some((name) => name.endsWith(`.${verb}`))),
      [],
    );
  });

  test('finds nothing in what is shipped, on every path, under a copy of a configuration', async () => {
    const report = await check({ objects: ['company', 'deal', 'dealLine', 'activity', 'user', machine] });
    assert.ok(isPassed(report), told(report));
    assert.ok(report.asked > 500, `only ${report.asked} requests`);
    const open = new Set(report.cells.filter((c) => c.state === 'ok').map((c) => c.path));
    for (const path of [
      'view',
      'list',
      'search',
      'count',
      'sort',
      'filter',
      'group',
      'aggregate',
      'saved',
      'export',
      'history',
      'error',
      'explain',
      'file',
      'key',
      'events',
    ] as const)
      assert.ok(open.has(path), `nothing was open on the path ${path}`);
  });

  test('tries somebody who holds several roles at once, each field by the roles that reach the record', async () => {
    const db = await superuserIn(acme);
    const other = await makeRole(db, {
      objects: {
        company: { view: 'own', import: 'own', create: 'own', fields: { taxNumber: 'read', annualRevenue: 'read' } },
        deal: { view: 'teamBelow', fields: { amount: 'hidden' } },
      },
      areas: ['self.use', 'tool.import'],
    });
    const { key } = (await db.query<{ key: string }>('select key from core.role where id = $1', [other])).rows[0]!;
    const before = config;
    config = await performer.door.open(acme, admin.actor, purpose, (tx) => tx.leaks.configuration());
    try {
      const report = await check({ roles: [narrow, key], together: true, objects: ['company', 'deal'] });
      assert.ok(isPassed(report), told(report));
      assert.equal(report.roles.length, 1);
      assert.deepEqual(new Set(report.roles[0]!.key.split('+')), new Set([narrow, key]));
      const open = report.cells.filter((c) => c.state === 'ok' && c.object === 'company').map((c) => c.path);
      assert.ok(open.includes('import') && open.includes('view'), 'a dry run of an import was tried');
    } finally {
      config = before;
      await db.query('delete from core.role where id = $1', [other]);
    }
  });

  test('finds an action that tells what it should not, and says which request shows it', async () => {
    const leaky = action({
      name: 'leaky.list',
      http: 'GET /leaky',
      access: { may: 'self.use' },
      summary: 'Names of companies, whoever asks.',
      input: z.strictObject({}),
      output: z.object({ names: z.array(z.string()) }),
    });
    // Past the engine, as no feature could: it holds a connection of its own.
    const report = await check(
      {
        objects: ['company'],
        probes: {
          'leaky.list': async ({ p, action: a }) => void (await p.ask({ path: 'list', object: 'company' }, a, {})),
        },
      },
      (vault) => [
        {
          name: 'leaky',
          handlers: [
            on(leaky, async () => {
              const lease = await vault.pool.acquire();
              const { rows } = await lease.query<{ name: string }>('select name from data.company');
              lease.release();
              return { names: rows.map((r) => r.name) };
            }),
          ],
        },
      ],
    );
    assert.ok(!isPassed(report));
    const found = report.findings.filter((f) => f.request.target === '/api/v1/leaky');
    assert.ok(found.length > 0 && found.length === report.findings.length, told(report));
    assert.ok(found.every((f) => f.role === narrow && f.path === 'list' && f.object === 'company'));
    assert.ok(
      found.some((f) => f.what === 'The answer holds name of a company (foreign).'),
      told(report),
    );
    assert.equal(report.cells.find((c) => c.path === 'list' && c.object === 'company')!.state, 'leak');
  });

  test('does not pass while there is an action nobody has said how to try', async () => {
    const idle = action({
      name: 'idle.look',
      http: 'GET /idle',
      access: { may: 'self.use' },
      summary: 'Nothing.',
      input: z.strictObject({}),
      output: z.object({}),
    });
    const report = await check({ objects: ['tag'] }, () => [{ name: 'idle', handlers: [on(idle, async () => ({}))] }]);
    assert.deepEqual(report.unprobed, ['idle.look']);
    assert.deepEqual(report.findings, [], told(report));
    assert.ok(!isPassed(report));
  });

  test('fills no vault somebody works in', async () => {
    await assert.rejects(Scratch.of(acme), /somebody works in this vault/);
  });

  test('keeps its results for whoever may read them, and names nobody one cannot see', async () => {
    const db = await superuserIn(acme);
    const report: LeakReport = {
      seconds: 1,
      asked: 2,
      roles: [],
      objects: [],
      cells: [],
      findings: [],
      more: 0,
      unprobed: [],
    };
    await performer.door.open(acme, admin.actor, purpose, (tx) => tx.leaks.keep(true, report as never));
    const grants = (user: string): object => ({
      objects: { user: { view: user } },
      areas: ['self.use', 'admin.leaks'],
    });
    const seen = await perform(
      acme,
      (await makeUser(db, [await makeRole(db, grants('all'))], [])).actor,
      'leak.view',
      {},
    );
    const { last, here } = seen.output as { last: { by: unknown; ok: boolean; report: LeakReport }; here: boolean };
    assert.deepEqual([last.ok, last.report, here], [true, report, false]);
    assert.equal((last.by as { id: string }).id, admin.id);
    const blind = await perform(
      acme,
      (await makeUser(db, [await makeRole(db, grants('own'))], [])).actor,
      'leak.view',
      {},
    );
    assert.deepEqual((blind.output as { last: { by: unknown } }).last.by, { restricted: true });
    const none = await perform(
      acme,
      (await makeUser(db, [await makeRole(db, { areas: ['self.use'] })], [])).actor,
      'leak.view',
      {},
    );
    assert.equal(none.outcome, 'not-allowed');
    // Here no host plane was handed in: the command is told.
    const refused = await perform(acme, admin.actor, 'leak.start', {});
    assert.equal(refused.outcome, 'wrong-state');
    assert.match(refused.problem!.detail!, /check leaks/);
  });

  test('runs as a job where the host plane is handed in: one at a time, ten minutes apart, and it can be stopped', async () => {
    const db = await superuserIn(acme);
    const clean: LeakReport = {
      seconds: 1,
      asked: 2,
      roles: [],
      objects: [],
      cells: [],
      findings: [],
      more: 0,
      unprobed: [],
    };
    const wishes: unknown[] = [];
    await db.query('delete from core.leak_check');
    const leaks = makeLeaks({
      run: async (given, wish) => {
        wishes.push([given.roles.length, wish.roles, wish.together]);
        for (const done of [1, 2, 50]) await wish.onStep(done, 100);
        return clean;
      },
    });
    const others = features.filter((f) => f.name !== 'leaks');
    const here = new Performer(performer.door, [...others, leaks], new Refusals(), () => ({}) as never);
    const me = await makeUser(db, [await makeRole(db, { everything: true })], []);
    const call = { requestId: 'test', address: null, userAgent: null, ifMatch: null, idempotencyKey: null } as const;
    const rest = { deviceToken: null, sessionToken: null, body: null, answer: {} };
    const start = (roles?: string[], together?: boolean): Promise<unknown> =>
      here.run(
        acme,
        me.actor,
        'leak.start',
        { ...(roles === undefined ? {} : { roles }), ...(together === undefined ? {} : { together }) },
        { ...call, ...rest },
      );
    await assert.rejects(start(['no-such-role']), /no role "no-such-role"/);
    await assert.rejects(start([narrow], true), /needs two of them/);
    const { job } = (await start([narrow])) as { job: string };
    await assert.rejects(start(), /under way already/);
    const saved: number[] = [];
    const run = (cancelled: boolean): Promise<void> =>
      leaks.jobs![0]!.run({
        id: job,
        input: { roles: [narrow] },
        state: {},
        open: (work) =>
          performer.door.open(acme, me.actor, purpose, (tx) => work(tx, async ({ done }) => void saved.push(done))),
        rehearse: () => assert.fail('nothing is rehearsed'),
        cancelled: async () => cancelled,
      });
    const kept = async (): Promise<number> =>
      (await db.query<{ n: number }>('select count(*)::int as n from core.leak_check where asked_by = $1', [me.id]))
        .rows[0]!.n;
    await run(true);
    assert.deepEqual([saved, await kept()], [[], 0], 'stopped: nothing is kept');
    await run(false);
    assert.deepEqual([saved, await kept()], [[1, 2, 50, 100], 1]);
    assert.deepEqual((wishes[1] as unknown[])[1], [narrow], 'with the roles asked for');
    await db.query(`update core.job set status = 'done', ended_at = now() where id = $1`, [job]);
    await assert.rejects(start(), /ten minutes/);
  });

  test('reads configuration and no record, and that it did stands on record', async () => {
    const db = await superuserIn(acme);
    const { rows } = await db.query(`select 1 from core.ledger where verb = 'configuration read' and actor = $1`, [
      admin.id,
    ]);
    assert.ok(rows.length > 0);
    const text = JSON.stringify(config);
    const people = await db.query<{ name: string; email: string }>('select name, email from data."user"');
    for (const { name, email } of people.rows) assert.ok(!text.includes(name) && !text.includes(email));
    const me = await makeUser(
      db,
      [await makeRole(db, { objects: { company: { view: 'all' } }, areas: ['self.use'] })],
      [],
    );
    await assert.rejects(
      performer.door.open(acme, me.actor, purpose, (tx) => tx.leaks.configuration()),
      /do not allow/,
    );
  });
});

after(closeTenants);
