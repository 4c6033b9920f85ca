-- Reminders that wait for their time: one for each activity with a time to remind at. To remind is to take the row away, so nobody is
-- reminded twice, and what is not taken yet is still there after a restart.
create table core.reminder (
  activity uuid primary key references data.activity on delete cascade,
  due_at timestamptz not null
);
create index reminder_by_time on core.reminder (due_at);

-- Kept by the table itself, so that every way an activity changes keeps it. A time that has passed already when it is set reminds nobody:
-- an import of old activities is no flood of reminders.
create function core.keep_reminder() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if new.remind_at is null or new.remind_at <= new.updated_at then
    delete from core.reminder where activity = new.id;
  else
    insert into core.reminder (activity, due_at) values (new.id, new.remind_at)
      on conflict (activity) do update set due_at = excluded.due_at;
  end if;
  return null;
end $$;

create trigger keeps_reminder_new after insert on data.activity
  for each row when (new.remind_at is not null) execute function core.keep_reminder();
create trigger keeps_reminder after update of remind_at on data.activity
  for each row when (old.remind_at is distinct from new.remind_at) execute function core.keep_reminder();
