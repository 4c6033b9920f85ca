-- What names one thing is found at once wherever it lies: all of one operation, session or request. Other filters skip what cannot hold their value, as before.
drop index core.ledger_by_operation;
create index ledger_by_operation on core.ledger (operation, record, version);
create index ledger_by_session on core.ledger (session) where session is not null;
create index ledger_by_request on core.ledger using hash (request) where request is not null;
drop index core.ledger_holding;
create index ledger_holding on core.ledger using brin (
  address text_bloom_ops (n_distinct_per_range = 250), verb text_bloom_ops (n_distinct_per_range = 100),
  entity text_bloom_ops (n_distinct_per_range = 100), source text_bloom_ops (n_distinct_per_range = 16),
  actor_kind text_bloom_ops (n_distinct_per_range = 16)) with (pages_per_range = 64, autosummarize = on);
