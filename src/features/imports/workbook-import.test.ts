// Workbooks through the door: uploaded, another sheet chosen, checked, run, refused by the rows of the sheet, and our own exports back in.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bookOf } from '../../../test/harness/archive.ts';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, work } from '../../../test/harness/engine.ts';
import { Exporting } from '../../../test/harness/exporting.ts';
import { Importing } from '../../../test/harness/importing.ts';
import { Problem } from '../../contract/problem.ts';
import { company } from '../companies/contract.ts';
import { records } from '../records/server.ts';

const data = new URL('../../../../shared/data/csv_dialects/csvkit/', import.meta.url);
const noData = existsSync(data) ? false : 'the folder of real data is not here';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Importing(acme, owner);

const text = (t: string): string => `<c t="inlineStr"><is><t xml:space="preserve">${t}</t></is></c>`;
const number = (n: string, s = 0): string => `<c s="${s}"><v>${n}</v></c>`;
const row = (n: number, ...cells: string[]): string => `<row r="${n}">${cells.join('')}</row>`;

const book = bookOf({
  sheets: {
    Notes: row(1, text('Nothing to import')),
    Accounts: [
      row(1, text('Accounts of the north')),
      row(3, text('Name'), text('Employees'), text('Customer since'), text('Notes')),
      row(4, text('Kuusi Oy'), number('12'), number('43831', 1), text('two\nlines')),
      row(7, text('Koivu Oy'), text('many'), number('43832', 1), text('=1+1')),
      row(8, text('Mänty Oy'), number('7'), number('43833', 1), text("'quoted")),
    ].join(''),
  },
  styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
});

test('a sheet is chosen, its headings are found on a later row, and what is refused is told by the rows of the sheet', async () => {
  const view = await desk.upload('accounts.xlsx', book, { entity: 'company' });
  assert.deepEqual([view.sheets, view.dialect.sheet], [['Notes', 'Accounts'], 'Notes']);
  const other = await desk.change(view, { dialect: { sheet: 'Accounts' } });
  assert.deepEqual(
    [other.dialect.sheet, other.dialect.headingRow, other.before],
    ['Accounts', 2, ['Accounts of the north']],
  );
  assert.deepEqual(
    other.columns.map((c) => c.setting.field),
    ['name', 'employees', 'customerSince', 'notes'],
  );
  assert.deepEqual([other.questions, other.blockers], [[], []]);
  const done = await desk.through(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.errors, done.counts!.blank], [2, 1, 3]);
  assert.deepEqual(
    done.run!.groups!.map((g) => [g.heading, g.lines, g.samples]),
    [['Employees', [7], ['many']]],
  );
  assert.deepEqual(
    await desk.sql(`select name, customer_since::text as since, notes from data.company order by name`),
    [
      { name: 'Kuusi Oy', since: '2020-01-01', notes: 'two\nlines' },
      { name: 'Mänty Oy', since: '2020-01-03', notes: "'quoted" },
    ],
  );
  const { file } = (
    await desk.act<{ answer: { file: { stream: AsyncIterable<Buffer> } } }>('import.errors', { id: view.id })
  ).answer;
  let errors = '';
  for await (const piece of file.stream) errors += String(piece);
  assert.match(errors, /Koivu Oy,many,2020-01-02,'=1\+1,7,Employees: This is not a number\./);
  await desk.go(view.id, 'undo');
});

test('a sheet that is none, and letters of another encoding for a sheet, are refused or without effect', async () => {
  const view = await desk.upload('accounts.xlsx', book, { entity: 'company' });
  await assert.rejects(
    desk.change(view, { dialect: { sheet: 'Nowhere' } }),
    (e) => e instanceof Problem && e.code === 'invalid-input',
  );
  const same = await desk.change(view, { dialect: { encoding: 'utf-16le', delimiter: ';', quote: "'" } });
  assert.deepEqual(same.dialect, view.dialect);
  const plain = await desk.upload('a.csv', 'Name\nX\n', { entity: 'company' });
  assert.deepEqual(plain.sheets, []);
  await assert.rejects(
    desk.change(plain, { dialect: { sheet: 'Accounts' } }),
    (e) => e instanceof Problem && e.code === 'invalid-input',
  );
});

test('removing the import wipes the workbook and the sheet made of it', async () => {
  const before = await desk.count('core.file');
  const view = await desk.upload('accounts.xlsx', book, { entity: 'company' });
  assert.equal(await desk.count('core.file'), before + 2);
  await desk.act('import.remove', { id: view.id });
  assert.equal(await desk.count('core.file'), before);
});

test('workbooks of others are imported whole', { skip: noData }, async () => {
  for (const name of ['dummy.xlsx', 'sheets.xlsx', 'test.xlsx', 'test_skip_lines.xlsx']) {
    const view = await desk.upload(name, readFileSync(new URL(name, data)), { entity: 'company' });
    const columns = view.columns.map((c) => ({ column: c.column, field: c.column === 0 ? 'name' : null }));
    await desk.change(view, {
      columns,
      dialect: view.dialect,
      key: { field: null, found: 'update', missing: 'create' },
    });
    const done = await desk.through(view.id);
    assert.ok(done.counts!.created >= 1, name);
    assert.equal(done.counts!.created + done.counts!.errors, done.counts!.rows, name);
  }
  for (const name of ['dummy.xls', 'sheets.xls', 'test.xls'])
    await assert.rejects(
      desk.upload(name, readFileSync(new URL(name, data))),
      (e) => e instanceof Problem && /old Excel workbook/.test(e.message),
      name,
    );
});

test('what left as a workbook comes back as it was', async () => {
  const there = await newTenant('there');
  const boss = await addUser(there, 'Bea Boss', 'owner');
  const values = [
    {
      name: '=1+1',
      employees: '7',
      customerSince: '1899-12-31',
      notes: "'=x\r\n\ttab _x0041_ &lt; <b>",
      annualRevenue: { amount: '99999999999999.9999', currency: 'EUR' },
    },
    {
      name: 'Ünïcode 🂡',
      employees: '0',
      customerSince: '2020-02-29',
      notes: ' space ',
      annualRevenue: { amount: '-0.5', currency: 'JPY' },
    },
  ];
  await work(there, boss, async (tx) => {
    for (const v of values) await tx.records.create(company, v);
  });
  const out = new Exporting(there);
  const columns = ['name', 'employees', 'customerSince', 'notes', 'annualRevenue'];
  const made = await out.make(boss, { entity: 'company', format: 'xlsx', columns, sort: 'createdAt' });
  const { bytes, name } = await out.file(boss, made.id);
  const back = await newTenant('back');
  const clerk = await addUser(back, 'Cleo Clerk', 'owner');
  const into = new Importing(back, clerk, [records]);
  const view = await into.upload(name, bytes, { entity: 'company' });
  assert.deepEqual([view.questions, view.blockers], [[], []]);
  const done = await into.go(view.id);
  assert.deepEqual(done.run!.groups, []);
  const { rows } = await into.act<{ rows: Record<string, unknown>[] }>('company.list', { sort: 'createdAt' });
  assert.deepEqual(
    rows.map((r) => Object.fromEntries(columns.map((c) => [c, r[c]]))),
    values,
  );
});
