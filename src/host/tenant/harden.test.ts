// What the roles of one tenant can learn and do outside their own vault: nothing. Tried against everything the catalogue offers, not a list.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { databaseOf, newTenant, roleIn, superuserIn, testCluster } from '../../../test/harness/cluster.ts';
import { PgConnection, sqlState } from '../../core/pg.ts';
import { appTarget } from './provision.ts';

const acme = await newTenant('acme');
const rival = await newTenant('rival');
const theirs = databaseOf(rival);
const secretNames = [theirs.database, ...Object.values(theirs.roles), databaseOf(acme).roles.schema.slice(0, -1) + 'x'];
const roles = ['app', 'reader', 'backup', 'sealer', 'eraser'] as const;

/** Numbers of the rival's database and roles: what a prober would count up to. */
let rivalOids: number[];
const unusedOid = 2_000_000_000;

before(async () => {
  const admin = await superuserIn(rival);
  const { rows } = await admin.query<{ oid: number }>(
    `select oid from pg_database where datname = $1 union all select oid from pg_roles where rolname = any ($2)`,
    [theirs.database, Object.values(theirs.roles)],
  );
  rivalOids = rows.map(({ oid }) => oid);
  assert.equal(rivalOids.length, 7);
  // Something is going on in the other vault while we look.
  const busy = await roleIn(rival, 'app');
  await busy.query('begin');
  await busy.query('select count(*) from core.role');
});

test('the app role connects to its own database and to no other', async () => {
  const cluster = await testCluster();
  const own = appTarget(cluster, databaseOf(acme));
  await (await PgConnection.open(own)).close();
  const target = { ...own, options: '' };
  for (const database of [theirs.database, 'postgres', 'template1', 'template0']) {
    const opened = await PgConnection.open({ ...target, database }).catch((error: unknown) => error);
    if (opened instanceof PgConnection) opened.destroy();
    assert.ok(['42501', '55000'].includes(sqlState(opened) ?? ''), `${database}: ${String(opened)}`);
  }
});

test('no two tenants share a role or a password', () => {
  const ours = databaseOf(acme);
  const all = [ours, theirs].flatMap(({ database, roles: names, passwords }) => [
    database,
    ...Object.values(names),
    ...Object.values(passwords),
  ]);
  assert.equal(new Set(all).size, all.length);
  for (const name of [ours.database, ...Object.values(ours.roles)]) assert.match(name, /^[dr]_[0-9a-f]{32}$/);
});

/** An answer without the number that was asked with; the code of a refusal stays, which may by chance be the same digits. */
function withoutNumber(answer: string, oid: number): string {
  return answer.startsWith('refused ') ? answer : answer.replaceAll(String(oid), '#');
}

for (const role of roles) {
  test(`whatever relation the ${role} role may read, none names another tenant's database or role`, async () => {
    const connection = await roleIn(acme, role);
    const { rows } = await (
      await superuserIn(acme)
    ).query<{ name: string }>(
      `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
       where relkind in ('r', 'v', 'm', 'p') and nspname in ('pg_catalog', 'information_schema')`,
    );
    let readable = 0;
    for (const { name } of rows) {
      try {
        const { rows: found } = await connection.query<{ text: string }>(`select t::text as text from ${name} t`);
        readable += 1;
        assertNothingOf(name, found.map(({ text }) => text).join('\n'));
      } catch (error) {
        assert.ok(['42501', '55000', '0A000'].includes(sqlState(error) ?? ''), `${name}: ${String(error)}`);
      }
    }
    assert.ok(rows.length > 200 && readable > 30, `${readable} of ${rows.length} relations were readable`);
  });

  test(`whatever function the ${role} role may call with a number, none answers differently for another tenant's`, async () => {
    const connection = await roleIn(acme, role);
    const { rows } = await connection.query<{ call: string }>(
      `with f as (
         select proretset, p.oid::regproc::text || case proargtypes::text
             when '' then '()' when '26' then '(#)' when '26 25' then '(#, ''connect'')' when '26 26' then '(#, #)'
             when '26 26 23' then '(1260, #, 0)' when '23' then '(#::int)' when '26 16' then '(#, true)' end as call
         from pg_catalog.pg_proc p
         where prokind = 'f' and pronamespace = 'pg_catalog'::regnamespace
           and proargtypes::text in ('', '26', '26 25', '26 26', '26 26 23', '23', '26 16')
           and prorettype not in (2279, 2278, 3838, 2280, 2281, 325, 269, 5080)
           -- arithmetic and hashes differ by nature; with one integer only what the system names its own is asked
           and (proname ~ '^(pg|has|txid|row|inet|acl|make)' or proargtypes::text <> '23') and proname !~ '^hash'
           and proname !~ '(_accum|_support|in|recv|out|send|typmod.*|pg_sleep|pg_nextoid|pg_backend_pid|now|timestamp|timeofday|random)$')
       select case when proretset then format('(select string_agg(t::text, '' '') from %s t)', call) else call end as call from f`,
    );
    assert.ok(rows.length > 60, `${rows.length} functions tried`);
    for (const { call } of rows) {
      const nothing = await answerOf(connection, call, unusedOid);
      for (const oid of call.includes('#') ? rivalOids : []) {
        const answer = await answerOf(connection, call, oid);
        assert.equal(withoutNumber(answer, oid), withoutNumber(nothing, unusedOid), call);
      }
      assertNothingOf(call, nothing);
    }
  });

  test(`numbers of other roles and databases stay numbers for the ${role} role`, async () => {
    const connection = await roleIn(acme, role);
    for (const oid of rivalOids) {
      for (const way of [
        `${oid}::oid::regrole::text`,
        `'${oid}'::regrole::text`,
        `array[${oid}]::oid[]::regrole[]::text`,
      ]) {
        const answer = await answerOf(connection, way, 0);
        assert.match(answer, new RegExp(`^(\\{?${oid}\\}?|refused .*)$`), way);
      }
    }
  });

  test(`questions by number whose answer would be a name or another's activity are refused to the ${role} role`, async () => {
    const connection = await roleIn(acme, role);
    for (const call of [
      `acldefault('r', #)`,
      `makeaclitem(#, #, 'SELECT', false)`,
      `pg_get_userbyid(#)`,
      `pg_identify_object(1260, #, 0)`,
      `has_database_privilege(#, #, 'connect')`,
      `pg_has_role(#, 'member')`,
      `(select count(*) from pg_lock_status() where database = #)`,
      `(select count(*) from pg_stat_get_activity(null) where datid = #)`,
      `(select count(*) from pg_stat_activity where datid = #)`,
      `(select count(*) from pg_prepared_xact() where dbid = #)`,
      `shobj_description(#, 'pg_database')`,
      `pg_xact_commit_timestamp((#)::text::xid)`,
      `txid_status(#::bigint)`,
    ]) {
      for (const oid of rivalOids) assert.equal(await answerOf(connection, call, oid), 'refused 42501', call);
    }
  });

  test(`the ${role} role makes nothing: no role, database, schema, table, function, temporary table, block of code or large object`, async () => {
    const connection = await roleIn(acme, role);
    for (const statement of [
      'create role intruder',
      'create database intruder',
      'create schema intruder',
      'create table core.intruder (a int)',
      'create table data.intruder (a int)',
      'create temporary table intruder (a int)',
      'create function core.intruder() returns int language sql as $$ select 1 $$',
      'create extension dblink',
      'create publication intruder',
      'create event trigger intruder on ddl_command_start execute function core.fold()',
      'do $$ begin end $$',
      'select lo_create(0)',
      `select lo_from_bytea(0, 'x')`,
      'alter table core.ledger add column a int',
      'drop table core.ledger',
      'alter role current_user createrole',
      `alter system set log_statement = 'all'`,
      `copy core.role to program 'cat'`,
      `copy core.role to '/tmp/out'`,
      `copy core.role from '/etc/passwd'`,
      `select pg_read_file('/etc/passwd')`,
      `select pg_ls_dir('.')`,
      'select pg_reload_conf()',
      `select pg_terminate_backend(1)`,
      'vacuum core.ledger; checkpoint',
    ]) {
      await assert.rejects(
        connection.query(statement),
        (error) => ['42501', '42883', '0A000', '42P17', '25001', '3F000'].includes(sqlState(error) ?? ''),
        statement,
      );
    }
  });

  test(`the ${role} role cannot become another role`, async () => {
    const connection = await roleIn(acme, role);
    const cluster = await testCluster();
    const others = [
      ...Object.values(databaseOf(acme).roles),
      ...Object.values(theirs.roles),
      'strongroom',
      'pg_read_all_data',
    ];
    // `set role` asks who the session is, and the harness's session is a superuser: so ask as the real one where it can connect.
    if (role === 'app') {
      const own = await PgConnection.open(appTarget(cluster, databaseOf(acme)));
      for (const other of others.filter((name) => name !== databaseOf(acme).roles.app)) {
        await assert.rejects(own.query(`set role "${other}"`), (error) => sqlState(error) === '42501', other);
      }
      await own.close();
    }
    const admin = await superuserIn(acme);
    const { rows } = await admin.query(
      `select 1 from pg_auth_members where member = (select oid from pg_roles where rolname = $1)`,
      [databaseOf(acme).roles[role]],
    );
    assert.equal(rows.length, 0, 'it is a member of nothing');
    await connection.query('select 1');
  });
}

test('nobody changes or removes entries of the ledger: not the app, not the reader, not the backup, not the sealer', async () => {
  for (const role of roles) {
    const connection = await roleIn(acme, role);
    for (const statement of [
      `update core.ledger set actor = actor`,
      'delete from core.ledger',
      'truncate core.ledger',
      'update core.ledger_values set salt = salt',
      'truncate core.ledger_values',
      ...(role === 'eraser' ? [] : ['delete from core.ledger_values']),
      ...(role === 'sealer' ? [] : ['delete from core.ledger_unsealed']),
    ]) {
      await assert.rejects(
        connection.query(statement),
        (error) => sqlState(error) === '42501',
        `${role}: ${statement}`,
      );
    }
  }
});

test('nothing in a tenant database belongs to anybody but its own schema role and the server', async () => {
  const admin = await superuserIn(acme);
  const { rows } = await admin.query<{ what: string; owner: string }>(
    `select pg_describe_object(classid, objid, objsubid) as what, refobjid::regrole::text as owner from pg_shdepend
     where dbid = (select oid from pg_database where datname = current_database()) and deptype = 'o'
       and refobjid not in (select oid from pg_roles where rolname = $1)`,
    [databaseOf(acme).roles.schema],
  );
  assert.deepEqual(rows, []);
});

test('privileges in a tenant database were given to its own roles only', async () => {
  const admin = await superuserIn(acme);
  const { rows } = await admin.query(
    `select pg_describe_object(classid, objid, objsubid) as what from pg_shdepend
     where dbid = (select oid from pg_database where datname = current_database()) and deptype = 'a'
       and refobjid not in (select oid from pg_roles where rolname = any ($1))`,
    [Object.values(databaseOf(acme).roles)],
  );
  assert.deepEqual(rows, []);
});

function assertNothingOf(where: string, text: string): void {
  for (const name of secretNames) assert.ok(!text.includes(name), `${where} names ${name}`);
  assert.ok(!text.includes('strongroom_control'), `${where} names the control database`);
}

/** The answer as text, or the code of its refusal. */
async function answerOf(connection: PgConnection, call: string, oid: number): Promise<string> {
  try {
    const { rows } = await connection.query<{ answer: string | null }>(
      `select (${call.replaceAll('#', `'${oid}'::oid`)})::text as answer`,
    );
    return rows[0]?.answer ?? 'null';
  } catch (error) {
    return `refused ${sqlState(error)}`;
  }
}
