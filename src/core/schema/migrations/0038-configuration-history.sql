-- The history of configuration is read from the ledger: an index of what belongs to it, as core/ledger/configuration.ts says it.
create index ledger_configuration on core.ledger (at, id)
  where outcome = 'done' and verb <> 'read' and (permission like 'admin.%' or action like 'host.%' or entity in ('pipeline', 'stage'));

-- What was done to the tenant at the machine and stands in its ledger: by the ids of the machine's own record, so that nothing is put there twice.
create table core.host_act (
  id uuid primary key,
  noted_at timestamptz not null
);

-- Seeing it is a right of its own; whoever was given one of these roles with the tenant has it.
update core.role set grants = jsonb_set(grants, '{areas}', (grants -> 'areas') || '["admin.history"]')
  where preset and id in ('00000000-0000-7000-8000-000000000108', '00000000-0000-7000-8000-000000000110',
    '00000000-0000-7000-8000-000000000111', '00000000-0000-7000-8000-000000000112', '00000000-0000-7000-8000-000000000113');
