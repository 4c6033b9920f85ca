-- Receivers may want every entry instead of signed heads, in a form other programs read.
alter table core.ledger_receiver add column format text check (format in ('ocsf', 'cef'));
-- entries before this place of the log were never meant for it
alter table core.ledger_receiver add column since bigint not null default 0;
alter table core.ledger_receiver drop constraint ledger_receiver_kind_check;
alter table core.ledger_receiver add constraint ledger_receiver_kind_check check (kind in ('webhook', 'syslog', 'mail'));

-- Entries an hour, kept by the sealer: how many there were over any time is told without reading them.
create table core.ledger_tally (
  hour timestamptz primary key,
  -- plain looks at records and at the ledger; everything else that was done; what was refused
  looks bigint not null default 0,
  done bigint not null default 0,
  refused bigint not null default 0
);
insert into core.ledger_tally (hour, looks, done, refused)
select date_trunc('hour', l.at at time zone 'UTC') at time zone 'UTC',
  count(*) filter (where l.outcome = 'done' and l.verb = 'read' and (not l.important or l.action like 'ledger.%')),
  count(*) filter (where l.outcome = 'done' and not (l.verb = 'read' and (not l.important or l.action like 'ledger.%'))),
  count(*) filter (where l.outcome <> 'done')
from core.ledger l join core.ledger_leaf f on f.entry = l.id group by 1;
