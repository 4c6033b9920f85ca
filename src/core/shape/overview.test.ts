// What an administrator reads of the model: what objects are made of, where fields are used, how often they are filled - and what that keeps from being taken away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { Problem } from '../../contract/problem.ts';
import { company } from '../../features/companies/contract.ts';
import { deal } from '../../features/deals/contract.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const sales = await addUser(acme, 'Sam', 'sales');

function refused(code: Problem['code'], words: RegExp): (e: unknown) => boolean {
  return (e) => e instanceof Problem && e.code === code && words.test(`${e.message} ${JSON.stringify(e.extras)}`);
}

test('an object says how many fields are built in and added, retired ones and their indexes counted', async () => {
  const before = (await look(acme, owner, (tx) => tx.shape.objects())).find((o) => o.name === 'contact')!;
  const badge = await work(acme, owner, (tx) =>
    tx.shape.addField('contact', 'text', { label: 'Badge', unique: true, search: true }),
  );
  await work(acme, owner, (tx) => tx.shape.retireField(badge.id));
  const after = (await look(acme, owner, (tx) => tx.shape.objects())).find((o) => o.name === 'contact')!;
  assert.deepEqual(
    [after.builtIn, after.added, after.retiredFields, after.indexes],
    [before.builtIn, before.added + 1, before.retiredFields + 1, before.indexes + 2],
  );
  assert.equal(after.own, null);
  const { fields } = await look(acme, owner, (tx) => tx.shape.object('contact'));
  assert.deepEqual(
    fields.filter((f) => f.own !== null).map((f) => [f.name, f.retired]),
    [['badge', true]],
  );
  await assert.rejects(
    look(acme, owner, (tx) => tx.shape.object('nothing')),
    refused('not-found', /./),
  );
});

test('a retired object is listed, and its fields can still be read', async () => {
  const made = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Site', labelPlural: 'Sites' }));
  await work(acme, owner, (tx) => tx.shape.addField(made.name, 'date', { label: 'Opened' }));
  await work(acme, owner, (tx) => tx.shape.retireObject(made.id));
  const listed = (await look(acme, owner, (tx) => tx.shape.objects())).find((o) => o.name === made.name)!;
  assert.deepEqual([listed.own, listed.retired, listed.added], [made.id, true, 1]);
  const { fields } = await look(acme, owner, (tx) => tx.shape.object(made.name));
  assert.deepEqual(
    fields.map((f) => f.name),
    ['name', 'externalId', 'opened'],
  );
});

test('a list of an object of one’s own shows what was added to it', async () => {
  const made = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Van', labelPlural: 'Vans' }));
  await work(acme, owner, (tx) => tx.shape.addField(made.name, 'longText', { label: 'Damage' }));
  const plate = await work(acme, owner, (tx) => tx.shape.addField(made.name, 'text', { label: 'Plate' }));
  const columns = await look(acme, owner, async (tx) => tx.catalog.find(made.name).columns);
  assert.deepEqual(columns, ['name', plate.name]);
});

test('filled counts every record that is not in the bin, and nothing of sealed or reckoned fields', async () => {
  const size = await work(acme, owner, (tx) => tx.shape.addField('company', 'number', { label: 'Size' }));
  const twice = await work(acme, owner, (tx) =>
    tx.shape.addField('company', 'number', { label: 'Twice', formula: 'size * 2' }),
  );
  const rows = await work(acme, owner, (tx) =>
    Promise.all([1, 2, null].map((n) => tx.records.create(company, { name: `C${n}`, [size.name]: n }))),
  );
  await work(acme, owner, (tx) => tx.records.archive(company, rows[0]!.id));
  const { records, filled } = await look(acme, owner, (tx) => tx.shape.filled('company'));
  assert.equal(records, 2);
  assert.equal(filled[size.name], 1);
  assert.equal(filled['name'], 2);
  assert.ok(!(twice.name in filled));
  const sealed = Object.entries(company.fields).filter(([, f]) => (f as { protected?: boolean }).protected === true);
  assert.ok(sealed.length > 0);
  for (const [name] of sealed) assert.ok(!(name in filled), name);
});

test('a field that is used is named with its users, and is neither retired nor changed into what they cannot take', async () => {
  const rate = await work(acme, owner, (tx) => tx.shape.addField('deal', 'number', { label: 'Rate' }));
  const share = await work(acme, owner, (tx) =>
    tx.shape.addField('deal', 'number', { label: 'Share', formula: 'rate / 100' }),
  );
  await work(acme, owner, (tx) =>
    tx.shape.addField('company', 'number', {
      label: 'Best rate',
      rollUp: { of: 'deal', via: 'company', op: 'max', field: rate.name },
    }),
  );
  const { fields } = await look(acme, owner, (tx) => tx.shape.object('deal'));
  assert.deepEqual(
    fields.find((f) => f.name === rate.name)!.uses.map((u) => [u.by, u.entity, u.label]),
    [
      ['formula', 'deal', 'Share'],
      ['rollUp', 'company', 'Best rate'],
    ],
  );
  assert.deepEqual(
    fields.find((f) => f.name === 'company')!.uses.map((u) => u.label),
    ['Best rate'],
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.shape.retireField(rate.id)),
    refused('in-use', /Deal: Share.*Company: Best rate/),
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.shape.retypeField(rate.id, 'text', {}, { dryRun: true, emptyUnfit: false })),
    refused('in-use', /Share/),
  );
  // nothing of it was lost: lists still answer with the formula
  await work(acme, owner, (tx) => tx.records.create(deal, { name: 'D', [rate.name]: 50 }));
  const page = await look(acme, owner, (tx) => tx.records.list(deal, {}));
  assert.equal(Number((page.rows[0] as unknown as Record<string, string>)[share.name]), 0.5);
});

test('a rule of a role that decides by a field keeps it; a right on it alone does not', async () => {
  const note = await work(acme, owner, (tx) => tx.shape.addField('company', 'text', { label: 'Region' }));
  const db = await superuserIn(acme);
  await db.query(
    `insert into core.role (id, key, name, help, grants) values
     ('00000000-0000-7000-8000-0000000000a1', 'by-rule', 'By region', '', $1),
     ('00000000-0000-7000-8000-0000000000a2', 'by-right', 'Sees no region', '', $2)`,
    [
      JSON.stringify({ objects: { company: { view: { rule: `record.${note.name} == "north"` } } } }),
      JSON.stringify({ objects: { company: { view: 'all', fields: { [note.name]: 'hidden' } } } }),
    ],
  );
  const { fields } = await look(acme, owner, (tx) => tx.shape.object('company'));
  assert.deepEqual(
    fields.find((f) => f.name === note.name)!.uses.map((u) => [u.by, u.label]),
    [
      ['rule', 'By region'],
      ['role', 'Sees no region'],
    ],
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.shape.retireField(note.id)),
    refused('in-use', /By region/),
  );
  await db.query(`delete from core.role where key = 'by-rule'`);
  await work(acme, owner, (tx) => tx.shape.retireField(note.id));
});

test('a formula comes back only while it could still be saved', async () => {
  const base = await work(acme, owner, (tx) => tx.shape.addField('team', 'number', { label: 'Base' }));
  const over = await work(acme, owner, (tx) =>
    tx.shape.addField('team', 'number', { label: 'Over', formula: 'base + 1' }),
  );
  await work(acme, owner, (tx) => tx.shape.retireField(over.id));
  await work(acme, owner, (tx) => tx.shape.retireField(base.id));
  await assert.rejects(
    work(acme, owner, (tx) => tx.shape.reviveField(over.id)),
    refused('invalid-input', /base/),
  );
  await work(acme, owner, (tx) => tx.shape.reviveField(base.id));
  await work(acme, owner, (tx) => tx.shape.reviveField(over.id));
});

test('an object whose records are totalled elsewhere is not retired', async () => {
  const visit = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Visit', labelPlural: 'Visits' }));
  const at = await work(acme, owner, (tx) => tx.shape.addField(visit.name, 'ref', { label: 'At', to: ['company'] }));
  const count = await work(acme, owner, (tx) =>
    tx.shape.addField('company', 'number', {
      label: 'Visits',
      rollUp: { of: visit.name, via: at.name, op: 'count' },
    }),
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.shape.retireObject(visit.id)),
    refused('in-use', /Company: Visits/),
  );
  await work(acme, owner, (tx) => tx.shape.retireField(count.id));
  await work(acme, owner, (tx) => tx.shape.retireObject(visit.id));
});

test('a formula is checked without being saved: the kind it gives, or the reason in words', async () => {
  const ask = (formula: string) => look(acme, owner, (tx) => tx.shape.checkFormula('deal', formula));
  assert.deepEqual(await ask('probability / 100'), { kind: 'number', reason: null });
  assert.deepEqual(await ask('name + "!"'), { kind: 'text', reason: null });
  assert.deepEqual(await ask('probability > 50'), { kind: 'checkbox', reason: null });
  for (const [formula, words] of [
    ['nowhere + 1', /There is no field "nowhere"/],
    ['name * 2', /./],
    ['1 +', /./],
    ['null', /always empty/],
    ['"); drop table data.deal; --', /./],
  ] as const) {
    const { kind, reason } = await ask(formula);
    assert.equal(kind, null, formula);
    assert.match(reason ?? '', words, formula);
  }
  await assert.rejects(
    look(acme, owner, (tx) => tx.shape.checkFormula('nothing', '1')),
    refused('not-found', /./),
  );
});

test('the model is read by those who may shape it, and by nobody else', async () => {
  for (const read of [
    () => look(acme, sales, (tx) => tx.shape.objects()),
    () => look(acme, sales, (tx) => tx.shape.object('company')),
    () => look(acme, sales, (tx) => tx.shape.filled('company')),
    () => look(acme, sales, (tx) => tx.shape.checkFormula('company', 'name')),
  ])
    await assert.rejects(read(), refused('not-allowed', /admin.shape/));
});

test('indexes of retired fields count: a retired one frees its place only when it is purged', async () => {
  const made = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Full', labelPlural: 'Full ones' }));
  const fields: { id: string }[] = [];
  for (let i = 0; i < 20; i++)
    fields.push(
      await work(acme, owner, (tx) => tx.shape.addField(made.name, 'number', { label: `N${i}`, sorted: true })),
    );
  await work(acme, owner, (tx) => tx.shape.retireField(fields[0]!.id));
  const add = () => work(acme, owner, (tx) => tx.shape.addField(made.name, 'number', { label: 'One', sorted: true }));
  await assert.rejects(add(), refused('wrong-state', /those of retired fields too/));
  await work(acme, owner, (tx) => tx.shape.purgeField(fields[0]!.id));
  await add();
});
