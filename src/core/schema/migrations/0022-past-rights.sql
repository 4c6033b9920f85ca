-- Finding every change of rights since an instant, without reading the whole ledger.
create index ledger_of_rights on core.ledger (at)
  where outcome = 'done' and entity in ('user', 'role', 'team', 'territory')
    and verb in ('created', 'edited', 'removed', 'archived', 'restored', 'purged', 'roles set', 'deputy named', 'deputy ended');
create index ledger_of_shares on core.ledger (at) where outcome = 'done' and verb in ('shared', 'share ended');
