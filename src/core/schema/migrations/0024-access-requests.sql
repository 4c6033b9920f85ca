-- Asking for access: who asks for what and why, and what became of it.

create table core.access_request (
  id uuid primary key,
  person uuid not null references data."user",
  permission text not null,
  -- on one record, or on all of the kind
  entity text,
  record uuid,
  reason text not null,
  made_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'granted', 'refused', 'withdrawn')),
  decided_by uuid,
  decided_at timestamptz,
  word text,
  check ((entity is null) = (record is null))
);
create unique index access_request_once on core.access_request (person, permission, coalesce(record, person)) where status = 'open';
create index access_request_by_status on core.access_request (status, made_at);
