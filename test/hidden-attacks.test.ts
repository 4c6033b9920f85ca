// Ways by which somebody tried to learn of what he may not see: by the wording of a refusal, a count, a conflict, an explanation or an undo. Each is asked
// twice, of two worlds that differ in what is hidden alone, and has to be answered the same; or once, and a canary must not be in the answer.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { company, contact, deal } = entities;
const canary = 'Canarywharf';

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
});

const tag = (): string => `A${(serial += 1)}x`;
const ask = (who: Person, action: string, input: object, more = {}): Promise<Done> =>
  perform(acme, who.actor, action, input, more);

async function must<T = { id: string }>(who: Person, action: string, input: object): Promise<T & Pick<Done, 'answer'>> {
  const done = await ask(who, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.problem?.detail} ${JSON.stringify(done.problem?.extras)}`);
  return { ...(done.output as T), answer: done.answer };
}

async function someone(objects: object, areas: readonly string[] = [], ...more: string[]): Promise<Person> {
  return makeUser(db, [await makeRole(db, { objects, areas: ['self.use', ...areas] }), ...more], []);
}

/** What an answer says, without the ids by which the two worlds differ anyway. */
function told({ outcome, output, problem }: Done, ...ids: string[]): string {
  const text = JSON.stringify([outcome, output ?? null, problem?.detail ?? null, problem?.extras ?? null]);
  return ids.reduce((said, id, n) => said.replaceAll(id, `id ${n}`), text);
}

const all = (...verbs: string[]): object => Object.fromEntries(verbs.map((verb) => [verb, 'all']));
const own = (...verbs: string[]): object => Object.fromEntries(verbs.map((verb) => [verb, 'own']));

const addContact = (owner: Person, values: object = {}): Promise<string> =>
  plant(acme, db, contact, { ...sampleOf(contact).values(tag()), ...values }, { owner: owner.id });
const addCompany = (owner: Person, parent: string | null = null): Promise<string> =>
  plant(acme, db, company, { ...sampleOf(company).values(tag()), parent }, { owner: owner.id });

describe('what a record held while it could not be seen', () => {
  /** Mine by now; what stood in its notes before was somebody else’s. */
  async function takenOver(me: Person): Promise<{ id: string; operation: string }> {
    const { id } = await must(boss, 'contact.create', { familyName: tag(), notes: canary });
    const { answer } = await must(boss, 'contact.edit', { id, notes: 'In between' });
    await must(boss, 'contact.assign', { id, owner: me.id });
    return { id, operation: answer.operation! };
  }

  test('is in no conflict, whatever version is sent along', async () => {
    const me = await someone({ contact: own('view', 'edit') });
    const { id } = await takenOver(me);
    const conflict = await ask(me, 'contact.edit', { id, notes: 'Mine' }, { ifMatch: 1 });
    assert.equal(conflict.outcome, 'conflict');
    const { yours, theirs, original } = conflict.problem!.extras.conflicts![0]!;
    assert.deepEqual([yours, theirs, original], ['Mine', 'In between', null]);
    await must(me, 'contact.edit', { id, notes: 'Second' });
    await must(boss, 'contact.edit', { id, notes: 'Third' });
    const later = await ask(me, 'contact.edit', { id, notes: 'Mine' }, { ifMatch: 4 });
    assert.equal(later.problem!.extras.conflicts![0]!.original, 'Second', 'what could be seen then is told');
  });

  test('is neither told nor brought back by taking back what somebody else did then', async () => {
    const me = await someone({ contact: own('view', 'edit') }, ['tool.undo', 'tool.undo-others']);
    const { id, operation } = await takenOver(me);
    const shown = await must<{ counts: object }>(me, 'operation.preview', { id: operation });
    assert.ok(!JSON.stringify(shown).includes(canary));
    assert.deepEqual(shown.counts, { back: 0, binned: 0, kept: 1 });
    await must(me, 'operation.undo', { id: operation });
    assert.equal((await must<{ notes: string }>(me, 'contact.view', { id })).notes, 'In between');
    assert.equal(
      (await must<{ counts: { back: number } }>(boss, 'operation.preview', { id: operation })).counts.back,
      1,
    );
  });
});

describe('where a reference leads that may not be read', () => {
  test('is told by no roll-up: a record counts where its reference may be read', async () => {
    for (const [kind, label, op] of [
      ['number', 'Attack count', 'count'],
      ['money', 'Attack sum', 'sum'],
    ] as const) {
      const rollUp = { of: 'deal', via: 'company', op, ...(op === 'sum' ? { field: 'amount' } : {}) };
      await must(boss, 'shape.add-field', { entity: 'company', kind, label, rollUp });
    }
    const mine = await makeRole(db, { objects: { deal: own('view') } });
    const me = await someone(
      { company: all('view'), deal: { ...all('view'), fields: { company: 'hidden' } } },
      [],
      mine,
    );
    const [with1, none] = [await addCompany(boss), await addCompany(boss)];
    const addDeal = (owner: Person, of: string): Promise<string> =>
      plant(acme, db, deal, { ...sampleOf(deal).values(tag()), company: of }, { owner: owner.id });
    const foreign = await addDeal(boss, with1);
    assert.ok(!Object.hasOwn(await must<object>(me, 'deal.view', { id: foreign }), 'company'));
    const rolled = async (id: string): Promise<unknown[]> => {
      const row = await must<Record<string, unknown>>(me, 'company.view', { id });
      return [row['attackCount'], row['attackSum']];
    };
    assert.deepEqual(await rolled(with1), await rolled(none));
    await addDeal(me, with1);
    assert.equal((await rolled(with1))[0], '1');
    // Nor does a sum tell of values that may not be read, where the records may.
    const blind = await someone(
      { company: all('view'), deal: { ...all('view'), fields: { amount: 'hidden' } } },
      [],
      mine,
    );
    const summed = async (who: Person, id: string): Promise<unknown> =>
      (await must<Record<string, unknown>>(who, 'company.view', { id }))['attackSum'];
    assert.deepEqual(await summed(blind, with1), await summed(blind, none));
    assert.notDeepEqual(await summed(boss, with1), await summed(boss, none));
  });

  test('is not found out by making somebody a parent: whether it would go round in a circle out of sight is not said', async () => {
    const me = await someone({ company: own('view', 'edit', 'create') });
    const line = async (isCircle: boolean): Promise<string> => {
      const mine = await addCompany(me);
      const below = await addCompany(me, await addCompany(boss, isCircle ? mine : null));
      const done = await ask(me, 'company.edit', { id: mine, parent: below });
      assert.notEqual(done.outcome, 'done');
      return told(done, mine, below);
    };
    assert.equal(await line(true), await line(false));
    const [top, seen] = [await addCompany(me), await addCompany(me)];
    const below = await addCompany(me, top);
    assert.equal(
      (await ask(me, 'company.edit', { id: top, parent: below })).problem!.extras.errors![0]!.code,
      'circle',
    );
    assert.equal((await ask(me, 'company.edit', { id: top, parent: seen })).outcome, 'done');
    const dark = await addCompany(me, await addCompany(boss));
    await must(me, 'company.create', { name: tag(), parent: dark });
  });

  test('is not found out in the bin: not by bringing back with what refers to it, not by who put it there', async () => {
    const verbs = all('view', 'archive', 'restore');
    const me = await someone({
      company: own('view'),
      deal: verbs,
      user: own('view'),
      pipeline: all('view'),
      stage: all('view'),
    });
    const hidden = await addCompany(boss);
    const id = await plant(acme, db, deal, { ...sampleOf(deal).values(tag()), company: hidden }, { owner: me.id });
    await must(boss, 'deal.archive', { id });
    const related = (of: string): Promise<Done> =>
      ask(me, 'bin.restore', { items: [{ entity: 'company', id: of }], with: 'related' });
    const never = newId();
    assert.equal(told(await related(hidden), hidden), told(await related(never), never));
    const by = async (who: string): Promise<string> =>
      told(await ask(me, 'bin.list', { entity: 'deal', by: who }), who);
    assert.equal(await by(boss.id), await by(newId()));
  });
});

describe('who keeps roles and sees few records', () => {
  const areas = ['admin.roles', 'admin.grants'];

  test('asks nothing of others by a saved test of access', async () => {
    const me = await someone({ contact: own('view') }, areas);
    const id = await addContact(boss, { familyName: canary });
    const tried = async (more: object): Promise<string> =>
      told(
        await ask(me, 'accessTest.add', { person: boss.id, permission: 'contact.view', may: true, note: 'x', ...more }),
      );
    const named = (value: string): object => ({ filter: { field: 'familyName', op: 'startsWith', value } });
    assert.equal(await tried(named(canary)), await tried(named('Nobodyatall')));
    assert.equal(await tried({ record: id }), await tried({ record: newId() }));
  });

  test('learns nothing from the tests others saved: neither from the list, nor by changing a role until one fails', async () => {
    const me = await someone({ contact: own('view') }, areas);
    const worlds: { role: string; id: string; victim: string }[] = [];
    for (const familyName of [canary, 'Zebedee']) {
      const role = await makeRole(db, { objects: { contact: own('view') }, areas: ['self.use'] });
      const victim = await makeUser(db, [role], []);
      const id = await addContact(victim, { familyName });
      await must(boss, 'accessTest.add', {
        person: victim.id,
        permission: 'contact.view',
        record: id,
        may: true,
        note: 'x',
      });
      worlds.push({ role, id, victim: victim.id });
    }
    const { rows } = await must<{
      rows: { person: { id: string } | null; passes: boolean | null; trouble: string | null }[];
    }>(me, 'accessTest.list', {});
    assert.deepEqual(
      worlds.map((w) => rows.find((t) => t.person?.id === w.victim)!.passes),
      [null, null],
    );
    const view = { rule: 'record.familyName < "Canarywharg"', within: 'own' };
    const grants = { objects: { contact: { view } }, areas: ['self.use'] };
    const foretold = [];
    const answers = [];
    for (const { role: id, victim, id: record } of worlds) {
      const { tests } = await must<{ tests: typeof rows }>(me, 'role.whatIf', { id, grants });
      const { passes, trouble } = tests.find((t) => t.person?.id === victim)!;
      foretold.push([passes, trouble]);
      answers.push(told(await ask(me, 'role.edit', { id, grants, version: 1 }), id, victim, record));
    }
    assert.deepEqual(foretold[0], foretold[1]);
    assert.equal(answers[0], answers[1]);
    const refused = await ask(me, 'role.edit', { id: worlds[0]!.role, grants, version: 1 });
    assert.equal(refused.outcome, 'not-allowed');
    assert.equal(
      (await ask(me, 'role.edit', { id: worlds[0]!.role, name: tag(), version: 1 })).outcome,
      'done',
      'what no test hangs on',
    );
    const mine = await ask(boss, 'role.edit', { id: worlds[1]!.role, grants, version: 1 });
    assert.equal(mine.outcome, 'access-test-fails', 'whoever sees the record is told');
    assert.equal((await ask(boss, 'role.edit', { id: worlds[0]!.role, grants, version: 2 })).outcome, 'done');
    await db.query('delete from core.access_test');
  });

  test('tries no rule of others over a field not read by a test about a record that is seen', async () => {
    const me = await someone({ contact: { ...all('view'), fields: { jobTitle: 'hidden' } } }, areas);
    const rule = `record.jobTitle == "${canary}"`;
    const role = await makeRole(db, { objects: { contact: { view: { rule } } }, areas: ['self.use'] });
    const answers = [];
    for (const jobTitle of [canary, 'Nothing of the kind']) {
      const record = await addContact(boss, { jobTitle });
      const wish = { role, permission: 'contact.view', record, may: true, note: 'x' };
      answers.push(told(await ask(me, 'accessTest.add', wish), record));
      const added = await ask(boss, 'accessTest.add', wish);
      assert.equal(
        added.outcome,
        jobTitle === canary ? 'done' : 'access-test-fails',
        `whoever reads the field is told ${added.problem?.detail}`,
      );
    }
    assert.equal(answers[0], answers[1]);
    await db.query('delete from core.access_test');
  });

  test('asks nothing of others by what a change would do', async () => {
    const me = await someone({ contact: own('view') }, areas);
    const role = await makeRole(db, { objects: { contact: own('view') }, areas: ['self.use'] });
    const victim = await makeUser(db, [role], []);
    await addContact(victim, { familyName: canary });
    const tried = async (before: string): Promise<string> => {
      const view = { rule: `record.familyName < "${before}"`, within: 'own' };
      return told(await ask(me, 'role.whatIf', { id: role, grants: { objects: { contact: { view } } } }));
    };
    assert.equal(await tried('Canarywharg'), await tried('Canarywhare'));
    const mine = await must<{ sights: { vanish: number }[] }>(boss, 'role.whatIf', { id: role, grants: {} });
    assert.equal(mine.sights[0]!.vanish, 1);
  });

  test('tries no rule over whose a record is, where that may not be read', async () => {
    const fields = { owner: 'hidden', createdBy: 'hidden' };
    const me = await someone({ contact: { ...all('view'), fields } }, areas);
    await addContact(boss);
    for (const field of ['owner', 'createdBy'])
      for (const id of [boss.id, me.id]) {
        const rule = `record.${field} == "${id}"`;
        const { wrong, reached } = await must<{ wrong: object | null; reached: object[] }>(me, 'role.tryRule', {
          object: 'contact',
          rule,
        });
        assert.deepEqual([wrong !== null, reached], [true, []], rule);
        const grants = { objects: { contact: { view: { rule } } } };
        assert.equal((await ask(me, 'role.create', { name: tag(), grants })).outcome, 'not-allowed');
      }
  });
});

describe('why one may or may not', () => {
  test('says nothing of fields one may not read, whatever rules ask of them', async () => {
    const rule = 'record.jobTitle == "Spy" || record.owner == user.id';
    const edits = await makeRole(db, { objects: { contact: { edit: { rule } } } });
    for (const right of ['hidden', 'masked']) {
      const me = await someone({ contact: { ...own('view'), fields: { jobTitle: right } } }, [], edits);
      const why = async (jobTitle: string): Promise<string> => {
        const id = await addContact(me, { jobTitle });
        const said = [await ask(me, 'access.why', { entity: 'contact', id, verb: 'edit' })];
        said.push(await ask(me, 'access.verbs', { entity: 'contact', id }));
        return said.map((done) => told(done, id)).join();
      };
      const [spy, baker] = [await why('Spy'), await why('Baker')];
      assert.equal(spy, baker);
      assert.ok(!/Spy|Job title|jobTitle/.test(spy), spy);
    }
  });
});

test('the report about a person quotes nobody’s question to who does not read all of it', async () => {
  const me = await someone({ contact: own('view') }, ['admin.privacy']);
  const id = await addContact(me);
  const filter = JSON.stringify({ field: 'familyName', op: 'contains', value: canary });
  await must(boss, 'contact.print', { filter });
  const recipients = async (who: Person): Promise<{ how: string; says: object | null }[]> =>
    (
      await must<{ recipients: { how: string; says: object | null }[] }>(who, 'privacy.report', {
        entity: 'contact',
        id,
      })
    ).recipients.filter((r) => r.how === 'printed');
  assert.deepEqual(
    (await recipients(me)).map((r) => r.says),
    [null],
    'that it was printed is told',
  );
  assert.ok(JSON.stringify(await recipients(boss)).includes(canary));
});

describe('parents', () => {
  test('make no circle when several are moved at once, nor when two people move at the same moment', async () => {
    const purpose = { action: 'test.move', reads: false, requestId: null, address: null };
    const move = (rows: readonly (readonly [string, string])[]): Promise<boolean[]> =>
      performer.door.open(acme, boss.actor, purpose, async (tx) => {
        const changes = rows.map(([id, parent]) => ({ id, values: { parent } }));
        return (await tx.records.writeMany(company, changes)).map((r) => r.ok);
      });
    const [a, b] = [await addCompany(boss), await addCompany(boss)];
    assert.deepEqual(
      await move([
        [a, b],
        [b, a],
      ]),
      [false, false],
    );
    for (let n = 0; n < 5; n++) {
      const [c, d] = [await addCompany(boss), await addCompany(boss)];
      const [belowC, belowD] = [await addCompany(boss, c), await addCompany(boss, d)];
      const both = (await Promise.all([move([[c, belowD]]), move([[d, belowC]])])).flat();
      assert.equal(both.filter(Boolean).length, 1, 'one of them came first');
    }
  });
});
