// Totals on a real PostgreSQL: by field, through references, by month, over currencies, and only of what may be seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { type GroupKey, type Measure, parseKeys, parseMeasures } from '../../contract/group.ts';
import { Problem } from '../../contract/problem.ts';
import { company } from '../../features/companies/contract.ts';
import { deal, stage } from '../../features/deals/contract.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const other = await addUser(acme, 'Otto', 'owner');

await work(acme, owner, async (tx) => {
  const stages = new Map((await tx.records.list(stage, {})).rows.map((r) => [r.name!, r.id]));
  const tech = await tx.records.create(company, { name: 'Tech', industry: 'technology' });
  const food = await tx.records.create(company, { name: 'Food', industry: 'food' });
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  const rows = [
    {
      name: 'a',
      company: tech.id,
      stage: stages.get('Won'),
      amount: eur('100.10'),
      closedOn: '2026-01-31',
      owner: owner.id,
    },
    {
      name: 'b',
      company: tech.id,
      stage: stages.get('Won'),
      amount: eur('200.20'),
      closedOn: '2026-02-01',
      owner: owner.id,
    },
    {
      name: 'c',
      company: food.id,
      stage: stages.get('Proposal'),
      amount: { amount: '50', currency: 'USD' },
      owner: other.id,
    },
    { name: 'd', company: food.id, stage: stages.get('Proposal'), amount: eur('10'), probability: 90, owner: other.id },
    { name: 'e', stage: stages.get('New'), owner: other.id },
  ];
  const done = await tx.records.writeMany(
    deal,
    rows.map((values) => ({ values })),
  );
  assert.ok(
    done.every((r) => r.ok),
    JSON.stringify(done),
  );
});

async function groups(by: string, measures = '', user = owner, filter = {}) {
  const { groups: found } = await look(acme, user, (tx) =>
    tx.records.group(deal, parseKeys(by)!, parseMeasures(measures)!, filter),
  );
  return found;
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const named = (key: unknown): unknown => (typeof key === 'object' && key !== null && 'title' in key ? key.title : key);

test('records are counted by field, references by title', async () => {
  const found = await groups('stage');
  assert.deepEqual(found.map((g) => [named(g.keys[0]), g.count]).sort(byText), [
    ['New', 1],
    ['Proposal', 2],
    ['Won', 2],
  ]);
});

test('amounts add up exactly, a currency at a time, plain and weighted by probability', async () => {
  const found = new Map(
    (await groups('stage', 'sum:amount,weighted:amount,avg:amount,filled:company')).map((g) => [
      named(g.keys[0]),
      g.measures,
    ]),
  );
  assert.deepEqual(found.get('Won'), [
    [{ amount: '300.3', currency: 'EUR' }],
    [{ amount: '300.3', currency: 'EUR' }],
    [{ amount: '150.15', currency: 'EUR' }],
    2,
  ]);
  const proposal = found.get('Proposal')!;
  const weighted = proposal[1] as { amount: string; currency: string }[];
  assert.deepEqual(
    weighted.toSorted((a, b) => a.currency.localeCompare(b.currency)),
    [
      { amount: '9', currency: 'EUR' },
      { amount: '25', currency: 'USD' },
    ],
  );
  assert.deepEqual(found.get('New'), [null, null, null, 0]);
});

test('totals look through a reference, and dates are gathered by month', async () => {
  assert.deepEqual(
    (await groups('company.industry')).map((g) => [g.keys[0], g.count]).sort(byText),
    [
      ['food', 2],
      ['technology', 2],
      [null, 1],
    ].sort(byText),
  );
  assert.deepEqual(
    (await groups('closedOn:month', '', owner, { filter: { field: 'closedOn', op: 'empty', value: false } }))
      .map((g) => g.keys[0])
      .sort(byText),
    ['2026-01-01', '2026-02-01'],
  );
  assert.deepEqual(
    await groups('closedOn:year', 'min:closedOn,max:closedOn', owner, {
      filter: { field: 'closedOn', op: 'empty', value: false },
    }),
    [{ keys: ['2026-01-01'], count: 2, measures: ['2026-01-31', '2026-02-01'] }],
  );
});

test('only what may be seen is counted, and what may not be read is no group', async () => {
  const narrow = await addUser(acme, 'Nina', {
    objects: { deal: { view: 'all', fields: { amount: 'hidden' } }, company: { view: 'own' }, user: { view: 'all' } },
  });
  const own = await addUser(acme, 'Oma', { objects: { deal: { view: 'own' } } });
  for (const [by, measures] of [
    ['amount', ''],
    ['stage', 'sum:amount'],
    ['stage', 'weighted:amount'],
  ] as const) {
    await assert.rejects(groups(by, measures, narrow), (e) => e instanceof Problem && e.code === 'unknown-field');
  }
  assert.deepEqual(
    (await groups('company', '', narrow)).map((g) => [g.keys[0], g.count]).sort(byText),
    [
      [{ restricted: true }, 4],
      [null, 1],
    ].sort(byText),
  );
  assert.deepEqual(
    (await groups('company.industry', '', narrow)).map((g) => [g.keys[0], g.count]),
    [[null, 5]],
  );
  assert.deepEqual(await groups('stage', '', own), []);
});

test('what cannot be totalled is refused', async () => {
  const cases: [GroupKey[], Measure[]][] = [
    [[{ field: 'notes' }], []],
    [[{ field: 'name', bucket: 'month' }], []],
    [[{ field: 'stage' }], [{ op: 'sum', field: 'name' }]],
    [[{ field: 'name.x' }], []],
  ];
  for (const [keys, measures] of cases) {
    await assert.rejects(
      look(acme, owner, (tx) => tx.records.group(deal, keys, measures, {})),
      (e) => e instanceof Problem && e.status === 400,
      JSON.stringify([keys, measures]),
    );
  }
  await assert.rejects(
    look(acme, owner, (tx) => tx.records.group(company, [], [{ op: 'weighted', field: 'annualRevenue' }], {})),
    Problem,
  );
  assert.equal(parseKeys('a:b:c'), undefined);
  assert.equal(parseMeasures('sum'), undefined);
});
