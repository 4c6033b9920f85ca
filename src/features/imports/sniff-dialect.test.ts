// Delimiter, quotes and heading row are found in files as people and products write them, or asked where two readings fit.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sniffDialect } from './sniff-dialect.ts';

const data = new URL('../../../../shared/data/', import.meta.url);
const noData = existsSync(data) ? false : 'the folder of real data is not here';

const cases: {
  title: string;
  text: string;
  delimiter: string;
  headingRow: number;
  quote?: string;
  unsure?: string[];
}[] = [
  { title: 'commas', text: 'name,city\nA,B\nC,D\n', delimiter: ',', headingRow: 1 },
  { title: 'semicolons with decimal commas', text: 'name;amount\nA;1,5\nC;2,25\n', delimiter: ';', headingRow: 1 },
  { title: 'tabs', text: 'name\tcity, street\nA\tB, 1\nC\tD, 2\n', delimiter: '\t', headingRow: 1 },
  { title: 'bars', text: 'id|name|phone\n1|A|5\n2|B|6\n', delimiter: '|', headingRow: 1 },
  { title: 'semicolons around quoted commas', text: 'name;note\n"A, B";x\n"C, D";y\n', delimiter: ';', headingRow: 1 },
  { title: 'a sep= line', text: 'sep=;\nname;email\nA;a@example.com\n', delimiter: ';', headingRow: 2 },
  {
    title: 'blank and comma-only lines first',
    text: '\n,,\n\nname,city,email\nA,B,a@b.co\n',
    delimiter: ',',
    headingRow: 1,
  },
  {
    title: 'a title above the headings',
    text: 'Benefits by state,,,\nname,city,email,phone\nA,B,a@b.co,12\nB,C,c@b.co,13\n',
    delimiter: ',',
    headingRow: 2,
  },
  {
    title: 'instructions above the headings',
    text: 'Fill in below\nDo not change headings\nOne row each\n\nFirst Name,Last Name,Email\nA,B,a@b.co\nA,B,a@b.co\n',
    delimiter: ',',
    headingRow: 4,
  },
  { title: 'no headings', text: '1,2,3\n4,5,6\n', delimiter: ',', headingRow: 0 },
  {
    title: 'no headings, an address first',
    text: 'Anna,anna@example.com\nBo,bo@example.com\n',
    delimiter: ',',
    headingRow: 0,
  },
  { title: 'one column', text: 'email\na@b.co\nb@b.co\n', delimiter: ',', headingRow: 1 },
  { title: 'one column of text', text: 'name\nAlpha\nBeta\n', delimiter: ',', headingRow: 1 },
  { title: 'single quotes', text: "name;note\n'A; B';'x'\n'C';'y; z'\n", delimiter: ';', headingRow: 1, quote: "'" },
  { title: 'words only', text: 'rot,blau\ngelb,lila\n', delimiter: ',', headingRow: 1, unsure: ['headingRow'] },
  {
    title: 'two readings',
    text: 'a;b,c;d\n1;2,3;4\n1;2,3;4\n1;2,3;4\n',
    delimiter: ';',
    headingRow: 1,
    unsure: ['delimiter'],
  },
  { title: 'years as headings', text: 'name,2019,2020\nA,5,6\n', delimiter: ',', headingRow: 1 },
  { title: 'nothing', text: '', delimiter: ',', headingRow: 0 },
];

for (const c of cases) {
  test(`found: ${c.title}`, () => {
    const verdict = sniffDialect(c.text, false);
    assert.equal(verdict.delimiter, c.delimiter);
    assert.equal(verdict.headingRow, c.headingRow);
    assert.equal(verdict.quote, c.quote ?? '"');
    assert.deepEqual(verdict.unsure, c.unsure ?? []);
  });
}

test('real files', { skip: noData }, () => {
  const wanted: [string, string, number][] = [
    ['maven_crm/accounts.csv', ',', 1],
    ['maven_crm/sales_pipeline.csv', ',', 1],
    ['congress/legislators-current.csv', ',', 1],
    ['congress/legislators-historical.csv', ',', 1],
    ['dedupe/restaurants.csv', '|', 1],
    ['dedupe/restaurants_true_pairs.csv', '|', 0],
    ['northwind/customers.csv', ',', 1],
    ['northwind/orders.csv', ',', 1],
    ['chinook/Customer.csv', ',', 1],
    ['telco/Telco-Customer-Churn.csv', ',', 1],
    ['atomic_crm/contacts.csv', ',', 1],
    ['country_codes/country-codes.csv', ',', 1],
    ['sp500/constituents.csv', ',', 1],
    ['csv_dialects/csvkit/realdata/Datagov_FY10_EDU_recp_by_State.csv', ',', 2],
    ['csv_dialects/csvkit/realdata/FY09_EDU_Recipients_by_State.csv', ',', 1],
    ['csv_dialects/csvkit/realdata/ks_1033_data.csv', ',', 1],
    ['csv_dialects/csvkit/mac_newlines.csv', ',', 1],
    ['csv_dialects/csvkit/no_header_row3.csv', ',', 0],
    ['csv_dialects/csvkit/sniff_limit.csv', ';', 1],
    ['csv_dialects/csvkit/dummy.tsv', '\t', 1],
    ['csv_dialects/csvkit/test_skip_lines.csv', ',', 1],
    ['salesforce_dataloader/samples/data/opportunityData.csv', ',', 1],
  ];
  for (const [path, delimiter, headingRow] of wanted) {
    const text = readFileSync(new URL(path, data), 'utf8').replace(/^\uFEFF/, '');
    const verdict = sniffDialect(text.slice(0, 262_144), text.length > 262_144);
    assert.equal(verdict.delimiter, delimiter, path);
    assert.equal(verdict.headingRow, headingRow, path);
    assert.ok(!verdict.unsure.includes('delimiter'), path);
  }
});
