// Figures other people published about their data, reproduced by totals alone: Northwind's orders as deals with lines, Maven's sales pipeline.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { Group } from '../src/contract/record-answers.ts';
import type { Entity, RowOf } from '../src/contract/entity.ts';
import type { Filter, ListQuery } from '../src/contract/filter.ts';
import { roundDecimal, addDecimals } from '../src/contract/decimal.ts';
import { parseKeys, parseMeasures } from '../src/contract/group.ts';
import type { Page } from '../src/core/records/results.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant } from './harness/cluster.ts';
import { type TestUser, addUser, look, work } from './harness/engine.ts';

const data = new URL('../../shared/data/', import.meta.url);
const absent = existsSync(data) ? false : 'the data set is not there';
const { company, deal, dealLine, product, stage, user } = entities;

interface Figure {
  readonly id: string;
  readonly published: unknown;
}

/** Each figure is asked for by name, so that none is thought to be reproduced that is not. */
const asked = new Set<string>();

function published(id: string): unknown {
  const all = (JSON.parse(readFileSync(new URL('published_figures.json', data), 'utf8')) as { figures: Figure[] })
    .figures;
  asked.add(id);
  return all.find((f) => f.id === id)!.published;
}

const rowsOf = (file: string): Record<string, string>[] =>
  parse(readFileSync(new URL(file, data)), { columns: true, skip_empty_lines: true });

/** Writes in batches, as an import does; answers the ids in the order of the rows. */
async function put(vault: Vault, me: TestUser, e: Entity, rows: readonly Record<string, unknown>[]): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < rows.length; at += 1000) {
    const values = rows.slice(at, at + 1000).map((v) => ({ values: v }));
    const results = await work(vault, me, (tx) => tx.records.writeMany(e, values, { importing: true }));
    for (const r of results) {
      assert.ok(r.ok, JSON.stringify(r));
      ids.push(r.id);
    }
  }
  return ids;
}

async function group(
  vault: Vault,
  me: TestUser,
  e: Entity,
  by: string,
  measures = '',
  filter?: Filter,
): Promise<Group[]> {
  const query = filter === undefined ? {} : { filter };
  const found = await look(vault, me, (tx) => tx.records.group(e, parseKeys(by)!, parseMeasures(measures)!, query));
  return [...found.groups];
}

const named = (key: unknown): string =>
  typeof key === 'object' && key !== null && 'title' in key ? String(key.title) : String(key);

/** The one amount of a measure. */
function amount(g: Group | undefined, n = 0): string {
  const value = g?.measures[n];
  if (typeof value === 'string') return value;
  assert.ok(Array.isArray(value) && value.length === 1, JSON.stringify(value));
  return (value as { amount: string }[])[0]!.amount;
}

/** To the cent, a half upwards, as the figures were published. */
const cents = (text: string): number => Number(roundDecimal(text, 2));
const usd = (text: string) => ({ amount: text, currency: 'USD' });
const dayOf = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text.slice(0, 10);

describe('Northwind', { skip: absent }, () => {
  let vault: Vault;
  let me: TestUser;
  let ordersOf: string;

  before(async () => {
    if (absent !== false) return;
    vault = await newTenant('northwind');
    me = await addUser(vault, 'Nancy', 'owner');
    ordersOf = await work(vault, me, async (tx) => {
      const field = await tx.shape.addField('company', 'number', {
        label: 'Orders',
        rollUp: { of: 'deal', via: 'company', op: 'count' },
      });
      return field.name;
    });
    const customers = rowsOf('northwind/customers.csv');
    const customerIds = await put(
      vault,
      me,
      company,
      customers.map((c) => ({ name: c['company_name'], externalId: c['customer_id'] })),
    );
    const customer = new Map(customers.map((c, i) => [c['customer_id'], customerIds[i]]));
    const products = rowsOf('northwind/products.csv');
    const productIds = await put(
      vault,
      me,
      product,
      products.map((p) => ({
        name: p['product_name'],
        code: p['product_id'],
        // The file has floats: 21.3500004 for 21.35.
        price: usd(roundDecimal(p['unit_price']!, 4)),
        unit: p['quantity_per_unit'],
        active: p['discontinued'] === '0',
      })),
    );
    const productId = new Map(products.map((p, i) => [p['product_id'], productIds[i]]));
    const orders = rowsOf('northwind/orders.csv');
    const orderIds = await put(
      vault,
      me,
      deal,
      orders.map((o) => ({
        name: `Order ${o['order_id']}`,
        externalId: o['order_id'],
        company: customer.get(o['customer_id']),
        openedOn: dayOf(o['order_date']),
        closedOn: dayOf(o['shipped_date']),
      })),
    );
    const order = new Map(orders.map((o, i) => [o['order_id'], orderIds[i]]));
    await put(
      vault,
      me,
      dealLine,
      rowsOf('northwind/order-details.csv').map((l) => ({
        deal: order.get(l['orderID']),
        product: productId.get(l['productID']),
        quantity: l['quantity'],
        price: usd(l['unitPrice']!),
        discount: roundDecimal(String(Number(l['discount']) * 100), 4),
      })),
    );
  });

  test('customers, products and orders are all there', async () => {
    const [customers, products, orders] = published('nw-counts') as number[];
    const counts = await Promise.all([company, product, deal].map((e) => group(vault, me, e, '')));
    assert.deepEqual(
      counts.map((g) => g[0]!.count),
      [customers, products, orders],
    );
  });

  test('net sales of all orders, rounded once', async () => {
    assert.equal(cents(amount((await group(vault, me, dealLine, '', 'sum:total'))[0])), published('nw-total'));
  });

  test('net sales with every line rounded first', async () => {
    // What the lines hold is exact to four digits; rounding them to cents is what a list of them does.
    let cursor: string | null = null;
    let sum = '0';
    do {
      const query: ListQuery = { limit: 200, fields: ['total'], sort: [], ...(cursor === null ? {} : { cursor }) };
      const page: Page<RowOf<typeof dealLine>> = await look(vault, me, (tx) => tx.records.list(dealLine, query));
      for (const line of page.rows) sum = addDecimals(sum, roundDecimal(line.total!.amount, 2));
      cursor = page.next;
    } while (cursor !== null);
    assert.equal(Number(sum), published('nw-linerounded'));
  });

  test('net sales by year of order', async () => {
    const years = await group(vault, me, dealLine, 'deal.openedOn:year', 'sum:total');
    assert.deepEqual(
      Object.fromEntries(years.map((g) => [named(g.keys[0]).slice(0, 4), cents(amount(g))])),
      published('nw-years'),
    );
  });

  test('average, median, smallest and largest order', async () => {
    const orders = await group(vault, me, dealLine, 'deal', 'sum:total');
    const sums = orders.map((g) => Number(amount(g))).sort((a, b) => a - b);
    const half = sums.length / 2;
    const median = cents(String((sums[half - 1]! + sums[half]!) / 2));
    const average = cents(String(sums.reduce((a, b) => a + b) / sums.length));
    assert.deepEqual([average, median, sums[0], sums.at(-1)], published('nw-avg'));
  });

  test('the same order by order, as a roll-up of the deal', async () => {
    const { name } = await work(vault, me, (tx) =>
      tx.shape.addField('deal', 'money', {
        label: 'Net',
        rollUp: { of: 'dealLine', via: 'deal', op: 'sum', field: 'total' },
      }),
    );
    const [all] = await group(vault, me, deal, '', `avg:${name},min:${name},max:${name}`);
    const [average, , least, most] = published('nw-avg') as number[];
    assert.deepEqual([cents(amount(all, 0)), cents(amount(all, 1)), cents(amount(all, 2))], [average, least, most]);
  });

  test('customers without orders, and orders not shipped', async () => {
    const filter: Filter = { field: ordersOf, op: 'eq', value: 0 };
    const { rows } = await look(vault, me, (tx) => tx.records.list(company, { filter }));
    assert.deepEqual(rows.map((r) => String(r.externalId)).sort(), published('nw-noorders'));
    const open = await group(vault, me, deal, '', '', { field: 'closedOn', op: 'empty' });
    assert.equal(open[0]!.count, published('nw-unshipped'));
  });
});

describe('Maven', { skip: absent }, () => {
  let vault: Vault;
  let me: TestUser;
  let series: string;
  let office: string;
  let against: string;

  before(async () => {
    if (absent !== false) return;
    vault = await newTenant('maven');
    me = await addUser(vault, 'Melvin', 'owner');
    await work(vault, me, async (tx) => {
      series = (await tx.shape.addField('product', 'text', { label: 'Series' })).name;
      office = (await tx.shape.addField('user', 'text', { label: 'Office' })).name;
    });
    const sold = await work(vault, me, (tx) => tx.shape.addField('dealLine', 'money', { label: 'Sold for' }));
    const formula = `${sold.name} < price ? "under" : ${sold.name} > price ? "over" : "at"`;
    against = (
      await work(vault, me, (tx) => tx.shape.addField('dealLine', 'text', { label: 'Against list price', formula }))
    ).name;
    const accounts = rowsOf('maven_crm/accounts.csv');
    const accountIds = await put(
      vault,
      me,
      company,
      accounts.map((a) => ({ name: a['account'], industry: a['sector'] })),
    );
    const account = new Map(accounts.map((a, i) => [a['account'], accountIds[i]]));
    const products = rowsOf('maven_crm/products.csv');
    const productIds = await put(
      vault,
      me,
      product,
      products.map((p) => ({ name: p['product'], price: usd(p['sales_price']!), [series]: p['series'] })),
    );
    const productId = new Map(products.map((p, i) => [p['product'], productIds[i]]));
    const agents = rowsOf('maven_crm/sales_teams.csv');
    const agentIds = await put(
      vault,
      me,
      user,
      agents.map((a) => ({ name: a['sales_agent'], [office]: a['regional_office'] })),
    );
    const agent = new Map(agents.map((a, i) => [a['sales_agent'], agentIds[i]]));
    const stages = await work(vault, me, async (tx) => {
      const { rows } = await tx.records.list(stage, {});
      const known = new Map(rows.map((s) => [s.name, s.id] as const));
      const pipeline = (rows[0]!.pipeline as { id: string }).id;
      for (const [name, probability] of [
        ['Engaging', 40],
        ['Prospecting', 10],
      ] as const)
        known.set(
          name,
          (await tx.records.create(stage, { name, pipeline, probability, outcome: 'open', position: 9 })).id,
        );
      return known;
    });
    const pipeline = rowsOf('maven_crm/sales_pipeline.csv');
    // One product is spelt in two ways.
    const soldProducts = pipeline.map((d) => productId.get(d['product'] === 'GTXPro' ? 'GTX Pro' : d['product']));
    const dealIds = await put(
      vault,
      me,
      deal,
      pipeline.map((d) => ({
        name: d['opportunity_id'],
        externalId: d['opportunity_id'],
        owner: agent.get(d['sales_agent']),
        company: account.get(d['account']) ?? null,
        stage: stages.get(d['deal_stage']),
        openedOn: dayOf(d['engage_date']),
        closedOn: dayOf(d['close_date']),
        amount: d['close_value'] === '' ? null : usd(d['close_value']!),
      })),
    );
    await put(
      vault,
      me,
      dealLine,
      dealIds.map((id, i) => ({
        deal: id,
        product: soldProducts[i],
        [sold.name]: pipeline[i]!['close_value'] === '' ? null : usd(pipeline[i]!['close_value']!),
      })),
    );
  });

  const won: Filter = { field: 'stage.name', op: 'eq', value: 'Won' };
  const ofWon: Filter = { field: 'deal.stage.name', op: 'eq', value: 'Won' };

  test('opportunities by stage, all of them, and what is missing', async () => {
    const stages = await group(vault, me, deal, 'stage');
    assert.deepEqual(Object.fromEntries(stages.map((g) => [named(g.keys[0]), g.count])), published('maven-stages'));
    const [all] = await group(vault, me, deal, '', 'filled:company,filled:openedOn,filled:closedOn,filled:amount');
    assert.equal(all!.count, published('maven-total'));
    const missing = published('maven-nulls') as Record<string, number>;
    assert.deepEqual(
      all!.measures.map((n) => all!.count - Number(n)),
      [missing['account'], missing['engage_date'], missing['close_date'], missing['close_value']],
    );
  });

  test('values won, lost and open, at the price they went for and at list price', async () => {
    const [wonAll] = await group(vault, me, deal, '', 'sum:amount', won);
    assert.equal(Number(amount(wonAll)), published('maven-won-value'));
    const listed = new Map(
      (await group(vault, me, dealLine, 'deal.stage', 'sum:price')).map((g) => [named(g.keys[0]), Number(amount(g))]),
    );
    assert.equal(listed.get('Lost'), published('maven-lost-list'));
    assert.equal(listed.get('Engaging'), published('maven-engaging-list'));
    const [all] = await group(vault, me, dealLine, '', 'sum:total,sum:product.price');
    assert.equal(Number(amount(all, 0)), published('maven-pipeline-list'));
    assert.equal(Number(amount(all, 1)), published('maven-pipeline-list'));
    const rate = (Number(amount(wonAll)) / Number(amount(all))) * 100;
    assert.equal(Math.round(rate * 10) / 10, published('maven-conv-value'));
  });

  test('closed deals under, over and at list price, by a formula of one’s own', async () => {
    const closed: Filter = { field: 'deal.stage.outcome', op: 'in', value: ['won', 'lost'] };
    const kinds = new Map((await group(vault, me, dealLine, against, '', closed)).map((g) => [g.keys[0], g.count]));
    assert.deepEqual([kinds.get('under'), kinds.get('over'), kinds.get('at')], published('maven-dealtype'));
  });

  test('offices: opportunities, won, revenue and average', async () => {
    const all = await group(vault, me, deal, `owner.${office}`);
    const closed = await group(vault, me, deal, `owner.${office}`, 'sum:amount,avg:amount', won);
    for (const name of ['West', 'Central', 'East']) {
      const mine = closed.find((g) => g.keys[0] === name);
      assert.deepEqual(
        [all.find((g) => g.keys[0] === name)!.count, mine!.count, Number(amount(mine)), cents(amount(mine, 1))],
        published(`maven-region-${name.toLowerCase()}`),
      );
    }
  });

  test('sectors: opportunities and won', async () => {
    const all = await group(vault, me, deal, 'company.industry');
    const closed = await group(vault, me, deal, 'company.industry', '', won);
    for (const name of ['retail', 'technolgy', 'medical', 'software', 'finance', 'marketing']) {
      assert.deepEqual(
        [all, closed].map((list) => list.find((g) => g.keys[0] === name)!.count),
        published(`maven-sector-${name}`),
      );
    }
  });

  test('series: opportunities, won, list value, revenue and the gap between them', async () => {
    const all = await group(vault, me, dealLine, `product.${series}`);
    const closed = await group(vault, me, dealLine, `product.${series}`, 'sum:product.price,sum:deal.amount', ofWon);
    for (const name of ['GTX', 'MG', 'GTK']) {
      const mine = closed.find((g) => g.keys[0] === name);
      const [list, revenue] = [Number(amount(mine, 0)), Number(amount(mine, 1))];
      assert.deepEqual(
        [all.find((g) => g.keys[0] === name)!.count, mine!.count, list, revenue, revenue - list],
        published(`maven-series-${name}`),
      );
    }
  });
});

test('so many published figures were reproduced', { skip: absent }, () => {
  assert.ok(asked.size >= 28, `only ${asked.size}: ${[...asked].join(', ')}`);
});
