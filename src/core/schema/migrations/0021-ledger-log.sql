-- What an entry says of itself: where it came from, which right was asked for; the address as text, because what is signed has to read the same everywhere.
alter table core.ledger add column source text;
alter table core.ledger add column permission text;
alter table core.ledger add column important boolean not null default false;
alter table core.ledger alter column address type text using abbrev(address);

-- The ledger is read newest first, by whoever did it, by what was done, and by what is important.
drop index core.ledger_by_time;
create index ledger_by_time on core.ledger (at, id);
create index ledger_by_action on core.ledger (action, at);
create index ledger_important on core.ledger (at, id) where important;

-- What waits for the sealer: the program's own mark on the header, which who has only the database cannot make. Older entries have none.
alter table core.ledger_unsealed add column mark bytea;
-- set by the sealer where the mark does not fit: such an entry is never sealed, and told
alter table core.ledger_unsealed add column refused boolean not null default false;
create index ledger_waiting on core.ledger_unsealed (entry) where not refused;

-- The Merkle log (RFC 9162): entries in the order in which they were sealed, with the hash of each header.
create table core.ledger_leaf (
  seq bigint primary key check (seq >= 0),
  entry uuid not null unique,
  hash bytea not null
);

-- Inner nodes of whole subtrees of 256, 65536, ... leaves: enough to prove anything by reading a few hundred hashes.
create table core.ledger_node (
  level smallint not null,
  place bigint not null,
  hash bytea not null,
  primary key (level, place)
);

-- Signed tree heads.
create table core.ledger_head (
  size bigint primary key check (size > 0),
  at timestamptz not null,
  root bytea not null,
  key_id text not null,
  signature bytea not null
);

-- How far the log is: its size and the roots of its whole subtrees, from the largest down.
create table core.ledger_state (
  only_one boolean primary key default true check (only_one),
  size bigint not null default 0,
  peaks bytea[] not null default '{}',
  -- entries up to here that wait since before there were marks are sealed without one; null once they are
  unmarked uuid
);
insert into core.ledger_state (unmarked) values ((select entry from core.ledger_unsealed order by entry desc limit 1));

-- Whom heads are handed to. The address is sealed: it may hold a secret.
create table core.ledger_receiver (
  id uuid primary key,
  kind text not null check (kind in ('webhook', 'syslog')),
  label text not null,
  target bytea not null,
  added_at timestamptz not null,
  added_by uuid not null
);

-- How far each receiver is, by id or, for those of the installation, by name. Written by the sealer alone.
create table core.ledger_delivery (
  receiver text primary key,
  size bigint not null default 0,
  delivered_at timestamptz,
  tries integer not null default 0,
  next_at timestamptz,
  failure text
);

-- What the checks of the log against tables and records found: places, never values.
create table core.ledger_check (
  id uuid primary key,
  at timestamptz not null,
  took_ms integer not null,
  -- entries in the log then
  size bigint not null,
  -- entries and records looked at
  entries bigint not null,
  records bigint not null,
  found integer not null,
  findings jsonb not null,
  -- where the next one goes on among the records; null: this one came to the end
  next text
);
create index ledger_check_by_time on core.ledger_check (at desc);
