-- What the company asks of exports beside the rights of roles, how much each person has taken, and notices for those who are to be told.

create table core.export_rules (
  only_one boolean primary key default true check (only_one),
  -- always: a reason is asked for every export; roles: where the roles of a person say so
  reason text not null check (reason in ('always', 'roles')),
  -- records (and lines of totals) one person may take in a day; null: any number
  day_rows integer check (day_rows > 0),
  -- above so many in a day those who decide on exports are told; null: nobody is
  alert_above integer check (alert_above > 0)
);
insert into core.export_rules (reason, day_rows, alert_above) values ('always', null, 1000);

-- One row an export, from the moment it is asked for; rows of earlier days are forgotten with the next one.
create table core.export_taken (
  export uuid primary key,
  user_id uuid not null references data."user",
  at timestamptz not null,
  rows integer not null check (rows >= 0)
);
create index export_taken_by_user on core.export_taken (user_id, at);

create table core.notice (
  id uuid primary key,
  user_id uuid not null references data."user",
  -- the right for which it is told; who has lost it does not read it any more
  permission text not null,
  -- what it is about: news of the same thing take the place of the notice there is
  about text not null,
  sealed bytea not null,
  at timestamptz not null,
  seen_at timestamptz,
  expires_at timestamptz not null
);
create unique index notice_once on core.notice (user_id, about);
create index notice_by_expiry on core.notice (expires_at);
