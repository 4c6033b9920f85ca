-- Results of checks for leaks: what was tried on a made-up copy of the configuration, and what came out. No record of anybody stands in one.
create table core.leak_check (
  id uuid primary key,
  at timestamptz not null,
  -- who asked: a person, or the zero id for the command of who runs the machine
  asked_by uuid not null,
  ok boolean not null,
  report jsonb not null
);
create index leak_check_by_time on core.leak_check (at);
