// Which version of the company's security policy has to be acknowledged, and whether somebody owes that: as SQL, for whoever reads a person.

/** The newest that asks, unless the policy was withdrawn since; null: none. */
export const askedVersion = `(select max(s.version) from core.security_policy s where s.asks
  and s.version > coalesce((select max(w.version) from core.security_policy w where w.text is null), 0))`;

/** For the user `u`. */
export const agreementColumn = `coalesce(${askedVersion} > coalesce((select max(a.version) from core.policy_acknowledgement a where a.user_id = u.id), 0), false)
  as "agreementOwed"`;
