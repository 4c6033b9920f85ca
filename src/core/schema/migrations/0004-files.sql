-- Stored files (their bytes lie sealed outside the database) and small documents people keep for themselves.

-- `sealed` holds name, content hash and the file's own key, sealed under the tenant's key for files: without the row the bytes are noise.
create table core.file (
  id uuid primary key,
  owner uuid not null references data."user",
  size bigint not null,
  place text not null unique,
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index file_by_expiry on core.file (expires_at);

-- Settings, drafts and results of one person, sealed as a whole: what an import was told, which rows it refused.
create table core.kept (
  kind text not null,
  id uuid not null,
  owner uuid not null references data."user",
  sealed bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (owner, kind, id)
);
create index kept_by_expiry on core.kept (expires_at);

-- Who runs a job just now: a runner that lost its claim (its server died, another took over) can no longer save anything.
-- `resumes` counts how often it was taken up again without getting any further.
alter table core.job add column runner uuid;
alter table core.job add column resumes integer not null default 0;
alter table core.job add column resumed_at bigint not null default -1;
