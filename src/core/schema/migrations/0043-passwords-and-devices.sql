-- What a company decides about passwords, and the devices people sign in with.

-- The shape is that of contract/password-policy.ts, with the instant since when it lets passwords expire.
alter table core.sign_in_policy add column passwords jsonb;

-- Passwords somebody had before, where the company wants none of them chosen again. Nothing where it does not.
create table core.password_history (
  user_id uuid not null references data."user",
  version integer not null,
  phc text not null,
  replaced_at timestamptz not null,
  primary key (user_id, version)
);

create trigger password_changed after update of changed_at on core.credential
  for each statement execute function core.bump_access_version();
create trigger password_policy_changed after update of passwords on core.sign_in_policy
  for each statement execute function core.bump_access_version();

-- A browser that is known, as its owner recognises it. The hash moves with each sign-in, the id stays.
alter table core.device add column if not exists id uuid not null default gen_random_uuid();
create unique index if not exists device_by_id on core.device (id);
alter table core.device add column label text;
alter table core.device add column address inet;
alter table core.device add column user_agent text;
alter table core.device add column last_at timestamptz;
alter table core.session add column if not exists device uuid;
