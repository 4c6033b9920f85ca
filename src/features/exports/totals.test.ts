// Totals that leave in a file: counted over what may be seen and may leave, both, with a reason on record, and with nothing in it a spreadsheet would run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser, work } from '../../../test/harness/engine.ts';
import { Exporting, cellsOf } from '../../../test/harness/exporting.ts';
import { Problem } from '../../contract/problem.ts';
import type { RoleGrants } from '../../core/roles.ts';
import { entities } from '../entities.ts';

const acme = await newTenant('acme', 'Acme Oy');
const db = await superuserIn(acme);
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Exporting(acme);

type Input = Readonly<Record<string, unknown>>;

async function file(user: TestUser, input: Input): Promise<string[][]> {
  const done = await desk.act<object>(user, 'export.totals', {
    entity: 'company',
    reason: 'a test of totals',
    ...input,
  });
  const pieces: Buffer[] = [];
  for await (const piece of done.answer.file!.stream) pieces.push(Buffer.from(piece as string));
  return cellsOf(Buffer.concat(pieces));
}

const refused = (code: string) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error));
  assert.equal(error.code, code, error.message);
  return true;
};

const person = async (name: string, company: NonNullable<RoleGrants['objects']>[string]): Promise<TestUser> =>
  await addUser(acme, name, { objects: { company }, areas: ['self.use'] });

async function make(values: Input, by = owner): Promise<void> {
  await work(acme, owner, async (tx) => {
    await tx.records.create(entities.company, { owner: by.id, ...values } as never);
  });
}

test('without the right to export nothing leaves, without the right to see neither', async () => {
  const looks = await person('Looks', { view: 'all' });
  await assert.rejects(file(looks, { by: 'industry' }), refused('not-allowed'));
  const blind = await person('Blind', { export: 'all' });
  await assert.rejects(file(blind, { by: 'industry' }), refused('not-allowed'));
  for (const entity of ['nonsense', '__proto__']) await assert.rejects(file(owner, { entity }), refused('not-found'));
});

test('a line a group with its figures, each currency in a column of its own', async () => {
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  await make({ name: 'A', industry: 'Timber', employees: '5', annualRevenue: eur('10.50') });
  await make({ name: 'B', industry: 'Timber', employees: '7', annualRevenue: { amount: '3', currency: 'SEK' } });
  await make({ name: 'C', industry: '=HYPERLINK("http://x")', annualRevenue: eur('1') });
  const rows = await file(owner, { by: 'industry', measures: 'sum:annualRevenue,sum:employees' });
  assert.deepEqual(rows, [
    ['Industry', 'Number', 'Sum of Annual revenue (EUR)', 'Sum of Annual revenue (SEK)', 'Sum of Employees'],
    ['Timber', '2', '10.5', '3', '12'],
    [`'=HYPERLINK("http://x")`, '1', '1', '', ''],
  ]);
});

test('the filter, the search and the bin of the page count, and dates stand as days', async () => {
  const [head, ...rows] = await file(owner, {
    by: 'createdAt:year',
    filter: JSON.stringify({ field: 'industry', op: 'eq', value: 'Timber' }),
  });
  assert.deepEqual(head, ['Created at (year)', 'Number']);
  assert.match(rows[0]![0]!, /^\d{4}-01-01$/);
  assert.equal(rows[0]![1], '2');
  assert.deepEqual((await file(owner, { archived: 'only' })).slice(1), [['0']]);
  await assert.rejects(file(owner, { filter: '{no json' }), refused('invalid-filter'));
  await assert.rejects(file(owner, { by: 'industry:month:x' }), refused('bad-request'));
  await assert.rejects(file(owner, { reason: ' ' }), refused('invalid-input'));
});

test('only records that may leave are counted, though others are seen', async () => {
  const mine = await person('Mine', { view: 'all', export: 'own', create: 'own' });
  await make({ name: 'D', industry: 'Timber', employees: '100' }, mine);
  assert.deepEqual((await file(mine, { by: 'industry', measures: 'sum:employees' })).slice(1), [
    ['Timber', '1', '100'],
  ]);
});

test('a field that is hidden for one of the two rights is not there', async () => {
  const hidden = await addUser(acme, 'Hidden', {
    objects: { company: { view: 'all', export: 'all', fields: { employees: 'hidden' } } },
    areas: ['self.use'],
  });
  for (const input of [{ by: 'employees' }, { by: 'industry', measures: 'sum:employees' }])
    await assert.rejects(file(hidden, input), refused('unknown-field'));
  await assert.rejects(file(hidden, { by: 'taxNumber' }), refused('unknown-field'));
});

test('what lies behind a reference leaves where its own object may leave', async () => {
  const deals = await addUser(acme, 'Deals', {
    objects: { deal: { view: 'all', export: 'all' }, company: { view: 'all' } },
    areas: ['self.use'],
  });
  await assert.rejects(file(deals, { entity: 'deal', by: 'company.industry' }), refused('unknown-field'));
  assert.equal((await file(owner, { entity: 'deal', by: 'company.industry' }))[0]![0], 'Company: Industry');
});

test('the name of the file says who took it, when and from where', async () => {
  const done = await desk.act<object>(owner, 'export.totals', {
    entity: 'company',
    by: 'industry',
    reason: 'a test of totals',
  });
  const { name } = done.answer.file!;
  assert.match(name, /^Companies totals - exported by .+ on \d{4}-\d\d-\d\d \d{4} UTC from .+\.csv$/);
});

test('what was taken and why stands on record', async () => {
  await file(owner, { by: 'industry', search: 'A', reason: 'for the board' });
  const { rows } = await db.query<{ plain: string }>(
    `select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id
      where l.verb = 'totals exported' order by l.id desc limit 1`,
  );
  const { reason, by, search, groups } = JSON.parse(rows[0]!.plain) as Record<string, unknown>;
  assert.deepEqual([reason, by, search, groups], ['for the board', 'industry', 'A', 1]);
});
