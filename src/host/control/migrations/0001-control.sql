-- What the host plane knows: tenants, where they are and how they are reached, which of them has work, and what was done to them. No record.

create table control.installation (
  only_one boolean primary key default true check (only_one),
  id text not null,
  -- which root key wrapped the secrets below; another one is refused before it can do harm
  root_key_id text not null,
  created_at timestamptz not null
);

create table control.tenant (
  -- 128 bits in hex: the only name of a tenant outside this table
  id text primary key check (id ~ '^[0-9a-f]{32}$'),
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
  name text not null check (name <> ''),
  -- the label of the server it lives on
  placement text not null,
  database_name text not null unique,
  -- {"app": "r_...", "schema": ..., "reader": ..., "backup": ..., "sealer": ..., "eraser": ...}
  roles jsonb not null,
  -- passwords of the roles that may connect, and the tenant key; both wrapped by the root key
  passwords bytea not null,
  tenant_key bytea not null,
  state text not null check (state in ('creating', 'active', 'maintenance')),
  -- why it is in maintenance, for who runs the machine
  reason text,
  -- beside the state, so that an upgrade in between cannot bring a suspended tenant back
  suspended_at timestamptz,
  -- the newest migration and the fingerprint of everything that shapes its schema
  schema_version integer not null,
  schema_fingerprint text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);

-- Whoever serves tenants hears of every change at once.
create function control.tell_tenant() returns trigger language plpgsql as $$
begin
  perform pg_notify('tenant', coalesce(new.id, old.id));
  return null;
end $$;
create trigger tell after insert or update or delete on control.tenant for each row execute function control.tell_tenant();

-- A hint that a tenant has a job to run, not a promise: enqueueing is in the tenant's database, so a sweep finds what was missed.
create table control.job_hint (
  tenant_id text primary key references control.tenant on delete cascade,
  due_at timestamptz not null
);
create index job_hint_by_time on control.job_hint (due_at);
create function control.tell_work() returns trigger language plpgsql as $$
begin
  perform pg_notify('work', new.tenant_id);
  return null;
end $$;
create trigger tell after insert or update on control.job_hint for each row execute function control.tell_work();

-- Everything the host plane did; nobody but the owner can change a row.
create table control.ledger (
  id uuid primary key,
  at timestamptz not null,
  -- who at the machine: user name and process
  actor text not null,
  act text not null,
  tenant_id text,
  outcome text not null check (outcome in ('done', 'failed')),
  detail jsonb not null
);
create index ledger_by_time on control.ledger (at);
create index ledger_by_tenant on control.ledger (tenant_id, at) where tenant_id is not null;

-- Requests for hosts we do not serve, counted by day, so that a flood is a few rows.
create table control.unknown_host (
  day date not null,
  host text not null,
  requests bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (day, host)
);

-- The app processes that serve this installation: what the command line asks for the address.
create table control.process (
  id uuid primary key,
  pid integer not null,
  machine text not null,
  origin text not null,
  started_at timestamptz not null
);
