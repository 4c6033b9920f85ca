// Changing the kind of a field: counted first, converted along safe paths, refused along others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { retypesTo } from '../../contract/own-field.ts';
import { Problem } from '../../contract/problem.ts';
import { company } from '../../features/companies/contract.ts';
import type { OwnKind } from './wish.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');

type Values = Record<string, unknown>;

async function fieldWith(
  kind: OwnKind,
  values: readonly unknown[],
  more = {},
): Promise<{ id: string; name: string; rows: string[] }> {
  const field = await work(acme, owner, (tx) => tx.shape.addField('company', kind, { label: `From ${kind}`, ...more }));
  const done = await work(acme, owner, (tx) =>
    tx.records.writeMany(
      company,
      values.map((v, i) => ({ values: { name: `Row ${i}`, [field.name]: v } })),
    ),
  );
  return { id: field.id, name: field.name, rows: done.flatMap((r) => (r.ok ? [r.id] : [])) };
}

async function valuesOf(field: { name: string; rows: string[] }): Promise<unknown[]> {
  const rows = await look(acme, owner, (tx) => Promise.all(field.rows.map((id) => tx.records.view(company, id))));
  return rows.map((r) => (r as unknown as Values)[field.name]);
}

function retype(
  id: string,
  kind: OwnKind,
  how: { dryRun?: boolean; emptyUnfit?: boolean; options?: { label: string }[] } = {},
) {
  const { dryRun = false, emptyUnfit = false, options } = how;
  return work(acme, owner, (tx) =>
    tx.shape.retypeField(id, kind, options === undefined ? {} : { options }, { dryRun, emptyUnfit }),
  );
}

test('a dry run counts and shows what would not fit, and changes nothing', async () => {
  const field = await fieldWith('text', ['12', '3.50', 'a dozen', null]);
  assert.deepEqual(await retype(field.id, 'number', { dryRun: true }), { fit: 2, unfit: 1, samples: ['a dozen'] });
  assert.deepEqual(await valuesOf(field), ['12', '3.50', 'a dozen', null]);
  await assert.rejects(retype(field.id, 'number'), (e) => e instanceof Problem && e.code === 'wrong-state');
  await retype(field.id, 'number', { emptyUnfit: true });
  assert.deepEqual(await valuesOf(field), ['12', '3.5', null, null]);
  const big = await look(acme, owner, (tx) =>
    tx.records.list(company, { filter: { field: field.name, op: 'gt', value: 10 } }),
  );
  assert.deepEqual(
    big.rows.map((r) => r.id),
    [field.rows[0]],
  );
});

test('values keep their meaning along each safe path', async () => {
  const cases: [OwnKind, OwnKind, unknown, unknown, object?][] = [
    ['text', 'email', 'A@b.example', 'A@b.example'],
    ['text', 'date', '1999-02-28', '1999-02-28'],
    ['number', 'text', '12.5', '12.5'],
    ['date', 'dateTime', '2020-02-29', '2020-02-29T00:00:00.000Z'],
    ['email', 'emails', 'a@b.example', [{ value: 'a@b.example', label: null }]],
    [
      'emails',
      'email',
      [
        { value: 'a@b.example', label: 'work' },
        { value: 'c@d.example', label: null },
      ],
      'a@b.example',
    ],
    ['checkbox', 'text', true, 'yes'],
    ['select', 'text', 'o2', 'Blue', { options: [{ label: 'Red' }, { label: 'Blue' }] }],
    ['select', 'multiSelect', 'o1', ['o1'], { options: [{ label: 'Red' }, { label: 'Blue' }] }],
  ];
  for (const [from, to, before, after, more] of cases) {
    const field = await fieldWith(from, [before], more);
    assert.deepEqual(await retype(field.id, to), { fit: 1, unfit: 0, samples: [] }, `${from} to ${to}`);
    assert.deepEqual(await valuesOf(field), [after], `${from} to ${to}`);
  }
  const text = await fieldWith('text', ['red', 'BLUE', 'green']);
  assert.equal(
    (await retype(text.id, 'select', { options: [{ label: 'Red' }, { label: 'Blue' }], emptyUnfit: true })).unfit,
    1,
  );
  assert.deepEqual(await valuesOf(text), ['o1', 'o2', null]);
  const dates = await fieldWith('text', ['2021-02-30', '2021-02-28']);
  assert.deepEqual((await retype(dates.id, 'date', { dryRun: true })).samples, ['2021-02-30']);
});

test('what has no safe path is refused with the paths there are', async () => {
  const field = await fieldWith('checkbox', [true]);
  await assert.rejects(
    retype(field.id, 'money'),
    (e) => e instanceof Problem && /One of: text/.test(JSON.stringify(e.extras)),
  );
});

test('every path that is offered can be gone, and none that leads nowhere', async () => {
  const samples: Partial<Record<OwnKind, unknown>> = {
    text: '7',
    longText: 'long',
    url: 'https://example.com/',
    email: 'a@example.com',
    phone: '+33628000000',
    emails: [{ value: 'b@example.com', label: null }],
    phones: [{ value: '+33628000001', label: null }],
    number: '7',
    percent: '7',
    date: '2026-11-25',
    checkbox: true,
    select: 'o1',
  };
  const texts: Partial<Record<OwnKind, string>> = {
    url: 'https://example.com/',
    email: 'a@example.com',
    phone: '+33628000000',
    emails: 'a@example.com',
    phones: '+33628000000',
    date: '2026-11-25',
  };
  const options = [{ label: '7' }];
  for (const [from, open] of Object.entries(retypesTo) as [OwnKind, OwnKind[]][]) {
    for (const to of open) {
      const value = from === 'text' ? (texts[to] ?? samples.text) : samples[from];
      const field = await fieldWith(from, [value], from === 'select' ? { options } : {});
      const how = to === 'select' ? { options } : {};
      assert.deepEqual(await retype(field.id, to, how), { fit: 1, unfit: 0, samples: [] }, `${from} ${to}`);
      assert.notEqual((await valuesOf(field))[0], null, `${from} ${to}`);
    }
  }
});
