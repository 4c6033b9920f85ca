// Questions of the audit page to a ledger of ten million entries over a year: a vault made for it, filled month by month, asked through the product.
// `node bench/ledger-many.ts [folder] fill|ask|plans [entries]`; filling goes on where it was.
import { availableParallelism, loadavg } from 'node:os';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PgConnection, Queryable } from '../src/core/pg.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Vault } from '../src/core/vault.ts';
import { type Home, checkout, openHome } from './home.ts';
import { makeOwner, quietCall } from './people.ts';
import { commitNow } from './results.ts';

const slug = 'ledger-many';
const months = 12;

/** Where the year ends: the beginning of the month after next, so that the last month is the present one. */
function starts(): Date[] {
  const at = new Date();
  return Array.from(
    { length: months + 1 },
    (_, n) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1 - months + n)),
  );
}

async function openVault(home: Home): Promise<Vault> {
  const there = (await home.host.tenants.list()).find((t) => t.slug === slug);
  const { id } = there ?? (await home.host.tenants.create(slug, 'Ten million entries'));
  return home.vaults.openOne(id);
}

/** What there was goes into a part before the year; the months of the year are parts of their own. */
async function makeRoom(db: PgConnection): Promise<void> {
  const { rows } = await db.query<{ n: number }>('select count(*) as n from core.ledger_part');
  if (rows[0]!.n > months) return;
  const first = starts()[0]!;
  await db.query(
    'truncate core.ledger, core.ledger_values, core.ledger_unsealed, core.ledger_leaf, core.ledger_node, core.ledger_head, core.ledger_tally',
  );
  await db.query(`update core.ledger_state set size = 0, peaks = '{}'`);
  for (const table of ['ledger', 'ledger_values']) {
    await db.query(`alter table core.${table} detach partition core.${table}_before`);
    const { rows: bound } = await db.query<{ id: string }>('select core.ledger_bound($1) as id', [first]);
    await db.query(
      `alter table core.${table} attach partition core.${table}_before for values from (minvalue) to ('${bound[0]!.id}')`,
    );
  }
  await db.query(`delete from core.ledger_part where name <> 'before'`);
  await db.query('update core.ledger_part set ends = $1', [first]);
  for (const month of starts()) await db.query('select core.make_ledger_part($1)', [month]);
}

/** Weighted by how often it comes: reads, then changes, then the rest. */
const fillMonth = (table: string): string => `
with acted as (
  select n, $1::timestamptz + ($2::timestamptz - $1::timestamptz) * ((n - 1 + random()) / $3::float8) as at, random() as what, random() as who, random() as how
  from generate_series(1, $3::int) n
), said as (
  select n, at,
    case when what < 0.35 then 'view' when what < 0.6 then 'list' when what < 0.8 then 'edit' when what < 0.9 then 'create' when what < 0.93 then 'archive'
         when what < 0.95 then 'restore' when what < 0.985 then 'find' when what < 0.995 then 'start' else 'setRoles' end as verb,
    case when what >= 0.95 and what < 0.985 then 'search' when what >= 0.995 then 'member' when what >= 0.985 then 'session'
         else (array['contact', 'contact', 'contact', 'company', 'deal', 'activity'])[1 + floor(who * 6)::int] end as entity,
    -- a few do much
    (60 * who * who)::int as person, how, who, what
  from acted
)
insert into core.${table} (id, at, operation, request, actor_kind, actor, session, address, action, verb, outcome, entity, record, version, allowed_by, commitment,
                         source, permission, important)
select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex((n % 4096)::int), 3, '0') || 'b' || substr(md5(n::text || $1::text), 1, 15))::uuid,
  at, md5('op' || n || $1::text)::uuid, substr(md5('rq' || n || $1::text), 1, 26), 'user', md5('person' || person)::uuid,
  md5('session' || person || date_trunc('day', at)::text)::uuid, '10.' || person || '.' || (how * 3)::int || '.' || (who * 40)::int,
  entity || '.' || verb, case verb when 'view' then 'read' when 'list' then 'read' when 'find' then 'read' when 'edit' then 'edited' when 'create' then 'created'
    when 'archive' then 'archived' when 'restore' then 'restored' when 'start' then 'signed in' else 'roles set' end,
  case when how < 0.985 then 'done' else 'refused' end, case when entity in ('search', 'session', 'member') then null else entity end,
  case when verb in ('view', 'edit', 'create', 'archive', 'restore') then md5('record' || (who * 1000000)::int)::uuid end,
  case when verb in ('edit', 'create', 'archive', 'restore') then 1 + (how * 30)::int end, 'Sales/team', sha256(n::text::bytea),
  case when how < 0.8 then 'page' when how < 0.95 then 'api' else 'import' end, entity || '.' || verb, verb in ('setRoles', 'start')
from said`;

/** Values, places in the log, sums by the hour: as the sealer leaves them, with hashes of nothing in particular. */
const beside = (name: string): string[] => [
  `insert into core.ledger_values_${name} (entry, salt, plain) select id, substr(commitment, 1, 16), '{"changes":{"notes":["what stood there before, in a line or so","what stands there now, a little longer"]}}'
   from core.ledger_${name}`,
  `insert into core.ledger_leaf (seq, entry, hash) select (select coalesce(max(seq) + 1, 0) from core.ledger_leaf) + row_number() over (order by id) - 1, id, commitment
   from core.ledger_${name}`,
  `insert into core.ledger_tally (hour, looks, done, refused) select date_trunc('hour', at), count(*) filter (where outcome = 'done' and verb = 'read'),
     count(*) filter (where outcome = 'done' and verb <> 'read'), count(*) filter (where outcome <> 'done')
   from core.ledger_${name} group by 1`,
];

/** A part outside of the whole, so that its indexes are made after it is filled. */
async function takeOut(db: PgConnection, name: string): Promise<void> {
  for (const table of ['ledger', 'ledger_values']) {
    await db.query(`alter table core.${table} detach partition core.${table}_${name}`);
    await db.query(
      `drop table core.${table}_${name}; create table core.${table}_${name} (like core.${table} including defaults)`,
    );
  }
}

async function putBack(db: PgConnection, name: string, from: Date, to: Date): Promise<void> {
  for (const table of ['ledger', 'ledger_values'])
    await db.query(
      `do $$ begin execute format('alter table core.${table} attach partition core.${table}_${name} for values from (%L) to (%L)',
         core.ledger_bound('${from.toISOString()}'), core.ledger_bound('${to.toISOString()}')); end $$`,
    );
}

async function fill(db: PgConnection, entries: number): Promise<void> {
  await makeRoom(db);
  const all = starts();
  const most = Number(process.env['MONTHS'] ?? months);
  let filled = 0;
  for (let n = 0; n < months && filled < most; n++) {
    const [from, to] = [all[n]!, all[n + 1]!];
    const { rows } = await db.query('select from core.ledger_tally where hour >= $1 and hour < $2 limit 1', [from, to]);
    if (rows.length > 0) continue;
    const began = performance.now();
    const until = n === months - 1 ? new Date(Math.min(to.getTime(), Date.now())) : to;
    const name = `m${from.toISOString().slice(0, 7).replace('-', '')}`;
    await db.query(`begin; set local synchronous_commit = off; set local maintenance_work_mem = '512MB'`);
    await takeOut(db, name);
    await db.query(fillMonth(`ledger_${name}`), [from, until, Math.round(entries / months)]);
    for (const sql of beside(name)) await db.query(sql);
    await putBack(db, name, from, to);
    await db.query('commit');
    filled += 1;
    console.error(`${from.toISOString().slice(0, 7)}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  if (filled === 0) {
    await db.query('vacuum analyze core.ledger');
    await db.query('analyze core.ledger_values');
    await db.query('analyze core.ledger_leaf');
    console.error('Filled, vacuumed and analysed.');
  }
}

interface Question {
  readonly name: string;
  readonly action: 'ledger.list' | 'ledger.histogram';
  readonly input: Record<string, unknown>;
}

async function questions(db: Queryable): Promise<Question[]> {
  const { rows } = await db.query<Record<'actor' | 'record' | 'request' | 'address' | 'rare', string>>(
    `select md5('person3')::uuid as actor, l.record, l.request, l.address,
       (select address from core.ledger where at < $1 and address is not null order by at desc limit 1) as rare
     from core.ledger l where l.at >= $1 and l.record is not null order by l.at limit 1`,
    [starts()[3]],
  );
  const one = rows[0]!;
  const old = { from: starts()[2]!.toISOString(), to: starts()[3]!.toISOString() };
  const list = (name: string, input: Record<string, unknown>): Question => ({
    name,
    action: 'ledger.list',
    input: { limit: '100', ...input },
  });
  const year = { from: starts()[0]!.toISOString(), to: new Date().toISOString(), buckets: '48' };
  const bars = (name: string, input: Record<string, unknown>): Question => ({
    name,
    action: 'ledger.histogram',
    input: { ...year, ...input },
  });
  return [
    list('newest', {}),
    list('a month long ago', old),
    list('a person', { actor: one.actor }),
    list('a record', { record: one.record }),
    list('a reference number', { request: one.request }),
    list('an address', { address: one.address }),
    list('an address nobody has', { address: '203.0.113.99' }),
    list('a family of actions', { actions: 'deal.' }),
    list('one action', { actions: 'member.setRoles' }),
    list('important functions', { important: 'true' }),
    list('refused', { outcome: 'refused' }),
    list('a verb that never came', { verb: 'purged' }),
    list('a person’s refusals by import', { actor: one.actor, outcome: 'refused', source: 'import' }),
    list('two that never come together', { actions: 'session.start', source: 'command' }),
    bars('bars of a year, everything', {}),
    bars('bars of a month long ago', old),
    bars('bars of a year, a person', { actor: one.actor }),
    bars('bars of a year, a family', { actions: 'deal.' }),
    bars('bars of a year, one action', { actions: 'member.setRoles' }),
    bars('bars of a year, refused', { outcome: 'refused' }),
    bars('bars of a year, an address', { address: one.address }),
    bars('bars of a year, from pages', { source: 'page' }),
  ];
}

interface Answer {
  readonly rows?: readonly unknown[];
  readonly reached?: string | null;
  readonly estimated?: boolean;
}

async function ask(home: Home, vault: Vault, db: PgConnection): Promise<void> {
  const actor: Actor = { kind: 'user', id: await makeOwner(home, vault) };
  const lines: string[] = [];
  for (const { name, action, input } of await questions(db)) {
    const times: number[] = [];
    let answer: Answer = {};
    for (let turn = 0; turn < 6; turn++) {
      const began = performance.now();
      answer = (await home.engine.performer.run(vault, actor, action, input, quietCall())) as Answer;
      times.push(performance.now() - began);
    }
    const [first, ...rest] = times;
    const middle = rest.sort((a, b) => a - b)[2]!;
    const note = [
      answer.rows === undefined ? '' : `${answer.rows.length} rows`,
      answer.reached == null ? '' : `stopped at ${answer.reached.slice(0, 10)}`,
      answer.estimated === true ? 'estimated' : '',
    ].filter((part) => part !== '');
    lines.push(`| ${name} | ${first!.toFixed(0)} | ${middle.toFixed(0)} | ${note.join(', ')} |`);
    console.error(lines.at(-1));
  }
  const { rows } = await db.query<{ entries: number; bytes: number; parts: number }>(
    `select (select count(*) from core.ledger_leaf) as entries, (select count(*) from core.ledger_part) as parts,
       (select sum(pg_total_relation_size(c.oid))::bigint from pg_class c where c.relnamespace = 'core'::regnamespace and c.relname like 'ledger%' and c.relkind = 'r') as bytes`,
  );
  const { entries, bytes, parts } = rows[0]!;
  const text = [
    `# The audit page on ${entries} entries, ${new Date().toISOString().slice(0, 16)}, commit ${commitNow()}`,
    '',
    `${parts} parts over a year, ${(bytes / 2 ** 30).toFixed(1)} GiB, ${(bytes / entries).toFixed(0)} bytes an entry, indexes, values and log included; ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}, ${home.host.server.origin} PostgreSQL ${home.host.server.version.major}. Through the product, as the owner, rights and the entry about looking included; milliseconds.`,
    '',
    '| question | first | middle of five | |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
  console.log(text);
  if (process.env['KEEP'] !== undefined)
    writeFileSync(join(checkout, 'bench/results', `ledger-many-${new Date().toISOString().slice(0, 10)}.md`), text);
}

async function main(): Promise<void> {
  const [data = join(checkout, 'build/bench-ledger'), what = 'ask', entries = '10000000'] = process.argv.slice(2);
  const home = await openHome(data, 8_520, (said) => console.error(said));
  try {
    const vault = await openVault(home);
    const db = await home.superuser(vault);
    if (what === 'fill') await fill(db, Number(entries));
    else await ask(home, vault, db);
    await db.close();
  } finally {
    await home.close();
  }
}

await main();
