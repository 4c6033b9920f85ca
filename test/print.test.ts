// Printing is a right of its own: what may be seen and may not be printed stands on no sheet, hidden fields are absent, masked ones masked, and
// each print is on record.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { company } = entities;

let acme: Vault;
let db: PgConnection;
let me: Person;
let mine: string;
let other: string;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  const role = await makeRole(db, {
    objects: {
      company: {
        view: 'all',
        print: 'own',
        fields: { taxNumber: 'hidden', website: 'masked', annualRevenue: 'hidden' },
      },
    },
    areas: ['self.use'],
  });
  me = await makeUser(db, [role], []);
  const add = (tag: string, owner: string | null): Promise<string> =>
    plant(acme, db, company, sampleOf(company).values(tag), { owner });
  [mine, other] = [await add('Ownsheet', me.id), await add('Othersheet', null)];
});

const print = (input: object, who = me): Promise<Done> => perform(acme, who.actor, 'company.print', input);
type Sheet = { rows: Record<string, unknown>[]; printed: { by: string; at: string; tenant: string } };

describe('printing', () => {
  test('shows what may be printed, with who printed it and when', async () => {
    const done = await print({});
    assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
    const { rows, printed } = done.output as Sheet;
    assert.deepEqual(
      rows.map((r) => r['id']),
      [mine],
    );

    const row = rows[0]!;
    assert.ok(!('taxNumber' in row) && !('annualRevenue' in row) && !('website' in row));
    assert.ok((row['masked'] as Record<string, string>)['website']!.startsWith('*'));
    assert.match(printed.by, /^Somebody/);
    assert.equal(printed.tenant, 'acme Oy');
    assert.ok(Math.abs(Date.parse(printed.at) - Date.now()) < 600_000);
  });

  test('a single record by its id; one that may only be seen answers like one that never was', async () => {
    assert.equal(((await print({ id: mine })).output as Sheet).rows.length, 1);
    const [seen, none] = [await print({ id: other }), await print({ id: newId() })];
    assert.deepEqual([seen.outcome, none.outcome], ['not-found', 'not-found']);
    assert.equal((await perform(acme, me.actor, 'company.view', { id: other })).outcome, 'done');
  });

  test('a hidden field cannot be asked for, nor narrowed or sorted by', async () => {
    for (const input of [
      { fields: 'taxNumber' },
      { sort: 'annualRevenue' },
      { filter: JSON.stringify({ field: 'taxNumber', op: 'eq', value: 'FI-Ownsheet' }) },
    ]) {
      const done = await print(input);
      assert.ok(['unknown-field', 'invalid-filter', 'bad-request'].includes(done.outcome), done.outcome);
    }
  });

  test('not without the right, and each one is on record under its own name', async () => {
    const role = await makeRole(db, { objects: { company: { view: 'all', export: 'all' } }, areas: ['self.use'] });
    const reader = await makeUser(db, [role], []);
    for (const input of [{}, { id: mine }]) {
      const refused = await print(input, reader);
      assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', 'company.print']);
    }
    const { rows } = await db.query(
      `select count(*)::int as n from core.ledger where action = 'company.print' and actor = $1 and verb = 'read' and outcome = 'done'`,
      [me.id],
    );
    assert.ok((rows[0]!['n'] as number) >= 2);
  });

  test('a list is not printed where its menu is closed', async () => {
    const role = await makeRole(db, {
      objects: { company: { view: 'all', print: 'all' } },
      areas: ['self.use'],
      without: ['menu.company'],
    });
    const guest = await makeUser(db, [role], []);
    const refused = await print({}, guest);
    assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', 'menu.company']);
    assert.equal((await print({ id: mine }, guest)).outcome, 'done');
  });
});
