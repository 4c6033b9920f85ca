-- From which networks people and programs may come: one row, kept whole, and counts of whom it turned away.

create table core.network (
  only_one boolean primary key default true check (only_one),
  version bigint not null default 1,
  -- an array; the shape is that of contract/network.ts
  rules jsonb not null default '[]',
  -- where whoever is turned away is sent; null: a plain refusal
  redirect text,
  -- rules and page that act in their place until trial_until, and are over then by the time alone
  trial jsonb,
  trial_started_at timestamptz,
  trial_until timestamptz,
  trial_by uuid references data."user",
  -- switched off at the console
  off_at timestamptz,
  check ((trial is null) = (trial_until is null) and (trial is null) = (trial_started_at is null))
);
insert into core.network default values;

-- A principal is made under one version of these rules: a change of them makes every one anew.
create trigger access_changes after update on core.network
  for each statement execute function core.bump_access_version();

-- Whoever has not signed in was let in under this version; the first statement of his unit of work.
create function core.assert_network(known bigint) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from core.network where version = known;
  if not found then
    raise exception 'rules on networks changed' using errcode = 'SR409';
  end if;
end $$;

create table core.network_count (
  day date not null,
  -- an address, an IPv6 /64, or empty for all that were too many to name
  address text not null,
  outcome text not null check (outcome in ('refused', 'would-be-refused')),
  -- zero: nobody had said who he is
  person uuid not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (day, address, outcome, person)
);

-- Work that goes on by itself does not go on for a network it would not begin from.
alter table core.job add column address inet;

update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["network.view"]')
  where key in ('auditor', 'security-admin') and grants -> 'areas' is not null;
update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["admin.network"]')
  where key = 'security-admin' and grants -> 'areas' is not null;
