-- Questions to the totals that people keep, for themselves or offered to others: each that is offered is a right of its own, which roles give.

create table core.saved_totals (
  id uuid primary key,
  owner uuid not null references data."user",
  -- its name, what it is for and its question, sealed; null once it is deleted for good
  sealed bytea,
  version integer not null,
  offered boolean not null,
  -- it is or was offered: roles may name the right to open it
  known boolean not null,
  away_at timestamptz,
  away_by uuid,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  check (known or not offered),
  check (sealed is not null or away_at is not null)
);
create index saved_totals_by_owner on core.saved_totals (owner);
create index saved_totals_known on core.saved_totals (id) where known;

-- What is offered stands in the catalogue of rights, so whoever acts under an older one is asked again.
create trigger shape_changes_by_new after insert on core.saved_totals
  for each row when (new.offered) execute function core.bump_shape();
create trigger shape_changes after update on core.saved_totals
  for each row when (old.offered or new.offered) execute function core.bump_shape();

-- Whoever was given these roles with the tenant may offer what he saves; who looks after data may look after what is offered.
update core.role set grants = jsonb_set(grants, '{areas}', coalesce(grants -> 'areas', '[]') || '["tool.offer-totals"]')
  where key = 'manager' and preset;
update core.role set grants = jsonb_set(grants, '{areas}', coalesce(grants -> 'areas', '[]') || '["tool.offer-totals", "tool.manage-totals"]')
  where key = 'data-admin' and preset;
