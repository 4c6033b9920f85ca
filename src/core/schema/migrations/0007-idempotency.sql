-- Answers already given, by the key a client sent with a change: asked again, the change is not made again.
create table core.idempotency (
  actor uuid not null,
  key text not null,
  -- SHA-256 over action and input: the same key for another question is a mistake of the client
  question bytea not null,
  -- the answer, sealed as a whole; null while the first is still at work
  sealed bytea,
  at timestamptz not null,
  primary key (actor, key)
);
create index idempotency_by_time on core.idempotency (at);
