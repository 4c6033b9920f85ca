// A ledger of very many entries over a year, made for asking: month by month, indexes last; ended in between it goes on where it was.
import type { PgConnection } from '../src/core/pg.ts';

const months = 12;

/** Where the year ends: the beginning of the month after next, so that the last month is the present one. */
export function starts(): Date[] {
  const at = new Date();
  return Array.from(
    { length: months + 1 },
    (_, n) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1 - months + n)),
  );
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

/** Answers whether something was filled. */
async function fillMonths(db: PgConnection, entries: number, say: (what: string) => void): Promise<boolean> {
  await makeRoom(db);
  const all = starts();
  let filled = 0;
  for (let n = 0; n < months; n++) {
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
    say(`Ledger of ${from.toISOString().slice(0, 7)} filled in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  return filled > 0;
}

/** Parts belong to whom the whole belongs to, as where the product makes them: upgrades change them in that name. */
const asProvided = `do $$ declare part regclass; holder name; begin
  for part, holder in select i.inhrelid, pg_get_userbyid(c.relowner) from pg_inherits i join pg_class c on c.oid = i.inhparent
    where i.inhparent in ('core.ledger'::regclass, 'core.ledger_values'::regclass)
  loop execute format('alter table %s owner to %I', part, holder); end loop; end $$`;

/** Of what the newest entries are about the records are there, so that titles, and what they were before, are looked up as in life. */
const makeRecords = (entity: string, name: string, kind: string): string => `
insert into data.${entity} (id, ${name}, notes, ${kind}, owner, created_at, created_by, updated_at, updated_by, version)
select distinct on (l.record) l.record, initcap(substr(md5(l.record::text), 1, 9)), 'what stands there now, a little longer',
  case when l.record::text < '4' then 'prospect' else 'customer' end, $1::uuid, l.at, $1::uuid, l.at, $1::uuid, 40
from (select record, at from core.ledger where entity = '${entity}' and record is not null order by at desc limit 20000) l on conflict do nothing`;

export async function fillLedger(
  db: PgConnection,
  owner: string,
  entries: number,
  say: (what: string) => void,
): Promise<void> {
  if (!(await fillMonths(db, entries, say))) return;
  await db.query(asProvided);
  await db.query(makeRecords('contact', 'family_name', 'stage'), [owner]);
  await db.query(makeRecords('company', 'name', 'status'), [owner]);
  for (const table of ['core.ledger', 'core.ledger_values', 'core.ledger_leaf', 'data.contact', 'data.company'])
    await db.query(`vacuum analyze ${table}`);
}
