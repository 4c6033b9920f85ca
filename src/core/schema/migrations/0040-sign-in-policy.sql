-- What the company decides about sessions and about guessing; null: what the program does by itself.
create table core.sign_in_policy (
  only_one boolean primary key default true check (only_one),
  version bigint not null default 1,
  -- the shape is that of contract/session-policy.ts
  sessions jsonb,
  -- the shape is that of contract/guessing-policy.ts
  guessing jsonb
);
insert into core.sign_in_policy default values;

-- Addresses that tried too many wrong passwords, by bucket: an IPv4 address or an IPv6 /64.
create table core.address_failure (
  bucket text primary key,
  failures integer not null,
  window_began timestamptz not null,
  banned_until timestamptz,
  last_at timestamptz not null
);
create index address_failure_by_time on core.address_failure (last_at);

-- An account that only an administrator lets in again, and what people typed to get there; empty: nobody has it.
alter table core.attempt add column locked_at timestamptz;
