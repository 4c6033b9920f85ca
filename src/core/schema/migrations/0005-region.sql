-- How this company counts, writes and reckons time: one row, read with every principal.
create table core.region (
  only_one boolean primary key default true check (only_one),
  locale text not null,
  currency text not null,
  time_zone text not null,
  -- ISO 3166-1 alpha-2: reads phone numbers written without +; null where there is no usual one
  country text
);
insert into core.region (locale, currency, time_zone, country) values ('en', 'EUR', 'UTC', null);

create trigger access_changes after update on core.region
  for each statement execute function core.bump_access_version();
