-- Roles that administrators make and change, and tests of access that a change must pass.

alter table core.role add column version integer not null default 1;
-- born with every tenant; may be changed but for the owner's
alter table core.role add column preset boolean not null default false;
alter table core.role add column updated_at timestamptz;
alter table core.role add column updated_by uuid;
update core.role set preset = true;

create table core.access_test (
  id uuid primary key,
  -- who: one person or everybody who holds nothing but one role
  person uuid references data."user",
  role uuid references core.role on delete cascade,
  -- what: a right, on any record or on one
  permission text not null,
  record uuid,
  -- of the records that match, may: at least one is reached; may not: none
  filter jsonb,
  field text,
  may boolean not null,
  note text not null,
  made_at timestamptz not null,
  made_by uuid not null,
  check ((person is null) <> (role is null))
);
