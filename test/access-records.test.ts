// The access matrix of records: every record action of every object, under every pair of scopes, on one's own, a teammate's, somebody
// else's and another tenant's record. What is expected comes from a naive reference; the engine has to agree in every case.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { recordActions } from '../src/features/records/contract.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { isProof } from './samples/counts.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { addOwnObject, performOn, recordCall } from './samples/record-actions.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';
import {
  type Outcome,
  type Scope,
  type Whose,
  allScopes,
  isHeld,
  mayChange,
  mayChangeInBulk,
  mayCreate,
  mayView,
  reaches,
} from './samples/reference.ts';

const objects: readonly Entity[] = Object.values(entities);
const changes = [
  'create',
  'edit',
  'archive',
  'restore',
  'assign',
  'complete',
  'purge',
  'reveal',
  'print',
  'merge',
] as const;

let acme: Vault;
let db: PgConnection;
let foreign: { readonly [object: string]: string };
let mate: Person;
let other: Person;
let commonTeam: string;
let machine: Entity;
let cases = 0;
let serial = 0;

const tag = (): string => `T${(serial += 1)}x`;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  const beta = await newTenant('beta');
  const betaDb = await superuserIn(beta);
  const admin = await makeUser(db, [await makeRole(db, { everything: true })], []);
  machine = await addOwnObject({ vault: acme, db }, admin.actor);
  const planted = objects.map(async (e) => [e.name, await plant(beta, betaDb, e, sampleOf(e).values(tag()))] as const);
  foreign = { ...Object.fromEntries(await Promise.all(planted)), [machine.name]: newId() };
  commonTeam = await makeTeam(db);
  mate = await makeUser(db, [], [commonTeam]);
  other = await makeUser(db, [], [await makeTeam(db)]);
});

/** Everything is seen but the object in question, so that only its own grants decide. */
async function makeActor(e: Entity, view: Scope, change: Scope): Promise<Person> {
  const own = { view, ...Object.fromEntries(changes.map((verb) => [verb, change])) };
  const whole = e.partOf === undefined ? undefined : e.fields[e.partOf]!.to![0]!;
  const others = objects
    .filter((o) => o !== e)
    .map((o) => [o.name, o.name === whole ? { view: 'all', edit: 'all' } : { view: 'all' }] as const);
  const role = await makeRole(db, { objects: { ...Object.fromEntries(others), [e.name]: own }, areas: ['self.use'] });
  return makeUser(db, [role], [commonTeam]);
}

interface Target {
  readonly whose: Whose;
  readonly id: string;
  /** a word that stands in this record alone */
  readonly word?: string;
}

/** One record of each kind of owner, one of another tenant, and one that never was. */
async function makeTargets(e: Entity, me: Person): Promise<Target[]> {
  const add = async (whose: Whose, owner: string | null): Promise<Target> => {
    const word = tag();
    return { whose, word, id: await plant(acme, db, e, sampleOf(e).values(word), { owner }) };
  };
  const absent: Target[] = [
    { whose: 'absent', id: foreign[e.name]! },
    { whose: 'absent', id: newId() },
  ];
  if (e.owner === 'owner')
    return [
      await add('mine', me.id),
      await add('teammate', mate.id),
      await add('other', other.id),
      await add('nobody', null),
      ...absent,
    ];
  if (e.owner === null) return [await add('nobody', null), ...absent];
  return [
    { whose: 'mine', id: me.id },
    { whose: 'teammate', id: mate.id },
    { whose: 'other', id: other.id },
    await add('other', null),
    ...absent,
  ];
}

function expectOutcome(done: Done, expected: string, what: string): void {
  cases += 1;
  assert.equal(done.outcome, expected, what);
}

/** Puts a record into the bin or takes it out; accounts stay what they are. */
async function setArchived(e: Entity, id: string, archived: boolean): Promise<void> {
  if (e.made !== undefined && (await stored(e, id))?.['status'] === 'active') return;
  await db.query(`update ${tableName(e)} set archived_at = ${archived ? 'now()' : 'null'} where id = $1`, [id]);
}

/** Accounts never go into the bin; only people who were merely named do. */
function binOutcome(e: Entity, target: Target, expected: Outcome, placeholders: ReadonlySet<string>): string {
  return expected === 'done' && e.made !== undefined && !placeholders.has(target.id) ? 'wrong-state' : expected;
}

async function stored(e: Entity, id: string): Promise<Record<string, unknown> | undefined> {
  return (await db.query(`select * from ${tableName(e)} where id = $1`, [id])).rows[0];
}

/** Nobody moves a record out of the own reach. */
async function checkGivingAway(e: Entity, me: Person, view: Scope, change: Scope, target: Target): Promise<void> {
  const before = (await stored(e, target.id))?.['owner'];
  const receivers: readonly (readonly [Whose, string | null])[] = [
    ['other', other.id],
    ['teammate', mate.id],
    ['mine', me.id],
    ['nobody', null],
  ];
  for (const [receiver, owner] of receivers) {
    const first = mayChange(view, change, target.whose, true);
    const expected = first === 'done' && !reaches(change, receiver, true) ? 'outside-your-reach' : first;
    const done = await performOn(acme, me.actor, e, 'edit', { id: target.id, owner });
    const what = `giving a record of ${target.whose} to ${receiver}, view ${view}, change ${change}`;
    expectOutcome(done, expected, what);
    await db.query(`update ${tableName(e)} set owner = $2 where id = $1`, [target.id, before ?? null]);
    const assigned = await performOn(acme, me.actor, e, 'assign', { id: target.id, owner });
    expectOutcome(assigned, expected, `assign: ${what}`);
    if ((before ?? null) !== owner)
      assert.equal(
        (await stored(e, target.id))?.['owner'] === owner,
        expected === 'done',
        `assign, as stored: ${what}`,
      );
    await db.query(`update ${tableName(e)} set owner = $2 where id = $1`, [target.id, before ?? null]);
  }
}

async function checkRecord(
  e: Entity,
  me: Person,
  view: Scope,
  change: Scope,
  target: Target,
  placeholders: ReadonlySet<string>,
): Promise<void> {
  const { whose, id } = target;
  const owned = e.owner !== null;
  const what = (action: string): string => `${action} of a record of ${whose}, view ${view}, change ${change}`;
  const run = (action: string, input: Readonly<Record<string, unknown>>): Promise<Done> =>
    performOn(acme, me.actor, e, action, input);

  const seen = await run('view', { id });
  expectOutcome(seen, mayView(view, whose, owned), what('view'));
  expectOutcome(await run('history', { id }), mayView(view, whose, owned), what('history'));

  // Nothing to change, and still nobody's business who may not change anything.
  expectOutcome(await run('edit', { id }), mayChange(view, change, whose, owned), what('edit of nothing'));

  const untouched = await stored(e, id);
  const edited = mayChange(view, change, whose, owned);
  expectOutcome(await run('edit', { id, ...sampleOf(e).patch(tag()) }), edited, what('edit'));
  const wasChanged = (await stored(e, id))?.['version'] !== untouched?.['version'];
  assert.equal(
    wasChanged,
    edited === 'done',
    `${what('edit')}: the stored record ${wasChanged ? 'changed' : 'did not change'}`,
  );

  if (e.owner === 'owner') await checkGivingAway(e, me, view, change, target);
  const mayBe = mayChange(view, change, whose, owned);
  const revealed = await run('reveal', { id, field: Object.keys(e.fields)[0]!, reason: 'to see' });
  expectOutcome(revealed, mayBe, what('reveal'));
  if (e.name === 'user') {
    expectOutcome(await run('assign', { id, territories: null }), mayBe, what('assign'));
  }
  if (e.name === 'activity') {
    expectOutcome(await run('complete', { id, done: true }), mayBe, what('complete'));
    assert.equal((await stored(e, id))?.['done'] === true, mayBe === 'done', what('complete, as stored'));
    await db.query('update data.activity set done = false where id = $1', [id]);
  }

  const binned = binOutcome(e, target, mayChange(view, change, whose, owned), placeholders);
  expectOutcome(await run('archive', { id }), binned, what('archive'));
  assert.equal((await stored(e, id))?.['archived_at'] instanceof Date, binned === 'done', what('archive, as stored'));
  await setArchived(e, id, true);
  const inBin = (await stored(e, id))?.['archived_at'] instanceof Date;
  expectOutcome(await run('restore', { id }), binned, what('restore'));
  const stays = (await stored(e, id))?.['archived_at'] instanceof Date;
  assert.equal(stays, inBin && binned !== 'done', what('restore, as stored'));
  await setArchived(e, id, false);
}

async function checkBulk(
  e: Entity,
  me: Person,
  view: Scope,
  change: Scope,
  targets: readonly Target[],
  placeholders: ReadonlySet<string>,
): Promise<void> {
  const owned = e.owner !== null;
  const ids = targets.map((t) => t.id);
  for (const verb of ['edit', 'archive', 'restore'] as const) {
    if (verb === 'edit' && Object.values(e.fields).some((f) => f.unique === true && f.required)) continue;
    for (const id of ids) await setArchived(e, id, verb === 'restore');
    const values = verb === 'edit' ? { values: sampleOf(e).patch(tag()) } : {};
    const done = await performOn(acme, me.actor, e, 'bulk', { ids, do: verb, ...values });
    // The action of the tenant's own objects does not know which object is meant; each record is then refused by itself.
    if (!isHeld(view, owned) && e.own !== true) {
      expectOutcome(done, 'not-allowed', `bulk ${verb}, view ${view}`);
      continue;
    }
    const { results } = done.output as { results: { ok: boolean; code?: string }[] };
    for (const [i, target] of targets.entries()) {
      const reached = mayChangeInBulk(view, change, target.whose, owned);
      const expected = isHeld(view, owned) ? reached : 'not-found';
      const named = verb === 'edit' ? expected : binOutcome(e, target, expected, placeholders);
      cases += 1;
      assert.equal(
        results[i]!.ok ? 'done' : results[i]!.code,
        named,
        `bulk ${verb} of a record of ${target.whose}, view ${view}, change ${change}`,
      );
    }
  }
  for (const id of ids) await setArchived(e, id, false);
}

async function checkList(e: Entity, me: Person, view: Scope, targets: readonly Target[]): Promise<void> {
  const owned = e.owner !== null;
  const ids = targets.map((t) => t.id);
  const filter = JSON.stringify({ field: 'id', op: 'in', value: ids });
  const done = await performOn(acme, me.actor, e, 'list', { filter, count: 'exact' });
  expectOutcome(done, isHeld(view, owned) ? 'done' : 'not-allowed', `list, view ${view}`);
  if (done.outcome !== 'done') {
    const refused = await performOn(acme, me.actor, e, 'group', { by: 'createdAt:month' });
    expectOutcome(refused, 'not-allowed', `group, view ${view}`);
  }
  if (done.outcome !== 'done') return;
  const page = done.output as { rows: { id: string }[]; count: { value: number } };
  const expected = targets.filter((t) => reaches(view, t.whose, owned)).map((t) => t.id);
  assert.deepEqual(page.rows.map((r) => r.id).sort(), expected.sort(), `list, view ${view}`);
  assert.equal(page.count.value, expected.length, `count, view ${view}`);
  const grouped = await performOn(acme, me.actor, e, 'group', { by: 'createdAt:month', filter });
  expectOutcome(grouped, 'done', `group, view ${view}`);
  const { groups } = grouped.output as { groups: { count: number }[] };
  assert.equal(
    groups.reduce((sum, g) => sum + g.count, 0),
    expected.length,
    `group, view ${view}`,
  );
}

/** Only from the bin, only by its own right, and then it is gone. */
async function checkPurge(
  e: Entity,
  me: Person,
  view: Scope,
  change: Scope,
  targets: readonly Target[],
): Promise<void> {
  if (e.name === 'user') return;
  for (const { whose, id } of targets) {
    const expected = mayChange(view, change, whose, e.owner !== null);
    const what = `purge of a record of ${whose}, view ${view}, change ${change}`;
    const live = await performOn(acme, me.actor, e, 'purge', { id });
    expectOutcome(live, expected === 'done' ? 'wrong-state' : expected, `${what}, outside the bin`);
    await setArchived(e, id, true);
    expectOutcome(await performOn(acme, me.actor, e, 'purge', { id }), expected, what);
    const there = (await stored(e, id)) !== undefined;
    assert.equal(there, whose !== 'absent' && expected !== 'done', `${what}, as stored`);
  }
}

/** The search over everything finds what may be seen, and nothing else. */
async function checkSearch(e: Entity, me: Person, view: Scope, targets: readonly Target[]): Promise<void> {
  // The tenant's own objects are searched in their own lists, not yet in the search over everything.
  const isSearched = e.own !== true && Object.values(e.fields).some((f) => f.search === true && f.protected !== true);
  for (const { whose, id, word } of targets) {
    if (word === undefined || !isSearched) continue;
    const done = await perform(acme, me.actor, 'search.find', { q: word });
    expectOutcome(done, 'done', `search for what is of ${whose}, view ${view}`);
    const found = (done.output as { found: { id: string }[] }).found.some((x) => x.id === id);
    assert.equal(found, reaches(view, whose, e.owner !== null), `search for what is of ${whose}, view ${view}`);
  }
}

async function checkCreate(e: Entity, me: Person, change: Scope): Promise<void> {
  const owned = e.owner === 'owner';
  const owners: readonly (readonly [Whose, string | null])[] = owned
    ? [
        ['mine', me.id],
        ['teammate', mate.id],
        ['other', other.id],
        ['nobody', null],
      ]
    : [['nobody', null]];
  for (const [whose, owner] of owners) {
    const input = { ...sampleOf(e).values(tag()), ...(owned ? { owner } : {}) };
    await plantNeeds(acme, db, e, input);
    const done = await performOn(acme, me.actor, e, 'create', input);
    expectOutcome(done, mayCreate(change, whose, owned), `create for ${whose}, create ${change}`);
  }
}

const kindsSeen = new Map<string, string>();

/** Objects are of few kinds to the rules: whose they are, whether they are parts, whether people are made otherwise. */
function isFirstOfItsKind(e: Entity): boolean {
  const kind = `${e.owner} ${e.partOf !== undefined} ${e.made !== undefined} ${e.own === true}`;
  if (!kindsSeen.has(kind)) kindsSeen.set(kind, e.name);
  return kindsSeen.get(kind) === e.name;
}

const fewChanges: Readonly<Record<Scope, readonly Scope[]>> = {
  none: ['all'],
  own: ['own'],
  team: ['own'],
  all: ['none', 'team', 'all'],
};

/** Every pair of scopes for the first object of each kind, the telling ones for the others; the proof takes every pair for all. */
function triedChanges(e: Entity, view: Scope): readonly Scope[] {
  return isProof || isFirstOfItsKind(e) ? allScopes : fewChanges[view];
}

describe('the access matrix of records', () => {
  test('every object has a sample, and every record action is tried here', () => {
    for (const e of objects) {
      sampleOf(e);
      const tried = ['list', 'view', 'history', 'group', 'create', 'edit', 'archive', 'restore', 'bulk', 'assign'];
      tried.push('complete', 'purge', 'reveal', 'print', 'merge', 'mergedInto');
      assert.deepEqual(
        Object.keys(recordActions(e)).filter((name) => !tried.includes(name)),
        [],
      );
    }
  });

  const subjects: readonly { readonly name: string; readonly of: () => Entity }[] = [
    ...objects.map((e) => ({ name: e.name, of: () => e })),
    { name: 'an object of its own', of: () => machine },
  ];
  for (const { name: subject, of } of subjects) {
    for (const view of allScopes) {
      test(`${subject}: what somebody who sees ${view} can do, with what may be changed of any scope`, async () => {
        const e = of();
        for (const change of triedChanges(e, view)) {
          const me = await makeActor(e, view, change);
          const targets = await makeTargets(e, me);
          const placeholders = new Set(
            e.made === undefined
              ? []
              : targets.filter((t) => ![me.id, mate.id, other.id].includes(t.id)).map((t) => t.id),
          );
          await checkList(e, me, view, targets);
          await checkSearch(e, me, view, targets);
          for (const target of targets) await checkRecord(e, me, view, change, target, placeholders);
          await checkBulk(e, me, view, change, targets, placeholders);
          if (e.made === undefined) await checkCreate(e, me, change);
          await checkPurge(e, me, view, change, targets);
        }
      });
    }

    test(`${subject}: nobody who has not signed in can do anything`, async () => {
      const e = of();
      const id = await plant(acme, db, e, sampleOf(e).values(tag()));
      for (const verb of Object.keys(recordActions(e))) {
        const { input } = recordCall(e, verb, id, tag());
        expectOutcome(await performOn(acme, { kind: 'stranger' }, e, verb, input), 'not-signed-in', verb);
      }
    });
  }

  test('so many cases were compared', () => {
    assert.ok(cases > 4_500, `only ${cases}`);
  });
});
