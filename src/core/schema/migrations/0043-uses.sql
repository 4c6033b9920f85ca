-- What people said about uses of what is held about them, and that those who look after requests were reminded of one.

create table core.use_mark (
  entity text not null,
  record uuid not null,
  purpose text not null check (purpose in ('marketing', 'passing-on')),
  state text not null check (state in ('objected', 'consented', 'withdrawn')),
  since date not null,
  -- how it was said, and where that can be read again: sealed
  sealed bytea not null,
  made_at timestamptz not null,
  made_by uuid not null,
  primary key (entity, record, purpose)
);
create index use_mark_by_purpose on core.use_mark (entity, purpose, made_at);

-- 1: that it is due soon was told; 2: that its day has passed
alter table core.subject_request add column reminded smallint not null default 0;

-- How long records lie in the bin, and what of them the ledger keeps, is configuration too: the index says what core/ledger/configuration.ts says.
drop index core.ledger_configuration;
create index ledger_configuration on core.ledger (at, id)
  where outcome = 'done' and verb <> 'read'
    and (permission like 'admin.%' or action like 'host.%' or action = 'bin.setPolicy' or entity in ('pipeline', 'stage'));
