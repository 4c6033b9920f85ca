// Menus, modules and everyday tools: without one its entry is hidden and its actions are refused, each tried for real; rights on activities
// by type; and handing over what somebody leaves behind.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import { type Area, menuOf, moduleOf, modules, usual, verbsOf } from '../src/contract/permission.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { entities } from '../src/features/entities.ts';
import { features } from '../src/features/index.ts';
import { recordActions } from '../src/features/records/contract.ts';
import { superuserIn, newTenant } from './harness/cluster.ts';
import { workshop } from './harness/workshop.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { addOwnObject, performOn } from './samples/record-actions.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';
import type { Vault } from '../src/core/vault.ts';

const objects: readonly Entity[] = Object.values(entities);
const { activity, company, contact, deal } = entities;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let machine: Entity;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  machine = await addOwnObject({ vault: acme, db }, boss.actor);
});

const allOf = (e: Entity): object => Object.fromEntries(verbsOf(e).map((v) => [v, 'all']));

async function without(...names: Area[]): Promise<Person> {
  const role = {
    objects: Object.fromEntries([...objects, machine].map((e) => [e.name, allOf(e)])),
    areas: ['self.use'],
    without: names,
  };
  return makeUser(db, [await makeRole(db, role)], []);
}

const ask = (p: Person, action: string, input: object = {}): Promise<Done> => perform(acme, p.actor, action, input);

async function plantOne(e: Entity): Promise<string> {
  const values = sampleOf(e).values(`P${(serial += 1)}x`);
  await plantNeeds(acme, db, e, values);
  return plant(acme, db, e, values, { owner: boss.id });
}

describe('without a menu', () => {
  for (const { name, of } of [
    ...objects.map((e) => ({ name: e.name, of: () => e })),
    { name: 'own', of: () => machine },
  ]) {
    test(`menu.${name}: its list and totals are refused, single records are not`, async () => {
      const e = of();
      const menu = menuOf(e);
      assert.equal(menu, `menu.${name}`);
      const me = await without(menu);
      const other = await without('tool.search');
      const id = await plantOne(e);
      for (const verb of ['list', 'group']) {
        const done = await performOn(acme, me.actor, e, verb, verb === 'group' ? { by: 'createdAt:month' } : {});
        assert.deepEqual([done.outcome, done.problem?.extras.missing], ['not-allowed', menu], verb);
        const fine = await performOn(acme, other.actor, e, verb, verb === 'group' ? { by: 'createdAt:month' } : {});
        assert.equal(fine.outcome, 'done');
      }
      assert.equal((await performOn(acme, me.actor, e, 'view', { id })).outcome, 'done');
      const catalog = (await ask(me, 'catalog.view')).output as { entities: { name: string; menu: boolean }[] };
      for (const shown of catalog.entities) assert.equal(shown.menu, shown.name !== e.name, shown.name);
    });
  }
});

describe('without a module', () => {
  for (const module of Object.keys(modules) as (keyof typeof modules)[]) {
    test(`${module}: its objects are not there on any path`, async () => {
      const me = await without(module);
      const inside = objects.filter((e) => moduleOf(e.name) === module);
      assert.ok(inside.length > 0);
      for (const e of inside) {
        const id = await plantOne(e);
        for (const [verb, action] of Object.entries(recordActions(e))) {
          const input =
            verb === 'bulk'
              ? { ids: [id], do: 'archive' }
              : verb === 'reveal'
                ? { id, field: 'x', reason: 'why' }
                : verb === 'complete'
                  ? { id, done: true }
                  : verb === 'merge'
                    ? { id, other: id }
                    : { id };
          const sent = verb === 'list' || verb === 'group' ? {} : input;
          assert.equal((await ask(me, action.name, sent)).outcome, 'not-allowed', action.name);
        }
        const word = sampleOf(e).values(`P${serial}x`)['name'];
        const found = await ask(me, 'search.find', { q: typeof word === 'string' ? word : `P${serial}x` });
        assert.ok(!JSON.stringify(found.output).includes(id), 'the search finds it');
        assert.equal((await ask(me, 'access.why', { entity: e.name, id, verb: 'view' })).outcome, 'not-found');
      }
      const catalog = (await ask(me, 'catalog.view')).output as { entities: { name: string }[] };
      for (const e of objects)
        assert.equal(
          catalog.entities.some((x) => x.name === e.name),
          moduleOf(e.name) !== module,
          e.name,
        );
    });
  }

  test('what refers to it does not tell of it', async () => {
    const me = await without('module.relations');
    const id = await plant(
      acme,
      db,
      deal,
      { ...sampleOf(deal).values(`R${(serial += 1)}`), company: await plantOne(company) },
      { owner: boss.id },
    );
    const row = (await ask(me, 'deal.view', { id })).output as { company: unknown };
    assert.deepEqual(row.company, { restricted: true });
    const filter = JSON.stringify({ field: 'company.name', op: 'empty', value: false });
    assert.equal((await ask(me, 'deal.list', { filter })).outcome, 'unknown-field');
  });

  test('another role gives it', async () => {
    const me = await without('module.sales');
    assert.equal((await ask(me, 'deal.list')).outcome, 'not-allowed');
    await db.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [
      me.id,
      await makeRole(db, { areas: ['module.sales'] }),
    ]);
    assert.equal((await ask(me, 'deal.list')).outcome, 'done');
  });
});

describe('without a tool', () => {
  const tools: readonly (readonly [Area, string, (id: string) => object])[] = [
    ['tool.search', 'search.find', () => ({ q: 'anything' })],
    ['tool.history', 'contact.history', (id) => ({ id })],
    ['tool.totals', 'contact.group', () => ({ by: 'stage' })],
    ['tool.bulk', 'contact.bulk', (id) => ({ ids: [id], do: 'archive' })],
    ['tool.undo', 'operation.undo', (id) => ({ id })],
  ];
  test('every tool is among them', () => {
    assert.deepEqual(
      tools.map(([name]) => name).sort(),
      Object.keys(usual)
        .filter((name) => name.startsWith('tool.'))
        .sort(),
    );
  });
  for (const [tool, action, input] of tools) {
    test(`${tool}: ${action} is refused`, async () => {
      const id = await plantOne(contact);
      const refused = await ask(await without(tool), action, input(id));
      assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', tool]);
      const allowed = await ask(await without('menu.tag'), action, input(id));
      assert.notEqual(allowed.outcome, 'not-allowed');
    });
  }

  test('every record action but the simplest asks for its menu or tool', () => {
    const needs = Object.entries(recordActions(contact)).flatMap(([verb, a]) => (a.needs === undefined ? [] : [verb]));
    assert.deepEqual(needs.sort(), ['bulk', 'group', 'history', 'list']);
    assert.ok(performer.handlers.size > 100);
  });
});

describe('activities by type', () => {
  test('each type has scopes of its own to see, edit, complete and reassign', async () => {
    const team = await makeTeam(db);
    const mate = await makeUser(db, [], [team]);
    const role = await makeRole(db, {
      objects: {
        user: { view: 'all' },
        activity: {
          view: 'own',
          edit: 'own',
          types: {
            call: { view: 'team', edit: 'none', complete: 'team' },
            meeting: { view: 'all', assign: 'all' },
            note: { view: 'none' },
          },
        },
      },
      areas: ['self.use'],
    });
    const me = await makeUser(db, [role], [team]);
    const make = (type: string, owner: string): Promise<string> =>
      plant(acme, db, activity, { ...sampleOf(activity).values(`T${(serial += 1)}`), type }, { owner });
    const tried: readonly (readonly [string, Person, Readonly<Record<string, string>>])[] = [
      ['task', me, { view: 'done', edit: 'done', complete: 'done', assign: 'not-allowed' }],
      ['task', mate, { view: 'not-found', edit: 'not-found', complete: 'not-found', assign: 'not-found' }],
      ['call', me, { view: 'done', edit: 'not-allowed', complete: 'done', assign: 'not-allowed' }],
      ['call', mate, { view: 'done', edit: 'not-allowed', complete: 'done', assign: 'not-allowed' }],
      ['call', boss, { view: 'not-found', edit: 'not-found', complete: 'not-found', assign: 'not-found' }],
      ['meeting', boss, { view: 'done', edit: 'not-allowed', complete: 'not-allowed', assign: 'done' }],
      ['note', me, { view: 'not-found', edit: 'not-found', complete: 'not-found', assign: 'not-found' }],
    ];
    for (const [type, owner, expected] of tried) {
      const id = await make(type, owner.id);
      const inputs: Record<string, object> = {
        edit: { body: 'x' },
        complete: { done: true },
        assign: { owner: owner.id },
      };
      for (const [verb, outcome] of Object.entries(expected)) {
        const done = await ask(me, `activity.${verb}`, { id, ...inputs[verb] });
        assert.equal(
          done.outcome,
          outcome,
          `${verb} of a ${type} of ${owner === me ? 'mine' : owner === mate ? 'a mate' : 'others'}`,
        );
      }
    }
    // Nobody gets around it by changing the type.
    const call = await make('task', me.id);
    assert.equal((await ask(me, 'activity.edit', { id: call, type: 'call' })).outcome, 'outside-your-reach');
    assert.equal((await ask(me, 'activity.edit', { id: call, done: true, body: 'x' })).outcome, 'done');
  });

  test('to edit is to complete unless the role says otherwise', async () => {
    const objectsOf = (more: object): object => ({
      objects: { activity: { view: 'all', edit: 'all', ...more } },
      areas: ['self.use'],
    });
    const [usually, never] = [
      await makeUser(db, [await makeRole(db, objectsOf({}))], []),
      await makeUser(db, [await makeRole(db, objectsOf({ complete: 'none' }))], []),
    ];
    const id = await plantOne(activity);
    assert.equal((await ask(never, 'activity.edit', { id, done: true })).outcome, 'not-allowed');
    assert.equal((await ask(never, 'activity.complete', { id, done: true })).outcome, 'not-allowed');
    assert.equal((await ask(never, 'activity.edit', { id, body: 'x' })).outcome, 'done');
    assert.equal((await ask(usually, 'activity.edit', { id, done: true })).outcome, 'done');
  });
});

describe('handing over what somebody leaves', () => {
  test('everything he owns or is responsible for goes over as one operation, as far as it may be assigned, and comes back', async () => {
    const shop = workshop(features, () => [acme]);
    shop.dispatcher.start();
    const leaver = await makeUser(db, [], []);
    const heir = await makeUser(db, [], []);
    const other = await makeUser(db, [], []);
    const make = (e: Entity, values: object, owner: string): Promise<string> =>
      plant(acme, db, e, { ...sampleOf(e).values(`H${(serial += 1)}x`), ...values }, { owner });
    const his = [await make(company, {}, leaver.id), await make(company, { responsible: leaver.id }, other.id)];
    const deals = [await make(deal, { responsible: other.id }, leaver.id)];
    const untouched = await make(company, { responsible: other.id }, other.id);
    const admin = await makeUser(
      db,
      [
        await makeRole(db, {
          objects: { user: { view: 'all' }, company: { view: 'all', assign: 'all' }, deal: { view: 'all' } },
          areas: ['self.use', 'admin.reassign'],
        }),
      ],
      [],
    );
    const preview = await ask(admin, 'reassign.preview', { user: leaver.id });
    assert.deepEqual(
      (preview.output as { objects: { entity: string; records: number }[] }).objects.map((o) => [o.entity, o.records]),
      [
        ['company', 2],
        ['deal', 1],
      ],
    );
    for (const to of [leaver.id, '00000000-0000-0000-0000-000000000000'])
      assert.notEqual((await ask(admin, 'reassign.start', { user: leaver.id, to })).outcome, 'done');
    assert.equal(
      (await ask(await without('menu.tag'), 'reassign.start', { user: leaver.id, to: heir.id })).outcome,
      'not-allowed',
    );
    const started = await shop.act<{ job: string }>(acme, admin.actor, 'reassign.start', {
      user: leaver.id,
      to: heir.id,
    });
    const job = await finished(started.job);
    assert.deepEqual([job.status, job.result['changed'], job.result['refused']], ['done', 2, 1], JSON.stringify(job));
    const now = async (table: string, ids: readonly string[]): Promise<unknown[]> =>
      (await db.query(`select owner, responsible from data.${table} where id = any($1) order by id`, [ids])).rows;
    assert.deepEqual(await now('company', his), [
      { owner: heir.id, responsible: null },
      { owner: other.id, responsible: heir.id },
    ]);
    assert.deepEqual(await now('deal', deals), [{ owner: leaver.id, responsible: other.id }]);
    assert.deepEqual(await now('company', [untouched]), [{ owner: other.id, responsible: other.id }]);
    const { rows } = await db.query<{ id: string }>('select operation as id from core.job where id = $1', [
      started.job,
    ]);
    const undone = await ask(admin, 'operation.undo', { id: rows[0]!.id });
    assert.equal((undone.output as { result: { back: number } }).result.back, 2, JSON.stringify(undone.output));
    assert.deepEqual(await now('company', his), [
      { owner: leaver.id, responsible: null },
      { owner: other.id, responsible: leaver.id },
    ]);
  });

  async function finished(id: string): Promise<{ status: string; result: Record<string, unknown> }> {
    for (let n = 0; n < 200; n++) {
      const { rows } = await db.query<{ status: string; result: Record<string, unknown> }>(
        'select status, result from core.job where id = $1',
        [id],
      );
      if (!['waiting', 'running'].includes(rows[0]!.status)) return rows[0]!;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the job did not end');
  }
});
