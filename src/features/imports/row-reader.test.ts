// A row becomes values, wishes and faults exactly as its columns were told; empty cells say nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entities } from '../entities.ts';
import type { ColumnSetting, ConstantSetting, KeySetting } from '../../contract/importing.ts';
import { type ImportPlan, makeTemplate, planImport } from './plan.ts';
import { keysOfRow, readRow } from './row-reader.ts';

const noKey: KeySetting = { field: null, found: 'update', missing: 'create' };

function plan(
  entity: keyof typeof entities,
  headings: string[],
  columns: ColumnSetting[],
  constants: ConstantSetting[] = [],
  key = noKey,
): ImportPlan {
  return planImport((name) => entities[name], entities[entity], headings, { columns, constants, key }, 2026);
}

function row(p: ImportPlan, ...cells: string[]): ReturnType<typeof readRow> {
  return readRow(p, { line: 7, cells, fault: null });
}

test('several columns make one field: labelled e-mails, parts of an address, amount and currency', () => {
  const p = plan(
    'company',
    ['Mail', 'Mail 2', 'Street', 'Country', 'Revenue', 'Currency'],
    [
      { column: 0, field: 'emails', label: 'work' },
      { column: 1, field: 'emails', label: 'home', separator: ';' },
      { column: 2, field: 'address', part: 'street' },
      { column: 3, field: 'address', part: 'country' },
      { column: 4, field: 'annualRevenue', part: 'amount', format: { decimal: '.' } },
      { column: 5, field: 'annualRevenue', part: 'currency' },
    ],
  );
  assert.deepEqual(row(p, 'a@b.co', 'B@b.co; b@b.co;c@b.co', 'Katu 1', 'Finland', '1,100.04', '€').values, {
    emails: [
      { value: 'a@b.co', label: 'work' },
      { value: 'b@b.co', label: 'home' },
      { value: 'c@b.co', label: 'home' },
    ],
    address: { street: 'Katu 1', country: 'FI' },
    annualRevenue: { amount: '1100.04', currency: 'EUR' },
  });
  assert.deepEqual(row(p, '', ' ', '', '', '', '').values, {});
  assert.deepEqual(
    row(p, '', '', '', '', '5', '').faults.map((f) => [f.column, f.code]),
    [[4, 'no-currency']],
  );
  assert.deepEqual(
    row(p, '', '', '', 'Philipines', '', '').faults.map((f) => [f.column, f.code, f.cell]),
    [[3, 'not-a-country', 'Philipines']],
  );
});

test('aliases, words for nothing, and cells that may stay empty', () => {
  const p = plan(
    'deal',
    ['Product', 'Close', 'Probability'],
    [
      { column: 0, field: 'product', aliases: [{ from: 'gtxpro', to: 'GTX Pro' }], empty: ['n/a'] },
      { column: 1, field: 'expectedClose', format: { date: 'DMY' }, unfit: 'empty' },
      { column: 2, field: 'probability', empty: ['-'] },
    ],
  );
  assert.deepEqual(row(p, 'GTXPro', '31/12/2026', '12.5%').values, {
    product: 'GTX Pro',
    expectedClose: '2026-12-31',
    probability: '12.5',
  });
  const odd = row(p, 'N/A', 'soon', '-');
  assert.deepEqual([odd.values, odd.emptied, odd.faults], [{}, 1, []]);
  assert.deepEqual(
    row(p, 'x', '', 'high').faults.map((f) => f.code),
    ['not-a-number'],
  );
});

test('nothing is guessed while a question is open: cells that read two ways are refused by name', () => {
  const p = plan(
    'deal',
    ['Amount', 'Close'],
    [
      { column: 0, field: 'amount', part: 'amount', format: { currency: 'EUR' } },
      { column: 1, field: 'expectedClose' },
    ],
  );
  assert.deepEqual(
    row(p, '1,234', '03/04/2020').faults.map((f) => f.code),
    ['ambiguous', 'ambiguous'],
  );
  assert.deepEqual(row(p, '1,234.50', '2020-04-03').values, {
    amount: { amount: '1234.5', currency: 'EUR' },
    expectedClose: '2020-04-03',
  });
});

test('references become wishes with the key of the other record', () => {
  const company = { entity: 'company', by: 'name', missing: 'create' } as const;
  const p = plan(
    'contact',
    ['Name', 'Companies'],
    [
      { column: 0, field: 'fullName' },
      { column: 1, field: 'companies', separator: ';', link: { ...company, role: 'Buyer' } },
    ],
  );
  const r = row(p, 'Anna de la Cruz', 'Acme; Isdom;Acme');
  assert.deepEqual(r.values, { givenName: 'Anna', familyName: 'de la Cruz' });
  assert.deepEqual(
    r.wishes.map((w) => [w.field, w.key, w.link.role]),
    [
      ['companies', 'Acme', 'Buyer'],
      ['companies', 'Isdom', 'Buyer'],
    ],
  );
});

test('constants and texts made of cells', () => {
  const p = plan(
    'deal',
    ['account', 'product'],
    [{ column: 1, field: 'product' }],
    [
      { field: 'name', value: '{Account}: {product}' },
      { field: 'pipeline', value: 'Sales', link: { entity: 'pipeline', by: 'name', missing: 'refuse' } },
    ],
  );
  const r = row(p, 'Isdom', 'GTX');
  assert.equal(r.values['name'], 'Isdom: GTX');
  assert.deepEqual(
    r.wishes.map((w) => w.key),
    ['Sales'],
  );
  assert.equal(row(p, '', 'GTX').values['name'], 'GTX');
  assert.equal(row(p, '', '').values['name'], undefined);
  assert.deepEqual(makeTemplate('{nobody} x', ['account']).unknown, ['nobody']);
});

test('a row that is broken or too long is refused as a whole, a short one is filled up', () => {
  const p = plan('company', ['Name', 'Domain'], [{ column: 0, field: 'name' }]);
  assert.equal(
    readRow(p, { line: 3, cells: ['x'], fault: 'There is text after a closing quote.' }).faults[0]!.code,
    'broken-row',
  );
  assert.equal(row(p, 'a', 'b', 'c').faults[0]!.code, 'too-many-cells');
  assert.deepEqual(row(p, 'a', 'b', '', ' ').faults, []);
  assert.deepEqual(row(p, 'a').values, { name: 'a' });
});

test('exported cells lose the apostrophe that defused them', () => {
  const p = plan('company', ['Name'], [{ column: 0, field: 'name' }]);
  assert.equal(row(p, "'=1+1").values['name'], '=1+1');
  assert.equal(row(p, "'tis").values['name'], "'tis");
});

test('what says which record a row is', () => {
  const key = (field: string): KeySetting => ({ ...noKey, field });
  const columns: ColumnSetting[] = [
    { column: 0, field: 'givenName' },
    { column: 1, field: 'familyName' },
    { column: 2, field: 'emails', separator: ';' },
    { column: 3, field: 'externalId' },
  ];
  const cells = ['Anna', ' Virta ', 'a@b.co;b@b.co', ' X1 '];
  const keys = (field: string): string[] => {
    const p = plan('contact', ['g', 'f', 'e', 'x'], columns, [], key(field));
    return keysOfRow(p, row(p, ...cells));
  };
  assert.deepEqual(keys('externalId'), ['X1']);
  assert.deepEqual(keys('emails'), ['a@b.co', 'b@b.co']);
  assert.deepEqual(keys('title'), ['Anna Virta']);
  assert.deepEqual(keys('website'), []);
});
