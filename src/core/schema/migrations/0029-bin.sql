-- What may not be deleted whoever would, how long records lie in the bin, and whose values the ledger is to forget.

create table core.legal_hold (
  id uuid primary key,
  -- null: everything there is
  entity text,
  -- one record, or those for which a rule holds; neither: all of the object
  record uuid,
  rule text,
  reason text not null,
  set_by uuid not null references data."user",
  set_at timestamptz not null,
  lifted_by uuid references data."user",
  lifted_at timestamptz,
  lift_reason text,
  check (record is null or rule is null),
  check (entity is not null or (record is null and rule is null)),
  check ((lifted_at is null) = (lifted_by is null))
);
create index legal_hold_open on core.legal_hold (set_at) where lifted_at is null;

create table core.bin_policy (
  only_one boolean primary key default true check (only_one),
  -- deleted for good after so many days; null: never by itself
  expire_days integer check (expire_days between 1 and 3650),
  -- whether the ledger forgets the values of what is deleted for good
  forget_history boolean not null,
  -- when the daily work was done last
  looked_at timestamptz
);
insert into core.bin_policy (expire_days, forget_history) values (null, false);

-- Records that are gone and whose values the ledger still holds; emptied by the eraser.
create table core.forget_due (
  record uuid primary key,
  at timestamptz not null
);

-- The last wall: what one of these holds names is not deleted, whatever the program thought. Holds by a rule are the program's alone.
create or replace function core.purge(name text, ids uuid[]) returns setof uuid
  language plpgsql security definer set search_path = '' as $$
begin
  if name !~ '^[a-zA-Z]+$|^own_[0-9a-f]{12}$' or name = 'user' then
    raise exception 'no records of this kind are purged' using errcode = '22023';
  end if;
  if exists (select from core.legal_hold h where h.lifted_at is null and h.rule is null
             and (h.entity is null or (h.entity = purge.name and (h.record is null or h.record = any(purge.ids))))) then
    raise exception 'a legal hold stands on this' using errcode = 'SR423';
  end if;
  return query execute format('delete from data.%I where id = any($1) and archived_at is not null returning id', name) using ids;
end $$;

-- Whoever looks after the data of a tenant from its first day may empty the bin too.
update core.role set grants = jsonb_set(grants, '{areas}', coalesce(grants -> 'areas', '[]') || '["tool.empty-bin"]')
  where key = 'data-admin' and preset;
