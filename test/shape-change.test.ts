// Fields come and go while people work: connections that remember statements from before are replaced without anybody noticing.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { perform } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

let acme: Vault;
let db: PgConnection;
let me: Person;
let ids: string[];

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  me = await makeUser(db, [await makeRole(db, { everything: true })], []);
  ids = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      plant(acme, db, entities.company, sampleOf(entities.company).values(`S${i}x`)),
    ),
  );
});

/** Enough at once that every connection of the pool has its share. */
async function workOnAll(round: number): Promise<string[]> {
  const done = await Promise.all(
    ids.flatMap((id) => [
      perform(acme, me.actor, 'company.view', { id }),
      perform(acme, me.actor, 'company.list', { limit: '5' }),
      perform(acme, me.actor, 'company.edit', { id, notes: `Round ${round}` }),
      perform(acme, me.actor, 'company.archive', { id }),
      perform(acme, me.actor, 'company.restore', { id }),
    ]),
  );
  return done.map((d) => d.outcome);
}

test('a field that is added, retired or purged lets no request fail, on any connection', async () => {
  await workOnAll(0);
  const added = await perform(acme, me.actor, 'shape.add-field', { entity: 'company', kind: 'text', label: 'Colour' });
  const { id } = added.output as { id: string };
  const steps: readonly (readonly [string, object])[] = [
    ['shape.retire-field', { id }],
    ['shape.purge-field', { id }],
    ['shape.add-field', { entity: 'company', kind: 'number', label: 'Weight' }],
  ];
  assert.equal(added.outcome, 'done');
  for (const [round, [action, input]] of [...steps, ['catalog.view', {}] as const].entries()) {
    const outcomes = await workOnAll(round + 1);
    const failed = outcomes.filter((o) => o !== 'done' && o !== 'wrong-state');
    assert.deepEqual(failed, [], `before ${action}`);
    assert.equal((await perform(acme, me.actor, action, input)).outcome, 'done');
  }
});
