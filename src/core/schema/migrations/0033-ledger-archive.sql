-- What is old keeps its entries here and its values in signed files: how long, the tenant says.
create table core.ledger_retention (
  only_one boolean primary key default true check (only_one),
  -- months values stay in the database; afterwards they lie in the archive
  live_months integer not null check (live_months between 3 and 600),
  -- months values are kept at all; null: for ever. Entries and the proof stay in any case.
  keep_months integer check (keep_months between 12 and 1200),
  check (keep_months is null or keep_months > live_months)
);
insert into core.ledger_retention (live_months, keep_months) values (24, null);

-- A part whose values lie in files: the manifest names them with their hashes and is signed with the key of the heads.
create table core.ledger_archive (
  part text primary key,
  starts timestamptz,
  ends timestamptz not null,
  at timestamptz not null,
  entries bigint not null,
  manifest text not null,
  signature text not null,
  -- the file of the headers and heads
  file uuid not null,
  place text not null,
  key bytea not null,
  -- when the values were destroyed, because their time was over
  ended_at timestamptz
);

-- Values in files of some thousands, in the order of the entries.
create table core.ledger_archive_block (
  first uuid primary key,
  last uuid not null,
  part text not null references core.ledger_archive,
  entries integer not null,
  file uuid not null,
  place text not null,
  key bytea not null
);
