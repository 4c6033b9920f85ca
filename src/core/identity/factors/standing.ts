// Reads what the level of a session is told by, in the same statement that reads the person; see level.ts.
import type { Principal } from '../../principal.ts';
import { type FactorPolicy, type PasswordAge, standingOf } from './level.ts';
import { now } from '../../clock.ts';
import { agreementColumn } from '../agreement.ts';

export interface Standing {
  readonly factorPolicy: FactorPolicy;
  readonly factorKinds: readonly string[];
  /** when the account began */
  readonly accountSince: string;
  readonly mustRenew: boolean;
  /** the company's security policy has not been acknowledged */
  readonly agreementOwed: boolean;
  /** null: there is no password, or the company lets them stand */
  readonly passwordAge: { readonly changedAt: string; readonly months: number; readonly since: string } | null;
  /** absent: nobody has a session */
  readonly sessionLevel?: 'half' | 'full';
  readonly provedAt?: Date;
}

/** A program proves nobody, however fresh its key: what asks for a fresh proof of a person is not done by one. */
const never = new Date(0);

/** For the user `u`. */
export const standingColumns = `
  (select jsonb_build_object('required', p.required, 'roles', p.roles, 'kinds', p.kinds, 'graceDays', p.grace_days, 'setAt', p.set_at)
   from core.factor_policy p) as "factorPolicy",
  coalesce((select jsonb_agg(distinct f.kind) from core.factor f where f.user_id = u.id and f.confirmed_at is not null), '[]') as "factorKinds",
  exists (select from core.credential c where c.user_id = u.id and c.renew_factor_at is not null and not exists (
    select from core.factor f where f.user_id = u.id and f.confirmed_at > c.renew_factor_at)) as "mustRenew",
  (select jsonb_build_object('changedAt', c.changed_at, 'months', p.passwords -> 'expiryMonths', 'since', p.passwords -> 'since')
   from core.credential c, core.sign_in_policy p where c.user_id = u.id and (p.passwords ->> 'expiryMonths')::int > 0) as "passwordAge",
  coalesce((select to_jsonb(c.made_at) from core.credential c where c.user_id = u.id), to_jsonb(u.created_at)) as "accountSince",
  ${agreementColumn}`;

/** With how far it has got. It is made anew when the days of grace are over, or a password has become too old. */
export function standing(
  me: Principal,
  row: Standing & { readonly roles: readonly { readonly id: string }[] },
): Principal {
  const signedIn = standingOf(
    {
      session: row.sessionLevel ?? 'full',
      policy: row.factorPolicy,
      factors: row.factorKinds,
      roles: row.roles.map((role) => role.id),
      isAdministrator: me.grants.some((g) => g.permission.startsWith('admin.')),
      since: new Date(row.accountSince),
      mustRenew: row.mustRenew,
      agreementOwed: row.agreementOwed,
      // A key is no password, and goes on while its owner chooses a new one.
      ...(row.passwordAge === null || row.sessionLevel === undefined ? {} : { password: ageOf(row.passwordAge) }),
    },
    row.provedAt ?? never,
    now(),
  );
  const dues = [signedIn.dueAt, signedIn.passwordDueAt].filter((due) => due !== null && due > now().getTime());
  // Not remembered: with the acknowledgement it is over, and nothing else would say so.
  if (signedIn.level === 'agree') return { ...me, signedIn, until: 0 };
  return { ...me, signedIn, until: Math.min(me.until, ...(dues as number[])) };
}

function ageOf({ changedAt, months, since }: NonNullable<Standing['passwordAge']>): PasswordAge {
  return { changedAt: new Date(changedAt), months, since: new Date(since) };
}
