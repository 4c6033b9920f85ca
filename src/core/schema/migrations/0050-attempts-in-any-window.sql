-- When each check was, of the last day: so many at most in any quarter of an hour and any day, also where a right password begins the count of failures anew.
-- Until now a day began with its first check, and a hundred could fall on both sides of its end.
alter table core.attempt add column recent timestamptz[] not null default '{}';
update core.attempt set recent = array_fill(day_began, array[least(greatest(day_count, 0), 100)]);
alter table core.attempt drop column day_began, drop column day_count;
