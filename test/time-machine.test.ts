// Random work of all kinds by several people; what every record held after each step is kept. Asked about any instant afterwards, the time
// machine says exactly that, and to each person what today's rights let be seen of the record as it was and as it is.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import { moveClock, now } from '../src/core/clock.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { readStored } from '../src/core/records/codec.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { counts } from './samples/counts.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { sampleOf } from './samples/records.ts';
import { type Dice, dice } from './samples/dice.ts';

const { company, contact, deal, dealLine, activity, tag } = entities;
const objects: readonly Entity[] = [company, contact, deal, dealLine, activity, tag];
const minute = 60_000;

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

/** Everything there is, as it is stored, past every right. */
async function photograph(): Promise<World> {
  const world = new Map<string, ReadonlyMap<string, Row>>();
  for (const e of objects) {
    const { rows } = await db.query(`select * from ${tableName(e)}`);
    world.set(e.name, new Map(rows.map((row) => [row['id'] as string, readStored(acme.keys, e, row)])));
  }
  return world;
}

interface Photo {
  readonly at: string;
  readonly after: string;
  readonly world: World;
}

/** One step of somebody; what is refused is refused, and changes nothing. */
async function step(d: Dice, world: World): Promise<string> {
  const who = d.pick([boss, boss, clerk, seller]);
  const e = d.pick(objects);
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
  ] as const);
  const said = `${verb} ${e.name}`;
  if (verb === 'create') {
    await ask(who, `${e.name}.create`, newValues(d, world, e, serial));
  } else if (verb === 'restore' && binned.length > 0) await ask(who, `${e.name}.restore`, { id: d.pick(binned)['id'] });
  else if (verb === 'purge' && binned.length > 0 && d.chance(0.3))
    await ask(boss, `${e.name}.purge`, { id: d.pick(binned)['id'] });
  else if (verb === 'field') await reshape(d);
  else if (verb === 'import' && e !== dealLine) await bringIn(d, e, live, serial);
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

/** The model changes under the records. */
async function reshape(d: Dice): Promise<void> {
  const { fields } = await must<{ fields: { id: string; retired: boolean }[] }>(boss, 'shape.view', {});
  const one = fields.length === 0 ? null : d.pick(fields);
  if (one === null || fields.length < 3)
    await ask(boss, 'shape.add-field', { entity: 'company', kind: 'text', label: `Own ${d.word()}` });
  else if (one.retired) await ask(boss, d.chance(0.4) ? 'shape.purge-field' : 'shape.revive-field', { id: one.id });
  else await ask(boss, 'shape.retire-field', { id: one.id });
}

function newValues(d: Dice, world: World, e: Entity, serial: string): object {
  if (e === dealLine)
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
    if (!hiddenFrom(p, e).includes(name) && !(f.follows ?? []).some((n) => hiddenFrom(p, e).includes(n)))
      out[name] = then[name] ?? null;
  }
  return out;
}

function sees(p: Person, e: Entity, row: Row, world: World): boolean {
  if (p !== seller || e === tag) return true;
  if (e !== dealLine) return row['owner'] === seller.id;
  const whole = world.get('deal')!.get(row['deal'] as string);
  return whole !== undefined && sees(p, deal, whole, world);
}

function hiddenFrom(p: Person, e: Entity): readonly string[] {
  if (p === seller) return e === company ? ['notes'] : e === contact ? ['notes', 'phones'] : [];
  if (p === clerk)
    return e === company ? ['annualRevenue', 'taxNumber'] : e === contact ? ['birthday'] : e === deal ? ['amount'] : [];
  return [];
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

async function compare(p: Person, photo: Photo, today: World): Promise<void> {
  for (const e of objects) {
    const expected = new Map<string, Record<string, unknown>>();
    for (const [id, row] of photo.world.get(e.name)!) {
      const shown = expectedOf(p, e, row, today.get(e.name)!.get(id), photo.world, today);
      if (shown !== null) expected.set(id, shown);
    }
    const { rows, since } = await listAt(p, e, photo.at);
    const where = `${e.name} at ${photo.at}, after ${photo.after}`;
    assert.deepEqual(rows.map((r) => String(r['id'])).sort(), [...expected.keys()].sort(), where);
    for (const row of rows) {
      const id = row['id'] as string;
      const stored = photo.world.get(e.name)!.get(id)!;
      const shown = expected.get(id)!;
      for (const name of Object.keys(e.fields)) {
        if (e.fields[name]!.kind === 'ref' || e.fields[name]!.kind === 'links') continue;
        assert.deepEqual(row[name], shown[name], `${where}: ${name} of ${id}`);
      }
      for (const name of ['version', 'archivedAt', 'createdAt', 'updatedAt'])
        assert.deepEqual(row[name], stored[name], `${where}: ${name} of ${id}`);
      assertSince(p, e, stored, today.get(e.name)!.get(id)!, since[id], `${where}: since of ${id}`);
    }
  }
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
  assert.deepEqual([told?.moved ?? null, [...(told?.fields ?? [])].sort()], [moved, differing.sort()], where);
}

describe('the time machine', () => {
  test('says of every instant what every record held then, to each person as far as it may be seen then and now', async () => {
    const { numRuns, seed } = counts('the time machine', { sample: 12, full: 200 });
    const d = dice(seed);
    const steps = numRuns * 6;
    const photos: Photo[] = [];
    for (const e of objects) await must(boss, `${e.name}.create`, newValues(d, await photograph(), e, d.word()));
    for (let n = 0; n < steps; n++) {
      moveClock(minute);
      const world = photos.at(-1)?.world ?? (await photograph());
      const after = await step(d, world);
      moveClock(minute);
      photos.push({ at: now().toISOString(), after, world: await photograph() });
    }
    const today = photos.at(-1)!.world;
    assert.ok([...today.values()].filter((rows) => rows.size > 1).length >= 4, 'records of most objects have stayed');
    const asked = Array.from({ length: numRuns }, () => d.pick(photos));
    for (const [n, photo] of asked.entries()) await compare([boss, clerk, seller][n % 3]!, photo, today);
  });
});
