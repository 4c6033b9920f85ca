-- The mail server a tenant uses, and the messages that wait for it.

create table core.mail_server (
  only_one boolean primary key default true check (only_one),
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  username text,
  -- the password that goes with it, sealed
  secret bytea,
  -- certificates in PEM that are trusted instead of the usual ones: the company’s own authority
  authority text,
  sender text not null,
  sender_name text not null,
  set_at timestamptz not null,
  set_by uuid not null,
  check ((username is null) = (secret is null)),
  check (security <> 'none' or username is null)
);

-- A row here: nothing is ever sent from this tenant, and why. Its records carry addresses of people who never asked for anything.
create table core.mail_hold (
  only_one boolean primary key default true check (only_one),
  reason text not null,
  at timestamptz not null
);

create table core.mail (
  id uuid primary key,
  kind text not null,
  -- one address, sealed
  recipient bytea not null,
  -- what the message is made from, sealed; wiped once it was sent or cancelled, or its time is over
  content bytea,
  status text not null check (status in ('waiting', 'sent', 'failed', 'cancelled')),
  tries integer not null default 0,
  next_at timestamptz not null,
  expires_at timestamptz not null,
  -- somebody hands it over just now; should he die, it is taken up again after that
  claimed_until timestamptz,
  -- what the server said last, or why it could not be reached
  answer text,
  made_at timestamptz not null,
  made_by uuid not null,
  -- the member it goes to, where it goes to one
  person uuid references data."user",
  ended_at timestamptz,
  check (status in ('waiting', 'failed') or content is null)
);
create index mail_due on core.mail (next_at) where status = 'waiting';
create index mail_by_time on core.mail (made_at desc, id desc);
