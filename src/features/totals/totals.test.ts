// Totals that are kept, attacked: each that is offered is a right of its own, without it they are not there, and nobody reckons by them what he may not see.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { type Holder, type Person, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { plant, sampleOf } from '../../../test/samples/records.ts';
import { secretHash } from '../../core/access/key-secret.ts';
import { newId } from '../../core/ids.ts';
import type { RoleGrants } from '../../core/roles.ts';
import { entities } from '../entities.ts';
import type { SavedTotalsView } from './contract.ts';

let acme: Site;
let boss: Holder;
let serial = 0;

const company = { view: 'all', export: 'all' } as const;
const people = { user: { view: 'all' } } as const;

before(async () => {
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  boss = await someone({ everything: true });
});

async function someone(grants: RoleGrants): Promise<Holder & { readonly role: string }> {
  const role = await makeRole(acme.db, grants);
  return { ...(await openSession(acme.db, await makeUser(acme.db, [role], []))), role };
}

/** Without the everyday tool to ask any totals, unless said. */
const narrow = (more: RoleGrants = {}): RoleGrants => ({
  objects: { company, ...people },
  areas: ['self.use'],
  without: ['tool.totals'],
  ...more,
});

const ask = (me: Pick<Person, 'actor'>, action: string, input: object = {}): Promise<Done> =>
  perform(acme.vault, me.actor, action, input);

async function must<T>(me: Pick<Person, 'actor'>, action: string, input: object = {}): Promise<T> {
  const done = await ask(me, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

const question = (more: object = {}) => ({
  entity: 'company',
  by: 'industry',
  measures: 'sum:annualRevenue',
  in: 'each',
  filter: null,
  search: '',
  bin: false,
  order: '-count',
  ...more,
});

const saving = (more: object = {}, asked: object = {}) => ({
  name: `Saved ${(serial += 1)}`,
  help: 'For the board',
  question: question(asked),
  ...more,
});

const save = (me: Holder, more: object = {}, asked: object = {}): Promise<SavedTotalsView> =>
  must(me, 'totals.save', saving(more, asked));

const offer = (asked: object = {}): Promise<SavedTotalsView> => save(boss, { offered: true }, asked);

const rightOf = ({ id }: { id: string }): string => `totals.${id}`;

async function listed(me: Pick<Person, 'actor'>, away?: 'yes'): Promise<string[]> {
  const { rows } = await must<{ rows: SavedTotalsView[] }>(me, 'totals.list', away === undefined ? {} : { away });
  return rows.map((row) => row.id);
}

function makeCompany(values: object, owner: Person = boss): Promise<string> {
  const sample = sampleOf(entities.company).values(`C${(serial += 1)}x`);
  return plant(acme.vault, acme.db, entities.company, { ...sample, ...values }, { owner: owner.id });
}

interface Groups {
  readonly groups: readonly { readonly keys: readonly unknown[]; readonly count: number }[];
}

/** Every way to one of them, and none that there is to it. */
const ways: readonly (readonly [action: string, more: object])[] = [
  ['totals.view', {}],
  ['totals.figures', {}],
  ['totals.change', { version: 1, name: 'Taken' }],
  ['totals.putAway', {}],
  ['totals.bringBack', {}],
  ['totals.remove', {}],
  ['totals.openTo', {}],
];

async function assertAbsent(me: Pick<Person, 'actor'>, id: string): Promise<void> {
  assert.ok(!(await listed(me)).includes(id), 'it is listed');
  const told = (d: Done) => [d.outcome, d.problem?.detail ?? null, d.problem?.extras ?? null];
  for (const [action, more] of ways) {
    const [there, nowhere] = [await ask(me, action, { id, ...more }), await ask(me, action, { id: newId(), ...more })];
    assert.equal(there.outcome, 'not-found', action);
    assert.deepEqual(told(there), told(nowhere), action);
  }
  const wish = { reason: 'a test' };
  const [there, nowhere] = [
    await ask(me, 'export.totals', { saved: id, ...wish }),
    await ask(me, 'export.totals', { saved: newId(), ...wish }),
  ];
  assert.deepEqual(told(there), told(nowhere));
  assert.equal(there.outcome, 'not-found');
}

describe('what is saved for oneself', () => {
  test('is there for nobody else, whatever he holds, nor through a key, nor once totals are no tool of one’s own', async () => {
    const me = await someone({ objects: { company, ...people }, areas: ['self.use', 'admin.keys'] });
    const mine = await save(me);
    assert.deepEqual(await listed(me), [mine.id]);
    assert.deepEqual((await must<SavedTotalsView>(me, 'totals.view', { id: mine.id })).question, question());
    await assertAbsent(boss, mine.id);
    const { roles: _, ...matrix } = await must<{ roles: unknown; catalogue: object }>(boss, 'role.full');
    assert.ok(!JSON.stringify(matrix).includes(mine.id));
    const key = await makeKey(me, { objects: { company: { view: 'all' } }, areas: ['self.use', 'tool.totals'] });
    await assertAbsent(key, mine.id);
    await acme.db.query(`update core.role set grants = grants || '{"without": ["tool.totals"]}' where id = $1`, [
      me.role,
    ]);
    await assertAbsent(me, mine.id);
  });

  test('is not kept when one could not ask it oneself, and a condition that is not finished narrows nothing', async () => {
    const me = await someone({
      objects: { company: { ...company, fields: { annualRevenue: 'hidden' } } },
      areas: ['self.use'],
    });
    const bad: readonly object[] = [
      { measures: 'sum:annualRevenue' },
      { measures: '', by: 'annualRevenue' },
      { measures: '', filter: { field: 'annualRevenue', op: 'gt', value: '1' } },
      { measures: '', entity: 'deal' },
      { measures: '', by: 'nothingLikeThat' },
      { measures: '', filter: { field: 'name', op: 'contains', value: '' } },
      { measures: '', filter: { field: 'createdAt', op: 'within', value: 'someday' } },
      { measures: '', filter: { nonsense: true } },
    ];
    for (const asked of bad)
      assert.equal((await ask(me, 'totals.save', saving({}, asked))).outcome, 'invalid-input', JSON.stringify(asked));
    assert.equal((await ask(me, 'totals.save', saving({ name: '  ' }, { measures: '' }))).outcome, 'invalid-input');
    assert.equal((await ask(me, 'totals.save', saving({}, { measures: '' }))).outcome, 'done');
    const without = await someone(narrow());
    const refused = await ask(without, 'totals.save', saving());
    assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', 'tool.totals']);
  });
});

async function makeKey(me: Holder, grants: object): Promise<Pick<Person, 'actor'>> {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const wish = { name: 'A key', grants, addresses: [], rate: 600, expiresAt };
  const { secret } = await must<{ secret: string }>(me, 'key.create', wish);
  return { actor: { kind: 'key', tokenHash: secretHash(secret)!, address: null } };
}

describe('what is offered', () => {
  test('is a right of its own with a name and a sentence; without it there is nothing, with it the figures, and at once', async () => {
    const saved = await offer();
    const [holder, other] = [await someone(narrow({ areas: ['self.use', rightOf(saved)] })), await someone(narrow())];
    await assertAbsent(other, saved.id);
    assert.deepEqual(await listed(holder), [saved.id]);
    await must(holder, 'totals.figures', { id: saved.id });
    await must(holder, 'export.totals', { saved: saved.id, reason: 'a test' });
    const { permissions } = await must<{ permissions: string[] }>(holder, 'me.view');
    assert.ok(permissions.includes(rightOf(saved)));
    const { catalogue } = await must<{ catalogue: { areas: { name: string; sentence: string }[]; totals: object[] } }>(
      boss,
      'role.full',
    );
    const entry = catalogue.areas.find((a) => a.name === rightOf(saved))!;
    assert.match(entry.sentence, new RegExp(`^Open the saved totals “${saved.name}” of companies; .+[.]$`));
    assert.ok(catalogue.totals.some((x) => JSON.stringify(x).includes(saved.name)));
    // Any question of one's own stays refused: this one is a right by itself.
    const refused = await ask(holder, 'company.group', { by: 'industry' });
    assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', 'tool.totals']);
    const file = await ask(holder, 'export.totals', { entity: 'company', by: 'industry', reason: 'a test' });
    assert.deepEqual([file.outcome, file.problem?.extras.missing], ['not-allowed', 'tool.totals']);
    await acme.db.query(`update core.role set grants = jsonb_set(grants, '{areas}', '["self.use"]') where id = $1`, [
      holder.role,
    ]);
    await assertAbsent(holder, saved.id);
  });

  test('asks for the menu, the objects and the export of whoever opens it as if he asked himself', async () => {
    const saved = await offer();
    const areas = ['self.use', rightOf(saved)];
    const cases: readonly RoleGrants[] = [
      narrow({ areas, without: ['tool.totals', 'menu.company'] }),
      narrow({ areas, without: ['tool.totals', 'module.relations'] }),
      narrow({ areas, objects: { ...people } }),
    ];
    for (const grants of cases) {
      const me = await someone(grants);
      const shown = await must<SavedTotalsView>(me, 'totals.view', { id: saved.id });
      assert.deepEqual([shown.works, shown.entity, shown.question, shown.missing], [false, null, null, []]);
      assert.equal((await ask(me, 'totals.figures', { id: saved.id })).outcome, 'wrong-state');
    }
    const stays = await someone(narrow({ areas, objects: { company: { view: 'all' }, ...people } }));
    await must(stays, 'totals.figures', { id: saved.id });
    const refused = await ask(stays, 'export.totals', { saved: saved.id, reason: 'a test' });
    assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', 'company.export']);
  });

  test('is reckoned over what whoever opens it sees, and "me" is he', async () => {
    const industry = `Of ${newId().slice(-6)}`;
    const saved = await offer({
      measures: '',
      filter: {
        and: [
          { field: 'industry', op: 'eq', value: industry },
          { field: 'createdAt', op: 'within', value: 'last7' },
        ],
      },
    });
    const mine = await offer({ measures: '', filter: { field: 'owner', op: 'in', value: ['me'] } });
    const objects = { company: { view: 'own' }, ...people } as const;
    const me = await someone(narrow({ objects, areas: ['self.use', rightOf(saved), rightOf(mine)] }));
    for (const owner of [me, boss, boss]) await makeCompany({ industry }, owner);
    const count = async (who: Holder, id: string) =>
      (await must<Groups>(who, 'totals.figures', { id, depth: '0' })).groups[0]!.count;
    assert.deepEqual([await count(me, saved.id), await count(boss, saved.id)], [1, 3]);
    assert.equal(await count(me, mine.id), 1);
    assert.ok((await count(boss, mine.id)) >= 2);
  });
});

describe('what it asks and who may not see it', () => {
  test('neither the name nor the value of a hidden field comes out, nor the id of a hidden record, for readers and managers', async () => {
    const secret = `Secret${newId().slice(-6)}`;
    const record = await makeCompany({ notes: secret, industry: 'Timber' });
    const hidden = await makeCompany({ name: `Unseen ${newId().slice(-6)}` });
    const asked: readonly object[] = [
      { measures: '', by: 'alsoWritten' },
      { measures: 'filled:alsoWritten' },
      { measures: '', filter: { not: { field: 'alsoWritten', op: 'eq', value: secret } } },
      { measures: '', by: 'industry,alsoWritten', filter: { field: 'id', op: 'in', value: [hidden] } },
    ];
    for (const [n, more] of asked.entries()) {
      const saved = await offer(more);
      const objects = {
        company: { view: { rule: 'record.industry == "Timber"' }, fields: { alsoWritten: 'hidden' } },
        ...people,
      } as const;
      const reader = await someone(narrow({ objects, areas: ['self.use', rightOf(saved)] }));
      const manager = await someone({ objects, areas: ['self.use', 'tool.manage-totals', 'tool.undo-others'] });
      for (const who of [reader, manager]) {
        const answers = [
          await ask(who, 'totals.view', { id: saved.id }),
          await ask(who, 'totals.figures', { id: saved.id }),
          await ask(who, 'totals.list'),
        ];
        const text = JSON.stringify(answers.map((a) => [a.output, a.problem?.detail, a.problem?.extras]));
        for (const leak of ['alsoWritten', 'Also written', secret, hidden])
          assert.ok(!text.includes(leak), `${n}: ${leak}`);
        assert.deepEqual([answers[0]!.outcome, answers[1]!.outcome], ['done', 'wrong-state']);
        const shown = answers[0]!.output as SavedTotalsView;
        assert.equal(shown.works, false);
        assert.deepEqual(
          [shown.question === null, shown.missing.length > 0],
          who === reader ? [true, false] : [false, true],
        );
      }
      assert.equal((await must<SavedTotalsView>(boss, 'totals.view', { id: saved.id })).works, true, record);
    }
  });

  test('the ledger shows its question to those who read everything, and undo to those who could ask it', async () => {
    const word = `Ledger${newId().slice(-6)}`;
    const saved = await offer({ measures: '', filter: { field: 'taxNumber', op: 'eq', value: word } });
    const done = await ask(boss, 'totals.change', { id: saved.id, version: 1, question: question({ measures: '' }) });
    const { operation } = done.answer;
    const objects = { company: { view: 'all', fields: { taxNumber: 'hidden' } }, ...people } as const;
    const areas = ['self.use', 'ledger.view', 'tool.undo-others', 'tool.manage-totals'];
    const auditor = await someone({ objects, areas });
    const entriesOf = async (who: Holder): Promise<string> => {
      const { rows } = await must<{ rows: { id: string; verb: string }[] }>(who, 'ledger.list', {
        q: 'verb:"totals saved"',
      });
      const all = [];
      for (const { id } of rows) all.push(await must(who, 'ledger.entry', { id }));
      return JSON.stringify(all);
    };
    assert.ok((await entriesOf(boss)).includes(word));
    assert.ok(!(await entriesOf(auditor)).includes(word));
    const look = async (who: Holder) => JSON.stringify(await must(who, 'operation.preview', { id: operation! }));
    assert.ok(!(await look(auditor)).includes(word));
    assert.ok(!(await look(auditor)).includes('taxNumber'));
    assert.match(await look(boss), /Companies by industry; narrowed/);
    const stranger = await someone({ objects, areas: ['self.use', 'tool.undo-others'] });
    assert.ok(!(await look(stranger)).includes(saved.name), 'undo names what he may not open');
  });

  test('no change of it is taken back by whoever may open it and undo what others did', async () => {
    const saved = await offer();
    const { answer } = await ask(boss, 'totals.change', { id: saved.id, version: 1, name: 'By the boss' });
    const areas = ['self.use', 'tool.undo-others', rightOf(saved)];
    const opener = await someone({ objects: { company, ...people }, areas });
    const { result } = await must<{ result: { back: number; keptCount: number } }>(opener, 'operation.undo', {
      id: answer.operation!,
    });
    assert.deepEqual([result.back, result.keptCount], [0, 1]);
    assert.equal((await must<SavedTotalsView>(boss, 'totals.view', { id: saved.id })).name, 'By the boss');
  });

  test('a retired field is said to be missing and nothing is lost: brought back, it is reckoned as before', async () => {
    const made = await must<{ id: string; name: string }>(boss, 'shape.add-field', {
      entity: 'company',
      kind: 'text',
      label: 'Branch code',
    });
    const saved = await offer({ measures: '', by: `industry,${made.name}` });
    await must(boss, 'shape.retire-field', { id: made.id });
    const without = await must<SavedTotalsView>(boss, 'totals.view', { id: saved.id });
    assert.deepEqual([without.works, without.missing, without.question!.by], [false, ['by'], 'industry']);
    const figures = await ask(boss, 'totals.figures', { id: saved.id });
    assert.equal(figures.outcome, 'wrong-state');
    assert.match(figures.problem!.detail!, /retired or that you may not see/);
    // Called otherwise meanwhile: the question is not touched by that.
    await must(boss, 'totals.change', { id: saved.id, version: without.version, name: 'Called otherwise' });
    await must(boss, 'shape.revive-field', { id: made.id });
    const again = await must<SavedTotalsView>(boss, 'totals.view', { id: saved.id });
    assert.deepEqual([again.works, again.question!.by], [true, `industry,${made.name}`]);
    await must(boss, 'totals.figures', { id: saved.id });
  });
});

describe('who changes what is offered', () => {
  test('oneself with the right to offer, others with the right to manage; whoever only opens it changes nothing', async () => {
    const asks: RoleGrants = { objects: { company, ...people }, areas: ['self.use'] };
    const refusedFirst = await ask(await someone(asks), 'totals.save', saving({ offered: true }));
    assert.deepEqual(
      [refusedFirst.outcome, refusedFirst.problem?.extras.missing],
      ['not-allowed', 'tool.offer-totals'],
    );
    const keeper = await someone(asks);
    const kept = await save(keeper);
    const refusedLater = await ask(keeper, 'totals.change', { id: kept.id, version: 1, offered: true });
    assert.deepEqual(
      [refusedLater.outcome, refusedLater.problem?.extras.missing],
      ['not-allowed', 'tool.offer-totals'],
    );
    const maker = await someone({ ...asks, areas: ['self.use', 'tool.offer-totals'] });
    const saved = await save(maker, { offered: true });
    const reader = await someone({ ...asks, areas: ['self.use', 'tool.offer-totals', rightOf(saved)] });
    const manager = await someone({ ...asks, areas: ['self.use', 'tool.manage-totals'] });
    for (const [action, more] of ways.filter(
      ([name]) => !['totals.view', 'totals.figures', 'totals.openTo'].includes(name),
    )) {
      const done = await ask(reader, action, { id: saved.id, ...more });
      assert.deepEqual([done.outcome, done.problem?.extras.missing], ['not-allowed', 'tool.manage-totals'], action);
    }
    assert.equal((await ask(reader, 'totals.openTo', { id: saved.id })).problem?.extras.missing, 'admin.access');
    await must(manager, 'totals.change', { id: saved.id, version: 1, name: 'By a manager' });
    assert.equal((await ask(maker, 'totals.change', { id: saved.id, version: 1, name: 'Late' })).outcome, 'conflict');
    await acme.db.query(`update core.role set grants = jsonb_set(grants, '{areas}', '["self.use"]') where id = $1`, [
      maker.role,
    ]);
    const lost = await ask(maker, 'totals.change', { id: saved.id, version: 2, name: 'Mine' });
    assert.deepEqual([lost.outcome, lost.problem?.extras.missing], ['not-allowed', 'tool.offer-totals']);
    const openTo = await must<{ people: { id: string; by: string[] }[] }>(manager, 'totals.openTo', { id: saved.id });
    assert.deepEqual(openTo.people.find((p) => p.id === maker.id)!.by, ['Whoever saved it']);
    assert.match(openTo.people.find((p) => p.id === reader.id)!.by[0]!, /^Role \d+$/);
    assert.ok(!openTo.people.some((p) => p.id === manager.id), 'to look after it is no right to open it');
  });

  test('put away it is there for nobody but who may bring it back, and roles go on giving the right', async () => {
    const saved = await offer();
    const reader = await someone(narrow({ areas: ['self.use', rightOf(saved)] }));
    assert.equal((await ask(boss, 'totals.remove', { id: saved.id })).outcome, 'wrong-state');
    await must(boss, 'totals.putAway', { id: saved.id });
    await assertAbsent(reader, saved.id);
    assert.deepEqual(await listed(boss, 'yes').then((ids) => ids.includes(saved.id)), true);
    assert.equal((await ask(boss, 'totals.figures', { id: saved.id })).outcome, 'wrong-state');
    await must(boss, 'totals.bringBack', { id: saved.id });
    await must(reader, 'totals.figures', { id: saved.id });
    await must(boss, 'totals.putAway', { id: saved.id });
    await must(boss, 'totals.remove', { id: saved.id });
    await assertAbsent(boss, saved.id);
    const { rows } = await acme.db.query<{ sealed: unknown }>('select sealed from core.saved_totals where id = $1', [
      saved.id,
    ]);
    assert.equal(rows[0]!.sealed, null);
  });
});

describe('rights to open saved totals among all others', () => {
  test('nobody gives one he does not hold; who saved it holds it; one that is gone stays understood, and one that never was is refused', async () => {
    const admin: RoleGrants = {
      objects: { company, ...people },
      areas: ['self.use', 'admin.roles', 'admin.grants', 'tool.offer-totals'],
    };
    const [maker, other] = [await someone(admin), await someone(admin)];
    const saved = await save(maker, { offered: true });
    const grants = { objects: { company: { view: 'all' } }, areas: ['self.use', rightOf(saved)] };
    const refused = await ask(other, 'role.create', { name: `R${(serial += 1)}`, grants });
    assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', rightOf(saved)]);
    const role = await must<{ id: string; version: number }>(maker, 'role.create', {
      name: `R${(serial += 1)}`,
      grants,
    });
    const never = { ...grants, areas: ['self.use', rightOf({ id: newId() })] };
    assert.equal(
      (await ask(boss, 'role.create', { name: `R${(serial += 1)}`, grants: never })).outcome,
      'invalid-input',
    );
    await must(maker, 'totals.change', { id: saved.id, version: 1, offered: false });
    const edited = await must<{ version: number }>(boss, 'role.edit', {
      id: role.id,
      version: role.version,
      grants: { ...grants, objects: { company: { view: 'own' } } },
    });
    assert.ok(edited.version > role.version);
    const holder = await openSession(acme.db, await makeUser(acme.db, [role.id], []));
    await assertAbsent(holder, saved.id);
    await must(maker, 'totals.change', { id: saved.id, version: 2, offered: true });
    assert.deepEqual(await listed(holder), [saved.id]);
  });

  test('a key opens what it was given and its owner may still open; a look shows what both may open', async () => {
    const saved = await offer();
    const owner = await someone({
      objects: { company, ...people },
      areas: ['self.use', 'admin.keys', rightOf(saved)],
    });
    const grants = (areas: string[]) => ({
      objects: { company: { view: 'all' } },
      areas: ['self.use', 'menu.company', 'module.relations', ...areas],
    });
    const [key, without] = [await makeKey(owner, grants([rightOf(saved)])), await makeKey(owner, grants([]))];
    await must(key, 'totals.figures', { id: saved.id });
    await assertAbsent(without, saved.id);
    const more = await ask(owner, 'key.create', {
      name: 'More',
      grants: grants([rightOf(await offer())]),
      addresses: [],
      rate: 600,
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    assert.equal(more.outcome, 'not-allowed');
    const mine = await save(owner);
    const viewer = await someone({ objects: { company, ...people }, areas: ['self.use', 'access.viewAs'] });
    await must(viewer, 'viewAs.start', { person: owner.id, reason: 'a test of looking' });
    const seen = await listed(viewer);
    assert.deepEqual([seen.includes(saved.id), seen.includes(mine.id)], [false, false]);
    await acme.db.query(
      `update core.role set grants = jsonb_set(grants, '{areas}', '["self.use", "admin.keys"]') where id = $1`,
      [owner.role],
    );
    await assertAbsent(key, saved.id);
  });

  test('who holds it is told by what decides: in reach with its name, and by saved tests of access', async () => {
    const saved = await offer();
    const holder = await someone(narrow({ areas: ['self.use', rightOf(saved)] }));
    const reach = await must<{ areas: string[]; totals: { right: string; name: string }[] }>(boss, 'access.reach', {
      user: holder.id,
    });
    assert.ok(reach.areas.includes(rightOf(saved)));
    assert.deepEqual(reach.totals, [{ right: rightOf(saved), name: saved.name }]);
    const fresh = await must<{ id: string; version: number }>(boss, 'role.create', {
      name: `R${(serial += 1)}`,
      grants: { areas: ['self.use'] },
    });
    const wish = { role: fresh.id, permission: rightOf(saved), may: false, note: 'not these' };
    const made = await must<{ id: string }>(boss, 'accessTest.add', wish);
    const stopped = await ask(boss, 'role.edit', {
      id: fresh.id,
      version: fresh.version,
      grants: { areas: ['self.use', rightOf(saved)] },
    });
    assert.equal(stopped.outcome, 'access-test-fails');
    await must(boss, 'accessTest.remove', { id: made.id });
  });
});
