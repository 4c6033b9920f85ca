// Closes one tenant database against itself: no role in it can learn from the catalogue which other databases, roles or activity there are.
import type { Queryable } from '../../core/pg.ts';

/** Views of the system that tell about this database or session only. Every other view in pg_catalog is closed to everybody. */
const harmlessViews = [
  'pg_settings',
  'pg_timezone_names',
  'pg_timezone_abbrevs',
  'pg_prepared_statements',
  'pg_cursors',
  'pg_indexes',
];

/** Functions whose names match tell, or do, something about other databases, roles, sessions or the whole server. */
const closedFunctions = [
  '^pg_stat_(get|reset|clear|force|have)_',
  '^pg_(ls|read|log|logical|replication|create|drop|copy|sync|advance|import|export)_',
  // roles
  '^pg_get_userbyid$',
  '^pg_has_role$',
  '^pg_get_acl$',
  '^(makeaclitem|acldefault)$',
  // anything by number: also databases and roles
  '^pg_(describe|identify|get)_object',
  '^pg_.*shdescription',
  '^(has_database|has_tablespace|has_parameter)_privilege$',
  '^pg_(database|tablespace)_',
  '^pg_filenode_relation$',
  // other sessions and their transactions
  '^pg_(lock_status|blocking_pids|safe_snapshot_blocking_pids|isolation_test_session_is_blocked)$',
  '^pg_(cancel|terminate)_backend$',
  '^pg_prepared_xact$',
  '^pg_(last_committed_xact|xact_commit_timestamp|xact_status|get_multixact_)',
  '^(txid_status|pg_notification_queue_usage)',
  '^pg_(get_replication_slots|show_replication_origin_status|stat_file|get_publication_tables)',
  // the server as a whole
  '^pg_(control|current_wal|walfile|last_wal|get_wal|wal_|switch_wal|available_wal|get_shmem|get_backend|get_aios|get_loaded|get_dsm)',
  '^pg_(postmaster_start_time|conf_load_time|hba_file_rules|ident_file_mappings|show_all_file_settings|config|current_logfile)',
  // large objects: rows nobody's grants reach
  '^(lo_|loread$|lowrite$)',
];

/**
 * Runs as a superuser in the template (tenants inherit it) and again in a tenant's database after an upgrade; idempotent.
 * Without a superuser, on a managed server, this cannot be done: that is said where the server's state is shown.
 */
export async function hardenDatabase(superuser: Queryable): Promise<void> {
  await superuser.query(hardening());
}

/** Part of what decides whether a tenant's database is up to date. */
export function hardening(): string {
  return `
do $harden$
declare
  object record;
begin
  -- Shared catalogues list databases, roles and memberships; most views tell about activity.
  for object in
    select c.oid::regclass as name from pg_catalog.pg_class c
    where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind in ('r', 'v')
      and (c.relisshared or c.relkind = 'v') and c.relname <> all (array[${list(harmlessViews)}])
  loop
    execute format('revoke all on %s from public', object.name);
  end loop;
  for object in
    select p.oid::regprocedure as name from pg_catalog.pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind in ('f', 'a', 'w')
      and p.proname ~ any (array[${list(closedFunctions)}])
  loop
    execute format('revoke all on function %s from public', object.name);
  end loop;
end
$harden$;

-- A number cast to regrole shows the name of any role, and no privilege guards a cast. Here it shows the number.
set allow_system_table_mods = on;
update pg_catalog.pg_type
  set typinput = 'oidin'::regproc, typoutput = 'oidout'::regproc, typreceive = 'oidrecv'::regproc, typsend = 'oidsend'::regproc
  where typname in ('regrole', 'regdatabase') and typnamespace = 'pg_catalog'::regnamespace;
reset allow_system_table_mods;

revoke all on schema information_schema from public;
drop schema if exists public cascade;
-- No anonymous blocks and no functions of one's own; whoever owns the schemas gets it back when there is something to build.
revoke all on language plpgsql from public;
revoke all on language sql from public;
`;
}

function list(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join(', ');
}
