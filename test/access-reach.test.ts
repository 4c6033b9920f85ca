// Everything that decides who reaches a record, at random and together: several roles, own, deputy and responsible, teams and the teams below,
// territories and those below, rules in CEL, shares with an end, masked fields. What a naive reference says is what every path has to answer:
// list, count, filter, order, totals, search, single record, history, change, assignment, mask, export, event and explanation.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { makeCatalog } from '../src/core/catalog.ts';
import { readShape } from '../src/core/catalogs.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Vault } from '../src/core/vault.ts';
import { Watcher } from '../src/core/watch.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { isProof } from './samples/counts.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import {
  type NaiveRecord,
  type NaiveRight,
  type NaiveRole,
  type NaiveRule,
  type NaiveScope,
  type NaiveUser,
  type NaiveVerb,
  type NaiveWorld,
  isEverRead,
  isHeld,
  mayDo,
  mayEditField,
  rolesReaching,
  seenRight,
} from './samples/naive-access.ts';
import { type Holder, makeRole, makeUser, openSession } from './samples/people.ts';
import { plant } from './samples/records.ts';

const { contact } = entities;
const fields = ['familyName', 'emails', 'birthday', 'website'] as const;
type FieldName = (typeof fields)[number];
const verbs: readonly NaiveVerb[] = ['view', 'edit', 'archive', 'export', 'assign', 'reveal'];
const rightsOf: readonly NaiveRight[] = ['hidden', 'masked', 'read', 'edit'];
const stages = ['lead', 'qualified', 'customer', 'dormant', null];
const titles = ['ape', 'mole', 'zebra', 'secret'];

const areMates = (w: { readonly users: readonly NaiveUser[] }, a: NaiveUser, id: string | null): boolean =>
  id === a.id || w.users.some((x) => x.id === id && x.teams.some((t) => a.teams.includes(t)));

let world: NaiveWorld;

/** Each rule twice: in the words of the product, and by hand. */
const rules: readonly NaiveRule[] = [
  {
    cel: 'record.stage == "lead" && record.jobTitle != "secret"',
    holds: (r) => r.stage === 'lead' && r.jobTitle !== 'secret',
  },
  { cel: 'record.jobTitle == user.region', holds: (r, u) => r.jobTitle === u.region },
  {
    cel: 'record.owner == user.id || record.stage in ["customer", "qualified"]',
    holds: (r, u) => r.owner === u.id || r.stage === 'customer' || r.stage === 'qualified',
  },
  {
    cel: '!(record.stage == "dormant") && user.region != null',
    holds: (r, u) => r.stage !== 'dormant' && u.region !== null,
    never: (u) => u.region === null,
  },
  {
    cel: 'record.owner in user.teammates && record.jobTitle >= "m"',
    holds: (r, u) => areMates(world, u, r.owner) && r.jobTitle >= 'm',
  },
  {
    cel: 'record.responsible == null && record.stage < "lz"',
    holds: (r) => r.responsible === null && r.stage !== null && r.stage < 'lz',
  },
];

const anyScope: fc.Arbitrary<NaiveScope> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<NaiveScope>('none', 'own', 'team', 'teamBelow', 'territory') },
  { weight: 1, arbitrary: fc.constant<NaiveScope>('all') },
  { weight: 3, arbitrary: fc.constantFrom(...rules).map((rule): NaiveScope => ({ rule })) },
);
const anyRole: fc.Arbitrary<NaiveRole> = fc.record({
  scopes: fc.record(Object.fromEntries(verbs.map((v) => [v, anyScope])) as Record<NaiveVerb, fc.Arbitrary<NaiveScope>>),
  fields: fc.record(Object.fromEntries(fields.map((f) => [f, fc.constantFrom(...rightsOf)]))),
});

const people = 6;
const teams = 5;
const places = 6;
const records = 14;

/** Which of so many, by number. */
const some = (n: number, most: number): fc.Arbitrary<number[]> => fc.uniqueArray(fc.nat(n - 1), { maxLength: most });
const maybe = (n: number): fc.Arbitrary<number | null> => fc.option(fc.nat(n - 1));

const anyPlan = fc.record({
  // A parent comes before its child, so that there are no circles.
  teamParents: fc.array(fc.option(fc.nat(99)), { minLength: teams, maxLength: teams }),
  placeParents: fc.array(fc.option(fc.nat(99)), { minLength: places, maxLength: places }),
  users: fc.array(
    fc.record({
      roles: fc.array(anyRole, { minLength: 1, maxLength: 3 }),
      teams: some(teams, 2),
      places: some(places, 2),
      region: fc.option(fc.constantFrom(...titles)),
    }),
    { minLength: people, maxLength: people },
  ),
  records: fc.array(
    fc.record({
      owner: maybe(people),
      responsible: fc.option(fc.nat(people - 1), { freq: 2 }),
      places: some(places, 2),
      stage: fc.constantFrom(...stages),
      title: fc.constantFrom(...titles),
    }),
    { minLength: records, maxLength: records },
  ),
  shares: fc.array(
    fc.record({
      record: fc.nat(records - 1),
      user: fc.nat(people - 1),
      team: maybe(teams),
      edit: fc.boolean(),
      ended: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  deputies: fc.array(
    fc.record({ user: fc.nat(people - 1), deputy: fc.nat(people - 1), when: fc.constantFrom('now', 'past', 'future') }),
    { maxLength: 4 },
  ),
});
type Plan = typeof anyPlan extends fc.Arbitrary<infer P> ? P : never;

interface Values {
  readonly familyName: string;
  readonly emails: readonly { readonly value: string; readonly label: null }[];
  readonly birthday: string;
  readonly website: string;
}

let acme: Vault;
let db: PgConnection;
let admin: Holder;
let regionColumn: string;
let watcher: Watcher;
let serial = 0;
let requests = 0;
let leaks = 0;
const sessions = new Map<string, Holder>();
const values = new Map<string, Values>();
const everyone = {
  objects: { user: { view: 'all' }, team: { view: 'all' }, territory: { view: 'all' } },
  areas: ['self.use'],
};

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  admin = await openSession(db, await makeUser(db, [await makeRole(db, { everything: true })], []));
  const added = await perform(acme, admin.actor, 'shape.add-field', { entity: 'user', kind: 'text', label: 'Region' });
  assert.equal(added.outcome, 'done');
  const catalog = makeCatalog(entities, await readShape(db));
  regionColumn = catalog.entity('user').fields['region']!.column!;
  watcher = new Watcher(makeCatalog(entities));
});

const links = (entity: string, ids: readonly string[]): string | null =>
  ids.length === 0 ? null : JSON.stringify(ids.map((id) => ({ entity, id, role: null })));

async function makeTree(
  table: 'team' | 'territory',
  parents: readonly (number | null)[],
): Promise<Record<string, string | null>> {
  const ids = parents.map(() => newId());
  const tree: Record<string, string | null> = {};
  for (const [n, id] of ids.entries()) {
    const parent = parents[n] === null || n === 0 ? null : ids[parents[n]! % n]!;
    tree[id] = parent;
    await db.query(
      `insert into data.${table} (id, version, created_at, created_by, updated_at, updated_by, name, parent)
       values ($1, 1, now(), $1, now(), $1, $2, $3)`,
      [id, `${table} ${(serial += 1)}`, parent],
    );
  }
  return tree;
}

function grantsOf(role: NaiveRole): object {
  const scope = (s: NaiveScope): unknown => (typeof s === 'string' ? s : { rule: s.rule.cel });
  const scopes = Object.fromEntries(Object.entries(role.scopes).map(([verb, s]) => [verb, scope(s)]));
  return { objects: { contact: { ...scopes, fields: role.fields } }, areas: [] };
}

const times = { now: ['-1 day', '1 day'], past: ['-2 days', '-1 second'], future: ['1 day', '2 days'] } as const;

/** Puts the plan into the database, past the engine, and tells what is there. */
async function build(plan: Plan): Promise<NaiveWorld> {
  for (const table of ['core.share', 'core.deputy', 'data.contact']) await db.query(`delete from ${table}`);
  sessions.clear();
  values.clear();
  const teamTree = await makeTree('team', plan.teamParents);
  const placeTree = await makeTree('territory', plan.placeParents);
  const [teamIds, placeIds] = [Object.keys(teamTree), Object.keys(placeTree)];
  const ground = await makeRole(db, everyone);
  const users: NaiveUser[] = [];
  for (const u of plan.users) {
    const roles = [ground];
    for (const role of u.roles) roles.push(await makeRole(db, grantsOf(role)));
    const mine = u.teams.map((n) => teamIds[n]!);
    const person = await makeUser(db, roles, mine);
    const where = u.places.map((n) => placeIds[n]!);
    await db.query(`update data."user" set territories = $2, ${regionColumn} = $3 where id = $1`, [
      person.id,
      links('territory', where),
      u.region,
    ]);
    sessions.set(person.id, await openSession(db, person));
    users.push({ id: person.id, teams: mine, territories: where, region: u.region, roles: u.roles });
  }
  const idOf = (n: number | null): string | null => (n === null ? null : users[n]!.id);
  const made: NaiveRecord[] = [];
  for (const r of plan.records) {
    const n = (serial += 1);
    const kept: Values = {
      familyName: `Family${n}q`,
      emails: [{ value: `mail${n}q@reach.example`, label: null }],
      birthday: `19${String(10 + (n % 60))}-0${1 + (n % 9)}-11`,
      website: `https://site${n}q.example`,
    };
    const where = r.places.map((p) => placeIds[p]!);
    const owner = idOf(r.owner);
    const id = await plant(
      acme,
      db,
      contact,
      {
        ...kept,
        jobTitle: r.title,
        stage: r.stage,
        responsible: idOf(r.responsible),
        territories: where.length === 0 ? null : where.map((t) => ({ entity: 'territory', id: t, role: null })),
      },
      { owner },
    );
    values.set(id, kept);
    made.push({
      id,
      owner,
      responsible: idOf(r.responsible),
      territories: where,
      stage: r.stage,
      jobTitle: r.title,
      archived: false,
    });
  }
  const shares: NaiveWorld['shares'][number][] = [];
  for (const s of plan.shares) {
    const team = s.team === null ? null : teamIds[s.team]!;
    const share = {
      record: made[s.record]!.id,
      user: team === null ? users[s.user]!.id : null,
      team,
      edit: s.edit,
      inForce: !s.ended,
    };
    const inserted = await db.query(
      `insert into core.share (id, entity, record, user_id, team, may_edit, given_by, given_at, until_at)
       values ($1, 'contact', $2, $3, $4, $5, $6, now(), now() + $7::interval) on conflict do nothing`,
      [newId(), share.record, share.user, team, s.edit, admin.id, s.ended ? '-1 second' : '1 day'],
    );
    if (inserted.rowCount === 1) shares.push(share);
  }
  const deputies: NaiveWorld['deputies'][number][] = [];
  for (const d of plan.deputies) {
    if (d.user === d.deputy) continue;
    const [from, until] = times[d.when];
    await db.query(
      `insert into core.deputy (id, user_id, deputy, from_at, until_at, set_by) values ($1, $2, $3, now() + $4::interval, now() + $5::interval, $2)`,
      [newId(), users[d.user]!.id, users[d.deputy]!.id, from, until],
    );
    deputies.push({ user: users[d.user]!.id, deputy: users[d.deputy]!.id, inForce: d.when === 'now' });
  }
  return { users, teams: teamTree, territories: placeTree, records: made, shares, deputies };
}

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

function ask(u: NaiveUser, action: string, input: object): Promise<Done> {
  requests += 1;
  return perform(acme, sessions.get(u.id)!.actor, action, input);
}

function same(actual: unknown, expected: unknown, what: string): void {
  try {
    assert.deepEqual(actual, expected, what);
  } catch (error) {
    leaks += 1;
    throw error;
  }
}

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** What stands in an answer of a record, and what stands there masked. */
function checkRow(u: NaiveUser, r: NaiveRecord, row: Row, what: string): void {
  const masked = (row['masked'] ?? {}) as Record<string, string>;
  for (const f of fields) {
    const right = seenRight(world, u, r, f);
    same(Object.hasOwn(row, f), right === 'read', `${what}: ${f}, ${right}`);
    same(Object.hasOwn(masked, f), right === 'masked', `${what}: the mask of ${f}, ${right}`);
    if (right !== 'masked') continue;
    const value = f === 'emails' ? values.get(r.id)!.emails[0]!.value : values.get(r.id)![f];
    const shown = masked[f]!.replace('****', '');
    assert.ok(shown.length * 4 <= value.length && (shown === '' || value.endsWith(shown)), `${masked[f]} of ${value}`);
  }
  // A name that may not be read stands in no title either.
  const isNamed = seenRight(world, u, r, 'familyName') === 'read';
  same(JSON.stringify(row).includes(values.get(r.id)!.familyName), isNamed, `${what}: the name in the title`);
}

const visible = (u: NaiveUser): NaiveRecord[] => world.records.filter((r) => mayDo(world, u, 'view', r));

async function checkLists(u: NaiveUser): Promise<void> {
  const held = isHeld(u, 'view');
  const done = await ask(u, 'contact.list', { limit: '200', count: 'exact' });
  same(done.outcome, held ? 'done' : 'not-allowed', 'list');
  if (!held) return;
  const page = done.output as { rows: Row[]; count: { value: number } };
  const seen = visible(u);
  same(sorted(page.rows.map((r) => r.id)), sorted(seen.map((r) => r.id)), 'rows of the list');
  same(page.count.value, seen.length, 'count of the list');
  for (const row of page.rows)
    checkRow(
      u,
      world.records.find((r) => r.id === row.id)!,
      row,
      'list',
    );
  for (const f of fields) await checkQuestions(u, f, seen);
  const grouped = await ask(u, 'contact.group', { by: 'stage' });
  const { groups } = grouped.output as { groups: { keys: unknown[]; count: number }[] };
  const counts = new Map<unknown, number>();
  for (const r of seen) counts.set(r.stage, (counts.get(r.stage) ?? 0) + 1);
  same(new Map(groups.map((g) => [g.keys[0], g.count])), counts, 'totals');
}

async function checkQuestions(u: NaiveUser, f: FieldName, seen: readonly NaiveRecord[]): Promise<void> {
  const probe = world.records[serial % world.records.length]!;
  const value = f === 'emails' ? values.get(probe.id)!.emails[0]!.value : values.get(probe.id)![f];
  const read = seen.filter((r) => seenRight(world, u, r, f) === 'read');
  const ever = isEverRead(u, f);
  const filter = JSON.stringify({ field: f, op: f === 'emails' ? 'has' : 'eq', value });
  for (const [negated, text] of [
    [false, filter],
    [true, JSON.stringify({ not: JSON.parse(filter) as object })],
  ] as const) {
    const done = await ask(u, 'contact.list', { limit: '200', filter: text });
    same(done.outcome, ever ? 'done' : 'unknown-field', `filter by ${f}`);
    if (!ever) continue;
    const isEqual = (r: NaiveRecord): boolean => {
      const own = f === 'emails' ? values.get(r.id)!.emails[0]!.value : values.get(r.id)![f];
      return read.includes(r) && own === value;
    };
    const expected = seen.filter((r) => isEqual(r) !== negated);
    same(
      sorted((done.output as { rows: Row[] }).rows.map((r) => r.id)),
      sorted(expected.map((r) => r.id)),
      `filter by ${f}`,
    );
  }
  if (f === 'birthday') {
    const done = await ask(u, 'contact.list', { limit: '200', sort: 'birthday' });
    same(done.outcome, ever ? 'done' : 'unknown-field', 'order by birthday');
    const day = (r: NaiveRecord): string => (read.includes(r) ? values.get(r.id)!.birthday : '9999');
    const expected = [...seen].sort((a, b) => (day(a) + a.id < day(b) + b.id ? -1 : 1)).map((r) => r.id);
    if (ever)
      same(
        (done.output as { rows: Row[] }).rows.map((r) => r.id),
        expected,
        'order by birthday',
      );
    const totals = await ask(u, 'contact.group', { by: 'birthday' });
    same(totals.outcome, ever ? 'done' : 'unknown-field', 'totals by birthday');
  }
}

async function checkSearch(u: NaiveUser, r: NaiveRecord): Promise<void> {
  for (const f of ['familyName', 'emails'] as const) {
    const { familyName, emails } = values.get(r.id)!;
    const word = f === 'familyName' ? familyName : emails[0]!.value.split('@')[0]!;
    const isFound = mayDo(world, u, 'view', r) && seenRight(world, u, r, f) === 'read';
    const done = await ask(u, 'search.find', { q: word });
    same(
      (done.output as { found: { id: string }[] }).found.some((x) => x.id === r.id),
      isFound,
      `search by ${f}`,
    );
  }
}

function expectedChange(u: NaiveUser, r: NaiveRecord, verb: NaiveVerb): string {
  if (!isHeld(u, verb)) return 'not-allowed';
  if (!mayDo(world, u, 'view', r)) return 'not-found';
  return mayDo(world, u, verb, r) ? 'done' : 'not-allowed';
}

async function checkRecord(u: NaiveUser, r: NaiveRecord): Promise<void> {
  const sees = mayDo(world, u, 'view', r);
  const looked = isHeld(u, 'view') ? (sees ? 'done' : 'not-found') : 'not-allowed';
  const viewed = await ask(u, 'contact.view', { id: r.id });
  same(viewed.outcome, looked, 'view');
  if (sees) checkRow(u, r, viewed.output as Row, 'view');
  const history = await ask(u, 'contact.history', { id: r.id });
  same(history.outcome, looked, 'history');
  for (const f of fields) {
    const told = JSON.stringify(history.output ?? '').includes(`"field":"${f}"`);
    if (told) same(seenRight(world, u, r, f), 'read', `${f} in the history`);
  }
  await checkEdit(u, r);
  const f = fields[serial % fields.length]!;
  const right = seenRight(world, u, r, f);
  const revealed = await ask(u, 'contact.reveal', { id: r.id, field: f, reason: 'a property' });
  const shown = expectedChange(u, r, 'reveal');
  const expected = isHeld(u, 'reveal') && sees && right === 'hidden' ? 'unknown-field' : shown;
  same(revealed.outcome, expected, `reveal of ${f}, ${right}`);
  if (expected === 'done')
    same((revealed.output as { value: unknown }).value, values.get(r.id)![f], 'what is revealed');
  for (const verb of ['edit', 'archive', 'assign'] as const) {
    const why = await ask(u, 'access.why', { entity: 'contact', id: r.id, verb });
    same(why.outcome, sees ? 'done' : 'not-found', 'why');
    if (sees) same((why.output as { allowed: boolean }).allowed, mayDo(world, u, verb, r), `why ${verb}`);
  }
}

async function checkEdit(u: NaiveUser, r: NaiveRecord): Promise<void> {
  const f = ['website', 'birthday', 'familyName'][serial % 3] as 'website';
  const first = expectedChange(u, r, 'edit');
  const right = first === 'done' ? seenRight(world, u, r, f) : 'read';
  const refused = right === 'hidden' ? 'unknown-field' : 'not-allowed';
  const expected = first !== 'done' ? first : mayEditField(world, u, r, f) ? 'done' : refused;
  const done = await ask(u, 'contact.edit', { id: r.id, [f]: values.get(r.id)![f] });
  same(done.outcome, expected, `edit of ${f}, ${right}`);
  // A value that does not fit tells nothing of a field that is hidden.
  const wrong = await ask(u, 'contact.edit', { id: r.id, birthday: 'no day at all' });
  const hidden = first === 'done' && seenRight(world, u, r, 'birthday') === 'hidden';
  same(wrong.outcome, first !== 'done' ? first : hidden ? 'unknown-field' : 'invalid-input', 'edit with a wrong value');
}

/** One record is given to somebody, as far as it may be, and taken back past the engine. */
async function checkAssign(u: NaiveUser, r: NaiveRecord, to: NaiveUser): Promise<void> {
  const first = expectedChange(u, r, 'assign');
  const after = { ...r, owner: to.id };
  const expected = first === 'done' && !rolesReaching(world, u, 'assign', after).length ? 'outside-your-reach' : first;
  const done = await ask(u, 'contact.assign', { id: r.id, owner: to.id });
  same(done.outcome, expected, 'assign');
  const both = await ask(u, 'contact.edit', { id: r.id, owner: to.id });
  const needed = [expectedChange(u, r, 'edit'), expectedChange(u, r, 'assign')];
  if (expected !== 'done') {
    const stays = (await db.query('select owner from data.contact where id = $1', [r.id])).rows[0]!['owner'];
    same(stays, r.owner, 'a refused assignment changes nothing');
    if (!needed.every((x) => x === 'done')) assert.notEqual(both.outcome, 'done');
  }
  await db.query('update data.contact set owner = $2 where id = $1', [r.id, r.owner]);
}

async function checkExportAndEvents(u: NaiveUser): Promise<void> {
  const holder = sessions.get(u.id)!;
  const ids = world.records.map((r) => r.id);
  requests += 2;
  const heard = await watcher.visible(acme, holder.actor as Extract<Actor, { kind: 'session' }>, [
    { topic: 'record', entity: 'contact', verb: 'edited', ids, operation: newId() },
  ]);
  const told = heard.flatMap((e) => (e.topic === 'record' ? e.ids : []));
  same(sorted(told), sorted(visible(u).map((r) => r.id)), 'events');
  const purpose = { action: 'test.export', reads: true, requestId: null, address: null };
  const leaving = await performer.door
    .open(acme, holder.actor, purpose, async (tx) => {
      const may = [...tx.exports.fields(contact)].filter((f) => (fields as readonly string[]).includes(f));
      return await tx.exports.rows(contact, ids, may);
    })
    .catch((error: unknown) => (error as { code?: string }).code);
  if (!isHeld(u, 'view') || !isHeld(u, 'export')) return same(leaving, 'not-allowed', 'export');
  const rows = leaving as Row[];
  const out = world.records.filter((r) => mayDo(world, u, 'view', r) && mayDo(world, u, 'export', r));
  same(sorted(rows.map((r) => r.id)), sorted(out.map((r) => r.id)), 'rows of an export');
  for (const row of rows) {
    const r = out.find((x) => x.id === row.id)!;
    for (const f of fields) {
      const leaves =
        seenRight(world, u, r, f) === 'read' &&
        rolesReaching(world, u, 'export', r).some((role) => ['read', 'edit'].includes(role.fields[f]!));
      same(Object.hasOwn(row, f), leaves, `${f} in an export`);
    }
  }
}

describe('who reaches a record', () => {
  test('every path answers what a naive reference says', async () => {
    const [least, seed] = isProof ? [100_000, Number(process.env['STRONGROOM_PROOF'])] : [7_000, 20261125];
    const plans = fc.sample(anyPlan, { numRuns: 2_000, seed });
    let worlds = 0;
    for (const plan of plans) {
      if (requests >= least) break;
      world = await build(plan);
      worlds += 1;
      for (const [n, u] of world.users.entries()) {
        try {
          await checkLists(u);
          for (const r of world.records) {
            serial += 1;
            await checkRecord(u, r);
          }
          const r = world.records[(worlds + n) % world.records.length]!;
          await checkSearch(u, r);
          await checkAssign(u, r, world.users[(worlds + 2 * n + 1) % world.users.length]!);
          await checkExportAndEvents(u);
        } catch (error) {
          console.error(
            JSON.stringify({ world: worlds, seed, user: u, shares: world.shares, deputies: world.deputies }),
          );
          throw error;
        }
      }
      const some = world.records[worlds % world.records.length]!;
      const who = await perform(acme, admin.actor, 'access.who', { entity: 'contact', id: some.id });
      const seers = (who.output as { rows: { user: { id: string } }[] }).rows.map((row) => row.user.id);
      const expected = world.users.filter((u) => mayDo(world, u, 'view', some)).map((u) => u.id);
      same(sorted(seers.filter((id) => world.users.some((u) => u.id === id))), sorted(expected), 'who sees it');
    }
    console.log(`${requests} requests in ${worlds} worlds, ${leaks} leaks`);
    assert.ok(requests >= least, `only ${requests} requests`);
  });
});
