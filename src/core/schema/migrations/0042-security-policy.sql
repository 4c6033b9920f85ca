-- The company's own security policy and who has acknowledged it; signs by which people know the true page; reports of losses; tips that were put away.

create table core.security_policy (
  version integer primary key,
  -- null: from here on there is none
  text text,
  -- whoever has acknowledged neither this version nor a later one can do nothing else
  asks boolean not null,
  changed text not null,
  published_at timestamptz not null,
  published_by uuid not null,
  check (text is not null or not asks)
);
create trigger access_changes after insert on core.security_policy
  for each statement execute function core.bump_access_version();

create table core.policy_acknowledgement (
  user_id uuid not null references data."user",
  version integer not null references core.security_policy,
  at timestamptz not null,
  session uuid not null,
  primary key (user_id, version)
);

-- The shape is that of contract/sign.ts; null: none was chosen.
alter table core.sign_in_policy add column sign jsonb;

-- A person's own sign, shown on browsers that are known for the person, before anybody is named.
create table core.own_sign (
  user_id uuid primary key references data."user",
  sealed bytea not null,
  set_at timestamptz not null
);

create table core.loss_report (
  id uuid primary key,
  user_id uuid not null references data."user",
  kind text not null check (kind in ('device', 'key', 'suspicion')),
  -- the sign-in or the factor that is meant, where it was said
  session uuid,
  factor uuid,
  -- what was written to it: sealed
  sealed bytea,
  ended integer not null,
  devices integer not null,
  made_at timestamptz not null,
  made_by uuid not null,
  closed_at timestamptz,
  closed_by uuid,
  found boolean,
  check ((closed_at is null) = (found is null))
);
create index loss_report_open on core.loss_report (made_at) where closed_at is null;

-- A browser that is known for somebody keeps its number while its token changes; one that was reported lost is not known any more.
alter table core.device add column if not exists id uuid not null default gen_random_uuid();
create unique index if not exists device_by_id on core.device (id);
alter table core.device add column lost uuid references core.loss_report;
alter table core.session add column if not exists device uuid;

create table core.tip_seen (
  user_id uuid not null references data."user",
  tip text not null,
  at timestamptz not null,
  primary key (user_id, tip)
);
