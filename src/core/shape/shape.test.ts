// The tenant's own fields and objects on a real PostgreSQL: usable at once everywhere, labels of any kind harmless, bounds kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, roleIn, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { Problem } from '../../contract/problem.ts';
import { company } from '../../features/companies/contract.ts';
import { contact } from '../../features/contacts/contract.ts';
import { deal } from '../../features/deals/contract.ts';
import { type OwnKind, ownKinds } from './wish.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const sales = await addUser(acme, 'Sam', 'sales');

const samples: Record<OwnKind, unknown> = {
  text: 'Grün & <b>',
  longText: 'two\nlines',
  url: 'https://example.com/x',
  email: 'a@example.com',
  phone: '+33628000000',
  emails: [{ value: 'b@example.com', label: 'work' }],
  phones: [{ value: '+33628000001', label: null }],
  address: { street: 'Rue 1', postalCode: '75001', city: 'Paris', region: null, country: 'FR' },
  number: '12.5',
  percent: '7',
  money: { amount: '99.95', currency: 'EUR' },
  date: '1721-04-19',
  dateTime: '2026-11-25T10:00:00.000Z',
  checkbox: true,
  select: 'o1',
  multiSelect: ['o2', 'o1'],
  ref: null,
  links: null,
};

test('a field of every kind is stored, read, filtered, put on record and undone like a built-in one', async () => {
  const target = await work(acme, owner, (tx) => tx.records.create(company, { name: 'Target' }));
  const names = new Map<OwnKind, string>();
  for (const kind of ownKinds) {
    const field = await work(acme, owner, (tx) =>
      tx.shape.addField('contact', kind, {
        label: `Own ${kind}`,
        ...(kind === 'select' || kind === 'multiSelect' ? { options: [{ label: 'One' }, { label: 'Two' }] } : {}),
        ...(kind === 'ref' || kind === 'links' ? { to: ['company'] } : {}),
      }),
    );
    names.set(kind, field.name);
  }
  const values = Object.fromEntries([...names].map(([kind, name]) => [name, samples[kind]]));
  values[names.get('ref')!] = target.id;
  values[names.get('links')!] = [{ entity: 'company', id: target.id, role: null }];
  let operation = '';
  const row = await work(acme, owner, async (tx) => {
    const made = await tx.records.create(contact, { familyName: 'Own' });
    return made;
  });
  const edited: Record<string, unknown> = await work(acme, owner, async (tx) => {
    operation = tx.operation;
    return (await tx.records.edit(contact, row.id, values)) as unknown as Record<string, unknown>;
  });
  for (const [kind, name] of names) {
    if (kind === 'ref') assert.deepEqual(edited[name], { id: target.id, title: 'Target' });
    else if (kind === 'links')
      assert.deepEqual(edited[name], [{ entity: 'company', id: target.id, title: 'Target', role: null }]);
    else assert.deepEqual(edited[name], samples[kind], kind);
  }
  const filters = [
    { field: names.get('number')!, op: 'gt', value: 12 },
    { field: names.get('text')!, op: 'contains', value: 'grun' },
    { field: names.get('date')!, op: 'lt', value: '1800-01-01' },
    { field: names.get('select')!, op: 'eq', value: 'o1' },
    { field: names.get('multiSelect')!, op: 'has', value: 'o2' },
    { field: names.get('ref')!, op: 'eq', value: target.id },
    { field: `${names.get('ref')!}.name`, op: 'eq', value: 'Target' },
    { field: names.get('links')!, op: 'has', value: target.id },
    { field: names.get('checkbox')!, op: 'eq', value: true },
    { field: names.get('money')!, op: 'gte', value: 99.95 },
  ] as const;
  for (const filter of filters) {
    const page = await look(acme, owner, (tx) => tx.records.list(contact, { filter }));
    assert.deepEqual(
      page.rows.map((r) => r.id),
      [row.id],
      JSON.stringify(filter),
    );
  }
  const history = await look(acme, owner, (tx) => tx.records.history(contact, row.id));
  assert.ok(history[0]!.changes.some((c) => c.field === names.get('text') && c.after === samples.text));
  const totals = await look(acme, owner, (tx) =>
    tx.records.group(contact, [{ field: names.get('select')! }], [{ op: 'sum', field: names.get('money')! }], {}),
  );
  assert.ok(totals.groups.some((g) => g.keys[0] === 'o1'));
  await work(acme, owner, (tx) => tx.operations.undo(operation));
  const back: Record<string, unknown> = (await look(acme, owner, (tx) => tx.records.view(contact, row.id))) as never;
  for (const name of names.values()) assert.equal(back[name], null, name);
});

test('labels are data: code, SQL, emoji and names of JavaScript make harmless fields', async () => {
  const labels = [
    '__proto__',
    'constructor',
    'toString',
    `"; drop table data.company; --`,
    '🦊',
    'id',
    'title',
    'Prénom',
    '名前',
    'x'.repeat(100),
    '123',
    'then',
  ];
  for (const label of labels) {
    const field = await work(acme, owner, (tx) => tx.shape.addField('company', 'text', { label }));
    assert.equal(field.field.label, label);
    assert.match(field.name, /^[a-z][A-Za-z0-9]{0,60}$/);
    assert.ok(!(field.name in Object.prototype));
    const row: Record<string, unknown> = (await work(acme, owner, (tx) =>
      tx.records.create(company, { name: label, [field.name]: label }),
    )) as never;
    assert.equal(row[field.name], label);
  }
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
  for (const bad of ['', '   ', 'x'.repeat(101), 'a\0b']) {
    await assert.rejects(
      work(acme, owner, (tx) => tx.shape.addField('company', 'text', { label: bad })),
      Problem,
    );
  }
});

test('a searched field is found by the search box, a unique one refuses a second', async () => {
  const badge = await work(acme, owner, (tx) =>
    tx.shape.addField('contact', 'text', { label: 'Badge', search: true, unique: true }),
  );
  await work(acme, owner, (tx) => tx.records.create(contact, { familyName: 'Badged', [badge.name]: 'ZX-Ünique-81' }));
  assert.deepEqual(
    (await look(acme, owner, (tx) => tx.records.list(contact, { search: 'unique-81' }))).rows.map((r) => r.familyName),
    ['Badged'],
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.create(contact, { familyName: 'Second', [badge.name]: 'zx-ünique-81' })),
    (e) => e instanceof Problem && e.code === 'already-exists',
  );
  assert.equal((await look(acme, owner, (tx) => tx.records.findByKey(contact, badge.name, ['ZX-ünique-81']))).size, 1);
});

test('a retired field is gone everywhere and comes back with its values; only a retired one is purged', async () => {
  const field = await work(acme, owner, (tx) => tx.shape.addField('deal', 'text', { label: 'Channel' }));
  const row = await work(acme, owner, (tx) => tx.records.create(deal, { name: 'D', [field.name]: 'web' }));
  await assert.rejects(
    work(acme, owner, (tx) => tx.shape.purgeField(field.id)),
    (e) => e instanceof Problem && e.code === 'wrong-state',
  );
  await work(acme, owner, (tx) => tx.shape.retireField(field.id));
  const gone = await look(acme, owner, (tx) => tx.records.view(deal, row.id));
  assert.ok(!(field.name in gone));
  await assert.rejects(
    look(acme, owner, (tx) => tx.records.list(deal, { filter: { field: field.name, op: 'eq', value: 'web' } })),
    Problem,
  );
  await work(acme, owner, (tx) => tx.shape.reviveField(field.id));
  const back: Record<string, unknown> = (await look(acme, owner, (tx) => tx.records.view(deal, row.id))) as never;
  assert.equal(back[field.name], 'web');
  await work(acme, owner, (tx) => tx.shape.retireField(field.id));
  assert.deepEqual(await work(acme, owner, (tx) => tx.shape.purgeField(field.id)), { filled: 1 });
  const db = await superuserIn(acme);
  const { rows } = await db.query(
    `select 1 from information_schema.columns where table_schema = 'data' and column_name = $1`,
    [field.field.column],
  );
  assert.equal(rows.length, 0);
});

test('an object of one’s own has records with rights, search and references like any other', async () => {
  const made = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Machine', labelPlural: 'Machines' }));
  const serial = await work(acme, owner, (tx) =>
    tx.shape.addField(made.name, 'text', { label: 'Serial', unique: true }),
  );
  await work(acme, owner, (tx) => tx.shape.addField('deal', 'ref', { label: 'Machine', to: [made.name] }));
  const row = await work(acme, owner, async (tx) => {
    const machine = tx.catalog.find(made.name);
    return await tx.records.create(machine, { name: 'Lathe 3', [serial.name]: 'S-1' });
  });
  const found = await look(acme, owner, (tx) => tx.records.find([tx.catalog.find(made.name)], 'lathe', 5));
  assert.deepEqual(
    found.map((f) => f.title),
    ['Lathe 3'],
  );
  const sold: Record<string, unknown> = (await work(acme, owner, (tx) =>
    tx.records.create(deal, { name: 'Sale', machine: row.id } as never),
  )) as never;
  assert.deepEqual(sold['machine'], { id: row.id, title: 'Lathe 3' });
  await assert.rejects(
    look(acme, sales, (tx) => tx.records.list(tx.catalog.find(made.name), {})),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.shape.retireObject(made.id)),
    (e) => e instanceof Problem && e.code === 'in-use',
  );
});

test('bounds are said and kept, and only who may shape the model does', async () => {
  await assert.rejects(
    work(acme, sales, (tx) => tx.shape.addField('contact', 'text', { label: 'X' })),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
  const globex = await newTenant('globex');
  const boss = await addUser(globex, 'Boss', 'owner');
  for (let i = 0; i < 20; i++)
    await work(globex, boss, (tx) => tx.shape.addField('team', 'number', { label: `N${i}`, sorted: true }));
  await assert.rejects(
    work(globex, boss, (tx) => tx.shape.addField('team', 'number', { label: 'one more', sorted: true })),
    (e) => e instanceof Problem && e.code === 'wrong-state' && /20 indexes/.test(e.message),
  );
  await work(globex, boss, (tx) => tx.shape.addField('team', 'number', { label: 'without index' }));
});

test('the app role changes structure only through the narrow functions', async () => {
  const app = await roleIn(acme, 'app');
  for (const attack of [
    'alter table data.company add column x text',
    `select core.add_own_column('company', 'x', 'text')`,
    `select core.add_own_column('company', 'cf_000000000000', 'text default pg_sleep(1)::text')`,
    `select core.add_own_column('pg_class', 'cf_000000000000', 'text')`,
    `select core.add_own_column('company" add column y text; --', 'cf_000000000000', 'text')`,
    `select core.drop_own_column('company', 'name')`,
    `select core.add_own_table('own_000000000000')`,
    `select core.add_own_table('company')`,
  ]) {
    await assert.rejects(app.query(attack), attack);
  }
  const reader = await roleIn(acme, 'reader');
  await assert.rejects(
    reader.query(`select core.add_own_column('company', 'cf_000000000001', 'text')`),
    /permission denied/,
  );
});
