// Looking at the product as somebody else, attacked: nothing can be changed, taken away or revealed through it, no look inside a look, nothing seen
// that is not the viewer's own to see, nothing after its end, and none of it behind that person's back.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { makeCatalog } from '../src/core/catalog.ts';
import { moveClock, resetClock } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { Watcher } from '../src/core/watch.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { sampleOfAction } from './samples/actions.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { fingerprint } from './samples/fingerprint.ts';
import { type Holder, type Person, makeRole, makeTeam, makeUser, openSession } from './samples/people.ts';
import { addOwnObject, recordActionOf, recordCall } from './samples/record-actions.ts';
import { plant, sampleOf } from './samples/records.ts';

const { contact } = entities;
const minute = 60_000;

let acme: Vault;
let db: PgConnection;
let serial = 0;
let everything: string;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  everything = await makeRole(db, { everything: true });
});
afterEach(resetClock);

const ask = (p: Person, action: string, input: object): Promise<Done> => perform(acme, p.actor, action, input);

async function must<T>(p: Person, action: string, input: object): Promise<T> {
  const done = await ask(p, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

const directory = { user: { view: 'all' }, team: { view: 'all' } };

async function makeHolder(
  objects: object,
  areas: readonly string[] = [],
  teams: readonly string[] = [],
): Promise<Holder> {
  const role = await makeRole(db, { objects: { ...directory, ...objects }, areas: ['self.use', ...areas] });
  return openSession(db, await makeUser(db, [role], teams));
}

const makeBoss = async (): Promise<Holder> => openSession(db, await makeUser(db, [everything], [], 'Boss'));

function makeContact(owner: Person, more: object = {}): Promise<string> {
  return plant(acme, db, contact, { ...sampleOf(contact).values(`L${(serial += 1)}x`), ...more }, { owner: owner.id });
}

const look = (viewer: Person, person: Person, reason = 'Ticket 4711'): Promise<{ id: string; until: string }> =>
  must(viewer, 'viewAs.start', { person: person.id, reason });

interface Page {
  readonly rows: readonly { readonly id: string; readonly [field: string]: unknown }[];
}

const contacts = (p: Person): Promise<Page> => must<Page>(p, 'contact.list', { limit: '200' });

describe('while somebody looks as somebody else', () => {
  test('every action is refused but those that say that they may be asked, and nothing has changed afterwards', async () => {
    const [viewer, person] = [await makeBoss(), await makeBoss()];
    const site = { vault: acme, db };
    const planned: { name: string; input: object; passes: boolean }[] = [];
    const own = await addOwnObject(site, person.actor);
    for (const { action } of performer.handlers.values()) {
      if ('public' in action.access || action.looking === 'as-oneself') continue;
      // what half a session is for refuses every whole one, looking or not; a fresh proof is looked at before the vault is opened
      if (action.at === 'half' || action.name === 'session.stepUp') continue;
      const passes = action.looking === 'as-them';
      const ofRecord = recordActionOf(action.name);
      if (ofRecord !== undefined) {
        const e = ofRecord.e ?? own;
        const { input } = recordCall(e, ofRecord.verb, newId(), `K${(serial += 1)}`);
        planned.push({ name: action.name, input: e === own ? { object: own.name, ...input } : input, passes });
        continue;
      }
      const sample = sampleOfAction(action.name);
      const id = sample.make === undefined ? '' : await sample.make(site, person);
      const input = sample.input === undefined ? {} : await sample.input(site, person, id);
      planned.push({ name: action.name, input, passes });
    }
    assert.ok(planned.length > 150);
    await look(viewer, person);
    const before = await fingerprint(db);
    for (const { name, input, passes } of planned) {
      const { outcome } = await ask(viewer, name, input);
      if (passes) assert.notEqual(outcome, 'look-only', name);
      else assert.equal(outcome, 'look-only', name);
    }
    assert.equal(await fingerprint(db), before);
    const other = [...performer.handlers.values()]
      .filter((h) => h.action.looking !== undefined && !/\.(list|view|history|group)$/.test(h.action.name))
      .map((h) => h.action.name);
    assert.deepEqual(other.sort(), [
      'access.verbs',
      'access.why',
      'search.find',
      'session.end',
      'session.factorOptions',
      'session.time',
      'totals.figures',
      'viewAs.leave',
    ]);
    const lists = [...performer.handlers.values()].filter(
      (h) => h.action.looking !== undefined && /\.(list|view|history|group)$/.test(h.action.name),
    );
    const names = new Set([...Object.keys(entities), 'own', 'me', 'catalog', 'settings', 'totals']);
    assert.deepEqual(
      lists.filter((h) => !names.has(h.action.name.split('.')[0]!)).map((h) => h.action.name),
      [],
    );
    assert.ok([...performer.handlers.values()].every((h) => h.action.looking !== 'as-them' || h.action.reads));
  });

  test('an action that reads by its declaration and writes all the same is stopped by the door', async () => {
    const [viewer, person] = [await makeBoss(), await makeBoss()];
    await look(viewer, person);
    const purpose = { action: 'forged', reads: false, requestId: null, address: null };
    await assert.rejects(
      performer.door.open(acme, viewer.actor, purpose, async () => 'in'),
      /can only look/,
    );
  });

  test('exactly what both may see is seen: rows, fields, filters and counts, whatever their scopes are', async () => {
    const [east, west] = [await makeTeam(db), await makeTeam(db)];
    const scope = fc.constantFrom('own', 'team', 'all', 'none', { rule: 'record.stage == "lead"' });
    const right = fc.constantFrom('hidden', 'masked', 'read', 'edit');
    const role = fc.record({ view: scope, fields: fc.record({ notes: right, website: right }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(role, { minLength: 1, maxLength: 2 }),
        fc.array(role, { minLength: 1, maxLength: 2 }),
        fc.constantFrom([east], [west], [east, west]),
        async (mine, theirs, teams) => {
          await db.query('delete from data.contact');
          const make = async (roles: readonly object[], in_: readonly string[], areas: string[]): Promise<Holder> => {
            const ids = await Promise.all(
              roles.map((r) => makeRole(db, { objects: { ...directory, contact: r }, areas: ['self.use', ...areas] })),
            );
            return openSession(db, await makeUser(db, ids, in_));
          };
          const viewer = await make(mine, [east], ['access.viewAs']);
          const person = await make(theirs, teams, []);
          const third = await make(theirs, [west], []);
          for (const owner of [viewer, person, third])
            for (const stage of ['lead', 'customer']) await makeContact(owner, { stage, notes: `n${serial}` });
          const [own, their] = await Promise.all([viewer, person].map(async (p) => tryContacts(p)));
          await look(viewer, person);
          const both = await tryContacts(viewer);
          const ids = new Set(own!.map((r) => r.id));
          const expected = their!.filter((r) => ids.has(r.id));
          assert.deepEqual(
            both.map((r) => r.id),
            expected.map((r) => r.id),
          );
          for (const row of both) {
            for (const field of ['notes', 'website']) {
              const [a, b] = [own!, their!].map((rows) => field in rows.find((r) => r.id === row.id)!);
              assert.equal(field in row, a && b, `${field}: ${a} and ${b}`);
            }
          }
          await must(viewer, 'viewAs.leave', {});
        },
      ),
      { numRuns: 25 },
    );
  });

  async function tryContacts(p: Person): Promise<Page['rows']> {
    const done = await ask(p, 'contact.list', { limit: '200', sort: 'createdAt' });
    return done.outcome === 'done' ? (done.output as Page).rows : [];
  }

  test('no right is gained by it: what only that person may do or see is answered as before', async () => {
    const viewer = await makeHolder({ contact: { view: 'own' } }, ['access.viewAs']);
    const person = await makeBoss();
    const hidden = await makeContact(person);
    await look(viewer, person);
    const [seen, absent] = [
      await ask(viewer, 'contact.view', { id: hidden }),
      await ask(viewer, 'contact.view', { id: newId() }),
    ];
    assert.deepEqual([seen.outcome, seen.problem?.detail], [absent.outcome, absent.problem?.detail]);
    assert.equal((await ask(viewer, 'deal.list', {})).problem?.extras.missing, 'deal.view');
    const me = await must<{ permissions: string[]; user: { id: string } }>(viewer, 'me.view', {});
    assert.equal(me.user.id, person.id);
    assert.ok(
      me.permissions.every(
        (p) =>
          ['contact.view', 'user.view', 'team.view', 'self.use', 'access.viewAs'].includes(p) ||
          /^(menu|module|tool)\./.test(p),
      ),
    );
  });

  test('both names stand on record, of what is read and of what is refused, and that person reads who it was and why', async () => {
    const [viewer, person] = [await makeBoss(), await makeHolder({ contact: { view: 'own' } })];
    const { id } = await look(viewer, person, 'She says a contact is missing');
    await contacts(viewer);
    assert.equal((await ask(viewer, 'contact.create', { familyName: 'No' })).outcome, 'look-only');
    const { rows } = await db.query<{ verb: string; action: string; as: string | null }>(
      `select l.verb, l.action, v.plain::jsonb ->> 'lookingAs' as "as" from core.ledger l join core.ledger_values v on v.entry = l.id
       where l.actor = $1 and l.action in ('contact.list', 'contact.create', 'viewAs.start') order by l.id`,
      [viewer.id],
    );
    assert.deepEqual(
      rows.map((r) => [r.action, r.verb, r.as]),
      [
        ['viewAs.start', 'looks as', null],
        ['contact.list', 'read', person.id],
        ['contact.create', 'refused', person.id],
      ],
    );
    await must(viewer, 'viewAs.leave', {});
    const told = await must<{ rows: { id: string; reason: string; viewer: { id: string } | null }[] }>(
      person,
      'viewAs.list',
      {},
    );
    assert.deepEqual(
      told.rows.map((r) => [r.id, r.reason, r.viewer?.id]),
      [[id, 'She says a contact is missing', viewer.id]],
    );
    const other = await makeHolder({});
    assert.equal((await ask(other, 'viewAs.list', { person: person.id })).problem?.extras.missing, 'admin.access');
  });

  test('the event stream tells of records both may see, and of nothing that is that person’s alone', async () => {
    const [viewer, person] = [
      await makeHolder({ contact: { view: 'all' } }, ['access.viewAs']),
      await makeHolder({ contact: { view: 'own' } }),
    ];
    const [mine, theirs] = [await makeContact(viewer), await makeContact(person)];
    const watcher = new Watcher(makeCatalog(entities));
    const hear = (): Promise<unknown[]> =>
      watcher.visible(acme, viewer.actor as never, [
        { topic: 'record', entity: 'contact', verb: 'edited', ids: [mine, theirs], operation: newId() },
        { topic: 'job', user: person.id, job: newId(), status: 'done' } as never,
      ]);
    await look(viewer, person);
    const heard = (await hear()) as { topic: string; ids: string[] }[];
    assert.deepEqual(
      heard.map((e) => [e.topic, e.ids]),
      [['record', [theirs]]],
    );
  });
});

describe('a look', () => {
  test('needs the right, a reason, a browser’s session, and somebody else who can be seen and has an open account', async () => {
    const viewer = await makeBoss();
    const [person, gone] = [await makeBoss(), await makeBoss()];
    await db.query(`update data."user" set status = 'inactive' where id = $1`, [gone.id]);
    const tries: [string, string, string][] = [
      [person.id, '', 'reason'],
      [person.id, '  x ', 'reason'],
      [viewer.id, 'To see myself', 'person'],
      [gone.id, 'To see nobody', 'person'],
      [newId(), 'To see nobody', 'person'],
    ];
    for (const [who, reason, field] of tries) {
      const done = await ask(viewer, 'viewAs.start', { person: who, reason });
      assert.equal(done.problem?.extras.errors?.[0]?.field, field, reason);
    }
    const apart = await makeHolder({ user: { view: 'own' } }, ['access.viewAs']);
    const unseen = await ask(apart, 'viewAs.start', { person: person.id, reason: 'To see who it is' });
    assert.equal(unseen.problem?.extras.errors?.[0]?.field, 'person', 'somebody out of sight');
    const worker: Person = { id: viewer.id, actor: { kind: 'user', id: viewer.id } };
    assert.equal((await ask(worker, 'viewAs.start', { person: person.id, reason: 'By a job' })).outcome, 'not-allowed');
    const nobody = await makeHolder({ contact: { view: 'all' } }, ['admin.access', 'admin.members']);
    const asked = await ask(nobody, 'viewAs.start', { person: person.id, reason: 'Without the right' });
    assert.equal(asked.problem?.extras.missing, 'access.viewAs');
  });

  test('holds no other look, and its viewer’s other sessions stay what they are', async () => {
    const [viewer, person] = [await makeBoss(), await makeBoss()];
    const other = await openSession(db, viewer);
    await look(viewer, person);
    assert.equal((await ask(viewer, 'viewAs.start', { person: person.id, reason: 'Once more' })).outcome, 'look-only');
    assert.equal((await must<{ user: { id: string } }>(other, 'me.view', {})).user.id, viewer.id);
    await must(other, 'tag.create', { name: `Free ${newId()}` });
  });

  test('ends when it is left, and the session is itself again at once', async () => {
    const [viewer, person] = [await makeBoss(), await makeBoss()];
    await look(viewer, person);
    assert.equal((await ask(viewer, 'tag.create', { name: 'No' })).outcome, 'look-only');
    await must(viewer, 'viewAs.leave', {});
    await must(viewer, 'tag.create', { name: `Back ${newId()}` });
    assert.equal((await ask(viewer, 'viewAs.leave', {})).outcome, 'wrong-state');
  });

  const endings: readonly (readonly [string, (viewer: Holder, person: Holder, id: string) => Promise<unknown>])[] = [
    ['after half an hour', async () => moveClock(30 * minute)],
    ['when that person ends it', (_viewer, person, id) => must(person, 'viewAs.stop', { id })],
    [
      'when that person’s account is closed',
      async (_viewer, person) => must(await makeBoss(), 'member.deactivate', { id: person.id, leave: true }),
    ],
    [
      'when the viewer loses the right',
      async (viewer) => {
        const reader = await makeRole(db, { objects: directory, areas: ['self.use'] });
        return must(await makeBoss(), 'member.setRoles', { id: viewer.id, roles: [reader] });
      },
    ],
  ];
  for (const [when, end] of endings) {
    test(`ends ${when}, and until it is left the session may do nothing: never silently itself again`, async () => {
      const [viewer, person] = [await makeBoss(), await makeBoss()];
      const { id } = await look(viewer, person);
      await must(viewer, 'me.view', {});
      await end(viewer, person, id);
      for (const [action, input] of [
        ['me.view', {}],
        ['tag.create', { name: 'No' }],
        ['session.list', {}],
      ] as const)
        assert.equal((await ask(viewer, action, input)).outcome, 'look-over', action);
      await must(viewer, 'viewAs.leave', {});
      assert.equal((await must<{ user: { id: string } }>(viewer, 'me.view', {})).user.id, viewer.id);
    });
  }

  test('signing out ends the viewer’s session, not that person’s', async () => {
    const [viewer, person] = [await makeBoss(), await makeBoss()];
    await look(viewer, person);
    await must(viewer, 'session.end', {});
    assert.equal((await ask(viewer, 'me.view', {})).outcome, 'session-ended');
    await must(person, 'me.view', {});
  });

  test('only that person ends it for the viewer; to anybody else it is not there', async () => {
    const [viewer, person, third] = [await makeBoss(), await makeBoss(), await makeBoss()];
    const { id } = await look(viewer, person);
    assert.equal((await ask(third, 'viewAs.stop', { id })).outcome, 'not-found');
    await must(viewer, 'me.view', {});
  });
});
