-- Tools for people about whom something is held: records whose processing is restricted, and the register of what was asked.

-- Hidden from everybody but those who hold admin.privacy, on every path: part of what a person may do, as shares are.
create table core.restriction (
  entity text not null,
  record uuid not null,
  reason text not null,
  made_at timestamptz not null,
  made_by uuid not null,
  primary key (entity, record)
);
create trigger access_changes after insert or update or delete on core.restriction
  for each statement execute function core.bump_access_version();

create table core.subject_request (
  id uuid primary key,
  kind text not null check (kind in ('access', 'copy', 'rectification', 'restriction', 'objection', 'erasure')),
  entity text not null,
  record uuid not null,
  -- the name as it was asked under, and notes: sealed
  sealed bytea not null,
  received_on date not null,
  due_on date not null,
  status text not null default 'open' check (status in ('open', 'done', 'refused')),
  made_at timestamptz not null,
  made_by uuid not null,
  closed_at timestamptz,
  closed_by uuid,
  check ((status = 'open') = (closed_at is null))
);
create index subject_request_by_due on core.subject_request (due_on) where status = 'open';
create index subject_request_by_record on core.subject_request (record);
