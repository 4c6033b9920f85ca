-- How much of its minute a key has left, for all processes of the server together. Not worth a write-ahead log: lost in a crash, it is full again.
create unlogged table core.api_key_rate (
  key_id uuid primary key references core.api_key,
  tokens double precision not null,
  at timestamptz not null
);

-- Takes up to so many requests out of a key's bucket, which holds a minute's worth and fills up as time goes by. Where there is not one,
-- nothing is taken and `wait` says after how many seconds there will be.
create function core.take_key_requests(which uuid, rate integer, wanted integer, present timestamptz,
                                       out granted integer, out wait double precision)
  language plpgsql security definer set search_path = '' as $$
declare
  left_over double precision;
  since timestamptz;
begin
  insert into core.api_key_rate (key_id, tokens, at) values (which, rate, present) on conflict do nothing;
  select r.tokens, r.at into left_over, since from core.api_key_rate r where r.key_id = which for update;
  left_over := least(rate, left_over + greatest(0, extract(epoch from present - since)) * rate / 60.0);
  granted := least(wanted, floor(left_over)::integer);
  wait := case when granted > 0 then 0 else (1 - left_over) * 60.0 / rate end;
  update core.api_key_rate set tokens = left_over - granted, at = greatest(present, since) where key_id = which;
end $$;
