-- How somebody reads dates, times and numbers, where that is not how the company does. Null: as the company; browser: as whichever browser is used.
create table core.own_region (
  user_id uuid primary key references data."user",
  locale text,
  time_zone text,
  set_at timestamptz not null
);
