-- Connected applications: the list administrators approve, and what people have allowed them. A connection is a key of its own: it acts in
-- one person's name, within what the application may do and what that person holds.

create table core.application (
  id uuid primary key,
  name text not null,
  purpose text not null,
  -- where an answer may be sent: compared letter by letter
  redirects text[] not null check (cardinality(redirects) between 1 and 10),
  -- like a key's
  grants jsonb not null,
  -- it can keep a secret: a program on a server
  confidential boolean not null,
  -- requests a minute, for each connection
  rate integer not null check (rate between 1 and 6000),
  version integer not null default 1,
  made_at timestamptz not null,
  made_by uuid not null references data."user",
  disabled_at timestamptz,
  disabled_by uuid
);

-- How a program on a server shows that it is the application: only the hash.
create table core.application_secret (
  hash bytea primary key,
  application uuid not null references core.application,
  prefix text not null,
  made_at timestamptz not null,
  -- null: as long as the application
  expires_at timestamptz
);
create index application_secret_by_application on core.application_secret (application);

alter table core.api_key add column application uuid references core.application;
create index api_key_by_application on core.api_key (application) where application is not null;

-- What a person has just allowed, for a minute and for one exchange.
create table core.authorization_code (
  hash bytea primary key,
  application uuid not null references core.application,
  user_id uuid not null references data."user",
  redirect text not null,
  grants jsonb not null,
  -- SHA-256 of what whoever asked keeps to itself (PKCE)
  challenge text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- what it was exchanged for; asked for a second time, that ends
  key_id uuid references core.api_key
);
create index authorization_code_by_time on core.authorization_code (expires_at);

-- Each is used once, for the next. One that comes a second time was stolen from somebody: the whole connection ends.
create table core.refresh_token (
  hash bytea primary key,
  key_id uuid not null references core.api_key,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_token_by_key on core.refresh_token (key_id);

-- What an application may do bounds every connection of it at once.
create trigger access_changes after update of grants, rate, disabled_at on core.application
  for each row when (old.grants is distinct from new.grants or old.rate is distinct from new.rate
                     or old.disabled_at is distinct from new.disabled_at)
  execute function core.bump_access_version();

-- A connection dies with its application, whichever way that ends.
create function core.end_connections() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update core.api_key set disabled_at = new.disabled_at, disabled_by = new.disabled_by
    where application = new.id and disabled_at is null;
  return null;
end $$;
create trigger ends_connections after update of disabled_at on core.application
  for each row when (old.disabled_at is null and new.disabled_at is not null)
  execute function core.end_connections();

update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["admin.applications"]')
  where key = 'integration-admin' and grants -> 'areas' is not null;
