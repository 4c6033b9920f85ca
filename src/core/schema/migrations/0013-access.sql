-- Who reaches a record beside what roles say by themselves: single records shared until a day, and people who stand in for others.
create table core.share (
  id uuid primary key,
  entity text not null,
  record uuid not null,
  -- one of the two
  user_id uuid references data."user",
  team uuid references data.team,
  may_edit boolean not null,
  -- the fields of which its giver had less than edit, with what he had: {"taxNumber": "hidden"}
  caps jsonb not null default '{}',
  given_by uuid not null references data."user",
  given_at timestamptz not null,
  until_at timestamptz not null,
  reason text,
  check ((user_id is null) <> (team is null))
);
create unique index share_once on core.share (entity, record, coalesce(user_id, team));
create index share_by_user on core.share (user_id) where user_id is not null;
create index share_by_team on core.share (team) where team is not null;

create table core.deputy (
  id uuid primary key,
  -- whose records they are
  user_id uuid not null references data."user",
  -- who stands in
  deputy uuid not null references data."user",
  from_at timestamptz not null,
  until_at timestamptz,
  set_by uuid not null,
  check (user_id <> deputy),
  check (until_at is null or until_at > from_at)
);
create index deputy_by_deputy on core.deputy (deputy);
create index deputy_by_user on core.deputy (user_id);

-- Every one of these changes what somebody reaches. A rule may ask for any field of a user, so any change of one counts.
create trigger access_changes after insert or update or delete on core.share
  for each statement execute function core.bump_access_version();
create trigger access_changes after insert or update or delete on core.deputy
  for each statement execute function core.bump_access_version();
drop trigger access_changes on data."user";
create trigger access_changes after update on data."user"
  for each row when (to_jsonb(old) - '{version,updated_at,updated_by,title,search}'::text[] is distinct from
                     to_jsonb(new) - '{version,updated_at,updated_by,title,search}'::text[])
  execute function core.bump_access_version();
create trigger access_changes after update of parent, archived_at on data.team
  for each row when ((old.parent, old.archived_at) is distinct from (new.parent, new.archived_at))
  execute function core.bump_access_version();
create trigger access_changes after update of parent, archived_at on data.territory
  for each row when ((old.parent, old.archived_at) is distinct from (new.parent, new.archived_at))
  execute function core.bump_access_version();
create trigger access_changes_new after insert on data.territory
  for each statement execute function core.bump_access_version();
create trigger access_changes_new after insert on data.team
  for each statement execute function core.bump_access_version();

-- Deletes for good what lies in the bin, with what hangs on it; nothing that is still referred to. The app role may not delete records
-- otherwise. It answers the ids that are gone.
create function core.purge(name text, ids uuid[]) returns setof uuid
  language plpgsql security definer set search_path = '' as $$
begin
  if name !~ '^[a-zA-Z]+$|^own_[0-9a-f]{12}$' or name = 'user' then
    raise exception 'no records of this kind are purged' using errcode = '22023';
  end if;
  return query execute format('delete from data.%I where id = any($1) and archived_at is not null returning id', name) using ids;
end $$;

update core.role set grants = (
  select jsonb_set(grants, '{objects}', (select jsonb_object_agg(key, case
      when key in ('company', 'contact', 'deal', 'activity') then value || '{"assign": "all", "share": "all", "purge": "all"}'
      when key = 'user' then value
      else value || '{"purge": "all"}' end) from jsonb_each(grants -> 'objects')))) where key = 'manager';
update core.role set grants = (
  select jsonb_set(grants, '{objects}', (select jsonb_object_agg(key, case
      when key in ('company', 'contact', 'deal', 'activity') then value || '{"assign": "own", "share": "own"}'
      else value end) from jsonb_each(grants -> 'objects')))) where key = 'sales';
