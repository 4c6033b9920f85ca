// Workbooks as text: dates, numbers and texts as they are meant, the rows where they stand, and hostile files refused in little memory.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { type Part, bookOf, bookParts, zipOf } from '../../../../test/harness/archive.ts';
import { restoreCell } from '../../../contract/defuse.ts';
import { Problem } from '../../../contract/problem.ts';
import { openWorkbook } from './open-workbook.ts';
import { lookOf } from './workbook.ts';

const data = new URL('../../../../../shared/data/csv_dialects/csvkit/', import.meta.url);
const noData = existsSync(data) ? false : 'the folder of real data is not here';

async function csvOf(bytes: Buffer, sheet?: string): Promise<string> {
  const book = await openWorkbook(bytes);
  let text = '';
  for await (const piece of book.csv(sheet ?? book.first)) text += String(piece);
  return text;
}

const texts = (cells: readonly string[]): string =>
  cells.map((c) => `<si><t xml:space="preserve">${c}</t></si>`).join('');

test('workbooks of others read like their converted text', { skip: noData }, async () => {
  const rows = async (bytes: Buffer, sheet?: string): Promise<string[][]> =>
    parse(await csvOf(bytes, sheet), { relax_column_count: true, skip_empty_lines: true });
  const read = (name: string): Buffer => readFileSync(new URL(name, data));
  const converted: string[][] = parse(read('testxlsx_converted.csv'), { relax_column_count: true });
  const same = (found: string[][]): void => {
    const width = 6;
    assert.deepEqual(
      found.slice(1).map((r) => Array.from({ length: width }, (_, i) => (r[i] ?? '').toLowerCase())),
      converted.slice(1).map((r) => r.slice(0, width).map((c) => c.replace(/T00:00:00$/, '').toLowerCase())),
    );
  };
  same(await rows(read('test.xlsx')));
  same(await rows(read('test_skip_lines.xlsx')));
  assert.deepEqual(await rows(read('dummy.xlsx')), [
    ['a', 'b', 'c'],
    ['1', '2', '3'],
  ]);
  const book = await openWorkbook(read('sheets.xlsx'));
  assert.deepEqual([book.sheets, book.first], [['not this one', 'data', 'ʤ'], 'data']);
  same(await rows(read('sheets.xlsx'), 'data'));
});

test('cells of every type, gaps between them and between rows, and texts that are marked or begin a formula', async () => {
  const sheet = `
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><r><t>rich </t></r><r><t>text</t></r></is></c></row>
    <row r="4"><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#N/A</v></c><c r="D4"><f>1+1</f><v>2</v></c><c r="E4" t="str"><v>=1+1</v></c></row>
    <row r="5"><c r="A5" t="s"><v>1</v></c><c r="B5" t="s"><v>2</v></c><c r="C5"/></row>`;
  const shared = texts(['a &amp; b &lt;c&gt; &#x41;&#66;', "'=x", 'two\nlines _x0041_ _x005F_x0041_']);
  const csv = await csvOf(bookOf({ sheets: { One: sheet }, shared }));
  const rows = csv.split('\n');
  assert.equal(rows[0], 'a & b <c> AB,,rich text');
  assert.deepEqual(rows.slice(1, 3), ['', '']);
  assert.equal(rows[3], ",TRUE,#N/A,2,'=1+1");
  const [last] = parse(rows.slice(4).join('\n')) as [string[]];
  assert.deepEqual(
    last.map((c) => restoreCell(c)),
    ["'=x", 'two\nlines A _x0041_'],
  );
});

test('numbers are written as they are meant, day numbers as dates, percentages as percentages', async () => {
  const styles = `<numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="171" formatCode="&quot;day&quot;0"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="9"/><xf numFmtId="21"/><xf numFmtId="171"/></cellXfs>`;
  const cell = (v: string, s: number): string => `<c s="${s}"><v>${v}</v></c>`;
  const line = async (...cells: [string, number][]): Promise<string> =>
    (
      await csvOf(bookOf({ sheets: { S: `<row r="1">${cells.map(([v, s]) => cell(v, s)).join('')}</row>` }, styles }))
    ).trim();
  assert.equal(
    await line(['1.1000000000000001', 0], ['-5', 0], ['1E-3', 0], ['99999999999999.9999', 0]),
    '1.1,-5,0.001,99999999999999.9999',
  );
  assert.equal(await line(['1', 1], ['59', 1], ['61', 1], ['45000', 1]), '1900-01-01,1900-02-28,1900-03-01,2023-03-15');
  assert.equal(await line(['45000.5', 2], ['45000', 2], ['0.25', 4]), '2023-03-15T12:00:00,2023-03-15,06:00:00');
  assert.equal(await line(['0.125', 3], ['1', 3], ['7', 5]), '12.5%,100%,7');
  assert.equal(await line(['-1', 1], ['9999999999', 1]), '-1,9999999999');
});

test('which formats mean dates', () => {
  const cases: [string, string][] = [
    ['yyyy-mm-dd', 'date'],
    ['mmm yy', 'date'],
    ['[h]:mm:ss', 'time'],
    ['d.m.yyyy h:mm', 'dateTime'],
    ['0.00%', 'percent'],
    ['#,##0.00 "days"', 'plain'],
    ['[Red]#,##0', 'plain'],
    ['General', 'plain'],
    ['_-* #,##0.00\\ "kr"_-', 'plain'],
    ['[$-409]mmmm d, yyyy;@', 'date'],
  ];
  for (const [code, look] of cases) assert.equal(lookOf(code), look, code);
});

test('the first sheet that is shown and holds anything is taken', async () => {
  const row = '<row r="1"><c t="inlineStr"><is><t>x</t></is></c></row>';
  const book = await openWorkbook(bookOf({ sheets: { Secret: row, Empty: '', Data: row }, hidden: ['Secret'] }));
  assert.equal(book.first, 'Data');
  assert.deepEqual(book.sheets, ['Secret', 'Empty', 'Data']);
});

const refused = (bytes: Buffer, reason: RegExp, sheet?: string): Promise<void> =>
  assert.rejects(
    csvOf(bytes, sheet),
    (e: unknown) => e instanceof Problem && e.code === 'invalid-input' && reason.test(e.message),
    String(reason),
  );

test('what is no workbook, damaged or locked is refused by name', async () => {
  const whole = bookOf({ sheets: { S: '<row r="1"><c><v>1</v></c></row>' } });
  await refused(zipOf([{ name: 'readme.txt', body: 'x' }]), /ZIP archive, not an Excel/);
  for (const cut of [10, 50, whole.length - 30]) await refused(whole.subarray(0, cut), /cut off or damaged/);
  await refused(bookOf({ sheets: {} }), /no sheet/);
  const parts = bookParts({ sheets: { S: '' } });
  await refused(zipOf(parts.map((p): Part => ({ ...p, flags: 1 }))), /password/);
  await refused(zipOf(parts.map((p): Part => ({ ...p, method: 12 }))), /packed in a way/);
  await refused(zipOf(parts.map((p): Part => ({ ...p, stored: true, method: 8 }))), /cannot be unpacked/);
  await refused(bookOf({ sheets: { S: '<row r="1"><c t="s"><v>9</v></c></row>' } }), /names a text that is not there/);
  await refused(bookOf({ sheets: { S: '<row r="2"/><row r="1"/>' } }), /out of order/);
  await refused(bookOf({ sheets: { S: '<row r="1"><c r="ABCD1"><v>1</v></c></row>' } }), /too many columns/);
  const nonsense = [...whole];
  for (let i = 0; i < 200; i++) {
    const bytes = Buffer.from(nonsense);
    for (let n = 0; n < 5; n++) bytes[(i * 7919 + n * 104_729) % bytes.length] = (i * 31 + n * 17) % 256;
    // Whatever is changed: read, or refused with a reason; never an error of our own.
    await csvOf(bytes).catch((e: unknown) => assert.ok(e instanceof Problem, String(e)));
  }
});

test('a document type, and with it entities that grow or read files, is refused', async () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>';
  const parts = bookParts({ sheets: { S: '<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>' } });
  for (const name of ['xl/workbook.xml', 'xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'])
    await refused(
      zipOf(parts.map((p) => (p.name === name ? { ...p, body: `${bomb}${String(p.body)}` } : p))),
      /document type/,
    );
  await refused(zipOf(parts), /not XML/);
});

test('a small file that unpacks to a flood is refused while memory stays small', async () => {
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  let most = 0;
  const watch = setInterval(
    () => (most = Math.max(most, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed)),
    20,
  );
  try {
    // 64 MB of spaces in 64 kB, then the same again and again under other names would be needed to reach the bound: one text is enough.
    const flood = Buffer.alloc(64 * 1024 * 1024, ' ');
    await refused(
      bookOf({ sheets: { S: `<row r="1"><c t="inlineStr"><is><t>${'x'.repeat(1_200_000)}` } }),
      /over a million characters/,
    );
    const parts = bookParts({ sheets: { S: '' } });
    const big = zipOf(parts.map((p) => (p.name === 'xl/worksheets/sheet1.xml' ? { ...p, body: flood } : p)));
    assert.ok(big.length < 100_000);
    await refused(big, /over a million characters|not XML/);
    const many = `<sst>${'<si><t>0123456789012345678901234567890123456789</t></si>'.repeat(700_000)}</sst>`;
    await refused(
      zipOf(parts.map((p) => (p.name === 'xl/sharedStrings.xml' ? { ...p, body: many } : p))),
      /too many characters/,
    );
  } finally {
    clearInterval(watch);
  }
  assert.ok(most - before < 400_000_000, `${Math.round((most - before) / 1e6)} MB`);
});
