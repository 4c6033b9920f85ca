-- What the clock nobody sets said when a rescue was asked for, and since which start of the machine it counts: the date may be set, three days go by all the same.
alter table core.rescue add column asked_run text, add column asked_run_ms bigint;
