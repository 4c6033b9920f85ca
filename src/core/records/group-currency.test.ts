// Totals over several currencies: kept apart, and in the company's own by dated rates, with nothing dropped on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser, look, work } from '../../../test/harness/engine.ts';
import { multiplyDecimals, roundDecimal, addDecimals } from '../../contract/decimal.ts';
import { type GroupQuery, type Measure, parseKeys, parseMeasures } from '../../contract/group.ts';
import { dateIn } from '../../contract/region.ts';
import { company } from '../../features/companies/contract.ts';
import { deal, dealLine, stage } from '../../features/deals/contract.ts';
import { product } from '../../features/products/contract.ts';
import { exchangeRate } from '../../features/rates/contract.ts';
import { now, resetClock, stopClock } from '../clock.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const noRates = await addUser(acme, 'Nora', { objects: { deal: { view: 'all' } }, areas: ['self.use'] });
const db = await superuserIn(acme);

const ask = (
  by: string,
  measures: string,
  query: GroupQuery = {},
  user: TestUser = owner,
  e: typeof deal | typeof company | typeof dealLine = deal,
) => look(acme, user, (tx) => tx.records.group(e, parseKeys(by)!, parseMeasures(measures)!, query));

const day = (shift: number): string => dateIn(new Date(now().getTime() + shift * 86_400_000), 'UTC');

async function addDeals(amounts: readonly (readonly [string, string] | null)[], more: object = {}): Promise<void> {
  await work(acme, owner, async (tx) => {
    const results = await tx.records.writeMany(
      deal,
      amounts.map((a, i) => ({
        values: { name: `Deal ${i}`, amount: a === null ? null : { amount: a[0], currency: a[1] }, ...more },
      })),
    );
    assert.ok(
      results.every((r) => r.ok),
      JSON.stringify(results.find((r) => !r.ok)),
    );
  });
}

async function addRates(rates: readonly (readonly [string, string, string])[]): Promise<void> {
  await work(acme, owner, async (tx) => {
    const results = await tx.records.writeMany(
      exchangeRate,
      rates.map(([currency, date, rate]) => ({ values: { currency, date, rate } })),
    );
    assert.ok(
      results.every((r) => r.ok),
      JSON.stringify(results.find((r) => !r.ok)),
    );
  });
}

async function clear(): Promise<void> {
  await db.query('delete from data."dealLine"; ');
  await db.query('delete from data.deal');
  await db.query('delete from data."exchangeRate"');
}

test("amounts come into the company's currency by the latest rate up to today, and the answer says by which", async () => {
  await clear();
  await addDeals([['100.10', 'EUR'], ['50', 'USD'], ['10', 'USD'], null]);
  await addRates([
    ['USD', day(-400), '0.5'],
    ['usd', day(-1), '0.9'],
    ['USD', day(1), '7'],
    ['SEK', day(-1), '0.1'],
  ]);
  const { groups, conversion } = await ask('', 'sum:amount,avg:amount,min:amount,max:amount,filled:amount', {
    in: 'company',
  });
  const eur = (amount: string) => [{ amount, currency: 'EUR' }];
  assert.deepEqual(groups[0], {
    keys: [],
    count: 4,
    measures: [eur('154.1'), eur('51.366667'), eur('9'), eur('100.1'), 3],
  });
  assert.deepEqual(conversion, {
    currency: 'EUR',
    rates: [{ currency: 'USD', rate: '0.9', date: day(-1) }],
    missing: [],
  });
});

test('a rate counts from its day on where the company is, not before', async () => {
  await clear();
  await addDeals([['100', 'USD']]);
  const start = new Date('2026-06-30T23:30:00Z');
  stopClock(start);
  try {
    await addRates([
      ['USD', '2026-06-30', '0.8'],
      ['USD', '2026-07-01', '0.9'],
    ]);
    const sum = async () => (await ask('', 'sum:amount', { in: 'company' })).groups[0]!.measures[0];
    assert.deepEqual(await sum(), [{ amount: '80', currency: 'EUR' }]);
    await work(acme, owner, (tx) => tx.region.edit({ timeZone: 'Europe/Helsinki' }));
    assert.deepEqual(await sum(), [{ amount: '90', currency: 'EUR' }]);
  } finally {
    resetClock();
    await work(acme, owner, (tx) => tx.region.edit({ timeZone: 'UTC' }));
  }
});

test('what has no rate stays in its own currency and is counted', async () => {
  await clear();
  await addDeals([
    ['100', 'EUR'],
    ['50', 'USD'],
    ['7', 'JPY'],
    ['8', 'JPY'],
  ]);
  await addRates([['USD', day(-1), '0.9']]);
  const { groups, conversion } = await ask('', 'sum:amount', { in: 'company' });
  assert.deepEqual(groups[0]!.measures[0], [
    { amount: '145', currency: 'EUR' },
    { amount: '15', currency: 'JPY' },
  ]);
  assert.deepEqual(conversion!.missing, [{ field: 'amount', currency: 'JPY', amounts: 2 }]);
});

test('who may not see rates converts nothing by them and hears how much was not converted', async () => {
  const { groups, conversion } = await ask('', 'sum:amount', { in: 'company' }, noRates);
  assert.deepEqual(
    (groups[0]!.measures[0] as readonly { currency: string }[]).map((a) => a.currency),
    ['EUR', 'JPY', 'USD'],
  );
  assert.deepEqual([conversion!.rates, conversion!.missing.map((m) => m.currency)], [[], ['JPY', 'USD']]);
});

test('one rate a currency and day, of a currency there is, above nothing', async () => {
  await clear();
  await addRates([['USD', '2026-01-01', '0.9']]);
  const codes = await work(acme, owner, async (tx) => {
    const results = await tx.records.writeMany(
      exchangeRate,
      [
        ['usd', '2026-01-01', '0.8'],
        ['USD', '2026-01-02', '0'],
        ['XXQ', '2026-01-02', '1'],
        ['NOK', '2026-01-02', '1'],
        ['NOK', '2026-01-02', '2'],
      ].map(([currency, date, rate]) => ({ values: { currency, date, rate } })),
    );
    return results.map((r) => (r.ok ? 'done' : (r.errors[0]?.code ?? r.code)));
  });
  assert.deepEqual(codes, ['already-exists', 'too-small', 'not-a-currency', 'done', 'already-exists']);
});

test('numbers, two money fields and counts beside amounts of several currencies are each added up whole', async () => {
  await work(acme, owner, async (tx) => {
    await tx.records.writeMany(
      company,
      [
        { name: 'A', employees: 10, annualRevenue: { amount: '1', currency: 'EUR' } },
        { name: 'B', employees: 20, annualRevenue: { amount: '2', currency: 'USD' } },
        { name: 'C', employees: 30, annualRevenue: { amount: '3', currency: 'USD' } },
        { name: 'D', employees: 40 },
      ].map((values) => ({ values })),
    );
  });
  const { groups } = await ask('', 'sum:employees,avg:employees,filled:name,sum:annualRevenue', {}, owner, company);
  assert.deepEqual(groups[0], {
    keys: [],
    count: 4,
    measures: [
      '100',
      '25',
      4,
      [
        { amount: '1', currency: 'EUR' },
        { amount: '5', currency: 'USD' },
      ],
    ],
  });
  await clear();
  await work(acme, owner, async (tx) => {
    const made = await tx.records.create(deal, { name: 'Lines' });
    const dear = await tx.records.create(product, { name: 'Dear', price: { amount: '9', currency: 'USD' } });
    const cheap = await tx.records.create(product, { name: 'Cheap', price: { amount: '4', currency: 'EUR' } });
    await tx.records.writeMany(dealLine, [
      { values: { deal: made.id, product: dear.id } },
      { values: { deal: made.id, product: dear.id, price: { amount: '1', currency: 'EUR' } } },
      { values: { deal: made.id, product: cheap.id } },
    ]);
  });
  const lines = await ask('', 'sum:price,sum:product.price,sum:quantity', {}, owner, dealLine);
  assert.deepEqual(lines.groups[0]!.measures, [
    [
      { amount: '5', currency: 'EUR' },
      { amount: '9', currency: 'USD' },
    ],
    [
      { amount: '4', currency: 'EUR' },
      { amount: '18', currency: 'USD' },
    ],
    '3',
  ]);
});

const money = fc.tuple(
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => String(n / 10_000)),
  fc.constantFrom('EUR', 'USD', 'GBP', 'JPY', 'CHF'),
);
const rate = fc.integer({ min: 1, max: 30_000 }).map((n) => String(n / 10_000));

test('converted sums, weighted sums and extremes are those of a naive reckoning, a stage at a time', async () => {
  const { rows } = await look(acme, owner, (tx) => tx.records.list(stage, {}));
  const property = fc.asyncProperty(
    fc.array(fc.tuple(money, fc.nat(rows.length - 1)), { minLength: 1, maxLength: 30 }),
    fc.dictionary(fc.constantFrom('USD', 'GBP', 'JPY'), rate),
    async (deals, rates) => {
      await clear();
      for (const [i, s] of rows.entries())
        await addDeals(
          deals.filter(([, n]) => n === i).map(([m]) => m),
          { stage: s.id },
        );
      await addRates(Object.entries(rates).map(([currency, r]) => [currency, day(-3), r] as const));
      const { groups, conversion } = await ask('stage', 'sum:amount,weighted:amount,min:amount', { in: 'company' });
      const worth = (c: string): string | undefined => (c === 'EUR' ? '1' : rates[c]);
      for (const [i, s] of rows.entries()) {
        const mine = deals.filter(([, n]) => n === i).map(([m]) => m);
        const group = groups.find((g) => (g.keys[0] as { id: string }).id === s.id);
        assert.equal(group?.count ?? 0, mine.length);
        if (group === undefined) continue;
        const converted = mine.flatMap(([a, c]) => (worth(c) === undefined ? [] : [multiplyDecimals(a, worth(c)!)]));
        const inEur = (m: Measure['op']): string | undefined =>
          (group.measures[['sum', 'weighted', 'min'].indexOf(m)] as { amount: string; currency: string }[]).find(
            (x) => x.currency === 'EUR',
          )?.amount;
        if (converted.length === 0) {
          assert.equal(inEur('sum'), undefined);
          continue;
        }
        const sum = converted.reduce(addDecimals);
        const weight = multiplyDecimals(String(s.probability), '0.01');
        assert.equal(inEur('sum'), roundDecimal(sum, 4));
        assert.equal(inEur('weighted'), roundDecimal(multiplyDecimals(sum, weight), 4));
        assert.equal(inEur('min'), roundDecimal(converted.sort((a, b) => Number(a) - Number(b))[0]!, 4));
      }
      const without = deals.filter(([[, c]]) => worth(c) === undefined).length;
      assert.equal(
        conversion!.missing.reduce((n, m) => n + m.amounts, 0),
        without,
      );
    },
  );
  await fc.assert(property, { numRuns: 25, seed: 7 });
});
