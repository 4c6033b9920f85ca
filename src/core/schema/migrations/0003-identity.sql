-- Passwords, one-time links, devices that are known, and counts of failed attempts.

-- One row a person who has chosen a password. `version` goes up with every change: a password proved before it proves nothing after.
create table core.credential (
  user_id uuid primary key references data."user",
  -- PHC string: algorithm, costs, salt and hash
  phc text not null,
  version integer not null default 1,
  changed_at timestamptz not null
);

-- A one-time link: only the hash of its token, for one purpose of one person.
create table core.link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('owner', 'invite', 'reset')),
  user_id uuid not null references data."user",
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index link_by_user on core.link (user_id);

-- A browser somebody has signed in with: strangers' failures do not lock it out. One browser may be known for several people.
create table core.device (
  token_hash bytea not null,
  user_id uuid not null references data."user",
  made_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (token_hash, user_id)
);
create index device_by_user on core.device (user_id);

-- Failed attempts by name (a keyed hash, known or not: names nobody has are counted the same way) and by known device; empty: all others.
create table core.attempt (
  name_hash bytea not null,
  device_hash bytea not null,
  failures integer not null,
  -- how many blocks there have been; each is twice as long as the one before
  blocks integer not null,
  not_before timestamptz not null,
  last_at timestamptz not null,
  day_began timestamptz not null,
  day_count integer not null,
  primary key (name_hash, device_hash)
);
create index attempt_by_time on core.attempt (last_at);
