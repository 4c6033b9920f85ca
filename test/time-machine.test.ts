// Random work of all kinds by several people; what every record held after each step is kept, with the fields there were and the roles. Asked about any
// instant afterwards, the time machine says exactly that, and to each person what today's rights let be seen of the record as it was and as it is.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import type { Field } from '../src/contract/field.ts';
import { moveClock, now } from '../src/core/clock.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { type Catalog, makeCatalog } from '../src/core/catalog.ts';
import { readShape } from '../src/core/catalogs.ts';
import { isSealed, readStored } from '../src/core/records/codec.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { counts, isProof } from './samples/counts.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { sampleOf } from './samples/records.ts';
import { type Dice, dice } from './samples/dice.ts';

const { company, contact, deal, dealLine, activity, tag } = entities;
const objects: readonly Entity[] = [company, contact, deal, dealLine, activity, tag];
const minute = 60_000;
const plain = makeCatalog(entities);

type Row = Readonly<Record<string, unknown>>;
/** By the name of the object, then by id. */
type World = ReadonlyMap<string, ReadonlyMap<string, Row>>;

let acme: Vault;
let db: PgConnection;
let boss: Person;
/** Sees what is his own, without the notes; phones of contacts behind a mask. */
let seller: Person;
/** Sees everything but birthdays and amounts. */
let clerk: Person;
/** To whom roles are given that nobody looks back with. */
let spareHand: Person;
/** What was shared with the seller and is by now. */
let shared: ReadonlySet<string>;

const all = {
  view: 'all',
  create: 'all',
  edit: 'all',
  archive: 'all',
  restore: 'all',
  merge: 'all',
  purge: 'all',
  assign: 'all',
};
const own = { view: 'own', create: 'own', edit: 'own', archive: 'own', restore: 'own', merge: 'own' };

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  const areas = ['self.use', 'tool.time-machine', 'tool.import'];
  seller = await makeUser(
    db,
    [
      await makeRole(db, {
        objects: {
          company: { ...own, fields: { notes: 'hidden' } },
          contact: { ...own, fields: { notes: 'hidden', phones: 'masked' } },
          deal: own,
          dealLine: { view: 'all', create: 'all', edit: 'all', archive: 'all', restore: 'all' },
          activity: own,
          tag: { view: 'all' },
          user: { view: 'all' },
          stage: { view: 'all' },
          pipeline: { view: 'all' },
        },
        areas,
      }),
    ],
    [],
  );
  const but = (fields: object): object => ({ ...all, fields });
  clerk = await makeUser(
    db,
    [
      await makeRole(db, {
        objects: {
          company: but({ annualRevenue: 'hidden', taxNumber: 'hidden' }),
          contact: but({ birthday: 'hidden' }),
          deal: but({ amount: 'hidden' }),
          dealLine: all,
          activity: all,
          tag: all,
          user: { view: 'all' },
          stage: { view: 'all' },
          pipeline: { view: 'all' },
        },
        areas,
      }),
    ],
    [],
  );
  spareHand = await makeUser(db, [], []);
  await ask(boss, 'catalog.view', {});
});

function ask(p: Person, action: string, input: object): Promise<Done> {
  return perform(acme, p.actor, action, input);
}

async function must<T>(p: Person, action: string, input: object): Promise<T> {
  const done = await ask(p, action, input);
  assert.equal(
    done.outcome,
    'done',
    `${action} ${JSON.stringify(input)}: ${done.outcome} ${done.problem?.detail ?? ''}`,
  );
  return done.output as T;
}

/** Everything there is, as it is stored, past every right: the fields, every record, and who may do what. */
async function photograph(): Promise<Pick<Photo, 'world' | 'model' | 'rules'>> {
  const model = plain.with(await readShape(db));
  const world = new Map<string, ReadonlyMap<string, Row>>();
  for (const { name } of objects) {
    const e = model.entity(name);
    const { rows } = await db.query(`select * from ${tableName(e)}`);
    world.set(e.name, new Map(rows.map((row) => [row['id'] as string, readStored(acme.keys, e, row)])));
  }
  const { rows } = await db.query<{ rules: object }>(`
    select jsonb_build_object(
      'roles', (select jsonb_agg(jsonb_build_array(id, key, name, help, grants) order by id) from core.role),
      'held', (select jsonb_agg(jsonb_build_array(user_id, role_id) order by user_id, role_id) from core.member_role),
      'region', (select to_jsonb(r) from core.region r),
      'fields', (select jsonb_agg(jsonb_build_array(entity, definition) order by entity, definition) from core.own_field where retired_at is null)
    ) as rules`);
  return { world, model, rules: rows[0]!.rules };
}

interface Photo {
  readonly at: string;
  readonly after: string;
  readonly world: World;
  readonly model: Catalog;
  readonly rules: object;
}

/** One step of somebody; what is refused is refused, and changes nothing. */
async function step(d: Dice, { world, model }: Pick<Photo, 'world' | 'model'>): Promise<string> {
  const who = d.pick([boss, boss, clerk, seller]);
  const e = model.entity(d.pick(objects).name);
  const there = [...world.get(e.name)!.values()];
  const live = there.filter((r) => r['archivedAt'] === null);
  const binned = there.filter((r) => r['archivedAt'] !== null);
  const one = live.length === 0 ? null : (d.pick(live)['id'] as string);
  const serial = d.word();
  const verb = d.pick([
    'create',
    'create',
    'edit',
    'edit',
    'edit',
    'archive',
    'restore',
    'purge',
    'merge',
    'assign',
    'many',
    'undo',
    'stage',
    'links',
    'import',
    'field',
    'own',
    'retype',
    'role',
    'share',
    'tags',
  ] as const);
  const said = `${verb} ${e.name}`;
  if (verb === 'create') {
    await ask(who, `${e.name}.create`, newValues(d, world, e, serial));
  } else if (verb === 'restore' && binned.length > 0) await ask(who, `${e.name}.restore`, { id: d.pick(binned)['id'] });
  else if (verb === 'purge' && binned.length > 0 && d.chance(0.3))
    await ask(boss, `${e.name}.purge`, { id: d.pick(binned)['id'] });
  else if (verb === 'field') await reshape(d);
  else if (verb === 'retype') await retype(d);
  else if (verb === 'role') await changeRights(d);
  else if (verb === 'import' && e.name !== 'dealLine') await bringIn(d, e, live, serial);
  else if (verb === 'undo') {
    const { rows } = await must<{ rows: { id: string }[] }>(boss, 'operation.list', { limit: 20 });
    if (rows.length > 0) await ask(boss, 'operation.undo', { id: d.pick(rows).id });
  } else if (one === null) return said;
  else if (verb === 'edit') await ask(who, `${e.name}.edit`, { id: one, ...patchOf(d, e, serial) });
  else if (verb === 'archive') await ask(who, `${e.name}.archive`, { id: one });
  else if (verb === 'assign' && e.owner === 'owner')
    await ask(boss, `${e.name}.assign`, { id: one, owner: d.pick([boss, seller, clerk]).id });
  else if (verb === 'merge' && live.length > 1 && (e.name === 'company' || e.name === 'contact'))
    await ask(who, `${e.name}.merge`, { id: one, other: d.pick(live)['id'], take: ['notes'], unite: ['phones'] });
  else if (verb === 'many') {
    const ids = live.slice(0, 5).map((r) => r['id']);
    await ask(
      boss,
      `${e.name}.bulk`,
      d.chance(0.5) ? { ids, do: 'archive' } : { ids, do: 'edit', values: patchOf(d, e, serial) },
    );
  } else if (verb === 'stage') {
    const id = anyOf(d, world, deal);
    if (id !== null) await ask(who, 'deal.edit', { id, stage: `00000000-0000-7000-8000-00000000030${d.int(1, 6)}` });
  } else if (verb === 'own') await fillOwn(d, model, world, who, serial);
  else if (verb === 'share' && e !== dealLine && e !== tag) {
    const until = new Date(now().getTime() + 40 * 24 * 60 * minute).toISOString().slice(0, 10);
    await ask(boss, 'share.give', { entity: e.name, id: one, user: seller.id, edit: d.chance(0.5), until });
  } else if (verb === 'tags') {
    const [of, label] = [d.pick([company, contact, deal]), anyOf(d, world, tag)];
    const id = anyOf(d, world, of);
    const tags = label === null || d.chance(0.2) ? null : [{ id: label }];
    if (id !== null) await ask(who, `${of.name}.edit`, { id, tags });
  } else if (verb === 'links') {
    const [id, at] = [anyOf(d, world, contact), anyOf(d, world, company)];
    if (id !== null && at !== null) await ask(who, 'contact.edit', { id, companies: [{ id: at, role: null }] });
  }
  return said;
}

function anyOf(d: Dice, world: World, e: Entity): string | null {
  const live = [...world.get(e.name)!.values()].filter((r) => r['archivedAt'] === null);
  return live.length === 0 ? null : (d.pick(live)['id'] as string);
}

/** As an import writes: some new ones and some changed, in one unit of work. */
async function bringIn(d: Dice, e: Entity, live: readonly Row[], serial: string): Promise<void> {
  const fresh = [1, 2, 3].map((n) => ({ values: { ...sampleOf(e).values(`${serial}i${n}`) } }));
  const changed = live.slice(0, 3).map((row) => ({ id: row['id'] as string, values: patchOf(d, e, `${serial}u`) }));
  const purpose = { action: 'import.run', reads: false, requestId: null, address: null, source: 'import' } as const;
  await performer.door.open(acme, boss.actor, purpose, (tx) =>
    tx.records.writeMany(e, [...fresh, ...changed], { importing: true }),
  );
}

interface Own {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly retired: boolean;
}

/** Fields that became a number stay what they are: how a text was before it was another kind twice is not told. */
const settled = new Set<string>();

async function ownFields(): Promise<readonly Own[]> {
  const { fields } = await must<{ fields: Own[] }>(boss, 'shape.view', {});
  return fields.filter((f) => !settled.has(f.id));
}

/** The model changes under the records. */
async function reshape(d: Dice): Promise<void> {
  const fields = await ownFields();
  const one = fields.length === 0 ? null : d.pick(fields);
  if (one === null || fields.length < 3)
    await ask(boss, 'shape.add-field', { entity: 'company', kind: 'text', label: `Own ${d.word()}` });
  else if (one.retired) await ask(boss, d.chance(0.4) ? 'shape.purge-field' : 'shape.revive-field', { id: one.id });
  else await ask(boss, 'shape.retire-field', { id: one.id });
}

/** From text to long text and back, or, once, to a number: what is none becomes empty. */
async function retype(d: Dice): Promise<void> {
  const fields = (await ownFields()).filter((f) => !f.retired);
  if (fields.length === 0) return;
  const { id, kind } = d.pick(fields);
  const next = kind === 'longText' ? 'text' : d.pick(['longText', 'longText', 'number']);
  if (next === 'number') settled.add(id);
  await ask(boss, 'shape.retype-field', { id, kind: next, dryRun: false, emptyUnfit: true });
}

/** A value into a field of one's own. */
async function fillOwn(d: Dice, model: Catalog, world: World, who: Person, serial: string): Promise<void> {
  const names = Object.entries(model.entity('company').fields).filter(([, f]) => f.column?.startsWith('cf_') === true);
  const id = anyOf(d, world, company);
  if (names.length === 0 || id === null) return;
  const [name, { kind }] = d.pick(names);
  const value = d.chance(0.2) ? null : kind === 'number' || d.chance(0.5) ? String(d.int(1, 99)) : `own ${serial}`;
  await ask(who, 'company.edit', { id, [name]: value });
}

/** A role that nobody of those who look holds is made, changed, given, taken or removed; and a setting of the company. */
async function changeRights(d: Dice): Promise<void> {
  const { rows: roles } = await must<{ rows: { id: string; version: number; name: string }[] }>(boss, 'role.list', {});
  const spare = roles.filter((r) => r.name.startsWith('Spare'));
  const one = spare.length === 0 ? null : d.pick(spare);
  const grants = {
    objects: { tag: { view: d.pick(['all', 'none']) }, deal: { view: d.pick(['own', 'team', 'all']) } },
  };
  const does = d.pick(['make', 'edit', 'name', 'give', 'take', 'remove', 'setting'] as const);
  if (does === 'setting') await ask(boss, 'settings.edit', { currency: d.pick(['EUR', 'SEK', 'NOK']) });
  else if (one === null || does === 'make') await ask(boss, 'role.create', { name: `Spare ${d.word()}`, grants });
  else if (does === 'give' || does === 'take')
    await ask(boss, 'member.setRoles', { id: spareHand.id, roles: does === 'take' ? [] : [one.id] });
  else if (does === 'remove') await ask(boss, 'role.remove', { id: one.id });
  else {
    const { id, version } = one;
    await ask(boss, 'role.edit', { id, version, ...(does === 'edit' ? { grants } : { name: `Spare ${d.word()}` }) });
  }
}

function newValues(d: Dice, world: World, e: Entity, serial: string): object {
  if (e.name === 'dealLine')
    return { deal: anyOf(d, world, deal), description: `Line ${serial}`, quantity: String(d.int(1, 9)) };
  return sampleOf(e).values(serial);
}

/** One or two fields, some of them emptied. */
function patchOf(d: Dice, e: Entity, serial: string): Record<string, unknown> {
  const values = sampleOf(e).values(serial);
  const names = Object.keys(values).filter((n) => e.fields[n]?.required !== true && e.fields[n]?.kind !== 'ref');
  const out: Record<string, unknown> = { ...(d.chance(0.4) ? sampleOf(e).patch(serial) : {}) };
  for (const name of [d.pick(names), d.pick(names)]) out[name] = d.chance(0.25) ? null : values[name];
  return out;
}

/** What of a row its reader gets, reckoned naively: null where the row is out of reach then or now. */
function expectedOf(
  p: Person,
  e: Entity,
  then: Row,
  today: Row | undefined,
  worldThen: World,
  worldNow: World,
): Record<string, unknown> | null {
  if (today === undefined) return null;
  if (!sees(p, e, then, worldThen) || !sees(p, e, today, worldNow)) return null;
  const out: Record<string, unknown> = {};
  for (const [name, f] of Object.entries(e.fields)) {
    if (f.kind === 'ref' || f.kind === 'links') continue;
    if (f.formula !== undefined || f.rollUp !== undefined) continue;
    if (!hiddenFrom(p, e).includes(name) && !(f.follows ?? []).some((n) => hiddenFrom(p, e).includes(n)))
      out[name] = then[name] ?? null;
  }
  return out;
}

function sees(p: Person, e: Entity, row: Row, world: World): boolean {
  if (p !== seller || e.name === 'tag') return true;
  if (e.name !== 'dealLine') return row['owner'] === seller.id || shared.has(row['id'] as string);
  const whole = world.get('deal')!.get(row['deal'] as string);
  return whole !== undefined && sees(p, deal, whole, world);
}

function hiddenFrom(p: Person, e: Entity): readonly string[] {
  const hidden: Readonly<Record<string, readonly string[]>> =
    p === seller
      ? { company: ['notes'], contact: ['notes', 'phones'] }
      : p === clerk
        ? { company: ['annualRevenue', 'taxNumber'], contact: ['birthday'], deal: ['amount'] }
        : {};
  return hidden[e.name] ?? [];
}

type Page = { rows: Row[]; next: string | null; since: Record<string, { moved: string | null; fields: string[] }> };

/** Every page of the list at an instant. */
async function listAt(
  p: Person,
  e: Entity,
  at: string,
  more: object = {},
): Promise<{ rows: Row[]; since: Page['since'] }> {
  const rows: Row[] = [];
  let since: Page['since'] = {};
  for (let cursor: string | undefined; ;) {
    const page = await must<Page>(p, 'past.list', {
      object: e.name,
      at,
      limit: '7',
      archived: 'both',
      ...more,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.rows);
    since = { ...since, ...page.since };
    if (page.next === null) return { rows, since };
    cursor = page.next;
  }
}

/** How often a field's value was held against the model, and how often the machine said that it cannot tell it. */
const fieldsTold = { told: 0, leftOut: 0 };

/** A field that was of unlike kinds more than once is left out, which is said, rather than shown wrong. */
async function leftOutAt(at: string): Promise<(f: Field) => boolean> {
  const { gaps } = await must<{ gaps: string[] }>(boss, 'past.configuration', { at });
  return (f) => gaps.includes(`${f.label} had been of yet another kind before and is left out.`);
}

async function compare(p: Person, photo: Photo, at: string, today: World, d: Dice): Promise<void> {
  const isLeftOut = await leftOutAt(at);
  for (const { name: object } of objects) {
    const e = photo.model.entity(object);
    const expected = new Map<string, Record<string, unknown>>();
    for (const [id, row] of photo.world.get(e.name)!) {
      const shown = expectedOf(p, e, row, today.get(e.name)!.get(id), photo.world, today);
      if (shown !== null) expected.set(id, shown);
    }
    const { rows, since } = await listAt(p, e, at);
    const where = `${e.name} at ${at}, after ${photo.after}`;
    assert.deepEqual(rows.map((r) => String(r['id'])).sort(), [...expected.keys()].sort(), where);
    for (const row of rows) {
      const id = row['id'] as string;
      const stored = photo.world.get(e.name)!.get(id)!;
      const shown = expected.get(id)!;
      for (const [name, f] of Object.entries(e.fields)) {
        if (f.kind === 'ref' || f.kind === 'links') continue;
        const leftOut = f.column?.startsWith('cf_') === true && isLeftOut(f);
        fieldsTold[leftOut ? 'leftOut' : 'told'] += 1;
        if (leftOut) delete shown[name];
        assert.deepEqual(row[name], shown[name], `${where}: ${name} of ${id}`);
      }
      for (const name of ['version', 'archivedAt', 'createdAt', 'updatedAt'])
        assert.deepEqual(row[name], stored[name], `${where}: ${name} of ${id}`);
      assertSince(p, plain.entity(object), stored, today.get(e.name)!.get(id)!, since[id], `${where}: since of ${id}`);
    }
    await asked(p, e, at, expected, photo.world.get(e.name)!, d, where);
  }
}

/** The same rows by another order, narrowed by what one of them held, counted and totalled; and one of them by itself. */
async function asked(
  p: Person,
  e: Entity,
  at: string,
  expected: ReadonlyMap<string, Record<string, unknown>>,
  stored: ReadonlyMap<string, Row>,
  d: Dice,
  where: string,
): Promise<void> {
  const ids = [...expected.keys()].sort();
  const idsOf = (rows: readonly Row[]): string[] => rows.map((r) => String(r['id'])).sort();
  const sort = d.pick(['-updatedAt', 'createdAt', ...(e.name === 'contact' ? ['jobTitle', '-familyName'] : [])]);
  assert.deepEqual(idsOf((await listAt(p, e, at, { sort })).rows), ids, `${where}: by ${sort}`);
  const groups = await must<{ groups: { count: number }[] }>(p, 'past.group', { object: e.name, at, archived: 'both' });
  const total = groups.groups.reduce((n, g) => n + g.count, 0);
  assert.equal(total, ids.length, `${where}: in all`);
  const live = ids.filter((id) => stored.get(id)!['archivedAt'] === null);
  const { count } = await must<{ count: object }>(p, 'past.list', { object: e.name, at, limit: '1', count: 'exact' });
  assert.deepEqual(count, { value: live.length, kind: 'exact' }, `${where}: counted`);
  if (ids.length === 0) return;
  const id = d.pick(ids);
  const texts = Object.keys(expected.get(id)!).filter(
    (name) => e.fields[name]!.kind === 'text' && !isSealed(e.fields[name]!),
  );
  const name = texts.length === 0 ? null : d.pick(texts);
  const value = name === null ? null : (expected.get(id)![name] as string | null);
  if (name !== null && value !== null) {
    const filter = JSON.stringify({ field: name, op: 'eq', value });
    const alike = ids.filter((one) => expected.get(one)![name] === value);
    assert.deepEqual(idsOf((await listAt(p, e, at, { filter })).rows), alike, `${where}: ${name} is ${value}`);
  }
  const { was } = await must<{ was: Row }>(p, 'past.view', { object: e.name, id, at });
  for (const [field, shown] of Object.entries(expected.get(id)!))
    assert.deepEqual(was[field] ?? null, shown, `${where}: ${field} of ${id} by itself`);
}

/** The roles, their holders, the settings and the fields of then come back as they were, and go again when that is undone. */
async function compareRules(photo: Photo, at: string, today: object): Promise<void> {
  const { things, gaps } = await must<{
    things: { kind: string; id: string; reason: string | null }[];
    gaps: string[];
  }>(boss, 'past.configuration', { at });
  const chosen = things.filter((t) => t.reason === null).map(({ kind, id }) => ({ kind, id }));
  if (chosen.length === 0) return assert.deepEqual(photo.rules, today);
  const done = await ask(boss, 'past.restoreConfiguration', { at, things: chosen });
  assert.equal(done.outcome, 'done', done.problem?.detail);
  const { kept } = done.output as { kept: { kind: string }[] };
  const { rules } = await photograph();
  const without = (all: object): object => ({ ...all, ...(kept.length + gaps.length === 0 ? {} : { fields: null }) });
  // A field that cannot become what it was (values do not fit that kind) is said, and only such a one.
  assert.ok(
    kept.every((k) => k.kind === 'field'),
    JSON.stringify(kept),
  );
  assert.deepEqual(without(rules), without(photo.rules), `rules at ${at}, after ${photo.after}`);
  await must(boss, 'operation.undo', { id: done.answer.operation });
  assert.deepEqual((await photograph()).rules, today, `undone again, at ${at}`);
}

/** What differs today, among what is shown. */
function assertSince(
  p: Person,
  e: Entity,
  then: Row,
  today: Row,
  told: Page['since'][string] | undefined,
  where: string,
): void {
  const hidden = hiddenFrom(p, e);
  const differing = [...(e.owner === 'owner' ? ['owner'] : []), ...Object.keys(e.fields)].filter((name) => {
    if (hidden.includes(name) || (e.fields[name]?.follows ?? []).some((n) => hidden.includes(n))) return false;
    return JSON.stringify(then[name] ?? null) !== JSON.stringify(today[name] ?? null);
  });
  const moved =
    (then['archivedAt'] === null) === (today['archivedAt'] === null)
      ? null
      : today['archivedAt'] === null
        ? 'restored'
        : 'archived';
  // Fields of one's own are compared by what they hold, above.
  const named = (told?.fields ?? []).filter((name) => name === 'owner' || Object.hasOwn(e.fields, name));
  assert.deepEqual([told?.moved ?? null, named.sort()], [moved, differing.sort()], where);
}

describe('the time machine', () => {
  const photos: Photo[] = [];
  const { numRuns, seed } = counts('the time machine', { sample: 12, full: 200 });
  const d = dice(seed);

  test('says of every instant what every record held then, to each person as far as it may be seen then and now', async () => {
    const steps = numRuns * 6;
    for (const e of objects)
      await must(boss, `${e.name}.create`, newValues(d, (await photograph()).world, e, d.word()));
    for (let n = 0; n < steps; n++) {
      moveClock(minute);
      const after = await step(d, photos.at(-1) ?? (await photograph()));
      moveClock(minute);
      photos.push({ at: now().toISOString(), after, ...(await photograph()) });
    }
    const today = photos.at(-1)!.world;
    const { rows } = await db.query<{ record: string }>('select record from core.share where user_id = $1', [
      seller.id,
    ]);
    shared = new Set(rows.map((row) => row.record));
    assert.ok(
      [...today.values()].filter((records) => records.size > 1).length >= 4,
      'records of most objects have stayed',
    );
    for (let n = 0; n < numRuns; n++) {
      const photo = d.pick(photos);
      // Any instant until the next step is the same one.
      const at = new Date(Date.parse(photo.at) + d.int(0, minute / 2)).toISOString();
      await compare([boss, clerk, seller][n % 3]!, photo, photo === photos.at(-1) ? photo.at : at, today, d);
    }
    if (isProof)
      console.log(`${fieldsTold.told} values held against the model, ${fieldsTold.leftOut} said to be left out`);
    assert.ok(fieldsTold.leftOut < fieldsTold.told / 50, JSON.stringify(fieldsTold));
  });

  test('brings the configuration of every instant back as it was, and that can be undone', async () => {
    moveClock(minute);
    const today = (await photograph()).rules;
    for (let n = 0; n < Math.ceil(numRuns / 4); n++) {
      const photo = d.pick(photos);
      await compareRules(photo, photo.at, today);
      moveClock(minute);
    }
  });
});
