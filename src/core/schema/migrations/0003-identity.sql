-- Passwords, one-time links, devices that are known, and counts of failed attempts.

-- One row a person who has chosen a password. `version` goes up with every change: a password proved before it proves nothing after.
create table core.credential (
  user_id uuid primary key references data."user",
  -- PHC string: algorithm, costs, salt and hash
  phc text not null,
  version integer not null default 1,
  changed_at timestamptz not null
);

-- A one-time link: only the hash of its token, for one purpose of one person.
create table core.link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('owner', 'invite', 'reset')),
  user_id uuid not null references data."user",
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index link_by_user on core.link (user_id);

-- A browser somebody has signed in with: strangers' failures do not lock it out. One browser may be known for several people.
create table core.device (
  token_hash bytea not null,
  user_id uuid not null references data."user",
  made_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (token_hash, user_id)
);
create index device_by_user on core.device (user_id);

-- Failed attempts by name (a keyed hash, known or not: names nobody has are counted the same way) and by known device; empty: all others.
create table core.attempt (
  name_hash bytea not null,
  device_hash bytea not null,
  failures integer not null,
  -- how many blocks there have been; each is twice as long as the one before
  blocks integer not null,
  not_before timestamptz not null,
  last_at timestamptz not null,
  day_began timestamptz not null,
  day_count integer not null,
  primary key (name_hash, device_hash)
);
create index attempt_by_time on core.attempt (last_at);

-- Somebody active remains owner, whichever way the last one would go. Changes of rights are made one after the other (access_version),
-- so that two people who remove each other cannot both succeed.
create function core.keep_an_owner() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  who uuid;
begin
  if tg_table_name = 'member_role' then
    who := old.user_id;
    perform 1 from core.role where id = old.role_id and key = 'owner';
    if not found then
      return null;
    end if;
    perform 1 from data."user" where id = who and status = 'active' and archived_at is null;
  else
    who := old.id;
    perform 1 from core.member_role m join core.role r on r.id = m.role_id where m.user_id = who and r.key = 'owner';
  end if;
  if not found then
    return null;
  end if;
  perform 1 from core.access_version for update;
  perform 1 from core.member_role m join core.role r on r.id = m.role_id join data."user" u on u.id = m.user_id
    where r.key = 'owner' and u.status = 'active' and u.archived_at is null;
  if not found then
    raise exception 'the last active owner' using errcode = 'check_violation', constraint = 'an_owner_remains';
  end if;
  return null;
end $$;

create trigger an_owner_remains after delete on core.member_role
  for each row execute function core.keep_an_owner();
create trigger an_owner_remains after update of status, archived_at on data."user"
  for each row when (old.status = 'active' and old.archived_at is null
                     and (new.status <> 'active' or new.archived_at is not null))
  execute function core.keep_an_owner();

-- For event streams: whether the session still holds, without counting as a use of it. An open page alone keeps nobody signed in.
create function core.assert_watcher(hash bytea, known_version bigint, at timestamptz) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  present bigint;
begin
  perform 1 from core.session s join data."user" u on u.id = s.user_id
    where s.token_hash = hash and s.ended_at is null and s.expires_at > at and s.last_seen_at + s.idle > at
      and u.status = 'active' and u.archived_at is null;
  if not found then
    raise exception 'session ended' using errcode = 'SR401';
  end if;
  select version into present from core.access_version;
  if present <> known_version then
    raise exception 'rights changed' using errcode = 'SR409';
  end if;
end $$;

-- The first statement of an action that changes rights: others of its kind, and writers, wait until it has committed.
create function core.lock_rights() returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from core.access_version for update;
end $$;
