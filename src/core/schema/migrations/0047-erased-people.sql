-- People whose details were erased: the row in data."user" stays as a pseudonym, and nobody makes it a person again.
create table core.erased_person (
  user_id uuid primary key references data."user",
  pseudonym text not null unique,
  erased_at timestamptz not null,
  erased_by uuid not null,
  -- what is still to be looked for, sealed; null: nothing is left to be done
  words bytea
);

create function core.keep_erased() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from core.erased_person where user_id = new.id;
  if found then
    raise exception 'an erased person stays erased' using errcode = 'check_violation', constraint = 'an_erased_person_stays';
  end if;
  return new;
end $$;

create trigger an_erased_person_stays before update on data."user"
  for each row when (old.name is distinct from new.name or old.email is distinct from new.email
                     or old.status is distinct from new.status)
  execute function core.keep_erased();
