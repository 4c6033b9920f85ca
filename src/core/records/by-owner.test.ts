// Lists and searches by name of somebody who sees what certain people own or answer for: merged from each person's part, they are what is
// left of everybody's list without what may not be seen, page by page, and a word finds nothing by a field that may not be read on that row.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addTeam, addUser, look, type TestUser } from '../../../test/harness/engine.ts';
import { entities } from '../../features/entities.ts';
import { newId } from '../ids.ts';

const acme = await newTenant('acme');
const { contact } = entities;
const db = await superuserIn(acme);
const team = await addTeam(acme, 'North');
const boss = await addUser(acme, 'Olga', 'owner');
const strangers = [await addUser(acme, 'Sten', 'sales'), await addUser(acme, 'Svea', 'sales')];
const mates = [await addUser(acme, 'Mia', 'sales', [team]), await addUser(acme, 'Max', 'sales', [team])];
const seller = await addUser(
  acme,
  'Nora',
  { objects: { contact: { view: 'team', fields: { phones: 'hidden' }, otherFields: 'read' } }, areas: ['self.use'] },
  [team],
);
const own = newId();
await db.query('insert into core.role (id, key, name, help, grants) values ($1, $2, $2, $2, $3)', [
  own,
  'own contacts',
  JSON.stringify({ objects: { contact: { view: 'own' } } }),
]);
await db.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [seller.id, own]);

interface Made {
  readonly id: string;
  readonly owner: string;
  readonly responsible: string | null;
  readonly name: string;
  readonly phone: string;
  readonly archived: boolean;
}

/** Names that come several times, whose parts are in one another's, by owner and by who answers by turns. */
const made: Made[] = [];
const people = [...strangers, ...mates, seller];
for (let n = 0; n < 150; n++) {
  const name = ['Anna', 'Hanna', 'Ånnika', 'Bo', 'Johann'][n % 5]!;
  made.push({
    id: newId(),
    owner: people[n % 7 === 6 ? 0 : n % people.length]!.id,
    responsible: n % 11 === 3 ? people[(n * 3) % people.length]!.id : null,
    name: `${name} ${['Lind', 'Berg', 'Dal'][n % 3]}`,
    phone: `+46 70 ${String(1000 + n)}`,
    archived: n % 13 === 12,
  });
}
for (const m of made) {
  const [given, family] = m.name.split(' ');
  await db.query(
    `insert into data.contact (id, version, owner, responsible, created_at, created_by, updated_at, updated_by, given_name, family_name, phones, archived_at)
     values ($1, 1, $2, $3, now(), $4, now(), $4, $5, $6, $7, $8)`,
    [
      m.id,
      m.owner,
      m.responsible,
      boss.id,
      given,
      family,
      JSON.stringify([{ value: m.phone, label: null }]),
      m.archived ? new Date() : null,
    ],
  );
}

async function walk(user: TestUser, search: string, down: boolean, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await look(acme, user, (tx) =>
      tx.records.list(contact, { search, sort: [{ field: 'title', down }], limit, ...(cursor && { cursor }) }),
    );
    ids.push(...page.rows.map((row) => row.id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

const among = (who: readonly TestUser[], m: Made): boolean =>
  who.some(({ id }) => id === m.owner || id === m.responsible);
const isSeen = (m: Made): boolean => !m.archived && among([...mates, seller], m);
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

test('a list by name, merged from the parts of the people one sees, is what is left of the whole list', async () => {
  const seen = new Set(made.filter(isSeen).map(({ id }) => id));
  assert.ok(seen.size > 60 && seen.size < 120, `${seen.size} seen`);
  assert.ok(made.some((m) => isSeen(m) && !people.slice(2).some(({ id }) => id === m.owner)));
  for (const down of [false, true]) {
    const whole = await walk(boss, '', down, 200);
    for (const limit of [7, 200])
      assert.deepEqual(
        await walk(seller, '', down, limit),
        whole.filter((id) => seen.has(id)),
      );
  }
});

test('so is a search by name, and a phone number finds only where it may be read', async () => {
  const finds = (typed: string, m: Made): boolean =>
    typed.split(' ').every((word) => plain(m.name).includes(plain(word)));
  for (const typed of ['ann', 'Ånni', 'ann berg', 'lind', 'bo', 'nobody']) {
    const found = new Set(made.filter((m) => isSeen(m) && finds(typed, m)).map(({ id }) => id));
    for (const down of [false, true]) {
      const whole = await walk(boss, '', down, 200);
      for (const limit of [3, 200])
        assert.deepEqual(
          await walk(seller, typed, down, limit),
          whole.filter((id) => found.has(id)),
          typed,
        );
    }
  }
  const [mine, hers] = [true, false].map(
    (isMine) => made.find((m) => isSeen(m) && among([seller], m) === isMine) ?? assert.fail(),
  ) as [Made, Made];
  assert.deepEqual(await walk(seller, mine.phone, false, 10), [mine.id]);
  assert.deepEqual(await walk(boss, hers.phone, false, 10), [hers.id]);
  assert.deepEqual(await walk(seller, hers.phone, false, 10), []);
});
