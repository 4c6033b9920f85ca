-- Security changes that wait for a second administrator, and the policy that says which do.

create table core.approval_policy (
  only_one boolean primary key default true check (only_one),
  -- classes of contract/security-change.ts that need a second administrator
  classes text[] not null,
  -- hours after which a change takes effect where nobody else could approve it
  delay_hours integer not null check (delay_hours between 1 and 336),
  -- days after which nobody may approve it any more
  expires_days integer not null check (expires_days between 1 and 60)
);
insert into core.approval_policy (classes, delay_hours, expires_days) values ('{}', 24, 7);

create table core.pending_change (
  id uuid primary key,
  -- what will be done: the action, its input (sealed), and the sentence people read
  action text not null,
  class text not null,
  input bytea not null,
  summary text not null,
  reason text,
  -- SHA-256 over action and input: the author who asks for the same again means this one
  digest bytea not null,
  -- SHA-256 over the state it was made against; null where it depends on none
  basis bytea,
  author uuid not null,
  -- the person behind: the author, or the owner of the key that asked
  person uuid not null references data."user",
  by_key boolean not null,
  -- true: the answer is for the author alone, who asks again once it is approved
  collect boolean not null,
  operation uuid not null,
  status text not null check (status in ('waiting', 'approved', 'done', 'refused', 'cancelled', 'stale', 'failed')),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  -- set where nobody else can approve: takes effect then unless it is cancelled
  runs_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text,
  ended_at timestamptz,
  error text
);
create index pending_change_by_status on core.pending_change (status, made_at);
create index pending_change_by_digest on core.pending_change (author, digest) where status in ('waiting', 'approved');
