// What somebody could see at an instant that is over. Rights are changed in every way there is; what the product said of everybody after each
// change is kept, and asked for again when all is over: the answer about then has to be word for word the answer that was given then.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, before, describe, test } from 'node:test';
import type { Explanation } from '../src/core/access/explain.ts';
import { roleMigrations } from '../src/core/access/past.ts';
import type { PersonsReach } from '../src/core/access/reach.ts';
import type { AccessThen, WhyThen } from '../src/core/access/then.ts';
import { moveClock, now, resetClock } from '../src/core/clock.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { contact, deal, dealLine } = entities;
const minute = 60_000;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  await ask(boss, 'catalog.view', {});
});
afterEach(resetClock);

function ask(p: Person, action: string, input: object): Promise<Done> {
  return perform(acme, p.actor, action, input);
}

async function must<T>(p: Person, action: string, input: object): Promise<T> {
  const done = await ask(p, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

const inDays = (n: number): string => new Date(now().getTime() + n * 86_400_000).toISOString().slice(0, 10);

interface Said {
  readonly at: string;
  readonly what: string;
  readonly reach: Pick<PersonsReach, 'objects' | 'areas'> | null;
  readonly why: readonly (Explanation | null)[];
}

/** Everything asked about one person now. */
async function said(person: Person, questions: readonly object[], what: string): Promise<Said> {
  const reached = await ask(boss, 'access.reach', { user: person.id });
  const why: (Explanation | null)[] = [];
  for (const q of questions) {
    const done = await ask(boss, 'access.whyUser', { user: person.id, ...q });
    why.push(done.outcome === 'done' ? (done.output as Explanation) : null);
  }
  const at = now().toISOString();
  if (reached.outcome !== 'done') return { at, what, reach: null, why };
  const { objects, areas } = reached.output as PersonsReach;
  return { at, what, reach: { objects, areas }, why };
}

async function assertThen(person: Person, questions: readonly object[], kept: Said): Promise<void> {
  const then = await must<AccessThen>(boss, 'access.then', { user: person.id, at: kept.at });
  assert.deepEqual(then.gaps, [], kept.what);
  assert.equal(then.active, kept.reach !== null, kept.what);
  const objects = kept.reach?.objects.map(({ seen: _, ...rest }) => rest) ?? [];
  assert.deepEqual([then.objects, then.areas], [objects, kept.reach?.areas ?? []], kept.what);
  for (const [n, q] of questions.entries()) {
    const answer = await must<WhyThen>(boss, 'access.whyThen', { user: person.id, at: kept.at, ...q });
    assert.deepEqual(answer.was, kept.why[n], `${kept.what}, question ${n}`);
  }
}

describe('rights at an instant that is over', () => {
  test('are told as they were told then, through every way of changing them', async () => {
    const make = async (action: string, input: object): Promise<{ id: string; version: number }> =>
      must(boss, action, input);
    const sales = await make('role.create', {
      name: 'Past sales',
      grants: {
        objects: {
          contact: { view: 'own', edit: 'own', fields: { notes: 'hidden', birthday: 'masked' } },
          deal: { view: 'teamBelow', edit: 'team' },
          dealLine: { view: 'all', edit: 'all' },
        },
        areas: ['self.use'],
      },
    });
    const north = await make('role.create', {
      name: 'Past north',
      grants: { objects: { contact: { view: 'territory', share: 'territory' } }, areas: ['tool.import'] },
    });
    const [land, city] = [
      await make('territory.create', { name: 'Past land' }),
      await make('territory.create', { name: 'Past city' }),
    ];
    const [top, low] = [
      await make('team.create', { name: 'Past top' }),
      await make('team.create', { name: 'Past low' }),
    ];
    const [ann, bob] = [await makeUser(db, [sales.id], [], 'Ann'), await makeUser(db, [sales.id], [], 'Bob')];
    const plantOne = (owner: Person): Promise<string> =>
      plant(acme, db, contact, sampleOf(contact).values(`T${(serial += 1)}x`), { owner: owner.id });
    const [mine, his] = [await plantOne(ann), await plantOne(bob)];
    const whole = await plant(acme, db, deal, sampleOf(deal).values(`T${(serial += 1)}`), { owner: bob.id });
    const line = await plant(acme, db, dealLine, { ...sampleOf(dealLine).values(`T${serial}`), deal: whole });
    const questions = [
      { entity: 'contact', id: mine, verb: 'edit' },
      { entity: 'contact', id: mine, verb: 'view', field: 'notes' },
      { entity: 'contact', id: his, verb: 'view', field: 'birthday' },
      { entity: 'contact', id: his, verb: 'edit' },
      { entity: 'deal', id: whole, verb: 'view' },
      { entity: 'dealLine', id: line, verb: 'edit' },
    ];
    const link = (entity: string, ids: readonly string[]): object[] => ids.map((id) => ({ entity, id, role: null }));
    let share = '';
    let deputy = '';
    const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['nothing yet', async () => null],
      ['Ann is in a team with Bob', () => must(boss, 'user.edit', { id: ann.id, teams: link('team', [top.id]) })],
      ['Bob is below', () => must(boss, 'user.edit', { id: bob.id, teams: link('team', [low.id]) })],
      ['the team of Bob stands below that of Ann', () => must(boss, 'team.edit', { id: low.id, parent: top.id })],
      [
        'Bob shares a contact with Ann',
        async () => {
          const wish = { entity: 'contact', id: his, user: ann.id, edit: true, until: inDays(3) };
          share = (await must<{ id: string }>(boss, 'share.give', wish)).id;
        },
      ],
      ['Ann gets a second role', () => must(boss, 'member.setRoles', { id: ann.id, roles: [sales.id, north.id] })],
      ['Ann has a territory', () => must(boss, 'user.edit', { id: ann.id, territories: link('territory', [land.id]) })],
      ['and it has a part', () => must(boss, 'territory.edit', { id: city.id, parent: land.id })],
      [
        'the contact lies in that part',
        () => must(boss, 'contact.edit', { id: his, territories: link('territory', [city.id]) }),
      ],
      [
        'a field of the role is shown, another hidden',
        () =>
          must(boss, 'role.edit', {
            id: sales.id,
            version: 1,
            grants: {
              objects: {
                contact: { view: 'own', edit: 'own', export: 'own', fields: { notes: 'read', birthday: 'hidden' } },
                deal: { view: 'own' },
                dealLine: { view: 'all' },
              },
              areas: ['self.use', 'tool.import'],
            },
          }),
      ],
      ['the share ends', () => must(boss, 'share.end', { id: share })],
      [
        'Ann stands in for Bob',
        async () => {
          const wish = { user: bob.id, deputy: ann.id, until: inDays(9) };
          deputy = (await must<{ id: string }>(boss, 'deputy.name', wish)).id;
        },
      ],
      ['a contact of Ann’s is handed to Bob', () => must(boss, 'contact.assign', { id: mine, owner: bob.id })],
      ['she does not stand in any more', () => must(boss, 'deputy.end', { id: deputy })],
      [
        'a share with her team',
        () => must(boss, 'share.give', { entity: 'contact', id: his, team: top.id, edit: false, until: inDays(5) }),
      ],
      ['the second role is taken', () => must(boss, 'member.setRoles', { id: ann.id, roles: [sales.id] })],
      ['and removed', () => must(boss, 'role.remove', { id: north.id })],
      ['her account is closed', () => must(boss, 'member.deactivate', { id: ann.id, leave: true })],
    ];
    const kept: Said[] = [];
    for (const [what, step] of steps) {
      moveClock(minute);
      await step();
      moveClock(minute);
      kept.push(await said(ann, questions, what));
    }
    const answers = new Set(kept.map((k) => JSON.stringify([k.reach, k.why])));
    assert.ok(answers.size > steps.length / 2, `only ${answers.size} different answers`);
    moveClock(minute);
    for (const one of kept) await assertThen(ann, questions, one);
  });

  test('a record that was not there yet is told as such, and today’s answer stands beside', async () => {
    const me = await makeUser(db, [await makeRole(db, { objects: { contact: { view: 'own' } } })], []);
    moveClock(minute);
    const at = now().toISOString();
    moveClock(minute);
    const made = await must<{ id: string }>(boss, 'contact.create', { familyName: 'Later', owner: me.id });
    const q = { user: me.id, at, entity: 'contact', id: made.id, verb: 'view' };
    const answer = await must<WhyThen>(boss, 'access.whyThen', q);
    assert.deepEqual([answer.existed, answer.was, answer.now?.allowed], [false, null, true]);
  });

  test('is refused before anything was on record, ahead of now, of a field there is none of, and without the right', async () => {
    const me = await makeUser(
      db,
      [await makeRole(db, { objects: { contact: { view: 'own' } }, areas: ['self.use'] })],
      [],
    );
    const user = me.id;
    for (const at of ['2020-01-01T00:00:00Z', new Date(now().getTime() + minute).toISOString(), 'yesterday']) {
      const { outcome, problem } = await ask(boss, 'access.then', { user, at });
      assert.deepEqual([outcome, problem?.extras.errors?.[0]?.field], ['invalid-input', 'at'], at);
    }
    const at = now().toISOString();
    const asked = await ask(me, 'access.then', { user, at });
    assert.equal(asked.problem?.extras.missing, 'admin.access');
    const id = await plant(acme, db, contact, sampleOf(contact).values('Refused'), { owner: me.id });
    const why = { user, at, entity: 'contact', id, verb: 'view' };
    assert.equal((await ask(me, 'access.whyThen', why)).problem?.extras.missing, 'admin.access');
    assert.equal((await ask(boss, 'access.whyThen', { ...why, field: 'nowhere' })).outcome, 'unknown-field');
    assert.equal((await ask(boss, 'access.then', { user: id, at })).outcome, 'not-found');
  });

  test('every migration that writes roles is known, so that nothing is told of roles from before it', () => {
    const folder = new URL('../src/core/schema/migrations/', import.meta.url);
    const writing = readdirSync(folder).filter((name) =>
      /(insert into|update|delete from)\s+core\.role\s*(\(|set|where|;)/i.test(
        readFileSync(new URL(name, folder), 'utf8').replaceAll('update core.role set preset', ''),
      ),
    );
    assert.deepEqual(
      writing.map((name) => Number(name.slice(0, 4))),
      roleMigrations,
    );
  });
});
