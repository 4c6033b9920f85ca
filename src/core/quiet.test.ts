// What goes on by itself after it was asked for ends with the right to use the product at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../test/harness/cluster.ts';
import { makeRole, makeUser, openSession } from '../../test/samples/people.ts';
import { entities } from '../features/entities.ts';
import { makeCatalog } from './catalog.ts';
import { type Looker, QuietLooks } from './quiet.ts';

test('whoever may not use the product any more goes on following nothing, signed in or by a search that watches', async () => {
  const vault = await newTenant('quiet');
  const db = await superuserIn(vault);
  const role = await makeRole(db, { areas: ['self.use'] });
  const person = await openSession(db, await makeUser(db, [role], []));
  const looks = new QuietLooks(makeCatalog(entities));
  const look = (actor: Looker): Promise<string> => looks.run(vault, actor, null, async () => 'seen');
  const actors = [person.actor, { kind: 'user', id: person.id }] as Looker[];
  for (const actor of actors) assert.equal(await look(actor), 'seen');
  await db.query(`update core.role set grants = '{"objects": {"company": {"view": "all"}}}' where id = $1`, [role]);
  for (const actor of actors) await assert.rejects(look(actor), { code: 'session-ended' }, actor.kind);
});

test('whoever is half signed in follows nothing', async () => {
  const vault = await newTenant('half');
  const db = await superuserIn(vault);
  const person = await openSession(db, await makeUser(db, [await makeRole(db, { areas: ['self.use'] })], []));
  await db.query(`update core.session set level = 'half'`);
  const look = new QuietLooks(makeCatalog(entities)).run(vault, person.actor as Looker, null, async () => 'seen');
  await assert.rejects(look, { code: 'factor-needed' });
});
