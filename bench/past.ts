// What looking back costs: a tenant with many contacts of which some were changed within the last week, asked as of a week ago, as its owner and
// as somebody who sees one in fifty. `node bench/past.ts [folder] [contacts] [changes]`; `KEEP=1` writes bench/results.
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { newId } from '../src/core/ids.ts';
import { idFloor } from '../src/core/ledger/months.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Vault } from '../src/core/vault.ts';
import { type Home, checkout, openHome } from './home.ts';
import { makeOwner, quietCall } from './people.ts';
import { commitNow } from './results.ts';

const days = 86_400_000;

/** Contacts as an import makes them, in one statement; every fiftieth belongs to somebody else. */
async function addContacts(db: PgConnection, count: number, owner: string, other: string): Promise<void> {
  await db.query(
    `insert into data.contact (id, version, owner, created_at, created_by, updated_at, updated_by, given_name, family_name, job_title,
       emails, phones, stage, address, notes, external_id)
     select md5(i::text)::uuid, 1, case when i % 50 = 0 then $2::uuid else $1::uuid end, now() - interval '100 days', $1::uuid,
       now() - interval '100 days', $1::uuid, 'Given' || (i::bigint * 7919 % 9973), 'Family' || (i::bigint * 104729 % 99991), 'Job ' || (i % 997),
       jsonb_build_array(jsonb_build_object('value', 'person' || i || '@firm' || (i % 5000) || '.example', 'label', 'work')),
       jsonb_build_array(jsonb_build_object('value', '+3584' || lpad(i::text, 8, '0'), 'label', 'mobile')), 'lead',
       jsonb_build_object('street', 'Street ' || i, 'postalCode', '00100', 'city', 'Helsinki', 'region', null, 'country', 'FI'),
       'What somebody writes about somebody in a line or two, as one does.', 'ext-' || i
     from generate_series(1, $3::int) i`,
    [owner, other, count],
  );
}

/** Changes of as many contacts, spread evenly over the last week: another job for all, another name for every third. */
async function addChanges(db: PgConnection, count: number, owner: string): Promise<void> {
  await db.query(
    `create temporary table changed as
     select id, job_title, family_name, row_number() over (order by id) as n from (select * from data.contact order by external_id limit $1::int) c`,
    [count],
  );
  const bare = idFloor(new Date(0)).slice(13);
  await db.query(
    `with e as (
       select (overlay(overlay(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') placing '-' from 9 for 0) || $3 placing
           substr(md5(c.id::text), 1, 12) from 25 for 12))::uuid as entry, at, c.*
       from (select now() - interval '7 days' + interval '7 days' * n / $2::float as at, * from changed) c
     ), h as (
       insert into core.ledger (id, at, operation, actor_kind, actor, action, verb, outcome, entity, record, version, commitment, important)
       select entry, at, $4::uuid, 'user', $1::uuid, 'contact.edit', 'edited', 'done', 'contact', id, 2, '\\x00', false from e
     )
     insert into core.ledger_values (entry, salt, plain)
     select entry, '\\x00', jsonb_build_object('changes', jsonb_build_object('jobTitle', jsonb_build_array(job_title, 'Another job'))
       || case when n % 3 = 0 then jsonb_build_object('familyName', jsonb_build_array(family_name, 'Changed' || n)) else '{}' end)::text from e`,
    [owner, count, bare, newId()],
  );
  await db.query(
    `update data.contact c set version = 2, job_title = 'Another job', family_name = case when n % 3 = 0 then 'Changed' || n else c.family_name end,
       updated_at = now() from changed where changed.id = c.id`,
  );
}

async function fill(
  home: Home,
  contacts: number,
  changes: number,
): Promise<{ vault: Vault; owner: string; narrow: string }> {
  const { id } = await home.host.tenants.create(`past-${Date.now().toString(36)}`, 'Past');
  const vault = await home.vaults.openOne(id);
  const db = await home.superuser(vault);
  const owner = await makeOwner(home, vault);
  const narrow = newId();
  const role = newId();
  const grants = {
    objects: { contact: { view: 'own', fields: { notes: 'hidden' } } },
    areas: ['self.use', 'tool.time-machine'],
  };
  await db.query(`insert into core.role (id, key, name, help, grants) values ($1, 'past-narrow', 'Narrow', '', $2)`, [
    role,
    JSON.stringify(grants),
  ]);
  await db.query(
    `insert into data."user" (id, version, created_at, created_by, updated_at, updated_by, name, email, status)
     values ($1, 1, now(), $1, now(), $1, 'Narrow', 'narrow@people.example', 'active')`,
    [narrow],
  );
  await db.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [narrow, role]);
  await addContacts(db, contacts, owner, narrow);
  await addChanges(db, changes, owner);
  // Somebody had done something before: so far back it can be told.
  await db.query(
    `update core.ledger set at = now() - interval '60 days' where id = (select id from core.ledger where entity is distinct from 'contact' limit 1)`,
  );
  for (const table of ['data.contact', 'core.ledger', 'core.ledger_values']) await db.query(`vacuum analyze ${table}`);
  await db.close();
  return { vault, owner, narrow };
}

const middle = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

async function main(): Promise<void> {
  const [data = join(checkout, 'build/bench-past'), contacts = '1000000', changes = '100000'] = process.argv.slice(2);
  const home = await openHome(data, 8_520, (what) => console.error(what));
  try {
    const { vault, owner, narrow } = await fill(home, Number(contacts), Number(changes));
    const at = new Date(Date.now() - 7 * days + 60_000).toISOString();
    const ask = async (user: string, action: string, input: object): Promise<unknown> =>
      home.engine.performer.run(vault, { kind: 'user', id: user } satisfies Actor, action, input, quietCall());
    const time = async (user: string, action: string, input: object): Promise<number> => {
      const took: number[] = [];
      for (let n = 0; n < 5; n++) {
        const began = performance.now();
        await ask(user, action, input);
        took.push(performance.now() - began);
      }
      return middle(took);
    };
    const then = { object: 'contact', at };
    const filter = JSON.stringify({ field: 'jobTitle', op: 'eq', value: 'Job 5' });
    const one = ((await ask(narrow, 'contact.list', { limit: '1' })) as { rows: { id: string }[] }).rows[0]!.id;
    const questions: readonly (readonly [string, string, object])[] = [
      ['list of 50 by name, now', 'contact.list', { limit: '50' }],
      ['list of 50 by name', 'past.list', { ...then, limit: '50' }],
      ['with its count', 'past.list', { ...then, limit: '50', count: 'exact' }],
      ['filtered by job', 'past.list', { ...then, limit: '50', filter }],
      ['searched', 'past.list', { ...then, limit: '50', search: 'family1234' }],
      ['newest change first', 'past.list', { ...then, limit: '50', sort: '-updatedAt' }],
      ['totals by stage', 'past.group', { ...then, by: 'stage' }],
      ['one record', 'past.view', { ...then, id: one }],
      ['difference of the object', 'past.difference', then],
    ];
    const rows: string[] = [];
    for (const [what, action, input] of questions) {
      const [a, b] = [await time(owner, action, input), await time(narrow, action, input)];
      rows.push(`| ${what} | ${a.toFixed(0)} | ${b.toFixed(0)} |`);
      console.error(rows.at(-1));
    }
    const began = performance.now();
    for (const e of home.engine.door.catalog.entities) await ask(owner, 'past.difference', { object: e.name, at });
    const whole = performance.now() - began;
    const lines = [
      `# Looking back, ${new Date().toISOString().slice(0, 16)}, commit ${commitNow()}`,
      '',
      `${contacts} contacts, ${changes} of them changed within the week since; median of five, milliseconds; ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}, ${home.host.server.origin} PostgreSQL ${home.host.server.version.major}.`,
      '',
      '| as of a week ago | owner | sees one in fifty |',
      '|---|---|---|',
      ...rows,
      '',
      `The difference of the whole tenant, object by object: ${(whole / 1000).toFixed(1)} s.`,
      '',
    ];
    console.log(lines.join('\n'));
    if (process.env['KEEP'] !== undefined)
      writeFileSync(
        join(checkout, 'bench/results', `past-${new Date().toISOString().slice(0, 10)}.md`),
        lines.join('\n'),
      );
  } finally {
    await home.close();
  }
}

await main();
