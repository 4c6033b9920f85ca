-- API keys: a principal of its own with rights of its own, never more than its owner holds at the moment of use.

create table core.api_key (
  id uuid primary key,
  name text not null,
  -- whose rights bound it, and with whose account it dies
  owner uuid not null references data."user",
  -- like a role's
  grants jsonb not null,
  -- from where it may be used; empty: from anywhere
  addresses cidr[] not null,
  -- requests a minute
  rate integer not null check (rate between 1 and 6000),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  disabled_at timestamptz,
  disabled_by uuid,
  last_used_at timestamptz,
  last_address inet
);
create index api_key_by_owner on core.api_key (owner);

-- What is carried: only its hash. Several at a time while one replaces the other.
create table core.api_key_secret (
  hash bytea primary key,
  key_id uuid not null references core.api_key,
  -- its first letters, to tell one from another in a list or in a leak
  prefix text not null,
  made_at timestamptz not null,
  -- null: as long as the key
  expires_at timestamptz
);
create index api_key_secret_by_key on core.api_key_secret (key_id);

-- Which of its rights a key has used, and when last (to the hour).
create table core.api_key_use (
  key_id uuid not null references core.api_key,
  permission text not null,
  last_at timestamptz not null,
  primary key (key_id, permission)
);

create trigger access_changes_new after insert on core.api_key
  for each statement execute function core.bump_access_version();
create trigger access_changes after update of grants, addresses, rate, expires_at, disabled_at, owner on core.api_key
  for each row when (old.grants is distinct from new.grants or old.addresses is distinct from new.addresses
                     or old.rate is distinct from new.rate or old.expires_at is distinct from new.expires_at
                     or old.disabled_at is distinct from new.disabled_at or old.owner is distinct from new.owner)
  execute function core.bump_access_version();

-- A key dies with its owner, whichever way the account is closed, and does not come back with it.
create function core.end_keys() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update core.api_key set disabled_at = now(), disabled_by = new.updated_by where owner = new.id and disabled_at is null;
  return null;
end $$;
create trigger ends_keys after update of status, archived_at on data."user"
  for each row when (old.status = 'active' and old.archived_at is null
                     and (new.status <> 'active' or new.archived_at is not null))
  execute function core.end_keys();

-- The first statement of every unit of work of a key, with the address it comes from (null: a job the key has started).
create function core.assert_key(secret bytea, which uuid, known_version bigint, at timestamptz, comes_from inet, writes boolean) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  found_id uuid;
  seen timestamptz;
  present bigint;
begin
  select k.id, k.last_used_at into found_id, seen
    from core.api_key k join data."user" u on u.id = k.owner
    where k.id = which and k.disabled_at is null and k.expires_at > at
      and u.status = 'active' and u.archived_at is null
      and (secret is null or exists (select from core.api_key_secret s where s.key_id = k.id and s.hash = secret
                                       and (s.expires_at is null or s.expires_at > at)))
      and (secret is null or k.addresses = '{}'
           or exists (select from unnest(k.addresses) a where comes_from <<= a::inet));
  if not found then
    raise exception 'key refused' using errcode = 'SR401';
  end if;
  if writes then
    select version into present from core.access_version for key share;
  else
    select version into present from core.access_version;
  end if;
  if present <> known_version then
    raise exception 'rights changed' using errcode = 'SR409';
  end if;
  if secret is not null and (seen is null or seen < at - interval '1 minute') then
    update core.api_key set last_used_at = at, last_address = comes_from
      where id = (select id from core.api_key where id = found_id for update skip locked);
  end if;
end $$;

-- A key's work belongs to the key: what it started runs with its rights, not with its owner's.
alter table core.job drop constraint job_user_id_fkey;
alter table core.job add column by_key boolean not null default false;
