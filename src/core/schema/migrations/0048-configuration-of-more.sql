-- Saved totals that are offered to others are configuration too, by the rights that offering them takes: the index says what core/ledger/configuration.ts says.
drop index core.ledger_configuration;
create index ledger_configuration on core.ledger (at, id)
  where outcome = 'done' and verb <> 'read'
    and (permission like 'admin.%' or action like 'host.%' or action = 'bin.setPolicy' or entity in ('pipeline', 'stage')
      or permission in ('tool.offer-totals', 'tool.manage-totals'));

-- A mail server that is brought back comes without its password, which is nowhere to be had; nothing is sent until it is given again.
alter table core.mail_server drop constraint mail_server_check;
alter table core.mail_server add constraint mail_server_password check (username is not null or secret is null);
