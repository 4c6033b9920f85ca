-- The ledger in months: what is old can be archived and dropped whole, and a question about a week reads a month's indexes.
-- Identifiers of entries are UUIDv7, so months are ranges of ids: keys, indexes and statements stay as they were, and what there is becomes the first part as it stands.

-- The smallest id an entry of this instant can have.
create function core.ledger_bound(at timestamptz) returns uuid
  language sql immutable set search_path = '' as $$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- Parts with the time their ids are of. Written by the functions below alone.
create table core.ledger_part (
  name text primary key,
  -- null: from the beginning
  starts timestamptz,
  ends timestamptz not null
);

-- Filters without an index of their own (session, request, address, ...) skip what cannot hold their value: a few bytes a thousand entries, nothing for a change.
do $$
declare
  old record;
  ends timestamptz := (date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC';
begin
  for old in select c.relname as name from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
    where i.indrelid in ('core.ledger'::regclass, 'core.ledger_values'::regclass)
  loop
    execute format('alter index core.%I rename to %I', old.name, old.name || '_before');
  end loop;
  alter table core.ledger rename to ledger_before;
  alter table core.ledger_values rename to ledger_values_before;

  create table core.ledger (like core.ledger_before including defaults) partition by range (id);
  alter table core.ledger add constraint ledger_pkey primary key (id);
  create index ledger_by_record on core.ledger (record, version) where record is not null;
  create index ledger_by_operation on core.ledger (operation, record, version) where record is not null;
  create index ledger_by_actor on core.ledger (actor, at);
  create index ledger_by_time on core.ledger (at, id);
  create index ledger_by_action on core.ledger (action, at);
  create index ledger_important on core.ledger (at, id) where important;
  create index ledger_of_rights on core.ledger (at)
    where outcome = 'done' and entity in ('user', 'role', 'team', 'territory')
      and verb in ('created', 'edited', 'removed', 'archived', 'restored', 'purged', 'roles set', 'deputy named', 'deputy ended');
  create index ledger_of_shares on core.ledger (at) where outcome = 'done' and verb in ('shared', 'share ended');
  create index ledger_of_object on core.ledger (entity, at) where version is not null and outcome = 'done';
  create index ledger_of_shape on core.ledger (at)
    where outcome = 'done' and verb in ('field added', 'field changed', 'field retired', 'field brought back', 'field purged', 'field retyped',
      'object added', 'object changed', 'object retired', 'object brought back');
  create index ledger_refused on core.ledger (at, id) where outcome <> 'done';
  create index ledger_withheld on core.ledger (at, id) where verb in ('value withheld', 'moved');
  create index ledger_holding on core.ledger using brin (
    request text_bloom_ops (n_distinct_per_range = 2500), session uuid_bloom_ops (n_distinct_per_range = 250),
    address text_bloom_ops (n_distinct_per_range = 250), verb text_bloom_ops (n_distinct_per_range = 100),
    entity text_bloom_ops (n_distinct_per_range = 100), source text_bloom_ops (n_distinct_per_range = 16),
    actor_kind text_bloom_ops (n_distinct_per_range = 16)) with (pages_per_range = 64, autosummarize = on);

  create table core.ledger_values (like core.ledger_values_before including defaults) partition by range (entry);
  alter table core.ledger_values add constraint ledger_values_pkey primary key (entry);

  create table core.ledger_other partition of core.ledger default;
  create table core.ledger_values_other partition of core.ledger_values default;
  -- Ids of a clock that was ahead, if there are any.
  with gone as (delete from core.ledger_before where id >= core.ledger_bound(ends) returning *)
  insert into core.ledger_other select * from gone;
  with gone as (delete from core.ledger_values_before where entry >= core.ledger_bound(ends) returning *)
  insert into core.ledger_values_other select * from gone;
  execute format('alter table core.ledger attach partition core.ledger_before for values from (minvalue) to (%L)', core.ledger_bound(ends));
  execute format('alter table core.ledger_values attach partition core.ledger_values_before for values from (minvalue) to (%L)',
    core.ledger_bound(ends));
  insert into core.ledger_part (name, starts, ends) values ('before', null, ends);
end $$;

-- Makes the part of the month an instant is in, if it is not there, and answers whether it did. Where entries of that month already lie among the others
-- (a clock was ahead) they and what follows stay there: nothing is ever refused for want of a part. Gives up when somebody reads for long; it is tried again.
create function core.make_ledger_part(instant timestamptz) returns boolean
  language plpgsql security definer set search_path = '' set lock_timeout = '2s' as $$
declare
  begins timestamptz := date_trunc('month', instant at time zone 'UTC') at time zone 'UTC';
  closes timestamptz := (date_trunc('month', instant at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  part text := to_char(instant at time zone 'UTC', '"m"YYYYMM');
  kind text;
begin
  if instant < timestamptz '2000-01-01 00:00Z' or instant > timestamptz '2200-01-01 00:00Z' then
    raise exception 'not a month of the ledger: %', instant;
  end if;
  perform pg_advisory_xact_lock(5330772);
  if exists (select from core.ledger_part p where coalesce(p.starts, '-infinity') < closes and p.ends > begins) then
    return false;
  end if;
  begin
    foreach kind in array array['ledger', 'ledger_values'] loop
      execute format('create table core.%I (like core.%I including defaults)', kind || '_' || part, kind);
      execute format('alter table core.%I attach partition core.%I for values from (%L) to (%L)',
        kind, kind || '_' || part, core.ledger_bound(begins), core.ledger_bound(closes));
    end loop;
  exception when check_violation then
    return false;
  end;
  insert into core.ledger_part (name, starts, ends) values (part, begins, closes);
  return true;
end $$;
