// The configuration of then: what became of roles, settings, fields and objects, and all of it or a part brought back by the rights of today, as
// one operation that can be undone, and past no second administrator.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { type Person, makeRole, makeUser } from '../../../test/samples/people.ts';
import { moveClock, now, resetClock } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Vault } from '../../core/vault.ts';
import type { ConfigurationSinceView, EverythingRestoredView, ThingView } from './contract.ts';

interface Restored {
  readonly back: number;
  readonly kept: readonly { readonly id: string; readonly reason: string }[];
  readonly jobs: readonly string[];
}

let acme: Vault;
let db: PgConnection;
let boss: Person;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  await ask(boss, 'catalog.view', {});
});
// What one test did must not lie in the future of the next.
after(resetClock);

const ask = (who: Person, action: string, input: object): Promise<Done> => perform(acme, who.actor, action, input);

async function must<T>(who: Person, action: string, input: object): Promise<T> {
  return (await mustDone(who, action, input)).output as T;
}

async function mustDone(who: Person, action: string, input: object): Promise<Done> {
  const done = await ask(who, action, input);
  assert.equal(
    done.outcome,
    'done',
    `${action}: ${done.outcome} ${done.problem?.detail ?? done.problem?.message ?? ''}`,
  );
  return done;
}

function mark(): string {
  moveClock(60_000);
  const at = now().toISOString();
  moveClock(60_000);
  return at;
}

/** What decides how the company works, without what says how often or when it was changed. */
async function state(): Promise<unknown> {
  const { rows } = await db.query<{ t: object }>(`
    select jsonb_build_object(
      'roles', (select jsonb_agg(jsonb_build_array(id, key, name, help, grants) order by id) from core.role),
      'held', (select jsonb_agg(jsonb_build_array(user_id, role_id) order by user_id, role_id) from core.member_role),
      'region', (select jsonb_agg(to_jsonb(r)) from core.region r),
      'bin', (select jsonb_agg(to_jsonb(b)) from core.bin_policy b),
      'exports', (select jsonb_agg(to_jsonb(x) - 'set_at' - 'set_by') from core.export_rules x),
      'tests', (select jsonb_agg(jsonb_build_array(id, role, permission, may, note) order by id) from core.access_test),
      'fields', (select jsonb_agg(jsonb_build_array(entity, name, definition) order by entity, name) from core.own_field where retired_at is null),
      'objects', (select jsonb_agg(jsonb_build_array(name, label, label_plural, help) order by name) from core.own_object where retired_at is null)
    ) as t`);
  return rows[0]!.t;
}

const since = async (who: Person, at: string): Promise<readonly ThingView[]> =>
  (await must<ConfigurationSinceView>(who, 'past.configuration', { at })).things;

const refs = (things: readonly ThingView[]): object[] =>
  things.filter((t) => t.reason === null).map(({ kind, id }) => ({ kind, id }));

const grants = (view: string): object => ({ objects: { company: { view } } });

async function makeRoleOfOwn(name = `Role ${newId()}`): Promise<{ id: string; version: number }> {
  return await must(boss, 'role.create', { name, grants: grants('own') });
}

async function someone(areas: readonly string[]): Promise<Person> {
  const role = await makeRole(db, { objects: { company: { view: 'all' }, user: { view: 'all' } }, areas });
  return makeUser(db, [role], []);
}

/** Changes something of every kind there is. */
async function changeAll(): Promise<{ at: string; was: unknown; ids: Record<string, string> }> {
  const [edited, removed] = [await makeRoleOfOwn(), await makeRoleOfOwn()];
  const person = await makeUser(db, [], []);
  await must(boss, 'member.setRoles', { id: person.id, roles: [removed.id] });
  await must(boss, 'settings.edit', { currency: 'EUR' });
  const check = await must<{ id: string }>(boss, 'accessTest.add', {
    role: edited.id,
    permission: 'company.view',
    may: true,
    note: 'as it was',
  });
  const object = await must<{ id: string; name: string }>(boss, 'shape.add-object', {
    label: 'Thing',
    labelPlural: 'Things',
  });
  const field = await must<{ id: string }>(boss, 'shape.add-field', { entity: 'company', kind: 'text', label: 'Then' });
  const at = mark();
  const was = await state();
  await must(boss, 'accessTest.remove', { id: check.id });
  await must(boss, 'role.edit', {
    id: edited.id,
    version: edited.version,
    name: `Now ${newId()}`,
    grants: grants('all'),
  });
  const made = await makeRoleOfOwn();
  await must(boss, 'member.setRoles', { id: person.id, roles: [made.id] });
  await must(boss, 'role.remove', { id: removed.id });
  await must(boss, 'settings.edit', { currency: 'SEK' });
  await must(boss, 'settings.edit', { timeZone: 'Europe/Helsinki' });
  await must(boss, 'bin.setPolicy', { expireDays: 12, forgetHistory: true });
  await must(boss, 'export.setRules', { reason: 'roles', dayRows: 777, alertAbove: 99 });
  await must(boss, 'shape.edit-object', { id: object.id, label: 'Gadget', help: 'A word' });
  await must(boss, 'shape.retire-object', { id: object.id });
  await must(boss, 'shape.edit-field', { id: field.id, label: 'Now', help: 'What it is' });
  const added = await must<{ id: string }>(boss, 'shape.add-field', { entity: 'company', kind: 'text', label: 'New' });
  mark();
  const ids = { edited: edited.id, removed: removed.id, made: made.id, person: person.id, test: check.id };
  return { at, was, ids: { ...ids, object: object.id, field: field.id, added: added.id } };
}

describe('the configuration since an instant', () => {
  test('is told thing by thing, and all of it comes back as one operation that can be undone, and done again', async () => {
    const { at, was, ids } = await changeAll();
    const changed = await state();
    const things = await since(boss, at);
    const did = new Map(things.map((t) => [`${t.kind} ${t.id}`, t.did]));
    assert.deepEqual(
      [
        did.get(`role ${ids['edited']}`),
        did.get(`role ${ids['removed']}`),
        did.get(`role ${ids['made']}`),
        did.get(`holder ${ids['person']}`),
        did.get(`accessTest ${ids['test']}`),
        did.get('setting settings changed'),
        did.get('setting bin policy set'),
        did.get('setting export rules set'),
        did.get(`object ${ids['object']}`),
        did.get(`field ${ids['field']}`),
        did.get(`field ${ids['added']}`),
      ],
      [
        'changed',
        'removed',
        'added',
        'changed',
        'removed',
        'changed',
        'changed',
        'changed',
        'removed',
        'changed',
        'added',
      ],
    );
    const region = things.find((t) => t.id === 'settings changed')!;
    assert.deepEqual(
      region.differences.filter((d) => d.name === 'Currency'),
      [{ name: 'Currency', before: 'EUR', after: 'SEK' }],
    );
    assert.ok(
      things
        .find((t) => t.id === ids['edited'])!
        .differences.some((d) => d.name === 'grants.objects.company.view' && d.before === 'own' && d.after === 'all'),
    );
    const done = await mustDone(boss, 'past.restoreConfiguration', { at, things: refs(things) });
    const result = done.output as Restored;
    assert.deepEqual(result.kept, []);
    assert.equal(result.back, refs(things).length);
    assert.deepEqual(await state(), was);
    assert.deepEqual(refs(await since(boss, at)), []);
    const undone = await mustDone(boss, 'operation.undo', { id: done.answer.operation! });
    assert.deepEqual((undone.output as { result: { kept: unknown[] } }).result.kept, []);
    assert.deepEqual(await state(), changed);
    await must(boss, 'operation.undo', { id: undone.answer.operation! });
    assert.deepEqual(await state(), was);
  });

  test('comes back with everything where that is chosen, what was added only where that is said; fields stand before the values that go into them', async () => {
    const field = await must<{ id: string; name: string }>(boss, 'shape.add-field', {
      entity: 'company',
      kind: 'text',
      label: 'Goes and comes',
    });
    const { id } = await must<{ id: string }>(boss, 'company.create', { name: 'Everything', [field.name]: 'a value' });
    const at = mark();
    await must(boss, 'shape.retire-field', { id: field.id });
    await must(boss, 'settings.edit', { currency: 'CHF' });
    const role = await makeRoleOfOwn();
    mark();
    const asked = { at, made: false, configuration: true, confirm: acme.name };
    const done = await must<EverythingRestoredView>(boss, 'past.restoreAll', asked);
    assert.deepEqual([done.configuration!.kept, done.configuration!.back], [[], 2]);
    assert.equal((await must<Record<string, unknown>>(boss, 'company.view', { id }))[field.name], 'a value');
    assert.ok((await since(boss, at)).some((t) => t.id === role.id));
    const without = await must<EverythingRestoredView>(boss, 'past.restoreAll', { ...asked, configuration: false });
    assert.equal(without.configuration, null);
  });

  test('is as it was where it was changed and changed back', async () => {
    const role = await makeRoleOfOwn('Back again');
    await must(boss, 'settings.edit', { currency: 'CHF' });
    const at = mark();
    await must(boss, 'role.edit', { id: role.id, version: 1, name: 'Another name' });
    await must(boss, 'role.edit', { id: role.id, version: 2, name: 'Back again' });
    await must(boss, 'settings.edit', { currency: 'NOK' });
    await must(boss, 'settings.edit', { currency: 'CHF' });
    mark();
    assert.deepEqual(await since(boss, at), []);
    assert.equal(
      (await ask(boss, 'past.restoreConfiguration', { at, things: [{ kind: 'role', id: role.id }] })).outcome,
      'not-found',
    );
  });

  test('says what cannot be brought back by this, and leaves it', async () => {
    const at = mark();
    await must(boss, 'ledger.setRetention', { liveMonths: 7, keepMonths: null });
    mark();
    const [thing] = await since(boss, at);
    assert.deepEqual([thing!.kind, typeof thing!.reason], ['other', 'string']);
    const result = await must<Restored>(boss, 'past.restoreConfiguration', {
      at,
      things: [{ kind: thing!.kind, id: thing!.id }],
    });
    assert.equal(result.back, 0);
  });
});

describe('rights over the configuration of then', () => {
  test('are those of today: who may see its history sees it, who shapes the model sees that, others nothing', async () => {
    const { at, ids } = await changeAll();
    const [looker, shaper, other] = [
      await someone(['self.use', 'tool.time-machine', 'admin.history']),
      await someone(['self.use', 'tool.time-machine', 'admin.shape']),
      await someone(['self.use', 'tool.time-machine']),
    ];
    assert.deepEqual(await since(other, at), []);
    const shape = await since(shaper, at);
    assert.deepEqual([...new Set(shape.map((t) => t.kind))].sort(), ['field', 'object']);
    const all = await since(looker, at);
    assert.ok(all.length > shape.length);
    assert.deepEqual(refs(all), [], 'looking is no right to change');
    const before = await state();
    const tried = await must<Restored>(looker, 'past.restoreConfiguration', {
      at,
      things: all.map(({ kind, id }) => ({ kind, id })),
    });
    assert.deepEqual([tried.back, await state()], [0, before]);
    assert.ok(tried.kept.some((k) => k.id === ids['edited'] && /admin\.grants/.test(k.reason)));
    assert.equal((await ask(other, 'past.restoreConfiguration', { at, things: refs(shape) })).outcome, 'not-found');
    assert.equal((await ask(await someone(['self.use']), 'past.configuration', { at })).outcome, 'not-allowed');
    // Somebody looks after the holders of people he does not see: nothing of them is told.
    const blind = await makeUser(
      db,
      [
        await makeRole(db, {
          objects: { tag: { view: 'all' } },
          areas: ['self.use', 'tool.time-machine', 'admin.history'],
        }),
      ],
      [],
    );
    assert.ok((await since(blind, at)).every((t) => t.kind !== 'holder'));
  });

  test('let nobody give by it what he does not hold', async () => {
    const role = await must<{ id: string; version: number }>(boss, 'role.create', {
      name: `Wide ${newId()}`,
      grants: { objects: { contact: { view: 'all' } } },
    });
    const at = mark();
    await must(boss, 'role.edit', { id: role.id, version: role.version, grants: grants('own') });
    mark();
    const clerk = await makeUser(
      db,
      [
        await makeRole(db, {
          objects: { company: { view: 'all' }, user: { view: 'all' } },
          areas: ['self.use', 'tool.time-machine', 'admin.history', 'admin.roles', 'admin.grants'],
        }),
      ],
      [],
    );
    const before = await state();
    const tried = await must<Restored>(clerk, 'past.restoreConfiguration', {
      at,
      things: [{ kind: 'role', id: role.id }],
    });
    assert.equal(tried.back, 0);
    assert.match(tried.kept[0]!.reason, /more than you do/);
    assert.deepEqual(await state(), before);
  });

  test('wait for a second administrator where the policy asks, who is told what comes back, and every way beside that is refused', async () => {
    const other = await makeUser(db, [await makeRole(db, { everything: true })], []);
    const role = await makeRoleOfOwn();
    const at = mark();
    await must(boss, 'role.edit', { id: role.id, version: role.version, grants: grants('all') });
    mark();
    await must(boss, 'approval.setPolicy', { classes: ['roles'], delayHours: 24, expiresDays: 7 });
    const before = await state();
    const things = [{ kind: 'role', id: role.id }];
    const asked = (
      await must<{ pending: { id: string; summary: string } }>(boss, 'past.restoreConfiguration', { at, things })
    ).pending;
    assert.match(asked.summary, /^Bring back to .*: Role /);
    assert.deepEqual(await state(), before);
    const all = { at, made: true, configuration: true, confirm: acme.name };
    assert.ok('pending' in (await must<object>(boss, 'past.restoreAll', all)));
    // Beside an action that was agreed to: the guard stands where roles are written.
    const purpose = { action: 'past.restoreConfiguration', reads: false, requestId: null, address: null };
    const tried = await performer.door.open(acme, boss.actor, purpose, (tx) =>
      tx.past.restoreConfiguration(at, { things: [{ kind: 'role', id: role.id }] }),
    );
    assert.equal(tried.back, 0);
    assert.match(tried.kept[0]!.reason, /second administrator/);
    assert.deepEqual(await state(), before);
    await must(other, 'approval.approve', { id: asked.id });
    const grantsNow = (await db.query<{ grants: object }>('select grants from core.role where id = $1', [role.id]))
      .rows[0]!;
    assert.deepEqual(grantsNow.grants, grants('own'));
  });
});
