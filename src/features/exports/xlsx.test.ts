// A workbook packed in parts is one archive, and a cell is what a spreadsheet can keep exactly, or text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { sheetCells, unzip } from '../../../test/harness/exporting.ts';
import { Problem } from '../../contract/problem.ts';
import type { FileColumn, Row } from './columns.ts';
import type { Mark } from './sheet-format.ts';
import { columnLetters, xlsxFormat } from './xlsx.ts';
import { sheetName } from './xlsx-parts.ts';

const mark: Mark = {
  by: 'Ålice <&>',
  at: '2026-11-25T09:30:00.000Z',
  tenant: 'A&B "Oy"',
  address: 'https://a.example',
  what: 'Contacts',
  rows: 3,
  reason: '=why',
  filter: null,
  search: null,
  sort: null,
};

const column = (heading: string, kind: FileColumn['kind']): FileColumn => ({
  heading,
  kind,
  read: (row) => (row[heading] ?? null) as string | null,
});

async function book(columns: readonly FileColumn[], pages: readonly (readonly Row[])[]): Promise<Map<string, string>> {
  let from = 0;
  let bytes = 0;
  let crc = 0;
  const parts: Buffer[] = [];
  for (const [i, rows] of pages.entries()) {
    const last = i === pages.length - 1;
    const text = Buffer.from(xlsxFormat.write(columns, { rows, from, first: i === 0, last }, mark));
    parts.push(await xlsxFormat.pack(text, last));
    from += rows.length;
    bytes += text.length;
    crc = crc32(text, crc);
  }
  const packed = parts.reduce((sum, p) => sum + p.length, 0);
  const whole: Buffer[] = [];
  async function* inOrder(): AsyncGenerator<Buffer> {
    yield* parts;
  }
  for await (const piece of xlsxFormat.join(inOrder(), { bytes, packed, crc }, mark)) whole.push(piece);
  return unzip(Buffer.concat(whole));
}

test('parts packed one by one are one sheet, whole and in order', async () => {
  const pages = Array.from({ length: 20 }, (_, p) =>
    Array.from({ length: 7 }, (_row, i) => ({ Name: `Row ${p * 7 + i} ö` })),
  );
  const files = await book([column('Name', 'text')], pages);
  const cells = sheetCells(files.get('xl/worksheets/sheet1.xml')!);
  assert.equal(cells.size, 141);
  for (let i = 0; i < 140; i++) assert.equal(cells.get(`A${i + 2}`)!.value, `Row ${i} ö`);
  assert.match(files.get('xl/worksheets/sheet1.xml')!, /Exported by Ålice &lt;&amp;&amp;&gt; on .* from A&amp;&amp;B/);
  assert.match(files.get('docProps/core.xml')!, /<dc:creator>Ålice &lt;&amp;&gt;<\/dc:creator>/);
});

test('numbers and dates are real where a spreadsheet keeps them exactly, and text where it does not', async () => {
  const cases: [FileColumn['kind'], string, string, string][] = [
    ['number', '0', 'n', '0'],
    ['number', '-1234567.89', 'n', '-1234567.89'],
    ['number', '0.000000000000123', 'n', '0.000000000000123'],
    ['number', '123456789012345', 'n', '123456789012345'],
    ['number', '1234567890123456', 'inlineStr', '1234567890123456'],
    ['number', '99999999999999.99', 'inlineStr', '99999999999999.99'],
    ['date', '1900-03-01', 'n', '61'],
    ['date', '2019-05-31', 'n', '43616'],
    ['date', '1900-02-28', 'inlineStr', '1900-02-28'],
    ['date', '1721-04-19', 'inlineStr', '1721-04-19'],
    ['yesNo', 'true', 'b', '1'],
    ['yesNo', 'false', 'b', '0'],
    ['text', '0012', 'inlineStr', '0012'],
    ['text', '=1+1', 'inlineStr', '=1+1'],
  ];
  const columns = cases.map(([kind], i) => column(`c${i}`, kind));
  const row = Object.fromEntries(cases.map(([, value], i) => [`c${i}`, value]));
  const cells = sheetCells((await book(columns, [[row]])).get('xl/worksheets/sheet1.xml')!);
  for (const [i, [, value, type, stored]] of cases.entries())
    assert.deepEqual(cells.get(`${columnLetters(i)}2`), { type, value: stored }, value);
});

test('columns are lettered as in a spreadsheet', () => {
  for (const [index, letters] of [
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ] as const)
    assert.equal(columnLetters(index), letters);
});

test('a sheet has a name it may have', () => {
  for (const [label, name] of [
    ['Contacts', 'Contacts'],
    ["'a/b:c*?[d]'", 'a b c   d'],
    ['x'.repeat(40), 'x'.repeat(15)],
    ['History', 'Records'],
    ['about this file', 'Records'],
    ['[]', 'Records'],
  ] as const)
    assert.equal(sheetName(label), name);
});

test('a text no cell can hold is refused with its column', async () => {
  const columns = [column('Notes', 'text')];
  await assert.rejects(
    book(columns, [[{ Notes: 'x'.repeat(32_768) }]]),
    (e) => e instanceof Problem && /Notes/.test(e.message),
  );
  await book(columns, [[{ Notes: 'x'.repeat(32_767) }]]);
});
