// Who must have a second factor: for the whole company, for administrators, for roles; which kinds count, and after how many days.
import { invalidField } from '../../../contract/problem.ts';
import { assertAgreed } from '../../access/agreed.ts';
import { may } from '../../principal.ts';
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

/** Grace is counted anew where more is asked than before; where less is, nobody waits longer for it. */
export async function setFactorPolicy(unit: Unit, next: FactorPolicyWish): Promise<FactorPolicyView> {
  assertMay(unit);
  const before = await factorPolicy(unit);
  const roles = [...new Set(next.roles)].sort();
  const { rowCount } = await unit.query('select 1 from core.role where id = any($1::uuid[])', [roles]);
  if (rowCount !== roles.length)
    throw invalidField('roles', 'no-such-role', 'One of these roles does not exist.', 'Ids from the list of roles.');
  await assertAgreed(unit, 'factors');
  unit.assertWrites();
  await unit.query(
    `update core.factor_policy set required = $1, roles = $2, kinds = $3, grace_days = $4, console_rescue = $5, set_at = $6`,
    [
      next.required,
      roles,
      next.kinds,
      next.graceDays,
      next.consoleRescue,
      asksMore(before, { ...next, roles }) ? unit.at : before.setAt,
    ],
  );
  const { people: _, enrolled: __, ...told } = before;
  const values = { before: told, after: { ...next, roles } };
  unit.ledger.add({ verb: 'factor policy set', outcome: 'done', permission: 'admin.signin', values });
  return factorPolicy(unit);
}

const reach = { nobody: 0, administrators: 1, everybody: 2 } as const;

function asksMore(before: FactorPolicyView, next: FactorPolicyWish): boolean {
  return (
    reach[next.required] > reach[before.required] ||
    (next.kinds === 'passkey' && before.kinds === 'any') ||
    next.roles.some((id) => !before.roles.includes(id))
  );
}
