-- Looking back: finding what was changed since an instant, object by object, and what fields and objects the tenant had.
create index ledger_of_object on core.ledger (entity, at) where version is not null and outcome = 'done';
create index ledger_of_shape on core.ledger (at)
  where outcome = 'done' and verb in ('field added', 'field changed', 'field retired', 'field brought back', 'field purged', 'field retyped',
    'object added', 'object changed', 'object retired', 'object brought back');

-- Of each key the value that came last: of changes told newest first, what a record held before all of them.
create aggregate core.oldest(jsonb) (sfunc = pg_catalog.jsonb_concat, stype = jsonb);

-- Entries whose work had begun by an instant and was committed after it. The order of commits is the server's to tell, and a tenant's
-- roles may not ask it about transactions by number, which are those of other tenants too: this answers for this ledger alone.
create function core.committed_later(instant timestamptz) returns setof uuid
  language plpgsql stable security definer set search_path = '' as $$
begin
  if pg_catalog.current_setting('track_commit_timestamp') <> 'on' then
    return;
  end if;
  -- An entry that was written anew (moved, restored from a backup) has another transaction: what lies too far from its work is not believed.
  return query select l.id from core.ledger l
    where l.at > instant - interval '5 minutes' and l.at <= instant
      and pg_catalog.pg_xact_commit_timestamp(l.xmin) > instant
      and pg_catalog.pg_xact_commit_timestamp(l.xmin) < l.at + interval '5 minutes';
end $$;

update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["tool.time-machine"]')
  where key = 'data-admin' and grants -> 'areas' is not null;
