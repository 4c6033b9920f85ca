// "At once": two processes with a memory of their own. When one has answered that a right was changed, no request in the other begins under
// the old one - whatever the change is: a role, a share, a deputy, a team, a tree, a territory, what a rule asks of a person.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { appTarget } from '../src/host/tenant/provision.ts';
import type { Answered, AskerSettings } from './at-once/asker.ts';
import { databaseOf, newTenant, superuserIn, testCluster } from './harness/cluster.ts';
import { isProof } from './samples/counts.ts';
import { perform } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { contact } = entities;
const trials = isProof ? 10_000 : 160;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let child: ChildProcess;
let waiting: ((answer: Answered) => void) | undefined;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  const settings: AskerSettings = {
    target: appTarget(await testCluster(), databaseOf(acme)),
    tenant: acme.id,
    // Contacts hold nothing that is sealed, so that a key of its own will do.
    key: randomBytes(32).toString('hex'),
  };
  child = spawn(process.execPath, [path.join(import.meta.dirname, 'at-once/asker.ts'), JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_NO_WARNINGS: '1' },
  });
  let rest = '';
  await new Promise<void>((ready) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === 'ready') ready();
        else waiting?.(JSON.parse(line) as Answered);
      }
    });
  });
});
after(() => child.kill('SIGKILL'));

type Ask = (p: Person, action: string, input: object) => Promise<{ outcome: string; output: unknown }>;

const here: Ask = async (p, action, input) => {
  const done = await perform(acme, p.actor, action, input);
  return { outcome: done.outcome, output: done.output };
};

const there: Ask = (p, action, input) =>
  new Promise((resolve) => {
    waiting = resolve;
    child.stdin!.write(`${JSON.stringify({ n: (serial += 1), user: p.id, action, input })}\n`);
  });

/** One way in which somebody comes to see a record and stops to: each change is made by whoever is given. */
interface Way {
  readonly name: string;
  readonly on: (ask: Ask) => Promise<void>;
  readonly off: (ask: Ask) => Promise<void>;
}

async function must(promise: Promise<{ outcome: string; output: unknown }>): Promise<{ id: string }> {
  const done = await promise;
  assert.equal(done.outcome, 'done', JSON.stringify(done));
  return done.output as { id: string };
}

describe('a change of rights acts at once', () => {
  test(`in another process too: ${trials} changes, each followed by a request`, async () => {
    const column = await addField();
    const [team, below] = [await makeTeam(db), await makeTeam(db)];
    const [north, deep] = [await makeTerritory(), await makeTerritory()];
    await db.query('update data.territory set parent = $2 where id = $1', [deep, north]);
    const objects = {
      contact: { view: 'teamBelow', edit: 'own' },
      user: { view: 'all' },
      team: { view: 'all' },
      territory: { view: 'all' },
    };
    const [teamRole, placeRole, ruleRole] = [
      await makeRole(db, { objects, areas: ['self.use'] }),
      await makeRole(db, { objects: { contact: { view: 'territory' } } }),
      await makeRole(db, { objects: { contact: { view: { rule: 'record.jobTitle == user.sector' } } } }),
    ];
    const ownRole = await makeRole(db, { objects: { contact: { view: 'own' } } });
    const switched = await makeRole(db, {});
    const owner = await makeUser(db, [], [below]);
    const me = await makeUser(db, [teamRole, placeRole, ruleRole, ownRole, switched], [team]);
    const place = [{ entity: 'territory', id: deep, role: null }];
    const id = await plant(
      acme,
      db,
      contact,
      { ...sampleOf(contact).values('Once'), jobTitle: 'pumps', territories: place },
      { owner: owner.id },
    );
    let share = '';
    let deputy = '';
    const link = (entity: string, linked: string): object[] => [{ entity, id: linked, role: null }];
    const setRole = (grants: object): Promise<unknown> =>
      db.query('update core.role set grants = $2 where id = $1', [switched, JSON.stringify(grants)]);
    const until = new Date(Date.now() + 86_400_000 * 9).toISOString().slice(0, 10);
    const ways: readonly Way[] = [
      {
        name: 'a role',
        on: async () => void (await setRole({ objects: { contact: { view: 'all' } } })),
        off: async () => void (await setRole({})),
      },
      {
        name: 'a share',
        on: async (ask) => {
          share = (await must(ask(boss, 'share.give', { entity: 'contact', id, user: me.id, edit: false, until }))).id;
        },
        off: async (ask) => void (await must(ask(boss, 'share.end', { id: share }))),
      },
      {
        name: 'a deputy',
        on: async (ask) => {
          deputy = (await must(ask(boss, 'deputy.name', { user: owner.id, deputy: me.id }))).id;
        },
        off: async (ask) => void (await must(ask(boss, 'deputy.end', { id: deputy }))),
      },
      {
        name: 'a team',
        on: async (ask) => void (await must(ask(boss, 'user.assign', { id: me.id, teams: link('team', below) }))),
        off: async (ask) => void (await must(ask(boss, 'user.assign', { id: me.id, teams: link('team', team) }))),
      },
      {
        name: 'the tree of teams',
        on: async (ask) => void (await must(ask(boss, 'team.edit', { id: below, parent: team }))),
        off: async (ask) => void (await must(ask(boss, 'team.edit', { id: below, parent: null }))),
      },
      {
        name: 'a territory',
        on: async (ask) =>
          void (await must(ask(boss, 'user.assign', { id: me.id, territories: link('territory', north) }))),
        off: async (ask) => void (await must(ask(boss, 'user.assign', { id: me.id, territories: null }))),
      },
      {
        name: 'what a rule asks of a person',
        on: async (ask) => void (await must(ask(boss, 'user.assign', { id: me.id, [column]: 'pumps' }))),
        off: async (ask) => void (await must(ask(boss, 'user.assign', { id: me.id, [column]: 'valves' }))),
      },
      {
        name: 'the owner',
        on: async (ask) => void (await must(ask(boss, 'contact.assign', { id, owner: me.id }))),
        off: async (ask) => void (await must(ask(boss, 'contact.assign', { id, owner: owner.id }))),
      },
    ];
    const stale: string[] = [];
    for (let n = 0; n < trials; n += 2) {
      const way = ways[(n / 2) % ways.length]!;
      const [changes, asks] = n % 4 < 2 ? [here, there] : [there, here];
      await way.on(changes);
      if ((await asks(me, 'contact.view', { id })).outcome !== 'done') stale.push(`${way.name}, given`);
      await way.off(changes);
      const [viewed, listed] = [
        await asks(me, 'contact.view', { id }),
        await asks(me, 'contact.list', { filter: JSON.stringify({ field: 'id', op: 'eq', value: id }) }),
      ];
      if (viewed.outcome !== 'not-found') stale.push(`${way.name}, taken`);
      if ((listed.output as { rows: unknown[] }).rows.length > 0) stale.push(`${way.name}, taken, in the list`);
    }
    assert.deepEqual(stale, []);
    console.log(`${trials} changes in two processes, ${stale.length} stale`);
  });
});

async function addField(): Promise<string> {
  const done = await here(boss, 'shape.add-field', { entity: 'user', kind: 'text', label: 'Sector' });
  return ((await must(Promise.resolve(done))) as unknown as { name: string }).name;
}

async function makeTerritory(): Promise<string> {
  const id = newId();
  await db.query(
    `insert into data.territory (id, version, created_at, created_by, updated_at, updated_by, name) values ($1, 1, now(), $1, now(), $1, $2)`,
    [id, `Place ${id}`],
  );
  return id;
}
