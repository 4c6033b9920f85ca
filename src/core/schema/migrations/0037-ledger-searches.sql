-- Questions to the ledger that people keep, for themselves or for everybody who may read it; some of them watch and tell.

create table core.saved_search (
  id uuid primary key,
  owner uuid not null references data."user",
  shared boolean not null,
  -- its name and its question, sealed
  sealed bytea not null,
  -- told when there are so many entries within so many minutes; null: it does not watch
  alert_count integer check (alert_count between 1 and 1000000),
  alert_minutes integer check (alert_minutes between 1 and 10080),
  -- who is told, as long as they may read the ledger
  alert_people uuid[] not null default '{}',
  told_at timestamptz,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  check ((alert_count is null) = (alert_minutes is null))
);
create index saved_search_by_owner on core.saved_search (owner);

-- Taking entries of the ledger away in a file is a right of its own; whoever was given these roles with the tenant has it too.
update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["ledger.export"]')
  where id in ('00000000-0000-7000-8000-000000000108', '00000000-0000-7000-8000-000000000111') and preset;
