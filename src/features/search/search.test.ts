// The search over everything finds what the tenant itself added: objects of its own, and fields that are searched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, look, work } from '../../../test/harness/engine.ts';
import { perform } from '../../../test/samples/engine.ts';
import { contact } from '../contacts/contract.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga', 'owner');
const sales = await addUser(acme, 'Sam', 'sales');

async function find(who: typeof owner, q: string, only?: string): Promise<string[]> {
  const done = await perform(acme, who.actor, 'search.find', { q, ...(only === undefined ? {} : { in: only }) });
  assert.equal(done.outcome, 'done');
  const { found } = done.output as { found: { entity: string; title: string; match: { label: string } | null }[] };
  return found.map((f) => `${f.title}${f.match === null ? '' : ` (${f.match.label})`}`);
}

test('objects and searched fields of one’s own are found, by who may see them', async () => {
  const badge = await work(acme, owner, (tx) => tx.shape.addField('contact', 'text', { label: 'Badge', search: true }));
  await work(acme, owner, (tx) => tx.records.create(contact, { familyName: 'Worn', [badge.name]: 'quillfeather' }));
  const made = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Bird', labelPlural: 'Birds' }));
  await work(acme, owner, (tx) => tx.records.create(tx.catalog.find(made.name), { name: 'Quillfeather owl' }));
  assert.deepEqual(await find(owner, 'quillfeather'), ['Worn (Badge)', 'Quillfeather owl']);
  assert.deepEqual(await find(owner, 'quillfeather', made.name), ['Quillfeather owl']);
  assert.ok(!(await find(sales, 'quillfeather')).some((line) => line.includes('owl')));
  const nowhere = await perform(acme, owner.actor, 'search.find', { q: 'x', in: 'own_000000000000' });
  assert.equal(nowhere.outcome, 'not-found');
  await work(acme, owner, (tx) => tx.shape.retireObject(made.id));
  assert.deepEqual(await find(owner, 'quillfeather'), ['Worn (Badge)']);
  assert.ok((await look(acme, owner, async (tx) => tx.catalog.lookup(made.name))) === undefined);
});
