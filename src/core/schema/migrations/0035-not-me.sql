-- Somebody has said of a sign-in that it was not him: a factor made after that instant is asked for, whatever the policy says.
alter table core.credential add column renew_factor_at timestamptz;

create trigger factor_renewal after update of renew_factor_at on core.credential
  for each statement execute function core.bump_access_version();
