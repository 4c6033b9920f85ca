// Formats are found where the cells tell them, asked where they do not, and never overrule what a person chose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldKind } from '../../contract/field.ts';
import { findFormat } from './column-format.ts';
import type { ColumnFormat } from '../../contract/importing.ts';
import { splitName } from './split-name.ts';

const place = { year: 2026, currency: 'EUR', zone: 'Europe/Helsinki' };

interface Case {
  readonly title: string;
  readonly kind: FieldKind;
  readonly cells: string[];
  readonly chosen?: ColumnFormat;
  readonly format: ColumnFormat;
  readonly asks?: string[];
  readonly hasCurrency?: boolean;
}

const cases: Case[] = [
  { title: 'ISO dates', kind: 'date', cells: ['2020-03-04', '2021-12-31'], format: { date: 'YMD' } },
  { title: 'a day above 12 decides', kind: 'date', cells: ['03/04/2020', '25/12/2020'], format: { date: 'DMY' } },
  {
    title: 'a month below 13 in second place decides',
    kind: 'date',
    cells: ['03/04/2020', '12/25/2020'],
    format: { date: 'MDY' },
  },
  { title: 'nothing decides', kind: 'date', cells: ['03/04/2020', '05/06/2021'], format: {}, asks: ['date'] },
  { title: 'equal either way', kind: 'date', cells: ['03/03/2020', '05/05/2021'], format: { date: 'DMY' } },
  { title: 'names of months', kind: 'date', cells: ['3 Apr 2020', '12 May 2021'], format: { date: 'YMD' } },
  {
    title: 'chosen stays chosen',
    kind: 'date',
    cells: ['25/12/2020'],
    chosen: { date: 'MDY' },
    format: { date: 'MDY' },
  },
  {
    title: 'some words between dates',
    kind: 'date',
    cells: ['25/12/2020', 'n/a', '13/01/2020', '14/02/2021'],
    format: { date: 'DMY' },
  },
  { title: 'two digits', kind: 'date', cells: ['25/12/45'], format: { date: 'DMY' }, asks: ['century'] },
  { title: 'two digits, undecided', kind: 'date', cells: ['03/04/45'], format: {}, asks: ['date', 'century'] },
  { title: 'spreadsheet days', kind: 'date', cells: ['45631', '45700'], format: { date: 'excel' } },
  { title: 'packed', kind: 'date', cells: ['20140102', '20121231'], format: { date: 'YMD' } },
  { title: 'nothing at all', kind: 'date', cells: [], format: {} },
  {
    title: 'times without zone',
    kind: 'dateTime',
    cells: ['2020-03-04 10:00'],
    format: { date: 'YMD' },
    asks: ['zone'],
  },
  {
    title: 'times with zone',
    kind: 'dateTime',
    cells: ['2020-03-04T10:00:00Z', '2020-03-04T10:00+02:00'],
    format: { date: 'YMD' },
  },
  { title: 'points', kind: 'number', cells: ['1.5', '2,000.25'], format: { decimal: '.' } },
  { title: 'commas', kind: 'number', cells: ['1,5', '2.000,25'], format: { decimal: ',' } },
  { title: 'thousands or decimals', kind: 'number', cells: ['1,234', '5,678'], format: {}, asks: ['decimal'] },
  { title: 'whole numbers', kind: 'number', cells: ['1', '250'], format: {} },
  { title: 'chosen sign', kind: 'number', cells: ['1,234'], chosen: { decimal: ',' }, format: { decimal: ',' } },
  { title: 'percents', kind: 'percent', cells: ['12,5 %', '3 %'], format: { decimal: ',' } },
  { title: 'euros', kind: 'money', cells: ['€ 1.234,50', '€ 12,00'], format: { decimal: ',' } },
  { title: 'dollars', kind: 'money', cells: ['$1,117.10K'], format: { decimal: '.' }, asks: ['currency'] },
  { title: 'bare amounts', kind: 'money', cells: ['1054', '4514'], format: {}, asks: ['currency'] },
  { title: 'bare amounts beside a currency', kind: 'money', cells: ['1054'], format: {}, hasCurrency: true },
  {
    title: 'currency chosen',
    kind: 'money',
    cells: ['1054'],
    chosen: { currency: 'USD' },
    format: { currency: 'USD' },
  },
  { title: 'text', kind: 'text', cells: ['03/04/2020'], format: {} },
];

for (const c of cases) {
  test(`${c.kind}: ${c.title}`, () => {
    const found = findFormat(c.kind, c.cells, c.chosen ?? {}, place, c.hasCurrency ?? false);
    assert.deepEqual(found.format, c.format);
    assert.deepEqual(
      found.questions.map((q) => q.ask),
      c.asks ?? [],
    );
    for (const q of found.questions) {
      assert.ok(q.choices.length >= 2, 'a question needs a choice');
      assert.ok(q.choices.every((choice) => choice.examples.length > 0));
    }
  });
}

test('a question shows how the same cells read under each choice', () => {
  const [q] = findFormat('date', ['03/04/2020', '05/06/2021'], {}, place, false).questions;
  assert.deepEqual(
    q!.choices.map((c) => [c.value, c.examples[0]]),
    [
      ['DMY', { cell: '03/04/2020', reads: '2020-04-03' }],
      ['MDY', { cell: '03/04/2020', reads: '2020-03-04' }],
    ],
  );
  const [dollars] = findFormat('money', ['$5'], {}, place, false).questions;
  assert.equal(dollars!.choices[0]!.value, 'USD');
});

test('whole names are split where people split them, and no word is lost', () => {
  const cases: [string, 'given-first' | 'family-first' | undefined, string | null, string][] = [
    ['Maria Cantwell', undefined, 'Maria', 'Cantwell'],
    ['Ludwig van Beethoven', undefined, 'Ludwig', 'van Beethoven'],
    ['Juan Carlos de la Cruz', undefined, 'Juan Carlos', 'de la Cruz'],
    ['Martin Luther King Jr.', undefined, 'Martin Luther', 'King Jr.'],
    ['Cantwell, Maria', undefined, 'Maria', 'Cantwell'],
    ['King, Martin Luther', 'given-first', 'Martin Luther', 'King'],
    ['Sammy Davis, Jr.', undefined, 'Sammy', 'Davis, Jr.'],
    ['Mao Zedong', 'family-first', 'Zedong', 'Mao'],
    ['van der Berg Anna', 'family-first', 'Anna', 'van der Berg'],
    ['Cher', undefined, null, 'Cher'],
    ['  José   Ortega  ', undefined, 'José', 'Ortega'],
    ['Robert "Bob" Smith', undefined, 'Robert "Bob"', 'Smith'],
    ['van Gogh', undefined, 'van', 'Gogh'],
  ];
  for (const [name, order, givenName, familyName] of cases) {
    assert.deepEqual(splitName(name, order), { givenName, familyName }, name);
  }
  assert.equal(splitName('   ', undefined), null);
});
