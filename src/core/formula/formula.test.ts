// Formulas and roll-ups on a real PostgreSQL: the same answers as a reckoning by hand, nothing told of hidden fields, nothing dangerous let in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { Problem } from '../../contract/problem.ts';
import { company } from '../../features/companies/contract.ts';
import { deal } from '../../features/deals/contract.ts';
import type { FieldWish, OwnKind } from '../shape/wish.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');

async function add(entity: string, kind: OwnKind, wish: FieldWish): Promise<string> {
  return (await work(acme, owner, (tx) => tx.shape.addField(entity, kind, wish))).name;
}

type Values = Record<string, unknown>;

async function makeDeal(values: Values): Promise<string> {
  return (await work(acme, owner, (tx) => tx.records.create(deal, values as never))).id;
}

async function read(id: string, user = owner): Promise<Values> {
  return (await look(acme, user, (tx) => tx.records.view(deal, id))) as unknown as Values;
}

test('a formula is reckoned exactly, and empty where something it needs is empty', async () => {
  const weighted = await add('deal', 'number', { label: 'Weighted', formula: 'amount * probability / 100' });
  const words = await add('deal', 'text', {
    label: 'Words',
    formula: `probability == null ? "unknown" : probability >= 50 ? name + "!" : lostReason + "-"`,
  });
  const days = await add('deal', 'number', { label: 'Open days', formula: 'closedOn - openedOn' });
  const late = await add('deal', 'checkbox', {
    label: 'Late',
    formula: 'expectedClose < date("2026-01-01") && !(closedOn != null)',
  });
  const due = await add('deal', 'date', { label: 'Follow up', formula: 'openedOn + 30' });
  const id = await makeDeal({
    name: 'D',
    amount: { amount: '100.10', currency: 'EUR' },
    probability: 33,
    openedOn: '2025-12-31',
    closedOn: '2026-02-01',
    expectedClose: '2025-06-01',
  });
  const row = await read(id);
  assert.deepEqual(
    [row[weighted], row[words], row[days], row[late], row[due]],
    ['33.033', '-', '32', false, '2026-01-30'],
  );
  const bare = await read(await makeDeal({ name: 'E' }));
  assert.deepEqual(
    [bare[weighted], bare[words], bare[days], bare[late], bare[due]],
    [null, 'unknown', null, false, null],
  );
  const zero = await add('deal', 'number', { label: 'Zero', formula: 'amount / (probability - 33)' });
  assert.equal((await read(id))[zero], null, 'a division by zero is empty');
});

test('what is reckoned is listed, filtered, sorted and totalled like what is stored, and never set', async () => {
  const double = await add('deal', 'number', { label: 'Double', formula: 'probability * 2' });
  for (const [name, probability] of [
    ['F1', 5],
    ['F2', 45],
    ['F3', 25],
  ] as const)
    await makeDeal({ name, probability });
  const page = await look(acme, owner, (tx) =>
    tx.records.list(deal, {
      filter: {
        and: [
          { field: double, op: 'gte', value: 50 },
          { field: 'name', op: 'startsWith', value: 'F' },
        ],
      },
      sort: [{ field: double, down: true }],
    }),
  );
  assert.deepEqual(
    page.rows.map((r) => r.name),
    ['F2', 'F3'],
  );
  const totals = await look(acme, owner, (tx) =>
    tx.records.group(deal, [], [{ op: 'sum', field: double }], {
      filter: { field: 'name', op: 'startsWith', value: 'F' },
    }),
  );
  assert.deepEqual(totals.groups[0]!.measures, ['150']);
  await assert.rejects(
    makeDeal({ name: 'G', [double]: 4 }),
    (e) => e instanceof Problem && e.extras.errors?.[0]?.field === double,
  );
});

test('a roll-up totals what refers to the record and what the reader may see', async () => {
  const count = await add('company', 'number', { label: 'Deals', rollUp: { of: 'deal', via: 'company', op: 'count' } });
  const sum = await add('company', 'money', {
    label: 'Volume',
    rollUp: { of: 'deal', via: 'company', op: 'sum', field: 'amount' },
  });
  const last = await add('company', 'date', {
    label: 'Last close',
    rollUp: { of: 'deal', via: 'company', op: 'max', field: 'closedOn' },
  });
  const one = await work(acme, owner, (tx) => tx.records.create(company, { name: 'One' }));
  const sales = await addUser(acme, 'Sam', {
    objects: { company: { view: 'all' }, deal: { view: 'own', create: 'own' } },
  });
  await makeDeal({ name: 'a', company: one.id, amount: { amount: '10.50', currency: 'EUR' }, closedOn: '2026-01-02' });
  await makeDeal({ name: 'b', company: one.id, amount: { amount: '20', currency: 'EUR' }, closedOn: '2026-03-02' });
  const seen = async (user: typeof owner): Promise<unknown[]> => {
    const row = (await look(acme, user, (tx) => tx.records.view(company, one.id))) as unknown as Values;
    return [row[count], row[sum], row[last]];
  };
  assert.deepEqual(await seen(owner), ['2', { amount: '30.5', currency: 'EUR' }, '2026-03-02']);
  assert.deepEqual(await seen(sales), ['0', null, null]);
  await makeDeal({ name: 'c', company: one.id, amount: { amount: '5', currency: 'USD' } });
  assert.deepEqual((await seen(owner))[1], null, 'amounts of two currencies are not added');
  const blind = await addUser(acme, 'Bo', { objects: { company: { view: 'all' } } });
  const row = (await look(acme, blind, (tx) => tx.records.view(company, one.id))) as unknown as Values;
  assert.ok(!(count in row) && !(sum in row), 'a roll-up over what one may not see at all is not there');
});

test('a formula over a field one may not read is not there either', async () => {
  const tells = await add('deal', 'number', { label: 'Tells', formula: 'probability + 0' });
  const id = await makeDeal({ name: 'Secret', probability: 77 });
  const narrow = await addUser(acme, 'Nina', { objects: { deal: { view: 'all', fields: { probability: 'hidden' } } } });
  assert.ok(!(tells in (await read(id, narrow))));
  for (const query of [
    { filter: { field: tells, op: 'eq', value: 77 } as const },
    { sort: [{ field: tells, down: false }] },
    { fields: [tells] },
  ]) {
    await assert.rejects(
      look(acme, narrow, (tx) => tx.records.list(deal, query)),
      (e) => e instanceof Problem && e.code === 'unknown-field',
    );
  }
});

test('what cannot be reckoned is refused when it is saved, with the reason', async () => {
  const cases: [OwnKind, string, RegExp][] = [
    ['number', 'amount *', /./],
    ['number', 'nonsense + 1', /no field "nonsense"/],
    ['number', 'name + 1', /takes text|takes a number/],
    ['text', 'amount + 1', /gives a number, not a text/],
    ['checkbox', 'matches(name, "(a+)+$")', /no function "matches"/],
    ['checkbox', 'name.matches("x")', /no function "matches"/],
    ['number', 'notes.size()', /no field "notes"/],
    ['number', 'constructor', /no field/],
    ['number', '__proto__', /no field|Reserved/],
    ['date', 'date("2026-02-30")', /written out/],
    ['number', 'null', /always empty/],
    ['number', '[1,2].map(x, x * 2)', /./],
    ['number', `${'('.repeat(60)}1${')'.repeat(60)} + amount ${'+ amount'.repeat(200)}`, /./],
    ['text', '"\\u0000" + name', /./],
  ];
  for (const [kind, formula, reason] of cases) {
    await assert.rejects(
      add('deal', kind, { label: 'Bad', formula }),
      (e) => e instanceof Problem && reason.test(e.message + JSON.stringify(e.extras)),
      formula,
    );
  }
  await assert.rejects(
    add('company', 'number', { label: 'Bad', rollUp: { of: 'deal', via: 'contact', op: 'count' } }),
    Problem,
  );
  await assert.rejects(
    add('company', 'number', { label: 'Bad', rollUp: { of: 'deal', via: 'company', op: 'sum', field: 'name' } }),
    Problem,
  );
});

test('random arithmetic agrees with a reckoning of its own', async () => {
  type Node = { text: string; value: (p: number | null, q: number | null) => number | null };
  const leaf = fc.oneof(
    fc.constant<Node>({ text: 'probability', value: (p) => p }),
    fc.constant<Node>({ text: 'amount', value: (_, q) => q }),
    fc.integer({ min: 0, max: 20 }).map((n): Node => ({ text: String(n), value: () => n })),
  );
  const { node } = fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(fc.constantFrom('+', '-', '*'), tie('node'), tie('node')).map(([op, a, b]): Node => ({
        text: `(${a.text} ${op} ${b.text})`,
        value: (p, q) => {
          const [x, y] = [a.value(p, q), b.value(p, q)];
          if (x === null || y === null) return null;
          return op === '+' ? x + y : op === '-' ? x - y : x * y;
        },
      })),
      fc.tuple(tie('node'), tie('node'), tie('node')).map(([a, b, c]): Node => ({
        text: `(${a.text} < ${b.text} ? ${b.text} : ${c.text})`,
        value: (p, q) => {
          const [x, y] = [a.value(p, q), b.value(p, q)];
          return x !== null && y !== null && x < y ? y : c.value(p, q);
        },
      })),
    ),
  }));
  const rows: [number | null, number | null][] = [
    [10, 3],
    [0, 7],
    [null, 2],
    [50, null],
    [null, null],
  ];
  const ids = await Promise.all(
    rows.map(([p, q]) =>
      makeDeal({ name: 'R', probability: p, amount: q === null ? null : { amount: String(q), currency: 'EUR' } }),
    ),
  );
  const samples = fc
    .sample(node, { numRuns: 25, seed: 7 })
    .filter((n) => n.text.length < 1500 && /probability|amount/.test(n.text));
  assert.ok(samples.length > 8);
  for (const n of samples) {
    const name = await add('deal', 'number', { label: 'Random', formula: n.text });
    for (const [i, [p, q]] of rows.entries()) {
      const expected = n.value(p, q);
      const answer = (await read(ids[i]!))[name];
      if (expected === null || Math.abs(expected) < 2 ** 50)
        assert.equal(answer === null ? null : Number(answer), expected, `${n.text} with ${p}, ${q}`);
    }
  }
});
