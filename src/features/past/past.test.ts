// Looking back and bringing back: what a record, a list and the model were at an instant, what nobody may learn by asking about the past, and
// the way back through the ordinary door, which can itself be undone.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { type Person, makeRole, makeUser } from '../../../test/samples/people.ts';
import { sampleOf } from '../../../test/samples/records.ts';
import { moveClock, now, resetClock } from '../../core/clock.ts';
import type { JobRun } from '../../core/feature.ts';
import { newId } from '../../core/ids.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Vault } from '../../core/vault.ts';
import { entities } from '../entities.ts';
import { runRestore, runRestoreValues } from './restore-jobs.ts';

const { tag } = entities;
type Row = Readonly<Record<string, unknown>>;
interface Page {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly count?: { readonly value: number; readonly kind: string };
  readonly since: Readonly<Record<string, { readonly moved: string | null; readonly fields: readonly string[] }>>;
}
interface View {
  readonly was: Row | null;
  readonly now: Row;
  readonly state: string;
}

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  await ask(boss, 'catalog.view', {});
});
afterEach(resetClock);

const ask = (who: Person, action: string, input: object): Promise<Done> => perform(acme, who.actor, action, input);

async function must<T>(who: Person, action: string, input: object): Promise<T> {
  const done = await ask(who, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

async function make(name: 'company' | 'contact' | 'deal' | 'tag', values: object = {}): Promise<string> {
  serial += 1;
  const sample = name === 'tag' ? { name: `Tag ${serial}x` } : sampleOf(entities[name]).values(`Past${serial}x`);
  return (await must<{ id: string }>(boss, `${name}.create`, { ...sample, ...values })).id;
}

/** An instant after all that was done, and before all that will be. */
function mark(): string {
  moveClock(60_000);
  const at = now().toISOString();
  moveClock(60_000);
  return at;
}

async function someone(objects: object, areas: readonly string[] = ['self.use', 'tool.time-machine']): Promise<Person> {
  return makeUser(db, [await makeRole(db, { objects, areas })], []);
}

const list = (who: Person, object: string, at: string, more: object = {}): Promise<Page> =>
  must<Page>(who, 'past.list', { object, at, ...more });
const view = (who: Person, object: string, id: string, at: string): Promise<View> =>
  must<View>(who, 'past.view', { object, id, at });

/** Runs a job as its runner would, in the name of who started it. */
async function runJob(who: Person, id: string, run: (job: JobRun) => Promise<void>): Promise<Row> {
  const { rows } = await db.query<{ input: Row; operation: string }>(
    'select input, operation from core.job where id = $1',
    [id],
  );
  let state: Row = {};
  let result: Row = {};
  const { input, operation } = rows[0]!;
  await run({
    id,
    input,
    get state() {
      return state;
    },
    open: (work) =>
      performer.door.open(
        acme,
        { kind: 'user', id: who.id },
        { action: 'past.restore', reads: false, requestId: null, address: null, operation },
        (tx) =>
          work(tx, async (progress) => {
            state = progress.state ?? state;
            result = progress.result ?? result;
          }),
      ),
    cancelled: async () => false,
  } as JobRun);
  return { ...result, operation };
}

describe('a record at an instant', () => {
  test('is what it was: changed, in the bin, not there yet, with protected values, money and links', async () => {
    const one = await make('company', {
      name: 'Then Ltd',
      taxNumber: `T-${newId()}`,
      annualRevenue: { amount: '10.5', currency: 'EUR' },
    });
    const person = await make('contact', { companies: [{ id: one, role: 'boss' }] });
    const first = mark();
    await must(boss, 'company.edit', {
      id: one,
      name: 'Now Ltd',
      taxNumber: `N-${newId()}`,
      annualRevenue: { amount: '11', currency: 'USD' },
    });
    await must(boss, 'contact.edit', { id: person, companies: null });
    const second = mark();
    await must(boss, 'company.archive', { id: one });
    const third = mark();
    await must(boss, 'company.restore', { id: one });
    await must(boss, 'company.edit', { id: one, name: 'Later Ltd' });
    mark();
    const [a, b, c] = [
      await view(boss, 'company', one, first),
      await view(boss, 'company', one, second),
      await view(boss, 'company', one, third),
    ];
    assert.deepEqual(
      [a.was!['name'], b.was!['name'], c.was!['name'], a.now['name']],
      ['Then Ltd', 'Now Ltd', 'Now Ltd', 'Later Ltd'],
    );
    assert.deepEqual(a.was!['annualRevenue'], { amount: '10.5', currency: 'EUR' });
    assert.match(String(a.was!['taxNumber']), /^T-/);
    assert.match(String(b.was!['taxNumber']), /^N-/);
    assert.deepEqual([b.was!['archivedAt'], c.was!['archivedAt'] === null], [null, false]);
    assert.equal(a.was!['title'], 'Then Ltd');
    const was = await view(boss, 'contact', person, first);
    // The company is called by the name it had then.
    assert.deepEqual((was.was!['companies'] as Row[])[0]!['title'], 'Then Ltd');
    assert.equal(was.now['companies'], null);
    const late = await make('company');
    mark();
    const before = await view(boss, 'company', late, third);
    assert.deepEqual([before.was, before.state], [null, 'not yet']);
  });

  test('counts by commit: work that had begun by then and ended after it was not there yet', async () => {
    const id = await make('tag', { name: `Slow ${newId()}` });
    const wait = async (until: number): Promise<void> => {
      while (Date.now() <= until) await new Promise((done) => setImmediate(done));
    };
    await wait(Date.now() + 2);
    let between = '';
    await performer.door.open(
      acme,
      boss.actor,
      { action: 'tag.edit', reads: false, requestId: null, address: null },
      async (tx) => {
        await wait(now().getTime() + 2);
        between = now().toISOString();
        await wait(now().getTime() + 2);
        await tx.records.edit(tag, id, { name: 'Late' });
      },
    );
    const { rows } = await db.query<{ at: Date }>(`select at from core.ledger where record = $1 and verb = 'edited'`, [
      id,
    ]);
    assert.ok(rows[0]!.at.toISOString() < between);
    assert.match(String((await view(boss, 'tag', id, between)).was!['name']), /^Slow/);
    await wait(Date.now() + 2);
    assert.equal((await view(boss, 'tag', id, new Date().toISOString())).was!['name'], 'Late');
  });

  test('is refused for an instant to come, before all records, and for what is none', async () => {
    const id = await make('tag');
    for (const at of [
      new Date(now().getTime() + 3_600_000).toISOString(),
      '2001-01-01T00:00:00Z',
      'yesterday',
      '2026-13-01T00:00:00Z',
    ])
      assert.equal((await ask(boss, 'past.view', { object: 'tag', id, at })).outcome, 'invalid-input', at);
    assert.equal(
      (await ask(boss, 'past.view', { object: 'nothing', id, at: now().toISOString() })).outcome,
      'not-found',
    );
  });

  test('whose values were erased says so, and one deleted for good is not there', async () => {
    const [erased, purged] = [
      await make('tag', { name: `Erased ${newId()}` }),
      await make('tag', { name: `Purged ${newId()}` }),
    ];
    const at = mark();
    await must(boss, 'tag.edit', { id: erased, name: 'Something else' });
    await db.query('delete from core.ledger_values where entry in (select id from core.ledger where record = $1)', [
      erased,
    ]);
    await must(boss, 'tag.archive', { id: purged });
    await must(boss, 'tag.purge', { id: purged });
    mark();
    const seen = await view(boss, 'tag', erased, at);
    assert.deepEqual([seen.was, seen.state], [null, 'erased']);
    assert.equal((await ask(boss, 'past.view', { object: 'tag', id: purged, at })).outcome, 'not-found');
    const names = (await list(boss, 'tag', at, { limit: '200' })).rows.map((r) => r['id']);
    assert.ok(!names.includes(erased) && !names.includes(purged));
    const difference = await must<{ gone: number; erased: number }>(boss, 'past.difference', { object: 'tag', at });
    assert.deepEqual([difference.gone, difference.erased], [1, 1]);
  });
});

describe('what is told at all', () => {
  test('is the past of the ledger alone: what was put into the table past it was there from when it says itself', async () => {
    const at = mark();
    const later = mark();
    const id = newId();
    await db.query(
      `insert into data.tag (id, version, created_at, created_by, updated_at, updated_by, name) values ($1, 1, $2, $3, $2, $3, $4)`,
      [id, new Date(new Date(at).getTime() + 1000), boss.id, `Behind ${id}`],
    );
    const search = { search: id };
    assert.deepEqual((await list(boss, 'tag', at, search)).rows, []);
    assert.equal((await ask(boss, 'past.view', { object: 'tag', id, at })).outcome, 'not-found');
    assert.deepEqual(
      (await list(boss, 'tag', later, search)).rows.map((r) => r['id']),
      [id],
    );
  });

  test('of a deleted field is what was told last, and nothing where that was erased: never what had been before', async () => {
    const field = await must<{ id: string; name: string }>(boss, 'shape.add-field', {
      entity: 'company',
      kind: 'text',
      label: 'Forgotten',
    });
    const id = await make('company', { [field.name]: 'the first value' });
    mark();
    await must(boss, 'company.edit', { id, [field.name]: 'the erased value' });
    const at = mark();
    await must(boss, 'shape.retire-field', { id: field.id });
    await must(boss, 'shape.purge-field', { id: field.id });
    mark();
    assert.equal((await view(boss, 'company', id, at)).was![field.name], 'the erased value');
    await db.query(
      `delete from core.ledger_values where entry in (select id from core.ledger where record = $1 and verb = 'edited')`,
      [id],
    );
    assert.equal((await view(boss, 'company', id, at)).was![field.name], null);
    const found = await list(boss, 'company', at, {
      filter: JSON.stringify({ field: field.name, op: 'empty', value: false }),
      limit: '200',
    });
    assert.ok(found.rows.every((row) => row['id'] !== id));
    const back = await must<{ name: string; job: string }>(boss, 'past.restoreField', { id: field.id, at });
    await runJob(boss, back.job, runRestoreValues);
    assert.equal((await must<Row>(boss, 'company.view', { id }))[back.name], null);
  });

  test('of a field that became another kind is what it held as the kind it was; it becomes that again where every value fits', async () => {
    const field = await must<{ id: string; name: string }>(boss, 'shape.add-field', {
      entity: 'company',
      kind: 'text',
      label: 'Once a text',
    });
    const [number, words] = [
      await make('company', { [field.name]: '12' }),
      await make('company', { [field.name]: 'twelve' }),
    ];
    const at = mark();
    await must(boss, 'shape.retype-field', { id: field.id, kind: 'number', dryRun: false, emptyUnfit: true });
    await must(boss, 'company.edit', { id: number, [field.name]: '13' });
    mark();
    const was = async (id: string): Promise<unknown> => (await view(boss, 'company', id, at)).was![field.name];
    assert.deepEqual([await was(number), await was(words)], ['12', 'twelve']);
    assert.equal((await must<Row>(boss, 'company.view', { id: words }))[field.name], null);
    const { job } = await must<{ job: string }>(boss, 'past.restoreField', { id: field.id, at });
    await runJob(boss, job, runRestoreValues);
    const present = async (id: string): Promise<unknown> => (await must<Row>(boss, 'company.view', { id }))[field.name];
    // What somebody has written since stays; what had become empty by it is there again.
    assert.deepEqual([await present(number), await present(words)], ['13', 'twelve']);
  });

  test('of an object that is retired since is shown to whose roles of today name it, to be read and not written to', async () => {
    const object = await must<{ id: string; name: string }>(boss, 'shape.add-object', {
      label: 'Machine',
      labelPlural: 'Machines',
    });
    const part = await must<{ id: string; name: string }>(boss, 'shape.add-field', {
      entity: object.name,
      kind: 'text',
      label: 'Serial',
    });
    const id = (
      await must<{ id: string }>(boss, 'own.create', {
        object: object.name,
        name: 'Lathe',
        [part.name]: 'S-1',
      })
    ).id;
    const at = mark();
    await must(boss, 'shape.retire-object', { id: object.id });
    mark();
    const reader = await someone({ [object.name]: { view: 'all', fields: { [part.name]: 'hidden' } } });
    const stranger = await someone({ company: { view: 'all' } });
    const page = await list(boss, object.name, at);
    assert.deepEqual(
      page.rows.map((r) => [r['id'], r['name'], r[part.name]]),
      [[id, 'Lathe', 'S-1']],
    );
    const read = await list(reader, object.name, at);
    assert.deepEqual(
      read.rows.map((r) => [r['name'], part.name in r]),
      [['Lathe', false]],
    );
    assert.equal((await view(reader, object.name, id, at)).was!['name'], 'Lathe');
    assert.equal((await ask(stranger, 'past.list', { object: object.name, at })).outcome, 'not-allowed');
    const names = async (who: Person): Promise<string[]> =>
      (await must<{ entities: { name: string }[] }>(who, 'catalog.then', { at })).entities.map((e) => e.name);
    assert.deepEqual(
      [(await names(reader)).includes(object.name), (await names(stranger)).includes(object.name)],
      [true, false],
    );
    for (const [action, input] of [
      ['past.restore', { object: object.name, at, ids: [id] }],
      ['past.preview', { object: object.name, at }],
    ] as const)
      assert.equal((await ask(boss, action, input)).outcome, 'wrong-state', action);
    assert.equal((await ask(boss, 'own.list', { object: object.name })).outcome, 'not-found');
    await must(boss, 'past.restoreConfiguration', { at, things: [{ kind: 'object', id: object.id }] });
    assert.equal((await must<{ rows: Row[] }>(boss, 'own.list', { object: object.name })).rows[0]!['id'], id);
  });
});

describe('a list at an instant', () => {
  test('is filtered, searched, sorted, paged and totalled by what records held then, and says what differs today', async () => {
    const ids: string[] = [];
    for (const [n, status] of ['prospect', 'customer', 'customer', 'prospect'].entries())
      ids.push(await make('company', { name: `Row ${n} of then`, status, employees: String(10 - n) }));
    const at = mark();
    await must(boss, 'company.edit', { id: ids[0], status: 'customer', name: 'Renamed since' });
    await must(boss, 'company.archive', { id: ids[1] });
    await make('company', { name: 'Row 9 of then', status: 'customer' });
    mark();
    const filter = JSON.stringify({
      and: [
        { field: 'name', op: 'startsWith', value: 'Row' },
        { field: 'status', op: 'eq', value: 'customer' },
      ],
    });
    const page = await list(boss, 'company', at, { filter, sort: '-employees', count: 'exact' });
    assert.deepEqual(
      page.rows.map((r) => r['id']),
      [ids[1], ids[2]],
    );
    assert.deepEqual(page.count, { value: 2, kind: 'exact' });
    assert.deepEqual(page.since, { [ids[1]!]: { moved: 'archived', fields: [] } });
    const found = await list(boss, 'company', at, { search: 'of then', limit: '2' });
    const rest = await list(boss, 'company', at, { search: 'of then', limit: '2', cursor: found.next! });
    assert.deepEqual(
      [...found.rows, ...rest.rows].map((r) => r['title']),
      [0, 1, 2, 3].map((n) => `Row ${n} of then`),
    );
    assert.deepEqual(found.since[ids[0]!], { moved: null, fields: ['name', 'status'] });
    const groups = await must<{ groups: { keys: string[]; count: number; measures: string[] }[] }>(boss, 'past.group', {
      object: 'company',
      at,
      by: 'status',
      measures: 'sum:employees',
      search: 'of then',
    });
    assert.deepEqual(
      groups.groups.map((g) => [g.keys[0], g.count, g.measures[0]]).sort((a, b) => (a[0]! < b[0]! ? -1 : 1)),
      [
        ['customer', 2, '17'],
        ['prospect', 2, '17'],
      ],
    );
  });

  test('finds by a search, an order and their count what the search found then, in whichever field and notation it stood', async () => {
    const own = await must<{ name: string }>(boss, 'shape.add-field', {
      entity: 'contact',
      kind: 'text',
      label: 'Nickname',
      search: true,
    });
    const stem = `Zq${newId().slice(-6)}`;
    const values = (n: number): object => ({
      familyName: `${stem}ä "Ko'skinen\\ ${n}`,
      jobTitle: n % 2 === 0 ? 'Pääjohtaja, CEO' : 'Clerk',
      phones: [
        { value: `+358 40 765432${n}`, label: 'work' },
        { value: `+358 50 123456${n}`, label: 'mobile' },
      ],
      emails: [{ value: `${stem}.${n}@people.example`, label: 'work' }],
      [own.name]: `Öljy${n}`,
    });
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) ids.push(await make('contact', values(n)));
    const words = [
      stem,
      `${stem}A`,
      `"ko'skinen`,
      `koskinen\\`,
      `skinen\\ ${stem}`,
      'paajohtaja, ceo',
      '0407654321',
      '+358 50 1234562',
      '3584076543',
      `${stem}.3@people`,
      'öljy4',
      'OLJY',
      'z',
      `ce ${stem}`,
      'nowhere at all',
    ];
    const asked = (search: string) => ({ search, sort: '-updatedAt', limit: '50', count: 'exact' });
    const found = async (action: string, more: object) => {
      const out: unknown[] = [];
      for (const word of words) {
        const page = await must<Page>(boss, action, { ...more, ...asked(word) });
        out.push([word, page.rows.map((r) => r['id']), page.count]);
      }
      return out;
    };
    const at = mark();
    const was = await found('contact.list', {});
    assert.ok(was.filter((one) => (one as [string, string[]])[1].length > 0).length >= 11, JSON.stringify(was));
    await must(boss, 'contact.edit', { id: ids[0], familyName: 'Else' });
    await must(boss, 'contact.edit', { id: ids[1], phones: null, jobTitle: 'Pääjohtaja, CEO' });
    await must(boss, 'contact.edit', { id: ids[2], [own.name]: 'Nothing', emails: null });
    await must(boss, 'contact.edit', { id: ids[3], ...values(8) });
    await must(boss, 'contact.edit', { id: ids[3], ...values(9), jobTitle: null });
    await must(boss, 'contact.archive', { id: ids[4] });
    await make('contact', values(1));
    mark();
    assert.notDeepEqual(await found('contact.list', {}), was);
    assert.deepEqual(await found('past.list', { object: 'contact', at }), was);
  });

  test('is turned page by page in every order as it was then, what was changed among what was not', async () => {
    const stem = `Pages${newId().slice(-8)}`;
    const ids: string[] = [];
    for (let n = 0; n < 9; n++)
      ids.push(await make('company', { name: `${stem} ${n}`, employees: String((n * 5) % 9) }));
    const turned = async (action: string, more: object): Promise<unknown[]> => {
      const out: unknown[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: Page = await must<Page>(boss, action, {
          ...more,
          search: stem,
          limit: '2',
          ...(cursor === undefined ? {} : { cursor }),
        });
        out.push(...page.rows.map((r) => r['id']));
        cursor = page.next;
      }
      return out;
    };
    const orders = ['title', '-title', 'employees', '-employees', '-updatedAt'];
    const at = mark();
    const was = await Promise.all(orders.map((sort) => turned('company.list', { sort })));
    for (const n of [1, 4, 6])
      await must(boss, 'company.edit', { id: ids[n], name: `${stem} ${9 - n}x`, employees: String(n) });
    mark();
    for (const [i, sort] of orders.entries())
      assert.deepEqual(await turned('past.list', { object: 'company', at, sort }), was[i], sort);
  });

  test('looks through references to what they held then, and finds protected values by what they were', async () => {
    const industry = `Industry ${newId()}`;
    const number = `FI${newId()}`;
    const at1 = await make('company', { industry, taxNumber: number });
    const sale = await make('deal', { company: at1 });
    const at = mark();
    await must(boss, 'company.edit', { id: at1, industry: 'Another', taxNumber: null });
    mark();
    const through = (value: string): string => JSON.stringify({ field: 'company.industry', op: 'eq', value });
    assert.deepEqual(
      (await list(boss, 'deal', at, { filter: through(industry) })).rows.map((r) => r['id']),
      [sale],
    );
    assert.deepEqual((await list(boss, 'deal', at, { filter: through('Another') })).rows, []);
    const tax = JSON.stringify({ field: 'taxNumber', op: 'eq', value: number });
    assert.deepEqual(
      (await list(boss, 'company', at, { filter: tax })).rows.map((r) => r['id']),
      [at1],
    );
    const deals = JSON.stringify({ field: 'company.taxNumber', op: 'eq', value: number });
    assert.deepEqual(
      (await list(boss, 'deal', at, { filter: deals })).rows.map((r) => r['id']),
      [sale],
    );
  });
});

describe('rights over the past', () => {
  const mine = { view: 'own', edit: 'own' };

  test('reach a record only where it is in reach now and was then, on every path', async () => {
    const sales = await someone({ company: mine, user: { view: 'all' } });
    const [gained, lost] = [
      await make('company', { owner: boss.id, name: 'Gained' }),
      await make('company', { owner: sales.id, name: 'Lost' }),
    ];
    const both = await make('company', { owner: sales.id, name: 'Both' });
    const at = mark();
    await must(boss, 'company.edit', { id: gained, owner: sales.id });
    await must(boss, 'company.edit', { id: lost, owner: boss.id, name: 'Lost now' });
    await must(boss, 'company.edit', { id: both, name: 'Both now' });
    mark();
    const page = await list(sales, 'company', at, { count: 'exact', archived: 'both' });
    assert.deepEqual(
      page.rows.map((r) => [r['id'], r['name']]),
      [[both, 'Both']],
    );
    assert.deepEqual(page.count, { value: 1, kind: 'exact' });
    for (const id of [gained, lost]) {
      const [seen, never] = [
        await ask(sales, 'past.view', { object: 'company', id, at }),
        await ask(sales, 'past.view', { object: 'company', id: newId(), at }),
      ];
      assert.deepEqual([seen.outcome, seen.problem?.detail], [never.outcome, never.problem?.detail]);
    }
    const groups = await must<{ groups: { count: number }[] }>(sales, 'past.group', {
      object: 'company',
      at,
      archived: 'both',
    });
    assert.deepEqual(
      groups.groups.map((g) => g.count),
      [1],
    );
    const d = await must<{ changed: { count: number }; gone: null }>(sales, 'past.difference', {
      object: 'company',
      at,
    });
    assert.deepEqual([d.changed.count, d.gone], [1, null]);
    assert.deepEqual(await must(sales, 'past.preview', { object: 'company', at, made: 'true' }), {
      unbin: 0,
      values: 1,
      bin: 0,
    });
    const tried = await must<{ result: { keptCount: number; changed: number } }>(sales, 'past.restore', {
      object: 'company',
      at,
      ids: [gained, lost, both],
    });
    assert.deepEqual([tried.result.changed, tried.result.keptCount], [1, 2]);
    assert.equal((await must<Row>(boss, 'company.view', { id: lost }))['name'], 'Lost now');
  });

  test('let a field be read only where it may be read of the record as it was and as it is; no filter, sort, search or mask tells of it', async () => {
    const reader = await makeUser(
      db,
      [
        await makeRole(db, {
          objects: { contact: { view: 'all', fields: { notes: 'hidden', birthday: 'masked' } } },
          areas: ['self.use', 'tool.time-machine'],
        }),
        await makeRole(db, { objects: { contact: { view: 'own' } } }),
      ],
      [],
    );
    const word = `word${newId().slice(-8)}`;
    const was = await make('contact', { owner: reader.id, notes: word, jobTitle: word, birthday: '1970-01-02' });
    const is = await make('contact', { owner: boss.id, notes: word, jobTitle: word, birthday: '1970-01-02' });
    const always = await make('contact', { owner: reader.id, notes: word, jobTitle: word, birthday: '1970-01-02' });
    const at = mark();
    await must(boss, 'contact.edit', { id: was, owner: boss.id, notes: 'other' });
    await must(boss, 'contact.edit', { id: is, owner: reader.id, notes: 'other' });
    await must(boss, 'contact.edit', { id: always, notes: 'other' });
    mark();
    const page = await list(reader, 'contact', at, { search: word });
    const shown = new Map(page.rows.map((r) => [r['id'], r]));
    assert.deepEqual(
      [was, is, always].map((id) => 'notes' in shown.get(id)!),
      [false, false, true],
    );
    assert.deepEqual(
      [was, is, always].map((id) => shown.get(id)!['birthday']),
      [undefined, undefined, '1970-01-02'],
    );
    assert.deepEqual(
      [was, is, always].map((id) => 'birthday' in ((shown.get(id)!['masked'] ?? {}) as Row)),
      [true, true, false],
    );
    assert.deepEqual(
      [was, is, always].map((id) => page.since[id]?.fields.includes('notes') === true),
      [false, false, true],
    );
    const notes = (op: string, value?: string): string =>
      JSON.stringify({ field: 'notes', op, ...(value === undefined ? {} : { value }) });
    const idsOf = async (filter: string, more: object = {}): Promise<unknown[]> =>
      (await list(reader, 'contact', at, { filter, search: word, ...more })).rows.map((r) => r['id']);
    assert.deepEqual(await idsOf(notes('eq', word)), [always]);
    for (const op of ['empty', 'ne'])
      assert.ok(
        !(await idsOf(op === 'empty' ? notes('empty') : notes('ne', 'zzz'))).some((id) => id === was || id === is),
        op,
      );
    const groups = await must<{ groups: { count: number }[] }>(reader, 'past.group', {
      object: 'contact',
      at,
      by: 'stage',
      search: word,
    });
    assert.deepEqual(
      groups.groups.map((g) => g.count),
      [3],
    );
    const order = (await list(reader, 'contact', at, { search: word, sort: 'birthday' })).rows.map((r) => r['id']);
    assert.equal(order[0], always);
    const whole = await someone({ contact: { view: 'all', fields: { notes: 'hidden' } } });
    assert.equal(
      (await ask(whole, 'past.list', { object: 'contact', at, filter: notes('eq', word) })).outcome,
      'unknown-field',
    );
    assert.equal((await ask(whole, 'past.list', { object: 'contact', at, sort: 'notes' })).outcome, 'unknown-field');
    assert.equal((await ask(whole, 'past.list', { object: 'contact', at, fields: 'notes' })).outcome, 'unknown-field');
    const d = await must<{ changed: { count: number } }>(whole, 'past.difference', { object: 'contact', at });
    const e = await must<{ changed: { count: number } }>(boss, 'past.difference', { object: 'contact', at });
    // Two changed their owner, which he sees; of the third only the notes have changed, which he does not.
    assert.equal(e.changed.count - d.changed.count, 1);
  });

  test('follow the whole: a line of a deal one may not see now is out of sight then, though nobody has touched it', async () => {
    const sales = await someone({ deal: mine, dealLine: { view: 'all' } });
    const sale = await make('deal', { owner: sales.id });
    const line = (
      await must<{ id: string }>(boss, 'dealLine.create', { deal: sale, description: 'A line', quantity: '1' })
    ).id;
    const at = mark();
    const before = mark();
    assert.deepEqual(
      (await list(sales, 'dealLine', before)).rows.map((r) => r['id']),
      [line],
    );
    await must(boss, 'deal.edit', { id: sale, owner: boss.id });
    mark();
    assert.deepEqual((await list(sales, 'dealLine', at)).rows, []);
  });

  test('need a right of their own, and a menu for lists; every look is on record with its instant', async () => {
    const at = mark();
    mark();
    const without = await someone({ company: { view: 'all' } }, ['self.use']);
    for (const [action, input] of [
      ['past.list', { object: 'company', at }],
      ['past.view', { object: 'company', id: newId(), at }],
      ['past.difference', { object: 'company', at }],
      ['past.reach', {}],
      ['catalog.then', { at }],
      ['past.restoreAll', { at, made: false, confirm: acme.name }],
    ] as const)
      assert.equal((await ask(without, action, input)).outcome, 'not-allowed', action);
    const noMenu = await makeUser(
      db,
      [
        await makeRole(db, {
          objects: { company: { view: 'all' } },
          without: ['menu.company'],
          areas: ['self.use', 'tool.time-machine'],
        }),
      ],
      [],
    );
    assert.equal((await ask(noMenu, 'past.list', { object: 'company', at })).outcome, 'not-allowed');
    await list(boss, 'company', at);
    const { rows } = await db.query<{ plain: string }>(
      `select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.action = 'past.list' and l.outcome = 'done' order by l.id desc limit 1`,
    );
    assert.match(rows[0]!.plain, new RegExp(at));
  });
});

describe('the model of then', () => {
  test('shows retired, renamed and deleted fields with their values, and brings them back', async () => {
    const add = (label: string, more: object = {}): Promise<{ id: string; name: string }> =>
      must(boss, 'shape.add-field', { entity: 'company', kind: 'text', label, ...more });
    const [kept, dropped, renamed] = [await add('Kept for later'), await add('Dropped'), await add('Old name')];
    const options = { kind: 'select', options: [{ label: 'Red' }, { label: 'Green' }] };
    const colour = await must<{ id: string; name: string; field?: unknown }>(boss, 'shape.add-field', {
      entity: 'company',
      label: 'Colour',
      ...options,
    });
    const keys = (
      await must<{
        entities: { name: string; fields: { name: string; options?: { key: string; label: string }[] }[] }[];
      }>(boss, 'catalog.view', {})
    ).entities
      .find((e) => e.name === 'company')!
      .fields.find((f) => f.name === colour.name)!.options!;
    const green = keys.find((o) => o.label === 'Green')!.key;
    const id = await make('company', {
      [kept.name]: 'kept value',
      [dropped.name]: 'dropped value',
      [renamed.name]: 'x',
      [colour.name]: green,
    });
    const untouched = await make('company', { [dropped.name]: 'untouched value' });
    await must(boss, 'company.edit', { id, [dropped.name]: 'dropped value 2' });
    const at = mark();
    await must(boss, 'company.edit', { id, [dropped.name]: 'dropped value 3', name: 'With fewer fields' });
    await must(boss, 'shape.edit-field', { id: renamed.id, label: 'New name' });
    for (const f of [kept, dropped, colour]) await must(boss, 'shape.retire-field', { id: f.id });
    for (const f of [dropped, colour]) await must(boss, 'shape.purge-field', { id: f.id });
    const fresh = await add('Fresh');
    mark();
    const then = (await view(boss, 'company', id, at)).was!;
    assert.deepEqual(
      [then[kept.name], then[dropped.name], then[colour.name]],
      ['kept value', 'dropped value 2', green],
    );
    assert.ok(!(fresh.name in then));
    assert.equal((await view(boss, 'company', untouched, at)).was![dropped.name], 'untouched value');
    const hit = await list(boss, 'company', at, {
      filter: JSON.stringify({ field: dropped.name, op: 'eq', value: 'dropped value 2' }),
    });
    assert.deepEqual(
      hit.rows.map((r) => r['id']),
      [id],
    );
    const model = await must<{ entities: { name: string; fields: { name: string; label: string }[] }[] }>(
      boss,
      'catalog.then',
      { at },
    );
    const labels = new Map(model.entities.find((e) => e.name === 'company')!.fields.map((f) => [f.name, f.label]));
    assert.deepEqual(
      [labels.get(renamed.name), labels.has(fresh.name), labels.has(dropped.name)],
      ['Old name', false, true],
    );
    const { things } = await must<{ things: { id: string; did: string }[] }>(boss, 'past.configuration', { at });
    const did = new Map(things.map((thing) => [thing.id, thing.did]));
    assert.deepEqual(
      [kept, dropped, colour, renamed, fresh].map((f) => did.get(f.id)),
      ['removed', 'removed', 'removed', 'changed', 'added'],
    );
    await must(boss, 'past.restoreField', { id: kept.id, at });
    await must(boss, 'past.restoreField', { id: renamed.id, at });
    assert.equal((await must<Row>(boss, 'company.view', { id }))[kept.name], 'kept value');
    for (const f of [dropped, colour]) {
      const back = await must<{ name: string; job: string }>(boss, 'past.restoreField', { id: f.id, at });
      const done = await runJob(boss, back.job, runRestoreValues);
      assert.equal(done['refused'], 0);
      const present = await must<Row>(boss, 'company.view', { id });
      if (f === dropped) assert.equal(present[back.name], 'dropped value 2');
      else assert.equal(typeof present[back.name], 'string');
    }
  });
});

describe('bringing back', () => {
  test('named records come out of the bin with their values, what was made since is left, and undo takes it all back', async () => {
    const [a, b] = [await make('company', { name: 'A then' }), await make('company', { name: 'B then' })];
    const at = mark();
    await must(boss, 'company.edit', { id: a, name: 'A now', notes: null });
    await must(boss, 'company.archive', { id: a });
    await must(boss, 'company.edit', { id: b, name: 'B now' });
    mark();
    assert.deepEqual(await must(boss, 'past.preview', { object: 'company', at, ids: `${a},${b}` }), {
      unbin: 1,
      values: 2,
      bin: 0,
    });
    assert.deepEqual(await must(boss, 'past.preview', { object: 'company', at, ids: b }), {
      unbin: 0,
      values: 1,
      bin: 0,
    });
    const done = await ask(boss, 'past.restore', { object: 'company', at, ids: [a, b] });
    const { result } = done.output as { result: Row };
    assert.deepEqual([result['unbinned'], result['changed'], result['binned'], result['keptCount']], [1, 2, 0, 0]);
    const [back] = [await must<Row>(boss, 'company.view', { id: a })];
    assert.deepEqual([back['name'], back['archivedAt'], typeof back['notes']], ['A then', null, 'string']);
    const { rows } = await db.query<{ operation: string }>(
      `select distinct operation from core.ledger where action = 'past.restore' and version is not null and record = any($1)`,
      [[a, b]],
    );
    assert.equal(rows.length, 1);
    mark();
    await must(boss, 'operation.undo', { id: rows[0]!.operation });
    const again = await must<Row>(boss, 'company.view', { id: a });
    assert.deepEqual([again['name'], again['archivedAt'] === null], ['A now', false]);
  });

  test('leaves what may not be changed with its reason, and takes nothing a person may not read', async () => {
    const clerk = await someone({
      company: { view: 'all', edit: 'all', fields: { notes: 'hidden', industry: 'read' } },
      user: { view: 'all' },
    });
    const id = await make('company', { name: 'Before', notes: 'secret', industry: 'Old' });
    const at = mark();
    await must(boss, 'company.edit', { id, name: 'After', notes: 'other', industry: 'New' });
    mark();
    const { result } = await must<{ result: Row & { kept: Row[] } }>(clerk, 'past.restore', {
      object: 'company',
      at,
      ids: [id],
    });
    assert.deepEqual([result['changed'], result['keptCount']], [1, 1]);
    assert.match(String(result.kept[0]!['reason']), /Industry/);
    assert.doesNotMatch(
      String(result.kept[0]!['reason']),
      /Notes/,
      'that a hidden field held something else is not told',
    );
    const row = await must<Row>(boss, 'company.view', { id });
    assert.deepEqual([row['name'], row['notes'], row['industry']], ['Before', 'other', 'New']);
  });

  test('takes nothing a person might not read of the record as it was then', async () => {
    const company = { view: 'all', edit: 'all', fields: { notes: 'hidden' } };
    const customers = 'record.status == "customer"';
    const clerk = await makeUser(
      db,
      [
        await makeRole(db, { objects: { company, user: { view: 'all' } }, areas: ['self.use', 'tool.time-machine'] }),
        await makeRole(db, { objects: { company: { view: { rule: customers }, edit: { rule: customers } } } }),
      ],
      [],
    );
    const id = await make('company', { name: 'Before', notes: 'secret', status: 'prospect' });
    const at = mark();
    await must(boss, 'company.edit', { id, name: 'After', notes: 'other', status: 'customer' });
    mark();
    assert.equal((await must<Row>(clerk, 'company.view', { id }))['notes'], 'other');
    await must(clerk, 'past.restore', { object: 'company', at, ids: [id] });
    const row = await must<Row>(boss, 'company.view', { id });
    assert.deepEqual([row['name'], row['notes'], row['status']], ['Before', 'other', 'prospect']);
  });

  test('a list comes back as it was, by a job that can be undone', async () => {
    const word = `List${newId().slice(-6)}`;
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await make('company', { name: `${word} ${n}`, industry: 'Then' }));
    const at = mark();
    await must(boss, 'company.bulk', { ids, do: 'edit', values: { industry: 'Now' } });
    await must(boss, 'company.archive', { id: ids[3] });
    mark();
    const filter = JSON.stringify({
      and: [
        { field: 'name', op: 'startsWith', value: word },
        { field: 'name', op: 'ne', value: `${word} 0` },
      ],
    });
    assert.deepEqual(await must(boss, 'past.preview', { object: 'company', at, filter }), {
      unbin: 1,
      values: 4,
      bin: 0,
    });
    const { job } = await must<{ job: string }>(boss, 'past.restore', { object: 'company', at, filter });
    const done = await runJob(boss, job, runRestore);
    assert.deepEqual([done['unbinned'], done['changed'], done['keptCount']], [1, 4, 0]);
    const industries = async (): Promise<unknown[]> =>
      Promise.all(ids.map(async (id) => (await must<Row>(boss, 'company.view', { id }))['industry']));
    assert.deepEqual(await industries(), ['Now', 'Then', 'Then', 'Then', 'Then']);
    mark();
    await must(boss, 'operation.undo', { id: String(done['operation']) });
    assert.deepEqual(await industries(), ['Now', 'Now', 'Now', 'Now', 'Now']);
  });

  test('everything comes back to the instant: wholes and parts, references, what was merged; what was made since goes into the bin', async () => {
    const [one, two] = [await make('contact', { familyName: 'Stays' }), await make('contact', { familyName: 'Goes' })];
    const sale = await make('deal', { contact: two, name: 'Sale' });
    const line = (
      await must<{ id: string }>(boss, 'dealLine.create', { deal: sale, description: 'Line', quantity: '2' })
    ).id;
    const at = mark();
    await must(boss, 'contact.merge', { id: one, other: two, take: ['familyName'], unite: [] });
    await must(boss, 'dealLine.edit', { id: line, description: 'Other' });
    await must(boss, 'deal.archive', { id: sale });
    const since = await make('company', { name: 'Made since' });
    await must(boss, 'shape.add-object', { label: 'Made as a whole', labelPlural: 'Made as a whole since' });
    mark();
    assert.equal((await ask(boss, 'past.restoreAll', { at, made: true, confirm: 'something' })).outcome, 'bad-request');
    const { job } = await must<{ job: string }>(boss, 'past.restoreAll', { at, made: true, confirm: acme.name });
    const done = await runJob(boss, job, runRestore);
    assert.equal(done['keptCount'], 0, JSON.stringify(done['kept']));
    for (const [object, id] of [
      ['contact', one],
      ['contact', two],
      ['deal', sale],
      ['dealLine', line],
    ] as const) {
      const { was, now: today } = await view(boss, object, id, at);
      const strip = ({ version: _v, updatedAt: _u, updatedBy: _b, stageSince: _s, ...rest }: Row): Row => rest;
      assert.deepEqual(strip(today), strip(was!), object);
    }
    assert.notEqual((await must<Row>(boss, 'company.view', { id: since }))['archivedAt'], null);
    for (const object of ['company', 'contact', 'deal', 'dealLine']) {
      const d = await must<Record<string, { count: number }>>(boss, 'past.difference', { object, at });
      assert.deepEqual(
        [d['created']!.count, d['changed']!.count, d['archived']!.count, d['restored']!.count],
        [0, 0, 0, 0],
        object,
      );
    }
  });
});
