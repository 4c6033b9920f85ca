-- Looking at the product as somebody else: a session that may only read, for half an hour at most, and only what both of them may see.

create table core.look (
  id uuid primary key,
  -- whose session looks
  session uuid not null,
  viewer uuid not null references data."user",
  -- as whom
  person uuid not null references data."user",
  reason text not null,
  started_at timestamptz not null,
  until_at timestamptz not null,
  ended_at timestamptz,
  -- until its browser has said that it goes on as itself, the session may do nothing
  left_at timestamptz,
  check (viewer <> person)
);
create unique index look_open on core.look (session) where left_at is null;
create index look_by_person on core.look (person, started_at);

create trigger access_changes after insert or update on core.look
  for each statement execute function core.bump_access_version();
