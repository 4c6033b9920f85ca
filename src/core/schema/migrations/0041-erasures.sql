-- People who are to be forgotten: asked for in the transaction that makes the record anonymous, done afterwards as the tenant's eraser.
create table core.erasure (
  id uuid primary key,
  -- whose entries lose their values
  records uuid[] not null,
  -- texts that are looked for wherever they are quoted, sealed; wiped once it is done
  sealed bytea,
  reason text not null,
  asked_at timestamptz not null,
  asked_by uuid not null,
  -- when it was tried last, and which legal hold stood in the way
  tried_at timestamptz,
  held text,
  done_at timestamptz,
  entries integer,
  documents integer,
  check (cardinality(records) > 0),
  check ((done_at is null) = (sealed is not null))
);
create index erasure_due on core.erasure (asked_at) where done_at is null;
create index erasure_of_record on core.erasure using gin (records);
