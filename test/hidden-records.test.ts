// A record one may not see is not there for whoever asks, also through what refers to it: no title, no value, no order, no total, no error
// tells of it, and its id answers like an id that never was.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { look } from './harness/engine.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { company, contact, deal } = entities;
/** Stands in every text of the hidden company and nowhere else. */
const canary = 'Canarywharf';

let acme: Vault;
let db: PgConnection;
let owner: Person;
let me: Person;
let hiddenId: string;
let seenId: string;
let dealId: string;
let contactId: string;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  owner = await makeUser(db, [await makeRole(db, { everything: true })], []);
  const verbs = (scope: string): object =>
    Object.fromEntries(['view', 'create', 'edit', 'archive', 'restore'].map((v) => [v, scope]));
  const role = await makeRole(db, {
    objects: {
      company: verbs('own'),
      contact: verbs('all'),
      deal: verbs('all'),
      pipeline: { view: 'all' },
      stage: { view: 'all' },
      user: { view: 'own' },
    },
    areas: ['self.use', 'tool.undo-others'],
  });
  me = await makeUser(db, [role], []);
  hiddenId = await plant(acme, db, company, sampleOf(company).values(canary), { owner: owner.id });
  seenId = await plant(acme, db, company, sampleOf(company).values('Plainsight'), { owner: me.id });
  dealId = await plant(acme, db, deal, { ...sampleOf(deal).values('Bigdeal'), company: seenId }, { owner: owner.id });
  const links = [hiddenId, seenId].map((id) => ({ entity: 'company', id, role: null }));
  contactId = await plant(
    acme,
    db,
    contact,
    { ...sampleOf(contact).values('Somebody'), companies: links },
    { owner: me.id },
  );
  // Into the history: the deal goes over to the hidden company.
  assert.equal((await perform(acme, owner.actor, 'deal.edit', { id: dealId, company: hiddenId })).outcome, 'done');
});

const tells = (done: Done): boolean => {
  const { problem, output } = done;
  const text = JSON.stringify([output, problem?.detail, problem?.extras]).toLowerCase();
  return text.includes(canary.toLowerCase()) || text.includes(hiddenId);
};

async function ask(action: string, input: object, change = {}): Promise<Done> {
  return perform(acme, me.actor, action, input, change);
}

const rowsOf = (done: Done): string[] => (done.output as { rows: { id: string }[] }).rows.map((r) => r.id);

describe('a record one may not see', () => {
  test('is a restricted reference and no link, in views, lists and history', async () => {
    const seen = await ask('deal.view', { id: dealId });
    assert.deepEqual((seen.output as { company: unknown }).company, { restricted: true });
    const person = await ask('contact.view', { id: contactId });
    assert.deepEqual(
      (person.output as { companies: { id: string }[] }).companies.map((l) => l.id),
      [seenId],
    );
    for (const [action, input] of [
      ['deal.view', { id: dealId }],
      ['deal.list', {}],
      ['deal.list', { sort: 'company' }],
      ['deal.list', { sort: '-company', count: 'exact' }],
      ['deal.history', { id: dealId }],
      ['contact.view', { id: contactId }],
      ['contact.list', {}],
      ['deal.group', { by: 'company' }],
      ['deal.group', { by: 'company.industry' }],
      ['deal.group', { measures: 'max:company.annualRevenue,filled:company.name' }],
      ['company.list', { count: 'exact' }],
      ['company.group', { by: 'industry' }],
      ['search.find', { q: canary }],
      ['operation.list', {}],
    ] as const) {
      const done = await ask(action, input);
      assert.equal(done.outcome, 'done', `${action}: ${JSON.stringify(done.problem)}`);
      assert.ok(!tells(done), `${action} ${JSON.stringify(input)}: ${JSON.stringify(done.output)}`);
      if (action !== 'operation.list') {
        const shown = await perform(acme, owner.actor, action, input);
        const proves = JSON.stringify(shown.output) !== JSON.stringify(done.output);
        assert.ok(proves, `${action} ${JSON.stringify(input)} shows its owner nothing else, so this proves nothing`);
      }
    }
  });

  test('cannot be found out by filters, through references or by its id', async () => {
    const absent = newId();
    const filters: readonly ((id: string, word: string) => object)[] = [
      (_, word) => ({ field: 'company.name', op: 'contains', value: word }),
      (_, word) => ({ not: { field: 'company.name', op: 'contains', value: word } }),
      (_, word) => ({ field: 'company.title', op: 'startsWith', value: word }),
      (id) => ({ field: 'company.id', op: 'eq', value: id }),
      (id) => ({ field: 'company', op: 'eq', value: id }),
      (id) => ({ field: 'company', op: 'ne', value: id }),
      (id) => ({ field: 'company', op: 'in', value: [id, seenId] }),
      (id) => ({ not: { field: 'company', op: 'eq', value: id } }),
      (id) => ({ not: { field: 'company', op: 'in', value: [id] } }),
    ];
    for (const of of filters) {
      const hidden = await ask('deal.list', { filter: JSON.stringify(of(hiddenId, canary)) });
      const none = await ask('deal.list', { filter: JSON.stringify(of(absent, 'Nothinglikethis')) });
      assert.deepEqual(rowsOf(hidden), rowsOf(none), JSON.stringify(of(hiddenId, canary)));
    }
    for (const of of [
      (id: string) => ({ field: 'companies', op: 'has', value: id }),
      (id: string) => ({ not: { field: 'companies', op: 'has', value: id } }),
    ]) {
      const hidden = await ask('contact.list', { filter: JSON.stringify(of(hiddenId)) });
      const none = await ask('contact.list', { filter: JSON.stringify(of(absent)) });
      assert.deepEqual(rowsOf(hidden), rowsOf(none), JSON.stringify(of(hiddenId)));
    }
    assert.deepEqual(rowsOf(await ask('deal.list', { search: canary })), []);
  });

  test('leaves a record that links only to it like one that links to nothing', async () => {
    const only = [{ entity: 'company', id: hiddenId, role: null }];
    const ids = [
      await plant(acme, db, contact, { ...sampleOf(contact).values('Onlyhidden'), companies: only }, { owner: me.id }),
      await plant(acme, db, contact, { ...sampleOf(contact).values('Nothing'), companies: null }, { owner: me.id }),
    ];
    for (const id of ids)
      assert.equal(((await ask('contact.view', { id })).output as { companies: unknown }).companies, null);
    const which = { field: 'id', op: 'in', value: ids };
    for (const value of [true, false]) {
      const asked = { and: [which, { field: 'companies', op: 'empty', value }] };
      const found = rowsOf(await ask('contact.list', { filter: JSON.stringify(asked) }));
      assert.deepEqual(found.sort(), value ? [...ids].sort() : []);
    }
    const totals = await ask('contact.group', { filter: JSON.stringify(which), measures: 'filled:companies' });
    assert.equal(Number((totals.output as { groups: { measures: unknown[] }[] }).groups[0]!.measures[0]), 0);
  });

  test('is one of a single group with all others one may not see', async () => {
    const another = await plant(acme, db, company, sampleOf(company).values('Secondhidden'), { owner: owner.id });
    await plant(acme, db, deal, { ...sampleOf(deal).values('Seconddeal'), company: another }, { owner: owner.id });
    const { groups } = (await ask('deal.group', { by: 'company' })).output as {
      groups: { keys: unknown[]; count: number }[];
    };
    assert.deepEqual(
      groups.map((g) => [g.keys[0], g.count]),
      [[{ restricted: true }, 2]],
    );
  });

  test('cannot be pointed to: refused in the words for an id that never was', async () => {
    const shape = (done: Done, id: string): string =>
      JSON.stringify([done.outcome, done.problem?.detail, done.problem?.extras]).replaceAll(id, '<id>');
    const attempts: readonly (readonly [string, (id: string) => object])[] = [
      ['deal.create', (id) => ({ ...sampleOf(deal).values(`N${newId()}`), company: id })],
      ['deal.edit', (id) => ({ id: dealId, company: id, product: 'x' })],
      [
        'contact.create',
        (id) => ({ ...sampleOf(contact).values(`N${newId()}`), companies: [{ entity: 'company', id, role: null }] }),
      ],
      ['activity.create', (id) => ({ subject: 'x', about: [{ entity: 'company', id }] })],
      ['company.create', (id) => ({ name: 'Daughter', parent: id })],
    ];
    for (const [action, of] of attempts) {
      if (action === 'activity.create') continue;
      const absent = newId();
      const [hidden, none] = [await ask(action, of(hiddenId)), await ask(action, of(absent))];
      assert.equal(hidden.outcome, 'invalid-input', action);
      assert.equal(shape(hidden, hiddenId), shape(none, absent), action);
    }
    const { rows } = await db.query('select company from data.deal where id = $1', [dealId]);
    assert.equal(rows[0]!['company'], hiddenId, 'refused also where the reference leads there already');
  });

  test('takes no part, and is no more told by its refusal than an id that never was', async () => {
    const every = (scope: string): object =>
      Object.fromEntries(['view', 'create', 'edit', 'archive', 'restore'].map((v) => [v, scope]));
    const own = await makeRole(db, {
      objects: { deal: every('own'), dealLine: every('all'), pipeline: { view: 'all' }, stage: { view: 'all' } },
      areas: ['self.use'],
    });
    const seller = await makeUser(db, [own], []);
    const hidden = await plant(acme, db, deal, sampleOf(deal).values('Elsewhere'), { owner: owner.id });
    const line = (id: string): Promise<Done> =>
      perform(acme, seller.actor, 'dealLine.create', { deal: id, description: 'One', quantity: '1' });
    const said = async (id: string): Promise<string> => {
      const { outcome, problem } = await line(id);
      assert.notEqual(outcome, 'done');
      return JSON.stringify([problem?.code, problem?.detail, problem?.extras]).replaceAll(id, '#');
    };
    const never = await said(newId());
    assert.equal(await said(hidden), never);
    await db.query('update data.deal set archived_at = now() where id = $1', [hidden]);
    assert.equal(await said(hidden), never, 'nor whether it lies in the bin');
    const mine = await plant(acme, db, deal, sampleOf(deal).values('Mine'), { owner: seller.id });
    assert.equal((await line(mine)).outcome, 'done');
  });

  test('is left alone by changes of other fields, and its name stands in no conflict', async () => {
    const edited = await ask('deal.edit', { id: dealId, product: 'Something else' });
    assert.equal(edited.outcome, 'done');
    assert.ok(!tells(edited));
    const { rows } = await db.query('select company from data.deal where id = $1', [dealId]);
    assert.equal(rows[0]!['company'], hiddenId);
    const conflict = await ask('deal.edit', { id: dealId, company: seenId }, { ifMatch: 1 });
    assert.equal(conflict.outcome, 'conflict');
    assert.deepEqual(conflict.problem!.extras.conflicts![0]!.theirs, { restricted: true });
    assert.ok(!tells(conflict));
  });

  test('stays linked when somebody changes the links he sees', async () => {
    const idsNow = async (): Promise<string[]> => {
      const { rows } = await db.query<{ companies: { id: string }[] | null }>(
        'select companies from data.contact where id = $1',
        [contactId],
      );
      return (rows[0]!.companies ?? []).map((l) => l.id);
    };
    assert.deepEqual(await idsNow(), [hiddenId, seenId]);
    const other = await plant(acme, db, company, sampleOf(company).values('Otherseen'), { owner: me.id });
    for (const next of [[other], [], null, [seenId]]) {
      const companies = next === null ? null : next.map((id) => ({ entity: 'company', id, role: null }));
      const done = await ask('contact.edit', { id: contactId, companies });
      assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras));
      assert.deepEqual(
        ((done.output as { companies: { id: string }[] | null }).companies ?? []).map((l) => l.id),
        next ?? [],
      );
      assert.deepEqual((await idsNow()).sort(), [hiddenId, ...(next ?? [])].sort());
    }
  });

  test('keeps its unique values without anybody being told', async () => {
    for (const field of ['externalId', 'taxNumber'] as const) {
      const value = sampleOf(company).values(canary)[field];
      const done = await ask('company.create', { name: `Another ${field}`, [field]: value });
      assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras));
      const row = done.output as { id: string; [field: string]: unknown };
      assert.equal(row[field], null, 'accepted without the value');
      const { rows } = await db.query(`select 1 from core.ledger where record = $1 and verb = 'value withheld'`, [
        row.id,
      ]);
      assert.equal(rows.length, 1, 'and put on record for whoever looks after the data');
      const taken = await perform(acme, owner.actor, 'company.create', { name: 'A third', [field]: value });
      assert.equal(taken.outcome, 'already-exists', 'who may see the holder is told');
    }
  });

  test('takes no place in an order by its title, and stands in no marker of a page', async () => {
    const dealTo = (word: string, to: string | null): Promise<string> =>
      plant(acme, db, deal, { ...sampleOf(deal).values(word), company: to }, { owner: owner.id });
    const none = await dealTo('Ordernone', null);
    const seen = await dealTo('Orderseen', seenId);
    const hidden = await dealTo('Orderhidden', hiddenId);
    const filter = JSON.stringify({ field: 'id', op: 'in', value: [none, seen, hidden] });
    const markers: string[] = [];
    const pages = async (who: Person, sort: string): Promise<string[]> => {
      const rows: string[] = [];
      let cursor: string | null = null;
      do {
        const input: object = { filter, sort, limit: '1', ...(cursor === null ? {} : { cursor }) };
        const done = await perform(acme, who.actor, 'deal.list', input);
        assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
        rows.push(...rowsOf(done));
        cursor = (done.output as { next: string | null }).next;
        if (who === me && cursor !== null) markers.push(Buffer.from(cursor, 'base64url').toString('utf8'));
      } while (cursor !== null);
      return rows;
    };
    const told = new Set<string>();
    // Below and above the title of the company that is seen: whoever could tell the two apart would find the title out by halves.
    for (const name of ['Aaa marker', 'Zzz marker']) {
      const renamed = await perform(acme, owner.actor, 'company.edit', { id: hiddenId, name });
      assert.equal(renamed.outcome, 'done', JSON.stringify(renamed.problem));
      assert.deepEqual(await pages(me, 'company'), [seen, none, hidden], 'as if it were empty');
      assert.deepEqual(await pages(me, '-company'), [seen, hidden, none], 'as if it were empty');
      told.add(JSON.stringify(await pages(owner, 'company')));
    }
    assert.equal(told.size, 2, 'who may see it is told apart by the same questions');
    assert.ok(markers.length >= 8);
    for (const marker of markers) assert.ok(!/ marker/.test(marker), marker);
    const { name } = sampleOf(company).values(canary);
    assert.equal((await perform(acme, owner.actor, 'company.edit', { id: hiddenId, name })).outcome, 'done');
  });

  test('is found by none of its keys', async () => {
    const stored = sampleOf(company).values(canary);
    const keyOf = (name: string): string => {
      const value = stored[name];
      return Array.isArray(value) ? (value[0] as { value: string }).value : String(value);
    };
    const keys = Object.entries(company.fields).flatMap(([name, f]) => (f.key === true ? [name] : []));
    assert.ok(keys.includes('emails') && keys.includes('externalId'), keys.join());
    const find = async (who: Person, name: string): Promise<boolean> => {
      const wanted = keyOf(name === 'title' ? 'name' : name);
      const found = await look(acme, who, (tx) => tx.records.findByKey(company, name, [wanted]));
      return (found.get(wanted) ?? []).includes(hiddenId);
    };
    for (const name of [...keys, 'title']) {
      assert.equal(await find(owner, name), true, `${name} finds it for who may see it`);
      assert.equal(await find(me, name), false, name);
    }
  });

  test('is in no roll-up, however it is asked for', async () => {
    const fields: readonly (readonly [string, string, object])[] = [
      ['number', 'Rolled count', { of: 'deal', via: 'company', op: 'count' }],
      ['money', 'Rolled sum', { of: 'deal', via: 'company', op: 'sum', field: 'amount' }],
      ['money', 'Rolled most', { of: 'deal', via: 'company', op: 'max', field: 'amount' }],
      ['number', 'Rolled people', { of: 'contact', via: 'companies', op: 'count' }],
    ];
    for (const [kind, label, rollUp] of fields) {
      const added = await perform(acme, owner.actor, 'shape.add-field', { entity: 'company', kind, label, rollUp });
      assert.equal(added.outcome, 'done', JSON.stringify(added.problem));
    }
    const role = await makeRole(db, {
      objects: { company: { view: 'all' }, deal: { view: 'own' }, contact: { view: 'own' } },
      areas: ['self.use'],
    });
    const reader = await makeUser(db, [role], []);
    const companyWith = async (word: string, ...owners: Person[]): Promise<string> => {
      const id = await plant(acme, db, company, sampleOf(company).values(word), { owner: owner.id });
      for (const [n, { id: whose }] of owners.entries()) {
        const amount = { amount: whose === reader.id ? '10' : '7000', currency: 'EUR' };
        const values = sampleOf(deal).values(`${word}${n}`);
        await plant(acme, db, deal, { ...values, amount, company: id }, { owner: whose });
        const companies = [{ entity: 'company', id, role: null }];
        const person = sampleOf(contact).values(`${word}${n}`);
        await plant(acme, db, contact, { ...person, companies }, { owner: whose });
      }
      return id;
    };
    const both = await companyWith('Rollboth', reader, owner);
    const only = await companyWith('Rollhidden', owner);
    const none = await companyWith('Rollnone');
    const sumsOf = async (who: Person, id: string): Promise<unknown[]> => {
      const done = await perform(acme, who.actor, 'company.view', { id });
      const row = done.output as Record<string, unknown>;
      return ['rolledCount', 'rolledSum', 'rolledMost', 'rolledPeople'].map((name) => row[name]);
    };
    const ten = { amount: '10', currency: 'EUR' };
    assert.deepEqual(await sumsOf(reader, both), ['1', ten, ten, '1']);
    assert.deepEqual(await sumsOf(reader, only), ['0', null, null, '0']);
    assert.deepEqual(await sumsOf(reader, only), await sumsOf(reader, none));
    assert.equal((await sumsOf(owner, both))[0], '2');
    const which = { field: 'id', op: 'in', value: [both, only, none] };
    const listed = async (who: Person, ...more: object[]): Promise<string[]> =>
      rowsOf(
        await perform(acme, who.actor, 'company.list', {
          filter: JSON.stringify({ and: [which, ...more] }),
          sort: 'title',
        }),
      );
    for (const field of ['rolledCount', 'rolledPeople']) {
      const above = (value: number): object => ({ field, op: 'gt', value });
      assert.deepEqual(await listed(reader, above(0)), [both]);
      assert.deepEqual(await listed(reader, above(1)), []);
      assert.deepEqual(await listed(owner, above(0)), [both, only]);
    }
    assert.deepEqual(await listed(reader, { field: 'rolledSum', op: 'gt', value: 10 }), []);
    const totals = await perform(acme, reader.actor, 'company.group', {
      filter: JSON.stringify(which),
      measures: 'sum:rolledCount,sum:rolledPeople',
    });
    const { groups } = totals.output as { groups: { measures: unknown[] }[] };
    assert.deepEqual(groups[0]!.measures.map(Number), [1, 1]);
  });

  test('is refused as a stage in the words for one that never was, whatever pipeline is sent along', async () => {
    const role = await makeRole(db, {
      objects: { deal: { view: 'all', create: 'all', edit: 'all' }, pipeline: { view: 'all' } },
      areas: ['self.use'],
    });
    const seller = await makeUser(db, [role], []);
    const pipeline = await plant(acme, db, entities.pipeline, { name: 'Elsewhere', isDefault: false });
    const stage = await plant(acme, db, entities.stage, { ...sampleOf(entities.stage).values(canary) });
    const id = await plant(acme, db, deal, sampleOf(deal).values('Staged'), { owner: seller.id });
    const there = await plant(acme, db, deal, { ...sampleOf(deal).values('There'), stage }, { owner: seller.id });
    const wishes: readonly (readonly [string, (stage: string) => object])[] = [
      ['deal.create', (to) => ({ name: 'Guess', stage: to })],
      ['deal.create', (to) => ({ name: 'Guess', pipeline, stage: to })],
      ['deal.edit', (to) => ({ id, stage: to })],
      ['deal.edit', (to) => ({ id, pipeline, stage: to })],
      ['deal.edit', (to) => ({ id: there, stage: to })],
      ['deal.edit', (to) => ({ id: there, pipeline, stage: to })],
    ];
    for (const [action, wish] of wishes) {
      const face = async (who: Person, to: string): Promise<string> => {
        const { outcome, problem } = await perform(acme, who.actor, action, wish(to));
        const text = JSON.stringify([outcome, problem?.detail, problem?.extras]);
        return text.replaceAll(to, '<id>');
      };
      const absent = await face(seller, newId());
      assert.match(absent, /invalid-input/);
      assert.equal(await face(seller, stage), absent, `${action} ${JSON.stringify(wish('a stage'))}`);
      if (action === 'deal.create')
        assert.notEqual(await face(owner, stage), absent, 'who may see it is told something else');
    }
  });

  test('stands in no ledger answer of somebody else, and its changes reach no one who may not see it', async () => {
    const listed = await ask('operation.list', {});
    assert.ok(!tells(listed));
  });
});
