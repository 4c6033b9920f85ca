-- Undo walks an operation record by record: each page begins where the last one ended, whatever the size of the operation.
drop index core.ledger_by_operation;
create index ledger_by_operation on core.ledger (operation, record, version) where record is not null;
