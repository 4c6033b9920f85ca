// Numbers, amounts, dates, countries and words are read as they were meant, and refused with what would fit where they cannot be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DateOrder } from '../../contract/importing.ts';
import { type Read } from './read.ts';
import { readDate, readInstant } from './read-date.ts';
import { readAmount, readNumber, readPercent } from './read-number.ts';
import { readCheckbox, readCountry, readOption } from './read-words.ts';

/** The value, or the code of the refusal in brackets. */
function outcome(read: Read): unknown {
  return read.ok ? read.value : `[${read.code}]`;
}

const nan = '[not-a-number]';
const numbers: [string, '.' | ',', string][] = [
  ['1234', '.', '1234'],
  ['1234', ',', '1234'],
  ['1,234', '.', '1234'],
  ['1,234', ',', '1.234'],
  ['1.234', '.', '1.234'],
  ['1.234', ',', '1234'],
  ['1,234.50', '.', '1234.5'],
  ['1.234,50', ',', '1234.5'],
  ['1.234,50', '.', nan],
  ['1 234,5', ',', '1234.5'],
  ['1\u202F234\u00A0567,5', ',', '1234567.5'],
  ["1'234.5", '.', '1234.5'],
  ['12,34,567', '.', '1234567'],
  ['1,23,4567', '.', nan],
  ['1,23', '.', nan],
  ['1,7', '.', nan],
  ['200.000.000', ',', '200000000'],
  ['200.000.000', '.', nan],
  ['-5', '.', '-5'],
  ['\u22125', '.', '-5'],
  ['5-', '.', '-5'],
  ['(5.25)', '.', '-5.25'],
  ['(-5)', '.', nan],
  ['+5', '.', '5'],
  ['.5', '.', '0.5'],
  [',5', ',', '0.5'],
  ['0', '.', '0'],
  ['-0', '.', '0'],
  ['007', '.', '7'],
  ['1.5e3', '.', '1500'],
  ['1.5E-3', '.', '0.0015'],
  ['12K', '.', '12000'],
  ['1,117.10K', '.', '1117100'],
  ['1.5m', '.', '1500000'],
  ['2,5 Mio', ',', '2500000'],
  ['1.2bn', '.', '1200000000'],
  ['9007199254740993.1234567891', '.', '9007199254740993.1234567891'],
  ['', '.', nan],
  ['abc', '.', nan],
  ['12x', '.', nan],
  ['1..2', '.', nan],
  ['1,,000', '.', nan],
  ['--5', '.', nan],
  ['Infinity', '.', nan],
  ['0x10', '.', nan],
  ['1e99', '.', '1' + '0'.repeat(99)],
];

test('numbers', () => {
  for (const [cell, sign, wanted] of numbers)
    assert.equal(outcome(readNumber(cell, sign)), wanted, `${cell} under ${sign}`);
  assert.equal(outcome(readPercent('12.5 %', '.')), '12.5');
  assert.equal(outcome(readPercent('12,5', ',')), '12.5');
});

const amounts: [string, '.' | ',', unknown][] = [
  ['$1,117.10K', '.', ['1117100', null, '$']],
  ['1 234,50 €', ',', ['1234.5', 'EUR', null]],
  ['€1,234.50', '.', ['1234.5', 'EUR', null]],
  ['EUR 12', '.', ['12', 'EUR', null]],
  ['12 EUR', '.', ['12', 'EUR', null]],
  ['12eur', '.', ['12', 'EUR', null]],
  ['CHF 12.-', '.', ['12', 'CHF', null]],
  ['US$ 5', '.', ['5', 'USD', null]],
  ['1 200 kr', ',', ['1200', null, 'kr']],
  ['¥100', '.', ['100', null, '¥']],
  ['($5.00)', '.', ['-5', null, '$']],
  ['-$5.00', '.', ['-5', null, '$']],
  ['$-5.00', '.', ['-5', null, '$']],
  ['£1.5m', '.', ['1500000', 'GBP', null]],
  ['1054', '.', ['1054', null, null]],
  ['1,054', '.', ['1054', null, null]],
  ['12 zł', ',', ['12', 'PLN', null]],
  ['0', '.', ['0', null, null]],
  ['12 XXQ', '.', '[not-a-currency]'],
  ['twelve', '.', '[not-an-amount]'],
  ['$', '.', '[not-an-amount]'],
  ['€ 5 €', '.', '[not-an-amount]'],
];

test('amounts', () => {
  for (const [cell, sign, wanted] of amounts) {
    const read = readAmount(cell, sign);
    assert.deepEqual(read.ok ? [read.value.amount, read.value.currency, read.value.sign] : outcome(read), wanted, cell);
  }
});

const nad = '[not-a-date]';
const dates: [string, DateOrder, string][] = [
  ['2020-03-04', 'YMD', '2020-03-04'],
  ['2020/3/4', 'YMD', '2020-03-04'],
  ['20200304', 'YMD', '2020-03-04'],
  ['03/04/2020', 'DMY', '2020-04-03'],
  ['03/04/2020', 'MDY', '2020-03-04'],
  ['3.4.2020', 'DMY', '2020-04-03'],
  ['3. 4. 2020', 'DMY', '2020-04-03'],
  ['25/04/2020', 'MDY', '[no-such-day]'],
  ['1721-04-19', 'YMD', '1721-04-19'],
  ['0001-01-01', 'YMD', '0001-01-01'],
  ['29/02/2023', 'DMY', '[no-such-day]'],
  ['29/02/2024', 'DMY', '2024-02-29'],
  ['29/02/1900', 'DMY', '[no-such-day]'],
  ['31/04/2024', 'DMY', '[no-such-day]'],
  ['3 April 2020', 'DMY', '2020-04-03'],
  ['3-Apr-2020', 'MDY', '2020-04-03'],
  ['April 3rd, 2020', 'MDY', '2020-04-03'],
  ['3. März 2020', 'DMY', '2020-03-03'],
  ['3 février 2020', 'DMY', '2020-02-03'],
  ['3. tammikuuta 2020', 'DMY', '2020-01-03'],
  ['3. maj 2020', 'DMY', '2020-05-03'],
  ['2020 Apr 3', 'YMD', '2020-04-03'],
  ['5/19/2006 0:00:00', 'MDY', '2006-05-19'],
  ['2010-10-14T12:00:00.000Z', 'YMD', '2010-10-14'],
  ['45631', 'excel', '2024-12-05'],
  ['59', 'excel', nad],
  ['1795651200', 'unix', '2026-11-26'],
  ['1795651200000', 'unix', '2026-11-26'],
  ['03/04/20', 'DMY', '[two-digit-year]'],
  ['2009\\7\\14', 'YMD', nad],
  ['2009-07/14', 'YMD', nad],
  ['14/7', 'DMY', nad],
  ['2020-03', 'YMD', nad],
  ['yesterday', 'DMY', nad],
  ['', 'DMY', nad],
  ['2020-03-04 25:00', 'YMD', nad],
];

test('dates', () => {
  for (const [cell, date, wanted] of dates) {
    assert.equal(outcome(readDate(cell, { date, year: 2026 })), wanted, `${cell} as ${date}`);
  }
});

test('years of two digits get the century that was chosen', () => {
  const read = (cell: string, century: 'past' | 'sliding'): unknown =>
    outcome(readDate(cell, { date: 'DMY', century, year: 2026 }));
  assert.equal(read('1/2/26', 'past'), '2026-02-01');
  assert.equal(read('1/2/27', 'past'), '1927-02-01');
  assert.equal(read('1/2/45', 'sliding'), '2045-02-01');
  assert.equal(read('1/2/47', 'sliding'), '1947-02-01');
});

const instants: [string, DateOrder, string | undefined, string][] = [
  ['2010-10-14T12:00:00.000Z', 'YMD', undefined, '2010-10-14T12:00:00.000Z'],
  ['2010-10-14T12:00:00.000Z-0300', 'YMD', undefined, '2010-10-14T15:00:00.000Z'],
  ['07/15/2009 02:14:45+0800', 'MDY', undefined, '2009-07-14T18:14:45.000Z'],
  ['07/13/2009T22:14:45-0800', 'MDY', undefined, '2009-07-14T06:14:45.000Z'],
  ['2009-07-14T14:14:45+02:00', 'YMD', undefined, '2009-07-14T12:14:45.000Z'],
  ['2024-06-15 09:30', 'YMD', 'Europe/Helsinki', '2024-06-15T06:30:00.000Z'],
  ['2024-01-15 09:30', 'YMD', 'Europe/Helsinki', '2024-01-15T07:30:00.000Z'],
  ['15.1.2024 9.30', 'DMY', 'Europe/Helsinki', '2024-01-15T07:30:00.000Z'],
  ['1/15/2024 2:05 PM', 'MDY', undefined, '2024-01-15T14:05:00.000Z'],
  ['1/15/2024 12:05 a.m.', 'MDY', undefined, '2024-01-15T00:05:00.000Z'],
  ['2024-02-29', 'YMD', 'America/New_York', '2024-02-29T05:00:00.000Z'],
  ['1950-05-05 10:00', 'YMD', undefined, '1950-05-05T10:00:00.000Z'],
  ['45631.5', 'excel', undefined, '2024-12-05T12:00:00.000Z'],
  ['1/15/2024 13:05 PM', 'MDY', undefined, nad],
];

test('instants', () => {
  for (const [cell, date, zone, wanted] of instants) {
    assert.equal(outcome(readInstant(cell, { date, zone, year: 2026 })), wanted, cell);
  }
});

test('yes and no, options and countries', () => {
  for (const word of ['Yes', ' TRUE ', '1', 'x', 'ja', 'Oui']) assert.equal(outcome(readCheckbox(word)), true, word);
  for (const word of ['No', 'false', '0', 'nein', 'ei']) assert.equal(outcome(readCheckbox(word)), false, word);
  assert.equal(outcome(readCheckbox('maybe')), '[not-yes-or-no]');
  const options = [
    { key: 'lead', label: 'Lead' },
    { key: 'closedWon', label: 'Closed won' },
  ];
  assert.equal(outcome(readOption('LEAD', options)), 'lead');
  assert.equal(outcome(readOption(' closed  Won', options)), 'closedWon');
  assert.equal(outcome(readOption('lost', options)), '[not-an-option]');
  for (const [name, code] of [
    ['Finland', 'FI'],
    ['suomi', 'FI'],
    ['DE', 'DE'],
    ['Deutschland', 'DE'],
    ['Germany', 'DE'],
    ['États-Unis', 'US'],
    ['USA', 'US'],
    ['United States', 'US'],
    ['UK', 'GB'],
    ['Namibia', 'NA'],
    ['NA', 'NA'],
    ['Kenya', 'KE'],
    ['Jordan', 'JO'],
    ['Korea', 'KR'],
    ['Brazil', 'BR'],
  ]) {
    if (name === 'Korea') assert.equal(outcome(readCountry(name)), '[not-a-country]');
    else assert.equal(outcome(readCountry(name!)), code, name);
  }
  assert.equal(outcome(readCountry('Philipines')), '[not-a-country]');
});
