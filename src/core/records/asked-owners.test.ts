// Lists of what certain people own, asked for by a filter: whoever sees all of theirs is asked no more than whose it is, and nobody finds a record,
// a count or a total of more than what may be seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addTeam, addUser, look, type TestUser } from '../../../test/harness/engine.ts';
import type { Filter } from '../../contract/filter.ts';
import { entities } from '../../features/entities.ts';
import { newId } from '../ids.ts';

const acme = await newTenant('acme');
const { contact } = entities;
const db = await superuserIn(acme);
const team = await addTeam(acme, 'North');
const boss = await addUser(acme, 'Olga', 'owner');
const stranger = await addUser(acme, 'Sten', 'sales');
const mate = await addUser(acme, 'Mia', 'sales', [team]);
const seeing = async (name: string, view: unknown): Promise<TestUser> =>
  addUser(
    acme,
    name,
    {
      objects: { contact: { view, otherFields: 'read' }, user: { view: 'all', otherFields: 'read' } },
      areas: ['self.use'],
    } as never,
    [team],
  );
const own = await seeing('Nora', 'own');
const ofTeam = await seeing('Tea', 'team');
const picky = await seeing('Pia', { rule: 'record.owner == user.id && record.stage == "lead"' });
const broad = await seeing('Bo', { rule: 'record.owner == user.id || record.stage == "qualified"' });
const people = [stranger, mate, own, ofTeam, picky, broad];

interface Made {
  readonly id: string;
  readonly owner: string;
  readonly responsible: string | null;
  readonly stage: string;
}

const made: Made[] = [];
for (const [n, stage] of ['lead', 'qualified', 'customer'].entries()) {
  for (const [i, { id: owner }] of people.entries()) {
    for (let k = 0; k < 3; k++) {
      const responsible = k === 2 ? people[(i + n) % people.length]!.id : null;
      made.push({ id: newId(), owner, responsible, stage });
    }
  }
}
for (const [n, m] of made.entries()) {
  await db.query(
    `insert into data.contact (id, version, owner, responsible, created_at, created_by, updated_at, updated_by, given_name, family_name, stage)
     values ($1, 1, $2, $3, now(), $4, now(), $4, $5, 'Lind', $6)`,
    [m.id, m.owner, m.responsible, boss.id, `Anna ${n}`, m.stage],
  );
}

const team4 = new Set([mate, own, ofTeam, picky, broad].map(({ id }) => id));
/** Whom one asks for in one's own name, and for a mate's; what each may see, said naively. */
const seen: readonly (readonly [TestUser, (m: Made) => boolean])[] = [
  [own, (m) => m.owner === own.id || m.responsible === own.id],
  [ofTeam, (m) => team4.has(m.owner) || (m.responsible !== null && team4.has(m.responsible))],
  [picky, (m) => m.owner === picky.id && m.stage === 'lead'],
  [broad, (m) => m.owner === broad.id || m.stage === 'qualified'],
];

const owner = (...ids: string[]): Filter =>
  ids.length === 1 ? { field: 'owner', op: 'eq', value: ids[0]! } : { field: 'owner', op: 'in', value: ids };
const stage = (value: string): Filter => ({ field: 'stage', op: 'eq', value });

/** What is asked, and what it means over every record there is. */
function questions(me: TestUser): readonly (readonly [Filter, (m: Made) => boolean])[] {
  const mine = (m: Made): boolean => m.owner === me.id;
  return [
    [owner(me.id), mine],
    [owner(mate.id), (m) => m.owner === mate.id],
    [owner(stranger.id), (m) => m.owner === stranger.id],
    [owner(me.id, mate.id, stranger.id), (m) => [me.id, mate.id, stranger.id].includes(m.owner)],
    [owner(me.id, mate.id), (m) => [me.id, mate.id].includes(m.owner)],
    [{ and: [owner(me.id), stage('customer')] }, (m) => mine(m) && m.stage === 'customer'],
    [{ and: [stage('customer'), { and: [owner(me.id)] }] }, (m) => mine(m) && m.stage === 'customer'],
    [{ and: [owner(me.id), owner(stranger.id)] }, () => false],
    [{ or: [owner(me.id), stage('customer')] }, (m) => mine(m) || m.stage === 'customer'],
    [{ not: owner(me.id) }, (m) => !mine(m)],
    [{ field: 'owner', op: 'ne', value: me.id }, (m) => !mine(m)],
    [{ field: 'responsible', op: 'eq', value: me.id }, (m) => m.responsible === me.id],
  ];
}

async function found(user: TestUser, filter: Filter): Promise<string[]> {
  const { rows, count } = await look(acme, user, (tx) =>
    tx.records.list(contact, { filter, limit: 200, count: 'exact' }),
  );
  assert.deepEqual(count, { value: rows.length, kind: 'exact' });
  const groups = await look(acme, user, (tx) => tx.records.group(contact, [], [], { filter }));
  assert.equal(groups.groups[0]?.count ?? 0, rows.length);
  return rows.map((row) => row.id).sort();
}

test('a filter by owner finds of what may be seen what it says, whoever asks for whose', async () => {
  for (const [user, sees] of seen) {
    for (const [filter, says] of questions(user)) {
      const expected = made.filter((m) => sees(m) && says(m)).map(({ id }) => id);
      assert.deepEqual(await found(user, filter), expected.sort(), `${user.id} ${JSON.stringify(filter)}`);
    }
  }
});

test('a filter that says two things at once gives nothing that may not be seen', async () => {
  const both = {
    or: [{ field: 'stage', op: 'eq', value: 'customer' }, owner(stranger.id)],
    ...owner(own.id),
  } as Filter;
  const mayBe = new Set(made.filter(seen[0]![1]).map(({ id }) => id));
  const ids = await found(own, both);
  assert.ok(ids.every((id) => mayBe.has(id)));
  await assert.rejects(() => found(own, { and: 'owner', ...owner(own.id) } as never));
});
