// Who must have a second factor: for the whole company, for administrators, for roles; which kinds count, and after how many days.
import { invalidField } from '../../../contract/problem.ts';
import { may } from '../../principal.ts';
import { type Setting, setSetting } from '../../settings/setting.ts';
import type { Unit } from '../../unit.ts';
import type { FactorPolicyView, FactorPolicyWish } from '../desk.ts';

function assertMay(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
}

export async function factorPolicy(unit: Unit): Promise<FactorPolicyView> {
  assertMay(unit);
  const { rows } = await unit.query<FactorPolicyView>(
    `select required, roles, kinds, grace_days as "graceDays", console_rescue as "consoleRescue", set_at as "setAt",
       (select count(*)::int from data."user" u where u.status = 'active' and u.archived_at is null) as people,
       (select count(distinct f.user_id)::int from core.factor f join data."user" u on u.id = f.user_id
        where f.confirmed_at is not null and u.status = 'active' and u.archived_at is null) as enrolled
     from core.factor_policy`,
  );
  const row = rows[0]!;
  return { ...row, setAt: new Date(row.setAt).toISOString() };
}

export const factorSetting: Setting<FactorPolicyWish> = {
  verb: 'factor policy set',
  title: 'Policy of second factors',
  right: 'admin.signin',
  security: 'factors',
  labels: {
    required: 'Asked of',
    roles: 'Roles',
    kinds: 'Kinds',
    graceDays: 'Days of grace',
    consoleRescue: 'Rescue on the command line',
  },
  read: async (unit) => {
    const { required, roles, kinds, graceDays, consoleRescue } = await factorPolicy(unit);
    return { required, roles, kinds, graceDays, consoleRescue };
  },
  fit: async (wish, unit) => {
    const roles = [...new Set(wish.roles)].sort();
    const { rowCount } = await unit.query('select 1 from core.role where id = any($1::uuid[])', [roles]);
    if (rowCount !== roles.length)
      throw invalidField('roles', 'no-such-role', 'One of these roles does not exist.', 'Ids from the list of roles.');
    return { ...wish, roles };
  },
  /** Grace is counted anew where more is asked than before; where less is, nobody waits longer for it. */
  keep: (unit, after, before) =>
    unit.query(
      `update core.factor_policy set required = $1, roles = $2, kinds = $3, grace_days = $4, console_rescue = $5,
         set_at = case when $6 then $7::timestamptz else set_at end`,
      [
        after.required,
        after.roles,
        after.kinds,
        after.graceDays,
        after.consoleRescue,
        asksMore(before, after),
        unit.at,
      ],
    ),
};

export async function setFactorPolicy(unit: Unit, next: FactorPolicyWish): Promise<FactorPolicyView> {
  await setSetting(unit, factorSetting, next);
  return factorPolicy(unit);
}

const reach = { nobody: 0, administrators: 1, everybody: 2 } as const;

function asksMore(before: FactorPolicyWish, next: FactorPolicyWish): boolean {
  return (
    reach[next.required] > reach[before.required] ||
    (next.kinds === 'passkey' && before.kinds === 'any') ||
    next.roles.some((id) => !before.roles.includes(id))
  );
}
