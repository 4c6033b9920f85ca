// Deal lines and prices through the door: what a product brings with it, exact totals, places in a row, and stages that know since when.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { Problem } from '../../contract/problem.ts';
import { moveClock, now, resetClock } from '../../core/clock.ts';
import type { RoleGrants } from '../../core/roles.ts';
import { price, priceList, product } from '../products/contract.ts';
import { deal, dealLine, stage } from './contract.ts';
import { totalOf } from './lines.ts';

const acme = await newTenant('acme');
const db = await superuserIn(acme);
const owner = await addUser(acme, 'Olga', 'owner');
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const usd = (amount: string) => ({ amount, currency: 'USD' });

const { lamp, desk, ours } = await work(acme, owner, async (tx) => ({
  lamp: (await tx.records.create(product, { name: 'Lamp', code: 'L-1', price: eur('20') })).id,
  desk: (await tx.records.create(product, { name: 'Desk', code: 'D-1', price: eur('300') })).id,
  ours: (await tx.records.create(deal, { name: 'Office' })).id,
}));

const addLine = (values: object, of = ours) =>
  work(acme, owner, (tx) => tx.records.create(dealLine, { deal: of, ...values }));

test('the total is quantity times price less the discount, exact, rounded half up to four digits', () => {
  const cases: [string | null, string | null, string | null, string | null][] = [
    ['12', '14', null, '168'],
    ['3', '19.99', '5', '56.9715'],
    ['0.1', '0.1', '0', '0.01'],
    ['1', '0.0001', '50', '0.0001'],
    ['1', '0.0001', '50.1', '0'],
    ['-2', '10.25', '10', '-18.45'],
    ['7', '9.65', '15.000000596', '57.4175'],
    ['1', '100', '100', '0'],
    [null, '10', null, null],
    ['2', null, null, null],
    ['9999999999999999', '99999999.9999', '0.5', '994999999999004900500000.0001'],
  ];
  for (const [quantity, amount, discount, total] of cases) {
    const found = totalOf({ quantity, price: amount === null ? null : eur(amount), discount });
    assert.equal(found?.amount ?? null, total, `${quantity} x ${amount} - ${discount} %`);
  }
});

test('a product brings its name and price; what is sent counts more; the total follows every change', async () => {
  const line = await addLine({ product: lamp });
  assert.deepEqual([line.description, line.quantity, line.price, line.total], ['Lamp', '1', eur('20'), eur('20')]);
  const edited = await work(acme, owner, (tx) => tx.records.edit(dealLine, line.id, { quantity: 3, discount: '12.5' }));
  assert.deepEqual(edited.total, eur('52.5'));
  const changed = await work(acme, owner, (tx) => tx.records.edit(dealLine, line.id, { product: desk }));
  assert.deepEqual([changed.description, changed.price, changed.total], ['Desk', eur('300'), eur('787.5')]);
  const given = await addLine({ product: lamp, description: 'A used lamp', price: usd('4.5'), quantity: 2 });
  assert.deepEqual([given.description, given.total], ['A used lamp', usd('9')]);
  const free = await addLine({ product: lamp, price: null });
  assert.deepEqual([free.price, free.total], [null, null]);
  await assert.rejects(
    addLine({ product: lamp, total: eur('1') }),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
});

test('lines stand one behind the other unless a place is given', async () => {
  const of = (await work(acme, owner, (tx) => tx.records.create(deal, { name: 'In a row' }))).id;
  const places = await work(acme, owner, async (tx) => {
    await tx.records.writeMany(
      dealLine,
      [{}, {}, { position: 10 }, {}].map((v) => ({ values: { deal: of, description: 'x', ...v } })),
    );
    return (await tx.records.list(dealLine, { filter: { field: 'deal', op: 'eq', value: of }, sort: [] })).rows;
  });
  assert.deepEqual(
    places.map((r) => r.position),
    ['11', '12', '10', '13'],
  );
  assert.equal((await addLine({ description: 'last' }, of)).position, '14');
});

test('prices come from the list of the deal, else the usual one, as long as it is valid; else from the product', async () => {
  const { usual, retail } = await work(acme, owner, async (tx) => {
    const usualList = await tx.records.create(priceList, { name: 'Usual', currency: 'eur', isDefault: true });
    const retailList = await tx.records.create(priceList, { name: 'Retail', currency: 'USD' });
    await tx.records.create(price, { priceList: usualList.id, product: lamp, amount: eur('18') });
    await tx.records.create(price, { priceList: retailList.id, product: lamp, amount: usd('25') });
    assert.equal(usualList.currency, 'EUR');
    return { usual: usualList.id, retail: retailList.id };
  });
  assert.deepEqual((await addLine({ product: lamp })).price, eur('18'));
  assert.deepEqual((await addLine({ product: desk })).price, eur('300'), 'a product without a price in the list');
  const abroad = (await work(acme, owner, (tx) => tx.records.create(deal, { name: 'Abroad', priceList: retail }))).id;
  assert.deepEqual((await addLine({ product: lamp }, abroad)).price, usd('25'));
  await work(acme, owner, (tx) => tx.records.edit(priceList, retail, { validTo: '2020-01-01' }));
  assert.deepEqual((await addLine({ product: lamp }, abroad)).price, eur('18'), 'a list that has ended');
  await work(acme, owner, (tx) => tx.records.archive(priceList, usual));
  assert.deepEqual(
    (await addLine({ product: lamp }, abroad)).price,
    eur('20'),
    'a list in the bin, its prices with it',
  );
  await work(acme, owner, (tx) => tx.records.restore(priceList, usual));
  assert.deepEqual((await addLine({ product: lamp })).price, eur('18'));
});

test('a price list has one price of a product, in its own currency, and keeps its currency while it has prices', async () => {
  const list = await work(acme, owner, (tx) => tx.records.create(priceList, { name: 'Strict', currency: 'CHF' }));
  const add = (amount: object) =>
    work(acme, owner, (tx) => tx.records.create(price, { priceList: list.id, product: desk, amount } as never));
  const refused = (code: string) => (e: unknown) => e instanceof Problem && e.extras.errors?.[0]?.code === code;
  await assert.rejects(add(eur('1')), refused('other-currency'));
  await work(acme, owner, (tx) => tx.records.edit(priceList, list.id, { currency: 'SEK' }));
  const first = await add({ amount: '1', currency: 'SEK' });
  await assert.rejects(add({ amount: '2', currency: 'SEK' }), refused('already-exists'));
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.edit(priceList, list.id, { currency: 'NOK' })),
    refused('in-use'),
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.create(priceList, { name: 'Odd', currency: 'XXQ' })),
    refused('not-a-currency'),
  );
  await work(acme, owner, (tx) => tx.records.archive(price, first.id));
  const second = await add({ amount: '3', currency: 'SEK' });
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.restore(price, first.id)),
    (e) => e instanceof Problem && e.code === 'already-exists',
  );
  assert.ok(second.id !== first.id);
});

test('nobody learns a price or name by adding a line that he may not read', async () => {
  const blind = await addUser(acme, 'Bea', {
    objects: {
      deal: { view: 'all', edit: 'all' },
      dealLine: { view: 'all', create: 'all', edit: 'all' },
      product: { view: 'all', fields: { price: 'hidden', name: 'hidden' } },
    },
    areas: ['self.use'],
  });
  const line = await work(acme, blind, (tx) => tx.records.create(dealLine, { deal: ours, product: lamp }));
  assert.deepEqual([line.description, line.price, line.total], [null, null, null]);
  const noPrices = await addUser(acme, 'Pia', {
    objects: { deal: { view: 'all' }, dealLine: { view: 'all', fields: { discount: 'hidden' } } },
    areas: ['self.use'],
  });
  const seen = await look(acme, noPrices, (tx) => tx.records.list(dealLine, { limit: 1 }));
  assert.ok('price' in seen.rows[0]! && !('total' in seen.rows[0]), 'the total would tell the discount');
});

test('nobody learns the price of a list he may not see, though he may see prices', async () => {
  const line = {
    deal: { view: 'all', edit: 'all' },
    dealLine: { view: 'all', create: 'all' },
    product: { view: 'all' },
  } as const;
  const priceOf = async (name: string, more: RoleGrants['objects']): Promise<unknown> => {
    const person = await addUser(acme, name, { objects: { ...line, ...more }, areas: ['self.use'] });
    return (await work(acme, person, (tx) => tx.records.create(dealLine, { deal: ours, product: lamp }))).price;
  };
  assert.deepEqual(await priceOf('Sees Lists', { price: { view: 'all' }, priceList: { view: 'all' } }), eur('18'));
  assert.deepEqual(await priceOf('Sees Prices', { price: { view: 'all' } }), eur('20'), 'what the product costs');
});

test('a deal knows since when it is in its stage', async () => {
  const stages = new Map(
    (await look(acme, owner, (tx) => tx.records.list(stage, {}))).rows.map((r) => [r.name, r.id] as const),
  );
  try {
    const start = now().getTime();
    const made = await work(acme, owner, (tx) => tx.records.create(deal, { name: 'Moving' }));
    assert.ok(Math.abs(Date.parse(made.stageSince!) - start) < 5_000);
    moveClock(86_400_000);
    const named = await work(acme, owner, (tx) => tx.records.edit(deal, made.id, { name: 'Moving on' }));
    assert.equal(named.stageSince, made.stageSince);
    const moved = await work(acme, owner, (tx) => tx.records.edit(deal, made.id, { stage: stages.get('Proposal')! }));
    assert.ok(Date.parse(moved.stageSince!) >= start + 86_400_000);
    const same = await work(acme, owner, (tx) => tx.records.edit(deal, made.id, { stage: stages.get('Proposal')! }));
    assert.equal(same.stageSince, moved.stageSince);
    await assert.rejects(
      work(acme, owner, (tx) => tx.records.edit(deal, made.id, { stageSince: '2020-01-01T00:00:00Z' })),
      (e) => e instanceof Problem && e.code === 'not-allowed',
    );
  } finally {
    resetClock();
  }
});

test('two prices of one product written at the same time end as one', async () => {
  const list = await work(acme, owner, (tx) => tx.records.create(priceList, { name: 'Raced', currency: 'EUR' }));
  const results = await Promise.allSettled(
    Array.from({ length: 4 }, () =>
      work(acme, owner, (tx) => tx.records.create(price, { priceList: list.id, product: lamp, amount: eur('1') })),
    ),
  );
  const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []));
  assert.equal(refused.length, 3);
  for (const reason of refused)
    assert.ok(reason instanceof Problem && reason.code === 'already-exists', String(reason));
  const { rows } = await db.query('select 1 from data.price where price_list = $1', [list.id]);
  assert.equal(rows.length, 1);
});
