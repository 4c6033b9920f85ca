-- What the tenant adds to the model: fields in typed columns with generated names, and objects in tables of their own. Labels are data.

alter table core.access_version add column shape bigint not null default 1;

create table core.own_object (
  id uuid primary key,
  name text not null unique check (name ~ '^own_[0-9a-f]{12}$'),
  label text not null,
  label_plural text not null,
  help text not null,
  created_at timestamptz not null,
  created_by uuid not null,
  retired_at timestamptz
);

create table core.own_field (
  id uuid primary key,
  entity text not null,
  -- as the API names it
  name text not null check (name ~ '^[a-z][A-Za-z0-9]{0,60}$'),
  -- null for what is computed when it is read
  column_name text unique check (column_name ~ '^cf_[0-9a-f]{12}$'),
  definition jsonb not null,
  position integer not null default 0,
  created_at timestamptz not null,
  created_by uuid not null,
  retired_at timestamptz,
  unique (entity, name)
);

create function core.bump_shape() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from core.access_version for update;
  update core.access_version set version = version + 1, shape = shape + 1;
  return null;
end $$;

create trigger shape_changes after insert or update or delete on core.own_object
  for each statement execute function core.bump_shape();
create trigger shape_changes after insert or update or delete on core.own_field
  for each statement execute function core.bump_shape();

-- The app role changes no structure but through these functions, which do one narrow thing each and check every name they are given.

create function core.check_own_place(entity text, column_name text) returns void
  language plpgsql as $$
begin
  if column_name !~ '^cf_[0-9a-f]{12}(_currency|_hash)?$' then
    raise exception 'not a column of the tenant''s own: %', column_name;
  end if;
  if entity !~ '^(company|contact|deal|activity|pipeline|stage|user|team|own_[0-9a-f]{12})$'
     and not exists (select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                     where n.nspname = 'data' and c.relname = entity and c.relkind = 'r') then
    raise exception 'not an object: %', entity;
  end if;
end $$;

create function core.add_own_column(entity text, column_name text, column_type text) returns void
  language plpgsql security definer set search_path = '' set lock_timeout = '3s' as $$
begin
  perform core.check_own_place(entity, column_name);
  if column_type not in ('text', 'numeric', 'date', 'timestamptz', 'boolean', 'uuid', 'jsonb', 'bytea') then
    raise exception 'not a type for a field: %', column_type;
  end if;
  execute format('alter table data.%I add column %I %s', entity, column_name, column_type);
end $$;

-- kind: plain (compare and sort), text (sort in the tenant's order), search (parts of words), list (members of a list), unique, hash
create function core.add_own_index(entity text, column_name text, kind text) returns void
  language plpgsql security definer set search_path = '' set lock_timeout = '3s' as $$
declare
  index_name text := entity || case when kind = 'unique' then '_one_' else '_by_' end || column_name || case when kind = 'search' then '_text' else '' end;
begin
  perform core.check_own_place(entity, column_name);
  execute case kind
    when 'plain' then format('create index %I on data.%I (%I, id) where archived_at is null', index_name, entity, column_name)
    when 'text' then format('create index %I on data.%I (%I collate core.sorting, id) where archived_at is null', index_name, entity, column_name)
    when 'search' then format('create index %I on data.%I using gin (core.fold(%I) ext.gin_trgm_ops)', index_name, entity, column_name)
    when 'list' then format('create index %I on data.%I using gin (%I jsonb_path_ops)', index_name, entity, column_name)
    when 'unique' then format('create unique index %I on data.%I (core.fold(%I)) where archived_at is null', index_name, entity, column_name)
    when 'hash' then format('create unique index %I on data.%I (%I) where archived_at is null', index_name, entity, column_name)
  end;
end $$;

create function core.drop_own_column(entity text, column_name text) returns void
  language plpgsql security definer set search_path = '' set lock_timeout = '3s' as $$
begin
  perform core.check_own_place(entity, column_name);
  if exists (select 1 from core.own_field f where f.column_name = left($2, 15) and f.retired_at is null) then
    raise exception 'a field is retired before it is purged';
  end if;
  execute format('alter table data.%I drop column if exists %I', entity, column_name);
end $$;

-- A table like any other object's, with the same rights.
create function core.add_own_table(object_name text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  held record;
begin
  if object_name !~ '^own_[0-9a-f]{12}$' or not exists (select 1 from core.own_object o where o.name = object_name) then
    raise exception 'not an object of the tenant''s own: %', object_name;
  end if;
  execute format('create table data.%I (
    id uuid primary key, version integer not null, owner uuid references data."user",
    created_at timestamptz not null, created_by uuid not null, updated_at timestamptz not null, updated_by uuid not null,
    archived_at timestamptz, archived_by uuid, name text not null, external_id text,
    title text generated always as (coalesce(name, '''')) stored,
    search text generated always as (core.fold(coalesce(name, '''') || chr(10) || coalesce(external_id, ''''))) stored)', object_name);
  execute format('create index %I on data.%I (title collate core.sorting, id) where archived_at is null', object_name || '_by_title', object_name);
  execute format('create index %I on data.%I (updated_at, id) where archived_at is null', object_name || '_by_update', object_name);
  execute format('create index %I on data.%I (archived_at, id) where archived_at is not null', object_name || '_in_bin', object_name);
  execute format('create index %I on data.%I (owner, title collate core.sorting, id) where archived_at is null', object_name || '_by_owner', object_name);
  execute format('create index %I on data.%I using gin (search ext.gin_trgm_ops)', object_name || '_by_search', object_name);
  execute format('create index %I on data.%I (core.fold(name))', object_name || '_by_name', object_name);
  execute format('create unique index %I on data.%I (external_id) where archived_at is null', object_name || '_one_external_id', object_name);
  -- "role=arw/owner", the role quoted where it must be. The functions that name a role by its number are closed in a tenant's database.
  for held in
    select split_part(item::text, '=', 1) as quoted_role, split_part(split_part(item::text, '=', 2), '/', 1) as letters
    from pg_catalog.pg_class c, unnest(c.relacl) item
    where c.oid = 'data.company'::pg_catalog.regclass
  loop
    continue when held.quoted_role = '';
    if held.letters like '%r%' then execute format('grant select on data.%I to %s', object_name, held.quoted_role); end if;
    if held.letters like '%a%' then execute format('grant insert on data.%I to %s', object_name, held.quoted_role); end if;
    if held.letters like '%w%' then execute format('grant update on data.%I to %s', object_name, held.quoted_role); end if;
    if held.letters like '%d%' then execute format('grant delete on data.%I to %s', object_name, held.quoted_role); end if;
  end loop;
end $$;
