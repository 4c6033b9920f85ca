// Looks up what the load needs to know, once, as somebody who may see everything.
import { fold } from '../src/contract/fold.ts';
import { tokenHash } from '../src/core/identity/tokens.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { writeMarker } from '../src/core/records/sort.ts';
import type { Vault } from '../src/core/vault.ts';
import { contact } from '../src/features/contacts/contract.ts';
import { Seeded } from './data/random.ts';
import { familyName, plain } from './data/words.ts';
import type { Facts, Reach } from './load/facts.ts';
import { Connection } from './load/http.ts';
import { emails, type Who } from './people.ts';
import { hostOf, signIn } from './product.ts';

const sample = 1000;

/** `reach`: of the one with many roles. */
export async function gatherFacts(
  db: PgConnection,
  vault: Vault,
  port: number,
  who: Who,
  reach: Reach | null = null,
): Promise<Facts> {
  const cookie = await signIn(vault, port, who);
  const hash = tokenHash(cookie.slice(cookie.indexOf('=') + 1))!;
  const one = async <T>(text: string, values: readonly unknown[] = []): Promise<T> =>
    (await db.query<{ value: T }>(text, values)).rows[0]!.value;
  const list = async (text: string, values: readonly unknown[] = []): Promise<string[]> =>
    (await db.query<{ value: string }>(text, values)).rows.map((row) => row.value);
  const me = await one<string>('select id as value from data."user" where email = $1', [emails[who]]);
  const teammates = await list(
    `select mate.id as value from data."user" mate where mate.id = $1 or exists (
       select 1 from data."user" u, jsonb_array_elements(u.teams) t where u.id = $1
       and mate.teams @> jsonb_build_array(jsonb_build_object('id', t ->> 'id'))) order by 1`,
    [me],
  );
  const any = 'and ($1::uuid[]) is not null';
  const visible = who === 'narrow' ? 'and r.owner = any($1)' : reach === null ? any : `and ${reach.contact} ${any}`;
  const changeable = reach === null ? 'and r.owner = any($1)' : `and ${reach.edit} ${any}`;
  const all = await one<number>(`select count(*) as value from data.contact r where archived_at is null ${visible}`, [
    teammates,
  ]);
  const ids = (condition: string, values: readonly unknown[]): Promise<string[]> =>
    list(
      `select id as value from data.contact r where archived_at is null ${condition} order by md5(id::text) limit ${sample}`,
      values,
    );
  const seen = await ids(visible, [teammates]);
  const { rows: places } = await db.query<{ title: string; id: string }>(
    `select title, id from (select title, id, row_number() over (order by title collate core.sorting, id) as n
       from data.contact r where archived_at is null ${visible}) c where n between $2 and $3`,
    [teammates, Math.floor(all / 2), Math.floor(all / 2) + 200],
  );
  return {
    who,
    reach,
    port,
    ...hostOf(vault, port),
    cookie,
    tokenHash: hash.toString('hex'),
    accessVersion: String(await one<number>('select version as value from core.access_version')),
    session: await one<string>('select id as value from core.session where token_hash = $1', [hash]),
    me,
    teammates,
    seen,
    count: all,
    mine: who === 'owner' ? seen : await ids(changeable, [[me]]),
    companies: await list(`select companies -> 0 ->> 'id' as value from data.contact where id = any($1)`, [seen]),
    deep: places.map(({ title, id }) => ({
      title,
      id,
      cursor: writeMarker(contact, [{ field: 'title', down: false }], { values: [title], id }),
    })),
    ...(await wordsOf(db, seen)),
  };
}

/** The product counts what plain SQL counts: throws otherwise. */
export async function assertCounts(facts: Facts): Promise<void> {
  const { who, port, host, cookie, count } = facts;
  const connection = await Connection.open(port);
  try {
    const path = '/api/v1/contacts?limit=1&count=exact';
    const got = await connection.send({ method: 'GET', path, host, cookie, from: '10.0.0.9' });
    const told = (JSON.parse(got.body.toString()) as { count?: { value: number } }).count?.value;
    if (told !== count)
      throw new Error(`${who} sees ${count} contacts, and the product counts ${told} (${got.status})`);
  } finally {
    connection.close();
  }
}

/** Words out of names that occur, so that every search finds something. */
async function wordsOf(db: PgConnection, seen: readonly string[]): Promise<Pick<Facts, 'common' | 'rare' | 'names'>> {
  const { rows } = await db.query<{ family: string; email: string }>(
    `select family_name as family, emails -> 0 ->> 'value' as email from data.contact where id = any($1) order by id`,
    [seen.slice(0, 200)],
  );
  const r = new Seeded('common words', 1);
  const common = Array.from({ length: 50 }, () => fold(familyName(r))).flatMap((name) =>
    name.length < 5 ? [] : [name.slice(-4, -1)],
  );
  return {
    common: [...new Set(common)],
    rare: rows.map(({ email }) => email.slice(email.indexOf('.') + 1, email.indexOf('@'))),
    names: rows.map(({ family }) => plain(family).slice(0, 6)).filter((name) => name.length > 4),
  };
}
