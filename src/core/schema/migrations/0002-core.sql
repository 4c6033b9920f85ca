-- The machinery: who holds which rights, sessions, the ledger, operations, outbox and jobs.

-- The functions below run as the owner of the schema (security definer), because locking a row needs a right to change it,
-- and the app role has none on this table.

-- Changes with every change of anybody's rights. Each unit of work compares it; writers hold it shared until they commit.
create table core.access_version (
  only_one boolean primary key default true check (only_one),
  version bigint not null
);
insert into core.access_version (version) values (1);

create table core.role (
  id uuid primary key,
  key text not null unique,
  name text not null,
  help text not null,
  -- [{"permission": "contact.view", "scope": "team", "fields": {"notes": "hidden"}, "otherFields": "edit"}]
  grants jsonb not null
);

create table core.member_role (
  user_id uuid not null references data."user",
  role_id uuid not null references core.role,
  primary key (user_id, role_id)
);
create index member_role_by_role on core.member_role (role_id);

create function core.bump_access_version() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  -- FOR UPDATE, because only that waits for the FOR KEY SHARE of writers still under way.
  perform 1 from core.access_version for update;
  update core.access_version set version = version + 1;
  return null;
end $$;

create trigger access_changes after insert or update or delete on core.role
  for each statement execute function core.bump_access_version();
create trigger access_changes after insert or update or delete on core.member_role
  for each statement execute function core.bump_access_version();
create trigger access_changes_new after insert on data."user"
  for each statement execute function core.bump_access_version();
create trigger access_changes after update of status, teams, archived_at on data."user"
  for each row when (old.status is distinct from new.status or old.teams is distinct from new.teams
                     or old.archived_at is distinct from new.archived_at)
  execute function core.bump_access_version();

create table core.session (
  id uuid primary key,
  token_hash bytea not null unique,
  user_id uuid not null references data."user",
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle interval not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  address inet,
  user_agent text
);
create index session_by_user on core.session (user_id) where ended_at is null;

-- The first statement of every unit of work in a browser's name. It raises, so that everything sent behind it fails too.
create function core.assert_session(hash bytea, known_version bigint, at timestamptz, writes boolean) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  found_id uuid;
  seen timestamptz;
  present bigint;
begin
  select s.id, s.last_seen_at into found_id, seen
    from core.session s join data."user" u on u.id = s.user_id
    where s.token_hash = hash and s.ended_at is null and s.expires_at > at and s.last_seen_at + s.idle > at
      and u.status = 'active' and u.archived_at is null;
  if not found then
    raise exception 'session ended' using errcode = 'SR401';
  end if;
  if writes then
    select version into present from core.access_version for key share;
  else
    select version into present from core.access_version;
  end if;
  if present <> known_version then
    raise exception 'rights changed' using errcode = 'SR409';
  end if;
  if seen < at - interval '1 minute' then
    update core.session set last_seen_at = at
      where id = (select id from core.session where id = found_id for update skip locked);
  end if;
end $$;

-- The same for work in a user's name without a browser: jobs and event streams.
create function core.assert_user(who uuid, known_version bigint, writes boolean) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  present bigint;
begin
  perform 1 from data."user" where id = who and status = 'active' and archived_at is null;
  if not found then
    raise exception 'user is not active' using errcode = 'SR401';
  end if;
  if writes then
    select version into present from core.access_version for key share;
  else
    select version into present from core.access_version;
  end if;
  if present <> known_version then
    raise exception 'rights changed' using errcode = 'SR409';
  end if;
end $$;

-- One user action; all its changes carry its id, and undoing it is itself one.
create table core.operation (
  id uuid primary key,
  at timestamptz not null,
  actor uuid not null,
  what text not null,
  undoes uuid references core.operation,
  undone_by uuid references core.operation
);
create index operation_by_actor on core.operation (actor, at);

-- Header of an entry: no values, only a commitment to them. The app role may insert and read, nothing else.
create table core.ledger (
  id uuid primary key,
  at timestamptz not null,
  operation uuid not null,
  request text,
  actor_kind text not null,
  actor uuid not null,
  session uuid,
  address inet,
  action text not null,
  verb text not null,
  outcome text not null,
  entity text,
  record uuid,
  version integer,
  allowed_by text,
  commitment bytea not null
);
create index ledger_by_record on core.ledger (record, version) where record is not null;
create index ledger_by_operation on core.ledger (operation, id) where record is not null;
create index ledger_by_actor on core.ledger (actor, at);
create index ledger_by_time on core.ledger using brin (at);

-- The values an entry commits to, beside it so that a person can be erased and the proof stays whole.
create table core.ledger_values (
  entry uuid primary key,
  salt bytea not null,
  plain text not null,
  sealed bytea
);

-- Entries the sealer has not yet taken into the tree.
create table core.ledger_unsealed (
  entry uuid primary key
);

create table core.outbox (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  topic text not null,
  payload jsonb not null
);

create table core.job (
  id uuid primary key,
  kind text not null,
  title text not null,
  user_id uuid not null references data."user",
  operation uuid not null,
  status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  done bigint not null default 0,
  total bigint,
  input jsonb not null,
  state jsonb not null default '{}',
  result jsonb not null default '{}',
  error text,
  cancelling boolean not null default false,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz
);
create index job_by_user on core.job (user_id, created_at);
create index job_open on core.job (status) where status in ('waiting', 'running');

-- What every new tenant starts with. The ids are the same everywhere on purpose: an id alone must never open anything.
insert into core.role (id, key, name, help, grants) values
  ('00000000-0000-7000-8000-000000000101', 'owner', 'Owner', 'Everything, always. At least one active person holds it.', '{"everything": true}'),
  ('00000000-0000-7000-8000-000000000102', 'manager', 'Sales manager', 'All records, imports, exports, prices, rates, pipelines and teams; no accounts and roles.', '{"objects": {"company": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "contact": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "deal": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "dealLine": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "activity": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "product": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "priceList": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "price": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "exchangeRate": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "tag": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "pipeline": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "stage": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "team": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all", "import": "all", "export": "all"}, "user": {"view": "all", "export": "all"}}, "areas": ["tool.import", "tool.undo-others", "self.use"]}'),
  ('00000000-0000-7000-8000-000000000103', 'sales', 'Sales', 'Sees all companies, contacts, products and prices and the deals and activities of the own teams; changes what is own.', '{"objects": {"company": {"view": "all", "create": "own", "edit": "own", "archive": "own", "restore": "own", "fields": {"taxNumber": "hidden", "annualRevenue": "read"}}, "contact": {"view": "all", "create": "own", "edit": "own", "archive": "own", "restore": "own"}, "deal": {"view": "team", "create": "own", "edit": "own", "archive": "own", "restore": "own"}, "dealLine": {"view": "all", "create": "all", "edit": "all", "archive": "all", "restore": "all"}, "activity": {"view": "team", "create": "own", "edit": "own", "archive": "own", "restore": "own"}, "product": {"view": "all"}, "priceList": {"view": "all"}, "price": {"view": "all"}, "exchangeRate": {"view": "all"}, "tag": {"view": "all", "create": "all"}, "pipeline": {"view": "all"}, "stage": {"view": "all"}, "user": {"view": "all"}, "team": {"view": "all"}}, "areas": ["self.use"]}'),
  ('00000000-0000-7000-8000-000000000104', 'read-only', 'Read only', 'Sees all records and changes nothing.', '{"objects": {"company": {"view": "all", "otherFields": "read"}, "contact": {"view": "all", "otherFields": "read"}, "deal": {"view": "all", "otherFields": "read"}, "dealLine": {"view": "all", "otherFields": "read"}, "activity": {"view": "all", "otherFields": "read"}, "product": {"view": "all", "otherFields": "read"}, "priceList": {"view": "all", "otherFields": "read"}, "price": {"view": "all", "otherFields": "read"}, "exchangeRate": {"view": "all", "otherFields": "read"}, "tag": {"view": "all", "otherFields": "read"}, "pipeline": {"view": "all", "otherFields": "read"}, "stage": {"view": "all", "otherFields": "read"}, "user": {"view": "all", "otherFields": "read"}, "team": {"view": "all", "otherFields": "read"}}, "areas": ["self.use"]}');

insert into data."pipeline" (id, version, created_at, created_by, updated_at, updated_by, name, is_default) values
  ('00000000-0000-7000-8000-000000000201', 1, '2026-01-01', '00000000-0000-0000-0000-000000000000', '2026-01-01', '00000000-0000-0000-0000-000000000000', 'Sales', true);

insert into data."stage" (id, version, created_at, created_by, updated_at, updated_by, name, pipeline, probability, outcome, position)
select ('00000000-0000-7000-8000-00000000030' || n)::uuid, 1, '2026-01-01', '00000000-0000-0000-0000-000000000000', '2026-01-01',
       '00000000-0000-0000-0000-000000000000', name, '00000000-0000-7000-8000-000000000201', probability, outcome, n
from (values (1, 'New', 10, 'open'), (2, 'Qualified', 25, 'open'), (3, 'Proposal', 50, 'open'), (4, 'Negotiation', 75, 'open'),
             (5, 'Won', 100, 'won'), (6, 'Lost', 0, 'lost')) as s (n, name, probability, outcome);
