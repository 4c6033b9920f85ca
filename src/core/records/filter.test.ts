// Filters on a real PostgreSQL: relative dates, me and my team, looking through references, and what is refused.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addTeam, addUser, look, work } from '../../../test/harness/engine.ts';
import type { Filter } from '../../contract/filter.ts';
import { Problem } from '../../contract/problem.ts';
import { activity } from '../../features/activities/contract.ts';
import { company } from '../../features/companies/contract.ts';
import { contact } from '../../features/contacts/contract.ts';
import { deal } from '../../features/deals/contract.ts';
import { resetClock, stopClock } from '../clock.ts';

const acme = await newTenant('acme');
const team = await addTeam(acme, 'Nordics');
const owner = await addUser(acme, 'Olga', 'owner', [team]);
const mate = await addUser(acme, 'Mika', 'owner', [team]);
const other = await addUser(acme, 'Otto', 'owner');
after(resetClock);

const found = await work(acme, owner, async (tx) => {
  const tech = await tx.records.create(company, { name: 'Tech Oy', industry: 'technology' });
  const food = await tx.records.create(company, { name: 'Food Oy', industry: 'food', parent: tech.id });
  await tx.records.writeMany(deal, [
    { values: { name: 'D1', company: tech.id, owner: owner.id, expectedClose: '2026-11-25' } },
    { values: { name: 'D2', company: food.id, owner: mate.id, expectedClose: '2026-11-30' } },
    { values: { name: 'D3', owner: other.id, expectedClose: '2026-12-01' } },
    { values: { name: 'D4', company: food.id, owner: null } },
  ]);
  await tx.records.writeMany(contact, [
    { values: { familyName: 'C1', companies: [{ entity: 'company', id: tech.id, role: 'CTO' }] } },
    {
      values: {
        familyName: 'C2',
        companies: [
          { entity: 'company', id: food.id },
          { entity: 'company', id: tech.id },
        ],
      },
    },
    { values: { familyName: 'C3' } },
  ]);
  await tx.records.writeMany(activity, [
    { values: { subject: 'A1', due: '2026-11-25T21:30:00Z' } },
    { values: { subject: 'A2', due: '2026-11-25T22:30:00Z' } },
  ]);
  return { tech, food };
});

async function deals(filter: Filter): Promise<unknown[]> {
  return (await look(acme, owner, (tx) => tx.records.list(deal, { filter }))).rows.map((r) => r.name);
}

test('relative dates are reckoned in the time zone of the company', async () => {
  stopClock(new Date('2026-11-25T12:00:00Z'));
  assert.deepEqual(await deals({ field: 'expectedClose', op: 'within', value: { period: 'this', unit: 'month' } }), [
    'D1',
    'D2',
  ]);
  assert.deepEqual(await deals({ field: 'expectedClose', op: 'within', value: { period: 'next', unit: 'month' } }), [
    'D3',
  ]);
  const due = async (): Promise<unknown[]> =>
    (
      await look(acme, owner, (tx) =>
        tx.records.list(activity, { filter: { field: 'due', op: 'within', value: { period: 'this', unit: 'day' } } }),
      )
    ).rows.map((r) => r.subject);
  assert.deepEqual(await due(), ['A1', 'A2']);
  await (await superuserIn(acme)).query(`update core.region set time_zone = 'Europe/Helsinki'`);
  assert.deepEqual(await due(), ['A1']);
  resetClock();
});

test('me and my team stand for whoever asks', async () => {
  assert.deepEqual(await deals({ field: 'owner', op: 'eq', value: { me: 'id' } }), ['D1']);
  assert.deepEqual(await deals({ field: 'owner', op: 'in', value: { me: 'teammates' } }), ['D1', 'D2']);
  assert.deepEqual(await deals({ not: { field: 'owner', op: 'in', value: { me: 'teammates' } } }), ['D3', 'D4']);
});

test('a filter looks through references, one and several, once and twice', async () => {
  assert.deepEqual(await deals({ field: 'company.industry', op: 'eq', value: 'food' }), ['D2', 'D4']);
  assert.deepEqual(await deals({ field: 'company.parent.name', op: 'startsWith', value: 'tech' }), ['D2', 'D4']);
  assert.deepEqual(await deals({ field: 'stage.outcome', op: 'eq', value: 'won' }), []);
  const people = await look(acme, owner, (tx) =>
    tx.records.list(contact, { filter: { field: 'companies.name', op: 'eq', value: 'Tech Oy' } }),
  );
  assert.deepEqual(
    people.rows.map((r) => r.title),
    ['C1', 'C2'],
  );
});

test('looking through a reference reaches only what may be seen', async () => {
  const narrow = await addUser(acme, 'Nina', {
    objects: { deal: { view: 'all' }, company: { view: 'all', fields: { industry: 'hidden' } } },
  });
  await assert.rejects(
    look(acme, narrow, (tx) =>
      tx.records.list(deal, { filter: { field: 'company.industry', op: 'eq', value: 'food' } }),
    ),
    (e) => e instanceof Problem && e.code === 'unknown-field',
  );
  const blind = await addUser(acme, 'Bo', { objects: { deal: { view: 'all' }, company: { view: 'own' } } });
  const none = await look(acme, blind, (tx) =>
    tx.records.list(deal, { filter: { field: 'company.name', op: 'startsWith', value: 'F' } }),
  );
  assert.equal(none.rows.length, 0);
});

test('what cannot be asked is refused with what would fit', async () => {
  const cases: unknown[] = [
    { field: 'name', op: 'within', value: { period: 'this', unit: 'day' } },
    { field: 'expectedClose', op: 'within', value: 'last week' },
    { field: 'expectedClose', op: 'eq', value: 'tomorrow' },
    { field: 'name', op: 'eq', value: { me: 'id' } },
    { field: 'owner', op: 'eq', value: { me: 'boss' } },
    { field: 'amount', op: 'eq', value: 'much' },
    { field: 'owner', op: 'lt', value: found.tech.id },
    { field: 'name', op: 'like', value: '%' },
    { field: 'name.x', op: 'eq', value: 'x' },
    { field: 'company.parent.parent.name', op: 'eq', value: 'x' },
    { field: 'name', op: 'in', value: 'x' },
    { and: 'x' },
    [],
    { field: 7, op: 'eq', value: 1 },
    { field: 'name', op: 'contains', value: '' },
  ];
  for (const filter of cases) {
    await assert.rejects(
      deals(filter as Filter),
      (e) => e instanceof Problem && e.code === 'invalid-filter',
      JSON.stringify(filter),
    );
  }
  let deep: Filter = { field: 'name', op: 'eq', value: 'x' };
  for (let i = 0; i < 10; i++) deep = { not: deep };
  await assert.rejects(deals(deep), (e) => e instanceof Problem && e.code === 'invalid-filter');
  await assert.rejects(
    deals({ field: 'nonsense', op: 'eq', value: 1 }),
    (e) => e instanceof Problem && e.code === 'unknown-field',
  );
});
