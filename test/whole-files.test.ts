// Whole files of other people's data, every row and every cell of them: imported as they are written, and their published figures found again
// by totals over what was imported.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Group } from '../src/contract/record-answers.ts';
import type { ColumnLink } from '../src/contract/importing.ts';
import type { Filter, ListQuery } from '../src/contract/filter.ts';
import { parseKeys, parseMeasures } from '../src/contract/group.ts';
import { Problem } from '../src/contract/problem.ts';
import type { OwnKind } from '../src/core/shape/wish.ts';
import { readCsvText } from '../src/features/imports/csv-reader.ts';
import { plainHeading } from '../src/features/imports/heading-words.ts';
import { sniffDialect } from '../src/features/imports/sniff-dialect.ts';
import { newTenant } from './harness/cluster.ts';
import { addUser, look, work } from './harness/engine.ts';
import { Importing } from './harness/importing.ts';

const data = new URL('../../shared/data/', import.meta.url);
const absent = existsSync(data) ? false : 'the folder of real data is not here';

const vault = await newTenant('whole');
const me = await addUser(vault, 'Wanda Whole', 'owner');
const desk = new Importing(vault, me);

const rowsOf = (bytes: Buffer | string): string[][] =>
  parse(bytes, { bom: true, relax_column_count: true, skip_empty_lines: true });

interface Wish {
  readonly kind: OwnKind;
  readonly to?: string;
  readonly link?: ColumnLink;
}

interface Held {
  readonly object: string;
  /** names of the fields by the headings of the file */
  readonly fields: ReadonlyMap<string, string>;
}

/** An object with a field for every column, and all rows of the file in it. `wishes`: columns that are no plain text. */
async function whole(
  label: string,
  bytes: Buffer | string,
  wishes: Readonly<Record<string, Wish>> = {},
  written: Buffer | string = bytes,
): Promise<Held> {
  const [headings, ...rows] = rowsOf(bytes) as [string[], ...string[][]];
  const made = await work(vault, me, (tx) => tx.shape.addObject({ label, labelPlural: `${label} rows` }));
  const fields = new Map<string, string>();
  for (const [i, heading] of headings.entries()) {
    if (['name', 'externalid'].includes(plainHeading(heading))) continue;
    const longest = Math.max(0, ...rows.map((r) => (r[i] ?? '').length));
    const { kind, to } = wishes[heading] ?? { kind: longest > 255 ? 'longText' : 'text' };
    const field = await work(vault, me, (tx) =>
      tx.shape.addField(made.name, kind, { label: heading, to: to === undefined ? undefined : [to] }),
    );
    fields.set(heading, field.name);
  }
  const view = await desk.upload(`${label}.csv`, written, { entity: made.name });
  const columns = headings.map((heading, column) => {
    const field = fields.get(heading) ?? (plainHeading(heading) === 'name' ? 'name' : 'externalId');
    const { link } = wishes[heading] ?? {};
    return {
      column,
      field,
      ...(link === undefined ? {} : { link, missing: 'refuse' }),
      ...(wishes[heading]?.kind === 'number' ? { format: { decimal: '.' } } : {}),
    };
  });
  const named = columns.some((c) => c.field === 'name');
  await desk.change(view, {
    dialect: view.dialect,
    columns,
    constants: named ? [] : [{ field: 'name', value: `{${alwaysFilled(headings, rows)}}` }],
    key: { field: null, found: 'update', missing: 'create' },
  });
  const done = await desk.go(view.id);
  assert.deepEqual(done.run!.groups, [], label);
  assert.deepEqual([done.counts!.created, done.counts!.errors], [rows.length, 0], label);
  return { object: made.name, fields };
}

function alwaysFilled(headings: readonly string[], rows: readonly string[][]): string {
  return headings.find((_, i) => rows.every((r) => (r[i] ?? '').trim() !== '' && r[i]!.length < 250))!;
}

/** Every cell of every row, in the order of the file; only space around a cell falls away. */
async function compare(label: string, bytes: Buffer | string, { object, fields }: Held): Promise<number> {
  const [headings, ...rows] = rowsOf(bytes) as [string[], ...string[][]];
  let at = 0;
  let cells = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: ListQuery = { sort: [], limit: 200, ...(cursor === '' ? {} : { cursor }) };
    const page: { rows: readonly object[]; next: string | null } = await look(vault, me, (tx) =>
      tx.records.list(tx.catalog.find(object), query),
    );
    for (const row of page.rows as Record<string, unknown>[]) {
      const given = rows[at]!;
      const expected = headings.map((_, i) => ((given[i] ?? '').trim() === '' ? null : given[i]!.trim()));
      const found = headings.map((h) => {
        const value = row[fields.get(h) ?? (plainHeading(h) === 'name' ? 'name' : 'externalId')] ?? null;
        return typeof value === 'string' ? value.trim() : value;
      });
      assert.deepEqual(found, expected, `${label}, row ${at + 1}`);
      cells += expected.filter((c) => c !== null).length;
      at += 1;
    }
    cursor = page.next;
  }
  assert.equal(at, rows.length, label);
  return cells;
}

async function group(object: string, by: string, measures = '', filter?: Filter): Promise<Group[]> {
  const query = filter === undefined ? {} : { filter };
  const found = await look(vault, me, (tx) =>
    tx.records.group(tx.catalog.find(object), parseKeys(by)!, parseMeasures(measures)!, query),
  );
  return [...found.groups];
}

const named = (g: Group): string => (typeof g.keys[0] === 'string' ? g.keys[0] : JSON.stringify(g.keys[0]));

const read = (name: string): Buffer => readFileSync(new URL(name, data));
const published = (id: string): unknown =>
  (
    JSON.parse(read('published_figures.json').toString()) as { figures: { id: string; published: unknown }[] }
  ).figures.find((f) => f.id === id)!.published;

describe('whole files, cell for cell', { skip: absent }, () => {
  test('every table of Northwind and Chinook, and every country with its names in six languages', async () => {
    let files = 0;
    let cells = 0;
    for (const folder of ['northwind', 'chinook', 'country_codes']) {
      for (const name of readdirSync(new URL(folder, data)).filter((n) => n.endsWith('.csv'))) {
        const bytes = read(`${folder}/${name}`);
        cells += await compare(name, bytes, await whole(name.replace('.csv', ` ${folder}`), bytes));
        files += 1;
      }
    }
    assert.ok(files >= 10 && cells > 50_000, `${files} files, ${cells} cells`);
    // Namibia is no missing value.
    const [row] = rowsOf(read('country_codes/country-codes.csv')).filter((r) => r.includes('Namibia'));
    assert.ok(row!.includes('NA'));
  });

  test('the universities of the world: names in every script, several domains in a cell, equal names kept apart', async () => {
    const list = JSON.parse(read('universities/world_universities_and_domains.json').toString()) as Record<
      string,
      unknown
    >[];
    const text = stringify(
      list.map((u) => [
        u['name'],
        (u['domains'] as string[]).join(', '),
        u['country'],
        u['alpha_two_code'],
        u['state-province'] ?? '',
      ]),
      { header: true, columns: ['Name', 'Domains', 'Country', 'Code', 'State'] },
    );
    const held = await whole('universities', text);
    assert.ok((await compare('universities', text, held)) > 40_000);
    // The file as it is published is no table, and says so.
    await assert.rejects(
      desk
        .upload('universities.json', read('universities/world_universities_and_domains.json'), { entity: 'company' })
        .then(async (view) => {
          await desk.change(view, {
            dialect: view.dialect,
            columns: view.columns.map((c) => ({ column: c.column, field: null })),
          });
          return await desk.go(view.id);
        }),
      (e) => e instanceof Problem,
    );
  });

  test('the accounts and opportunities of another vendor’s export: letters of Windows, ids letter by letter, sums', async () => {
    const bytes = read('salesforce_dataloader/samples/data/accountData.csv');
    const text = new TextDecoder('windows-1252').decode(bytes);
    assert.ok((await compare('accounts', text, await whole('Account', text, {}, bytes))) > 3000);
    assert.match(text, /Pébéo/);
    const deals = read('salesforce_dataloader/samples/data/opportunityData.csv');
    const held = await whole('Opportunity', deals, { AMOUNT: { kind: 'number' }, EXPECTEDREVENUE: { kind: 'number' } });
    const [amount, expected] = ['AMOUNT', 'EXPECTEDREVENUE'].map((h) => held.fields.get(h)!);
    const [all] = await group(held.object, '', `sum:${amount},sum:${expected}`);
    const [won] = await group(held.object, '', `sum:${amount}`, {
      field: held.fields.get('ISWON')!,
      op: 'eq',
      value: 'true',
    });
    assert.deepEqual(
      [all!.count, ...all!.measures, ...won!.measures].map(Number),
      [38, 6_270_000, 4_858_000, 2_200_000],
    );
  });

  test('csv-spectrum reads as its authors expect', () => {
    const folder = new URL('csv_dialects/csv-spectrum/', data);
    let compared = 0;
    // What is expected of location_coordinates.csv is another telephone number than the file holds.
    const names = readdirSync(new URL('csvs/', folder)).filter((n) => n !== 'location_coordinates.csv');
    for (const name of names) {
      const text = readFileSync(new URL(`csvs/${name}`, folder), 'utf8');
      const { delimiter, quote } = sniffDialect(text, false);
      const [head, ...rows] = readCsvText(text, { delimiter, quote }).map((r) => {
        assert.equal(r.fault, null);
        return r.cells;
      });
      const json = readFileSync(new URL(`json/${name.replace('.csv', '.json')}`, folder), 'utf8');
      // The files called crlf lost their line ends on their way through git.
      const expected: unknown = JSON.parse(json.replaceAll(String.raw`\r\n`, String.raw`\n`));
      assert.deepEqual(
        rows.map((cells) => Object.fromEntries(head!.map((h, i) => [h, cells[i]]))),
        expected,
        name,
      );
      compared += 1;
    }
    assert.ok(compared >= 11);
  });
});

describe('published figures of what was imported', { skip: absent }, () => {
  test('telco: all 7,043 customers, those who left, and totals that are missing', async () => {
    const bytes = read('telco/Telco-Customer-Churn.csv');
    const held = await whole('telco', bytes);
    await compare('telco', bytes, held);
    const churn = new Map((await group(held.object, held.fields.get('Churn')!)).map((g) => [g.keys[0], g.count]));
    assert.deepEqual([churn.get('Yes'), churn.get('No')], published('telco-churn'));
    const [missing] = await group(held.object, '', '', { field: held.fields.get('TotalCharges')!, op: 'empty' });
    assert.equal(missing!.count, 11);
  });

  test('companies of the S&P 500 by sector', async () => {
    const bytes = read('sp500/constituents.csv');
    const held = await whole('sp500', bytes);
    const sectors = await group(held.object, held.fields.get('GICS Sector')!);
    assert.deepEqual(Object.fromEntries(sectors.map((g) => [named(g), g.count])), published('sp500-sectors'));
  });

  test('senators by state', async () => {
    const held = await whole('congress', read('congress/legislators-current.csv'));
    const states = await group(held.object, held.fields.get('state')!, '', {
      field: held.fields.get('type')!,
      op: 'eq',
      value: 'sen',
    });
    const counts = states.map((g) => g.count);
    const sum = counts.reduce((a, b) => a + b);
    assert.deepEqual([sum, counts.length, Math.max(...counts), Math.min(...counts)], published('congress-senators'));
  });

  test('Chinook’s invoices: all of them, by the support agent of the customer, and by year', async () => {
    const by = (entity: string, field: string): ColumnLink => ({
      entity: entity as ColumnLink['entity'],
      by: field,
      missing: 'refuse',
    });
    const keyed = (name: string, id: string): string => {
      const [head, ...rows] = rowsOf(read(`chinook/${name}`)) as [string[], ...string[][]];
      return stringify([head.map((h) => (h === id ? 'External ID' : h)), ...rows]);
    };
    const staff = await whole('Agent', keyed('Employee.csv', 'EmployeeId'));
    const customers = await whole('Buyer', keyed('Customer.csv', 'CustomerId'), {
      SupportRepId: { kind: 'ref', to: staff.object, link: by(staff.object, 'externalId') },
    });
    const invoices = await whole('Invoiced', keyed('Invoice.csv', 'InvoiceId'), {
      CustomerId: { kind: 'ref', to: customers.object, link: by(customers.object, 'externalId') },
      InvoiceDate: { kind: 'date' },
      Total: { kind: 'number' },
    });
    const total = invoices.fields.get('Total')!;
    const agent = `${invoices.fields.get('CustomerId')!}.${customers.fields.get('SupportRepId')!}`;
    const [all] = await group(invoices.object, '', `sum:${total}`);
    const agents = await group(invoices.object, agent, `sum:${total}`);
    const [jane] = rowsOf(read('chinook/Employee.csv')).filter((r) => r.includes('Peacock'));
    const peacock = agents.find((g) => (g.keys[0] as { title?: string }).title === jane![0]);
    assert.deepEqual([Number(all!.measures[0]), Number(peacock!.measures[0])], published('chinook-total'));
    const years = await group(invoices.object, `${invoices.fields.get('InvoiceDate')!}:year`, `sum:${total}`);
    const sorted = years.toSorted((a, b) => (named(a) < named(b) ? -1 : 1));
    assert.deepEqual(
      [sorted[0], sorted.at(-1)].map((g) => [g!.count, Number(g!.measures[0])]),
      published('chinook-firstlast'),
    );
  });
});
