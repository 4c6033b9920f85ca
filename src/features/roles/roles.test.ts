// Roles as sub-administrators try to climb by them (T3), what a change would do before it is saved, tests that stop it, and the way back.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { catalog } from '../../../test/harness/people.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { checkRoleGrants } from '../../core/access/check-role.ts';
import { effective, isWithin } from '../../core/access/compare.ts';
import { newId } from '../../core/ids.ts';
import type { Actor, Grant } from '../../core/principal.ts';
import type { RoleGrants } from '../../core/roles.ts';
import type { Catalogue, Role, TestResult, WhatIf } from './contract.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';

/** May change roles and people, and holds little else. */
const climber: RoleGrants = {
  objects: {
    company: { view: 'team', edit: 'own', fields: { taxNumber: 'hidden', annualRevenue: 'masked' } },
    user: { view: 'all', edit: 'own', import: 'own' },
  },
  areas: ['self.use', 'admin.roles', 'admin.grants', 'admin.members', 'admin.keys', 'tool.import'],
};

let acme: Site;
let owner: Holder;

before(async () => {
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  owner = await openSession(acme.db, await makeUser(acme.db, [ownerRole], []));
});

interface Admin extends Holder {
  readonly role: string;
}

async function newAdmin(grants: RoleGrants = climber): Promise<Admin> {
  const role = await makeRole(acme.db, grants);
  return { ...(await openSession(acme.db, await makeUser(acme.db, [role], []))), role };
}

const call = (who: { actor: Actor }, action: string, input: object = {}, more: object = {}): Promise<Done> =>
  perform(acme.vault, who.actor, action, input, more);

async function done<T>(
  who: { actor: Actor },
  action: string,
  input: object = {},
): Promise<T & { answer: Done['answer'] }> {
  const answer = await call(who, action, input);
  assert.equal(answer.outcome, 'done', `${answer.problem?.detail} ${JSON.stringify(answer.problem?.extras)}`);
  return { ...(answer.output as T), answer: answer.answer };
}

async function held(who: { id: string }): Promise<Grant[]> {
  return effective(await performer.door.principal(acme.vault, { kind: 'user', id: who.id }));
}

const view = (who: { actor: Actor }, id: string): Promise<Role> => done<Role>(who, 'role.view', { id });

async function undo(who: { actor: Actor }, id: string): Promise<{ back: number; keptCount: number }> {
  return (await done<{ result: { back: number; keptCount: number } }>(who, 'operation.undo', { id })).result;
}

async function newRole(who: { actor: Actor }, grants: RoleGrants, name = `Made ${newId()}`): Promise<Role> {
  return done<Role>(who, 'role.create', { name, grants });
}

describe('nobody climbs', () => {
  const more: RoleGrants[] = [
    { everything: true },
    { objects: { company: { view: 'all' } } },
    { objects: { company: { edit: 'team' } } },
    { objects: { company: { view: 'team', fields: { taxNumber: 'read' } } } },
    { objects: { company: { view: 'team' } } },
    { objects: { company: { view: { rule: 'true' } } } },
    { objects: { company: { view: { rule: 'record.name != ""', within: 'all' } } } },
    { objects: { company: { export: 'own', fields: { taxNumber: 'hidden', annualRevenue: 'masked' } } } },
    { objects: { deal: { view: 'own' } } },
    { areas: ['ledger.view'] },
    { areas: ['admin.approve'] },
  ];

  test('by a new role, by the own one, or by one somebody else holds: each is refused, and nobody holds more afterwards', async () => {
    const me = await newAdmin();
    const bystander = await openSession(acme.db, await makeUser(acme.db, [me.role], []));
    const before = await held(me);
    const mine = await view(me, me.role);
    const small = await newRole(me, { areas: ['self.use'] });
    for (const grants of more) {
      const all = {
        ...climber,
        ...grants,
        objects: { ...climber.objects, ...grants.objects },
        areas: [...climber.areas!, ...(grants.areas ?? [])],
      };
      const tries = [
        await call(me, 'role.create', { name: `Greedy ${newId()}`, grants }),
        await call(me, 'role.edit', {
          id: me.role,
          version: mine.version,
          grants: grants.everything === true ? grants : all,
        }),
        await call(me, 'role.edit', { id: small.id, version: small.version, grants }),
      ];
      // A key's fields follow its owner's, so that only naming one is to ask for more.
      const asksFieldsOnly = JSON.stringify(grants) === '{"objects":{"company":{"view":"team"}}}';
      if (!asksFieldsOnly)
        tries.push(
          await call(me, 'key.create', {
            name: 'Greedy',
            grants,
            expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
          }),
        );
      for (const t of tries)
        assert.ok(['not-allowed', 'invalid-input'].includes(t.outcome), `${JSON.stringify(grants)}: ${t.outcome}`);
    }
    for (const who of [me, bystander]) assert.ok(isWithin(await held(who), before, catalog));
    const { rows } = await acme.db.query<{ n: number }>(
      'select count(*)::int as n from core.api_key where owner = $1',
      [me.id],
    );
    assert.equal(rows[0]!.n, 0);
  });

  test('by giving oneself or a friend a role that holds more, by inviting one, by a link to somebody who holds more', async () => {
    const me = await newAdmin();
    const before = await held(me);
    const friend = await openSession(acme.db, await makeUser(acme.db, [], []));
    const manager = '00000000-0000-7000-8000-000000000102';
    for (const role of [ownerRole, manager, '00000000-0000-7000-8000-000000000111']) {
      for (const id of [me.id, friend.id]) {
        const outcome = (await call(me, 'member.setRoles', { id, roles: [me.role, role] })).outcome;
        assert.equal(outcome, 'not-allowed');
      }
      const invited = await call(me, 'member.invite', {
        name: 'Puppet',
        email: `p${newId()}@people.example`,
        roles: [role],
      });
      assert.equal(invited.outcome, 'not-allowed');
    }
    assert.equal((await call(me, 'member.link', { id: owner.id })).outcome, 'not-allowed');
    assert.equal((await call(me, 'member.deactivate', { id: owner.id })).outcome, 'not-allowed');
    for (const who of [me, friend]) assert.ok(isWithin(await held(who), before, catalog));
  });

  test('by taking away what one does not hold: a role that holds more is neither changed, removed nor emptied', async () => {
    const me = await newAdmin();
    const rich = await newRole(owner, { objects: { deal: { view: 'all' } } });
    for (const grants of [{}, { areas: ['self.use'] }, climber]) {
      assert.equal(
        (await call(me, 'role.edit', { id: rich.id, version: rich.version, grants })).outcome,
        'not-allowed',
      );
    }
    assert.equal(
      (await call(me, 'role.edit', { id: rich.id, version: rich.version, name: 'Mine now' })).outcome,
      'not-allowed',
    );
    assert.equal((await call(me, 'role.remove', { id: rich.id })).outcome, 'not-allowed');
    assert.equal((await call(me, 'role.whatIf', { id: rich.id, grants: { everything: true } })).outcome, 'not-allowed');
  });

  test('by undoing what took a right away', async () => {
    const me = await newAdmin({ ...climber, areas: [...climber.areas!, 'tool.undo-others'] });
    const role = await newRole(owner, { objects: { deal: { view: 'all' } } });
    const edited = await done<Role>(owner, 'role.edit', { id: role.id, version: 1, grants: { areas: ['self.use'] } });
    const undone = await undo(me, edited.answer.operation!);
    assert.deepEqual([undone.back, undone.keptCount], [0, 1]);
    // Nor is a role that holds more called otherwise by an undo.
    const wide = await newRole(owner, { objects: { company: { view: 'all', purge: 'all' } } });
    const renamed = await done(owner, 'role.edit', { id: wide.id, version: wide.version, name: `Wide ${newId()}` });
    assert.deepEqual((await undo(me, renamed.answer.operation!)).back, 0);
    assert.deepEqual((await view(owner, role.id)).grants, { areas: ['self.use'] });
  });

  test('the owner’s role stays: not changed, not removed, not copied, not by the owner either', async () => {
    const role = await view(owner, ownerRole);
    assert.equal(
      (await call(owner, 'role.edit', { id: ownerRole, version: role.version, grants: {} })).outcome,
      'not-allowed',
    );
    assert.equal(
      (await call(owner, 'role.edit', { id: ownerRole, version: role.version, name: 'King' })).outcome,
      'not-allowed',
    );
    assert.equal((await call(owner, 'role.remove', { id: ownerRole })).outcome, 'not-allowed');
    assert.equal(
      (await call(owner, 'role.create', { name: 'Second owner', grants: role.grants })).outcome,
      'invalid-input',
    );
  });

  test('whoever only sees roles changes none', async () => {
    const me = await newAdmin({ areas: ['self.use', 'admin.roles'] });
    const role = await newRole(owner, { areas: ['self.use'] });
    for (const [action, input] of [
      ['role.create', { name: 'X', grants: {} }],
      ['role.edit', { id: role.id, version: 1, name: 'X' }],
      ['role.remove', { id: role.id }],
      ['role.whatIf', { id: role.id, grants: {} }],
      ['accessTest.add', { role: role.id, permission: 'self.use', may: true, note: 'x' }],
    ] as const)
      assert.equal((await call(me, action, input)).outcome, 'not-allowed', action);
  });
});

describe('a change of a role', () => {
  test('acts with the next request, is on record with its reason, and goes back with undo', async () => {
    const role = await newRole(owner, { objects: { company: { view: 'all' } }, areas: ['self.use'] });
    const member = await openSession(acme.db, await makeUser(acme.db, [role.id], []));
    assert.equal((await call(member, 'company.list')).outcome, 'done');
    const edited = await call(
      owner,
      'role.edit',
      { id: role.id, version: 1, grants: { areas: ['self.use'] } },
      { reason: 'left sales' },
    );
    assert.equal((edited.output as Role).version, 2);
    assert.equal((await call(member, 'company.list')).outcome, 'not-allowed');
    const { rows } = await acme.db.query<{ plain: string }>(
      `select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.record = $1 and l.verb = 'edited'`,
      [role.id],
    );
    const { changes, reason } = JSON.parse(rows[0]!.plain);
    assert.deepEqual([Object.keys(changes), reason], [['grants'], 'left sales']);
    assert.equal((await undo(owner, edited.answer.operation!)).back, 1);
    assert.equal((await call(member, 'company.list')).outcome, 'done');
    assert.equal((await view(owner, role.id)).version, 3);
  });

  test('who holds it goes back too, but not over what somebody has given since, and not to who may not give it', async () => {
    const role = await newRole(owner, { objects: { company: { view: 'all' } }, areas: ['self.use'] });
    const person = await newAdmin({ areas: ['self.use'] });
    const rolesNow = async (): Promise<string[]> =>
      (await done<{ rows: { id: string }[] }>(owner, 'member.roles', { id: person.id })).rows.map((r) => r.id);
    const given = await done(owner, 'member.setRoles', { id: person.id, roles: [person.role, role.id] });
    const climbs = await newAdmin({ ...climber, areas: [...climber.areas!, 'tool.undo', 'tool.undo-others'] });
    const wide = await newRole(owner, { objects: { company: { view: 'all', purge: 'all' } } });
    const taken = await done(owner, 'member.setRoles', { id: climbs.id, roles: [climbs.role, wide.id] });
    const less = await done(owner, 'member.setRoles', { id: climbs.id, roles: [climbs.role] });
    assert.deepEqual(
      [(await undo(climbs, less.answer.operation!)).back, (await undo(owner, taken.answer.operation!)).back],
      [0, 0],
    );
    assert.equal((await undo(owner, given.answer.operation!)).back, 1);
    assert.deepEqual(await rolesNow(), [person.role]);
    const again = await done(owner, 'member.setRoles', { id: person.id, roles: [role.id] });
    await acme.db.query(`update core.approval_policy set classes = '{members}'`);
    const waits = await call(owner, 'operation.undo', { id: again.answer.operation! });
    await acme.db.query(`update core.approval_policy set classes = '{}'`);
    assert.equal(waits.answer.status, 202);
    assert.deepEqual(await rolesNow(), [role.id]);
  });

  test('made and removed ones go back too; one that was changed since is left alone', async () => {
    const made = await done<Role>(owner, 'role.create', { name: 'Short', grants: { areas: ['self.use'] } });
    const removed = await call(owner, 'role.remove', { id: made.id });
    assert.equal((await call(owner, 'role.view', { id: made.id })).outcome, 'not-found');
    assert.equal((await undo(owner, removed.answer.operation!)).back, 1);
    assert.equal((await view(owner, made.id)).name, 'Short');
    const { version } = await view(owner, made.id);
    const renamed = await done<Role>(owner, 'role.edit', { id: made.id, version, name: 'Shorter' });
    await done(owner, 'role.edit', { id: made.id, version: renamed.version, name: 'Shortest' });
    const kept = await undo(owner, renamed.answer.operation!);
    assert.deepEqual([kept.back, kept.keptCount], [0, 1]);
    assert.equal((await view(owner, made.id)).name, 'Shortest');
  });

  test('against another version is a conflict, and what is not understood is refused with its place', async () => {
    const role = await newRole(owner, { areas: ['self.use'] });
    await done(owner, 'role.edit', { id: role.id, version: 1, help: 'For nobody' });
    assert.equal((await call(owner, 'role.edit', { id: role.id, version: 1, help: 'Late' })).outcome, 'conflict');
    const bad = await call(owner, 'role.edit', {
      id: role.id,
      version: 2,
      grants: { objects: { company: { fly: 'all' } } },
    });
    assert.equal(bad.problem!.extras.errors![0]!.field, 'objects.company.fly');
    assert.equal((await call(owner, 'role.create', { name: ' ', grants: {} })).outcome, 'invalid-input');
    assert.equal(
      (await call(owner, 'role.create', { name: role.name.toUpperCase(), grants: {} })).outcome,
      'invalid-input',
    );
  });

  test('who holds a role is told when it is to be removed', async () => {
    const role = await newRole(owner, { areas: ['self.use'] });
    const { id } = await makeUser(acme.db, [role.id], []);
    const refused = await call(owner, 'role.remove', { id: role.id });
    assert.equal(refused.outcome, 'in-use');
    assert.match(refused.problem!.detail!, /^Somebody \d+ hold this role/);
    await acme.db.query('delete from core.member_role where user_id = $1', [id]);
    assert.equal((await call(owner, 'role.remove', { id: role.id })).outcome, 'done');
  });
});

describe('what if', () => {
  test('people, sessions, and records that appear and vanish are counted as they will be', async () => {
    const role = await newRole(owner, {
      objects: { contact: { view: 'own' }, company: { view: 'all' } },
      areas: ['self.use'],
    });
    const people = await Promise.all(
      [1, 2].map(async () => openSession(acme.db, await makeUser(acme.db, [role.id], []))),
    );
    await makeUser(acme.db, ['00000000-0000-7000-8000-000000000104'], []);
    const contact = (of: string): Promise<unknown> =>
      done(owner, 'contact.create', { familyName: 'Counted', owner: of });
    await contact(people[0]!.id);
    await contact(people[1]!.id);
    await contact(owner.id);
    await done(owner, 'company.create', { name: 'Counted Oy' });
    const total = async (e: string): Promise<number> =>
      (await acme.db.query<{ n: number }>(`select count(*)::int as n from data.${e} where archived_at is null`))
        .rows[0]!.n;
    const grants = { objects: { contact: { view: 'all' } }, areas: ['self.use'] };
    const seen = async (): Promise<string[][]> =>
      Promise.all(
        people.map(async (p) =>
          ((await done<{ rows: { id: string }[] }>(p, 'contact.list')).rows ?? []).map((r) => r.id),
        ),
      );
    const before = new Set((await seen()).flat());
    const foretold = await done<WhatIf>(owner, 'role.whatIf', { id: role.id, grants });
    assert.deepEqual(foretold.people.map((p) => p.id).toSorted(), people.map((p) => p.id).toSorted());
    assert.deepEqual([foretold.counted, foretold.sessions], [2, 2]);
    const sight = (entity: string) => foretold.sights.find((s) => s.entity === entity);
    assert.equal(before.size, 2);
    // Each of the two sees the other's and everybody's from then on.
    assert.deepEqual([sight('contact')!.appear, sight('contact')!.vanish], [await total('contact'), 0]);
    assert.deepEqual([sight('company')!.appear, sight('company')!.vanish], [0, await total('company')]);
    assert.equal(sight('deal'), undefined);
    assert.deepEqual((await view(owner, role.id)).grants, {
      objects: { contact: { view: 'own' }, company: { view: 'all' } },
      areas: ['self.use'],
    });
    await done(owner, 'role.edit', { id: role.id, version: 1, grants });
    for (const ids of await seen()) assert.equal(ids.length, await total('contact'));
  });
});

describe('saved tests of access', () => {
  test('a failing one stops a change of the role, and giving the role away; passing again, the change goes through', async () => {
    const role = await newRole(owner, { objects: { company: { view: 'all' } }, areas: ['self.use'] });
    const auditor = await openSession(acme.db, await makeUser(acme.db, [role.id], []));
    const hidden = await done<{ id: string }>(owner, 'company.create', { name: 'Secret Oy', industry: 'Secrets' });
    const tests = [
      { role: role.id, permission: 'company.export', may: false, note: 'nothing leaves' },
      { person: auditor.id, permission: 'company.edit', record: hidden.id, may: false, note: 'never this one' },
      {
        person: auditor.id,
        permission: 'company.view',
        filter: { field: 'industry', op: 'eq', value: 'Secrets' },
        may: true,
        note: 'sees them',
      },
      {
        role: role.id,
        permission: 'company.view',
        record: hidden.id,
        field: 'taxNumber',
        may: true,
        note: 'with the number',
      },
    ];
    const saved = [];
    for (const t of tests) saved.push(await done<{ id: string }>(owner, 'accessTest.add', t));
    const edit = (company: object): Promise<Done> =>
      call(owner, 'role.edit', { id: role.id, version: 1, grants: { objects: { company }, areas: ['self.use'] } });
    for (const company of [
      { view: 'all', export: 'all' },
      { view: 'all', edit: 'all' },
      { view: 'own' },
      { view: 'all', fields: { taxNumber: 'hidden' } },
    ]) {
      const stopped = await edit(company);
      assert.equal(stopped.outcome, 'access-test-fails', JSON.stringify(company));
      const foretold = await done<WhatIf>(owner, 'role.whatIf', {
        id: role.id,
        grants: { objects: { company }, areas: ['self.use'] },
      });
      assert.ok(
        foretold.tests.some((t: TestResult) => !t.passes),
        JSON.stringify(company),
      );
    }
    const editors = await newRole(owner, { objects: { company: { edit: 'all' } } });
    assert.equal(
      (await call(owner, 'member.setRoles', { id: auditor.id, roles: [role.id, editors.id] })).outcome,
      'access-test-fails',
    );
    assert.equal((await edit({ view: 'all', create: 'all' })).outcome, 'done');
    const listed = await done<{ rows: TestResult[] }>(owner, 'accessTest.list');
    assert.ok(listed.rows.every((t) => t.passes));
    for (const { id } of saved) await done(owner, 'accessTest.remove', { id });
    assert.equal((await call(owner, 'accessTest.add', { ...tests[0]!, may: true })).outcome, 'access-test-fails');
  });
});

describe('presets', () => {
  test('there are those for everyday work and for administrators in levels, each understood to the last word', async () => {
    const { roles, catalogue } = await done<{ roles: Role[]; catalogue: Catalogue }>(owner, 'role.full');
    const presets = roles.filter((r) => r.preset);
    assert.deepEqual(
      presets.map((r) => r.key),
      [
        'owner',
        'manager',
        'sales',
        'read-only',
        'assistant',
        'marketing',
        'support',
        'auditor',
        'integration',
        'user-admin',
        'security-admin',
        'data-admin',
        'integration-admin',
      ],
    );
    for (const role of presets) {
      assert.deepEqual(checkRoleGrants(role.grants, catalog), role.grants, role.key);
      assert.ok(role.help.length > 20, role.key);
    }
    assert.ok(catalogue.objects.length >= 15 && catalogue.areas.length >= 30);
    assert.deepEqual(catalogue.objects.find((o) => o.name === 'tag')!.scopes, ['none', 'all']);
  });

  test('the levels are apart: none of the administrators but the owner holds what another is for', async () => {
    const { roles } = await done<{ roles: Role[] }>(owner, 'role.full');
    const areasOf = (key: string): readonly string[] =>
      (roles.find((r) => r.key === key)!.grants as RoleGrants).areas ?? [];
    assert.ok(!areasOf('user-admin').includes('admin.grants') && !areasOf('user-admin').includes('admin.approve'));
    assert.ok(
      !areasOf('security-admin').includes('admin.members') && !areasOf('security-admin').includes('admin.shape'),
    );
    assert.ok(
      !areasOf('data-admin').some((name) =>
        ['admin.members', 'admin.grants', 'admin.keys', 'ledger.view'].includes(name),
      ),
    );
    assert.ok(
      // what an auditor holds of administration is to look at it
      !areasOf('auditor').some(
        (name) => name.startsWith('admin.') && !['admin.roles', 'admin.access', 'admin.history'].includes(name),
      ),
    );
  });
});
