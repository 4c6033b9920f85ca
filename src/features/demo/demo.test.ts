// The demonstration's data: always the same, lifelike in number and spread, and taken by the records without a single refusal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { act } from '../../../test/harness/people.ts';
import { fillDemo } from './fill.ts';
import { generateDemo, usualSize } from './generate.ts';

const today = new Date('2026-11-25T09:00:00Z');

test('the same day gives the same data, another day or seed other ones', () => {
  assert.deepEqual(generateDemo(today), generateDemo(new Date('2026-11-25T18:00:00Z')));
  assert.notDeepEqual(generateDemo(today), generateDemo(new Date('2026-11-26T09:00:00Z')));
  assert.notDeepEqual(generateDemo(today).companies, generateDemo(today, usualSize, 1).companies);
});

test('names, domains and addresses are unique, and every address and domain is one that cannot exist', () => {
  const { companies, contacts } = generateDemo(today);
  const names = companies.map(({ values }) => values['name']);
  assert.equal(new Set(names).size, usualSize.companies);
  const emails = [...companies, ...contacts].flatMap(({ values }) => values['emails'] as { value: string }[]);
  assert.equal(new Set(emails.map(({ value }) => value)).size, emails.length);
  for (const { value } of emails) assert.match(value, /^[a-z.0-9]+@[a-z-]+\.example$/);
});

test('it looks like a business: open, won and lost deals, work behind and ahead, dates that follow each other', () => {
  const { deals, activities } = generateDemo(today);
  const count = (outcome: string) => deals.filter((deal) => deal.outcome === outcome).length;
  for (const outcome of ['open', 'won', 'lost']) assert.ok(count(outcome) > 50, `${outcome}: ${count(outcome)}`);
  for (const { values } of deals) {
    const { openedOn, closedOn } = values as { openedOn: string; closedOn?: string };
    assert.ok(openedOn < '2026-11-25' && openedOn <= (closedOn ?? openedOn) && (closedOn ?? '') < '2026-11-25');
  }
  const due = activities.map(({ values }) => String(values['due']));
  assert.ok(due.filter((at) => at > '2026-11-26').length > 100);
  assert.ok(due.filter((at) => at < '2026-11-25').length > 600);
});

test('a vault is filled once, whole, in the name of the product, on record as one operation', async () => {
  const demo = await newTenant('demo');
  const actor = { kind: 'system', name: 'demo' } as const;
  assert.equal(await act(demo, actor, (tx) => fillDemo(tx, today)), true);
  assert.equal(await act(demo, actor, (tx) => fillDemo(tx, today)), false);
  const db = await superuserIn(demo);
  const { rows } = await db.query(
    `select (select count(*) from data.company) as companies, (select count(*) from data.contact) as contacts,
       (select count(*) from data.deal) as deals, (select count(*) from data.activity) as activities,
       (select count(*) from data."user" where status = 'placeholder') as people,
       (select count(distinct operation) from core.ledger where record is not null) as operations,
       (select count(*) from data.deal where stage is null or amount is null) as unplaced,
       (select count(distinct stage) from data.deal) as stages,
       (select count(*) from data.deal d where d.amount_currency <> 'EUR' and not exists
          (select from data."exchangeRate" r where r.currency = d.amount_currency and r.date <= d.opened_on)) as unrated`,
  );
  const { people, ...size } = usualSize;
  assert.deepEqual(rows[0], { ...size, people, operations: 1, unplaced: 0, stages: 6, unrated: 0 });
});
