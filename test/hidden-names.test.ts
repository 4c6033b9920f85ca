// Who did what is told by name only to those who may see the person: in a history, in a conflict, in the list of operations.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Problem } from '../src/contract/problem.ts';
import { newId } from '../src/core/ids.ts';
import type { Tx } from '../src/core/tx.ts';
import type { Vault } from '../src/core/vault.ts';
import { company } from '../src/features/companies/contract.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner, member } from './harness/people.ts';
import { performer } from './samples/engine.ts';

let vault: Vault;
let owner: Person;
let blind: Person;
/** may see people, but only those who are his own */
let narrow: Person;
let seeing: Person;
let acme: string;

const purpose = { action: 'test', reads: false, requestId: null, address: null };
const as = <T>(who: Person, ask: (tx: Tx) => Promise<T>): Promise<T> =>
  performer.door.open(vault, who.actor, purpose, ask);

before(async () => {
  cheapIdentity();
  vault = await newTenant('names');
  const db = await superuserIn(vault);
  owner = await firstOwner(vault);
  const role = async (key: string, objects: object): Promise<string> => {
    const id = newId();
    const grants = { objects, areas: ['self.use', 'tool.undo', 'tool.undo-others'] };
    await db.query(`insert into core.role (id, key, name, help, grants) values ($1, $2, $2, '', $3)`, [
      id,
      key,
      JSON.stringify(grants),
    ]);
    return id;
  };
  const all = { view: 'all', edit: 'all' };
  blind = await member(vault, owner, 'Bella Blind', [await role('blind', { company: all })]);
  seeing = await member(vault, owner, 'Saku Seeing', [await role('seeing', { company: all, user: { view: 'all' } })]);
  narrow = await member(vault, owner, 'Nina Narrow', [await role('narrow', { company: all, user: { view: 'own' } })]);
  acme = (await as(owner, (tx) => tx.records.create(company, { name: 'Acme' }))).id;
  await as(owner, (tx) => tx.records.edit(company, acme, { notes: 'one' }));
});

const isNamed = (told: unknown): boolean => JSON.stringify(told).includes('Olli');

async function conflict(who: Person): Promise<unknown> {
  try {
    await as(who, (tx) => tx.records.edit(company, acme, { notes: 'two' }, { ifVersion: 1 }));
  } catch (error) {
    if (error instanceof Problem && error.code === 'conflict') return error.extras;
    throw error;
  }
  return assert.fail('there was no conflict');
}

const places: readonly (readonly [string, (who: Person) => Promise<unknown>])[] = [
  ['the history of a record', (who) => as(who, (tx) => tx.records.history(company, acme))],
  ['a conflict', conflict],
  ['the list of operations', (who) => as(who, (tx) => tx.operations.list({ limit: 50, all: true }))],
];

for (const [place, ask] of places)
  test(`${place} names people to those who may see them, and to nobody else`, async () => {
    assert.ok(isNamed(await ask(seeing)), 'to whoever may see people');
    assert.ok(!isNamed(await ask(blind)), 'to whoever may see nobody');
    assert.ok(!isNamed(await ask(narrow)), 'to whoever may see others only');
  });
