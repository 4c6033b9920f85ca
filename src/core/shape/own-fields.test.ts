// Changing a field of one's own: defaults, options somebody still holds, formulas, and what a dry run shows to whom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { Problem } from '../../contract/problem.ts';
import { company } from '../../features/companies/contract.ts';
import { contact } from '../../features/contacts/contract.ts';
import type { FieldWish, OwnKind } from './wish.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');

type Values = Readonly<Record<string, unknown>>;

function refused(field: string, words: RegExp): (e: unknown) => boolean {
  return (e) =>
    e instanceof Problem &&
    e.extras.errors?.some((x) => x.field === field && words.test(`${x.reason} ${x.fits}`)) === true;
}

const add = (kind: OwnKind, wish: FieldWish, entity = 'company') =>
  work(acme, owner, (tx) => tx.shape.addField(entity, kind, wish));

async function made(values: Values = {}): Promise<Values> {
  return (await work(acme, owner, (tx) => tx.records.create(company, { name: 'New', ...values }))) as never;
}

test('a new record begins with the default of a field, unless another value or none is sent', async () => {
  const cases = [
    ['text', 'north', 'north'],
    ['number', 12.5, '12.5'],
    ['percent', '7', '7'],
    ['checkbox', true, true],
    ['url', 'https://example.com/', 'https://example.com/'],
  ] as const;
  for (const [kind, usual, read] of cases) {
    const field = await add(kind, { label: `Usual ${kind}`, default: usual });
    assert.equal((await made())[field.name], read, kind);
    assert.equal((await made({ [field.name]: null }))[field.name], null, kind);
  }
  const size = await add('select', {
    label: 'Size',
    options: [{ label: 'Small' }, { label: 'Large' }],
    default: 'Large',
  });
  assert.equal(size.field.default, 'o2');
  assert.equal((await made())[size.name], 'o2');
  assert.equal((await made({ [size.name]: 'o1' }))[size.name], 'o1');
});

test('a default that does not fit its field is refused with the reason', async () => {
  const bad: [OwnKind, object, RegExp][] = [
    ['number', { default: 'a dozen' }, /number/],
    ['number', { default: 5, most: 4 }, /4/],
    ['email', { default: 'nobody' }, /address/],
    ['select', { default: 'Huge', options: [{ label: 'Small' }] }, /no such option/],
    ['checkbox', { default: 'yes' }, /true nor false/],
    ['date', { default: '2026-01-01' }, /starts empty/],
    ['text', { default: 'x', unique: true }, /cannot begin the same/],
  ];
  for (const [kind, wish, words] of bad)
    await assert.rejects(add(kind, { label: 'Bad', ...wish }), refused('default', words), JSON.stringify(wish));
});

test('a default and a bound are taken away again, and what was not sent stays', async () => {
  const field = await add('number', { label: 'Seats', default: 3, least: 1, most: 9, help: 'How many' });
  const edit = (wish: object) => work(acme, owner, (tx) => tx.shape.editField(field.id, wish));
  const { field: after } = await edit({ label: 'Places', default: null, most: null });
  assert.deepEqual(
    [after.label, after.default, after.least, after.most, after.help],
    ['Places', undefined, 1, undefined, 'How many'],
  );
  assert.equal((await made())[field.name], null);
  assert.equal((await made({ [field.name]: 50 }))[field.name], '50');
});

test('an option that records hold is not dropped under them; one that nobody holds is', async () => {
  const one = await add('select', {
    label: 'Tier',
    options: [{ label: 'Gold' }, { label: 'Silver' }, { label: 'Tin' }],
  });
  const many = await add('multiSelect', { label: 'Tags', options: [{ label: 'A' }, { label: 'B' }] });
  await made({ [one.name]: 'o1', [many.name]: ['o2'] });
  const keep = (id: string, options: object[]) =>
    work(acme, owner, (tx) => tx.shape.editField(id, { options } as never));
  await assert.rejects(
    keep(one.id, [{ key: 'o2', label: 'Silver' }]),
    refused('options', /1 record holds “Gold, Tin”/),
  );
  await assert.rejects(keep(many.id, [{ key: 'o1', label: 'A' }]), refused('options', /1 record holds “B”/));
  const { field } = await keep(one.id, [
    { key: 'o2', label: 'Silver' },
    { key: 'o1', label: 'Golden' },
  ]);
  assert.deepEqual(
    field.options?.map((o) => [o.key, o.label]),
    [
      ['o2', 'Silver'],
      ['o1', 'Golden'],
    ],
  );
  // a key is never given a second meaning
  const { field: grown } = await keep(one.id, [
    { key: 'o2', label: 'Silver' },
    { key: 'o1', label: 'Golden' },
    { label: 'New' },
  ]);
  assert.equal(new Set(grown.options?.map((o) => o.key)).size, 3);
});

test('a formula of every result can be written anew', async () => {
  const kinds: [OwnKind, string, string][] = [
    ['text', 'name + "!"', 'name + "?"'],
    ['number', '1 + 1', '2 + 3'],
    ['checkbox', 'name == "New"', 'name != "New"'],
    ['date', 'date("2026-01-01")', 'date("2026-01-01") + 1'],
  ];
  const read: unknown[] = [];
  for (const [kind, before, after] of kinds) {
    const field = await add(kind, { label: `Reckoned ${kind}`, formula: before });
    await work(acme, owner, (tx) => tx.shape.editField(field.id, { formula: after, label: 'Reckoned anew' }));
    read.push((await made())[field.name]);
    await assert.rejects(
      work(acme, owner, (tx) => tx.shape.editField(field.id, { formula: 'nowhere' })),
      refused('formula', /nowhere/),
    );
    await assert.rejects(
      work(acme, owner, (tx) => tx.shape.editField(field.id, { formula: kind === 'number' ? 'name' : '1' })),
      refused('kind', /The formula gives a/),
    );
  }
  assert.deepEqual(read, ['New?', '5', false, '2026-01-02']);
});

test('a dry run shows the values that do not fit to who may read them, and only their number to who may not', async () => {
  const field = await add('text', { label: 'Salary note' }, 'contact');
  await work(acme, owner, (tx) => tx.records.create(contact, { familyName: 'A', [field.name]: 'a secret' }));
  const shaper = await addUser(acme, 'Shaper', { areas: ['self.use', 'admin.shape'] });
  const blind = await addUser(acme, 'Blind', {
    areas: ['self.use', 'admin.shape'],
    objects: { contact: { view: 'all', fields: { [field.name]: 'hidden' } } },
  });
  const own = await addUser(acme, 'Narrow', {
    areas: ['self.use', 'admin.shape'],
    objects: { contact: { view: 'own' } },
  });
  const ask = (who: typeof owner) =>
    look(acme, who, (tx) => tx.shape.retypeField(field.id, 'number', {}, { dryRun: true, emptyUnfit: false }));
  assert.deepEqual(await ask(owner), { fit: 0, unfit: 1, samples: ['a secret'] });
  for (const who of [shaper, blind, own]) assert.deepEqual(await ask(who), { fit: 0, unfit: 1, samples: [] });
});

test('a selection that becomes one of several is found by its members as fast as one made so', async () => {
  const field = await add('select', { label: 'Colour', options: [{ label: 'Red' }, { label: 'Blue' }] });
  const row = await made({ [field.name]: 'o1' });
  await work(acme, owner, (tx) =>
    tx.shape.retypeField(field.id, 'multiSelect', {}, { dryRun: false, emptyUnfit: false }),
  );
  const page = await look(acme, owner, (tx) =>
    tx.records.list(company, { filter: { field: field.name, op: 'has', value: 'o1' } }),
  );
  assert.deepEqual(
    page.rows.map((r) => r.id),
    [row['id']],
  );
  const { object } = await look(acme, owner, (tx) => tx.shape.object('company'));
  const db = await superuserIn(acme);
  const { rows } = await db.query(
    `select count(*)::int as n from pg_indexes where schemaname = 'data' and tablename = 'company' and indexname like '%cf\\_%'`,
  );
  assert.equal(rows[0]!['n'], object.indexes, 'the budget that is shown is what the database has');
});
