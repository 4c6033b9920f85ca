-- Second factors: what somebody has beside a password, how far a session has got, who must have one, and the way back without.

-- half: the password was right, the factor is still owed. How it was proved, and when for the last time, belongs to the session: a new one
-- begins when either changes.
alter table core.session add column level text not null default 'full' check (level in ('half', 'full'));
alter table core.session add column how text[] not null default '{password}';
alter table core.session add column proved_at timestamptz not null default now();

-- When the account began: grace is counted from there, and a changed password does not begin it anew.
alter table core.credential add column made_at timestamptz not null default now();

create table core.factor (
  id uuid primary key,
  user_id uuid not null references data."user",
  kind text not null check (kind in ('totp', 'passkey')),
  label text not null,
  -- of an app: the secret, sealed, and the step of the last code that was taken
  secret bytea,
  last_step bigint,
  -- of a passkey or security key
  credential_id bytea unique,
  public_key bytea,
  counter bigint,
  transports text[],
  -- lies with more than this one device
  backed_up boolean,
  made_at timestamptz not null,
  -- null: begun, and not proved yet
  confirmed_at timestamptz,
  last_used_at timestamptz,
  check ((kind = 'totp') = (secret is not null)),
  check ((kind = 'passkey') = (credential_id is not null and public_key is not null and counter is not null))
);
create index factor_by_user on core.factor (user_id);

-- Codes for whoever has lost the rest: a keyed hash each, gone once it is used.
create table core.recovery_code (
  user_id uuid not null references data."user",
  hash bytea not null,
  made_at timestamptz not null,
  primary key (user_id, hash)
);

-- Challenges of passkeys that have been answered: each is taken once.
create table core.used_challenge (
  hash bytea primary key,
  expires_at timestamptz not null
);

-- Who must have a factor, which, and after how many days.
create table core.factor_policy (
  only_one boolean primary key default true check (only_one),
  required text not null check (required in ('nobody', 'administrators', 'everybody')),
  -- beside that, everybody with one of these roles
  roles uuid[] not null,
  kinds text not null check (kinds in ('any', 'passkey')),
  grace_days integer not null check (grace_days between 0 and 90),
  -- the host's console may bring an administrator back after three days of waiting
  console_rescue boolean not null,
  set_at timestamptz not null
);
insert into core.factor_policy values (true, 'administrators', '{}', 'any', 14, true, now());

-- Somebody at the host's console has asked for a way back for an administrator.
create table core.rescue (
  id uuid primary key,
  user_id uuid not null references data."user",
  asked_by text not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  status text not null check (status in ('waiting', 'refused', 'done')),
  ended_at timestamptz,
  ended_by uuid
);
create unique index rescue_open on core.rescue (user_id) where status = 'waiting';

create trigger factor_changed after insert or delete on core.factor
  for each statement execute function core.bump_access_version();
create trigger factor_confirmed after update of confirmed_at on core.factor
  for each statement execute function core.bump_access_version();
create trigger factor_policy_changed after update on core.factor_policy
  for each statement execute function core.bump_access_version();

-- A stream of events is for whoever has signed in wholly.
create or replace function core.assert_watcher(hash bytea, known_version bigint, at timestamptz) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  present bigint;
begin
  perform 1 from core.session s join data."user" u on u.id = s.user_id
    where s.token_hash = hash and s.level = 'full' and s.ended_at is null and s.expires_at > at and s.last_seen_at + s.idle > at
      and u.status = 'active' and u.archived_at is null;
  if not found then
    raise exception 'session ended' using errcode = 'SR401';
  end if;
  select version into present from core.access_version;
  if present <> known_version then
    raise exception 'rights changed' using errcode = 'SR409';
  end if;
end $$;
