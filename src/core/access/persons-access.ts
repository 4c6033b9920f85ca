// One person's access beside what is reached: roles, teams, territories, deputies, shares in both directions, keys and applications, who has looked as them.
import type { Share } from '../../contract/share.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { may } from '../principal.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type Deputy, readDeputies } from './deputy-desk.ts';
import { readableAddresses } from './holders.ts';
import { readShares, sharesWith } from './share-rows.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface PersonsAccess {
  readonly user: Named & { readonly email: string | null; readonly status: string };
  readonly roles: readonly Named[];
  /** with those above them, from the nearest */
  readonly teams: readonly (Named & { readonly within: readonly string[] })[];
  readonly territories: readonly (Named & { readonly within: readonly string[] })[];
  readonly deputies: readonly Deputy[];
  readonly sharesWith: readonly Share[];
  readonly sharesBy: readonly Share[];
  readonly keys: readonly (Named & { readonly expiresAt: string; readonly kind: 'key' | 'application' })[];
}

/** Also of somebody who has no access any more: what is left to hand over is found here. */
export async function accessOfPerson(unit: Unit, user: string): Promise<PersonsAccess> {
  unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const { rows } = isId(user)
    ? await unit.query<PersonsAccess['user']>(
        'select id, name, null as email, status from data."user" where id = $1 and archived_at is null',
        [user],
      )
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  const roles = await unit.query<Named>(
    'select r.id, r.name from core.member_role m join core.role r on r.id = m.role_id where m.user_id = $1 order by r.key',
    [user],
  );
  const keys = await unit.query<Named & { readonly expires: Date; readonly kind: 'key' | 'application' }>(
    `select id, name, expires_at as expires, case when application is null then 'key' else 'application' end as kind from core.api_key where owner = $1 and disabled_at is null and expires_at > $2 order by name`,
    [user, unit.at],
  );
  return {
    user: { ...rows[0], email: (await readableAddresses(unit, [user])).get(user) ?? null },
    roles: roles.rows,
    teams: await placesOf(unit, user, 'team'),
    territories: await placesOf(unit, user, 'territory'),
    deputies: await readDeputies(unit, sql`(d.user_id = ${user}::uuid or d.deputy = ${user}::uuid)`),
    sharesWith: await readShares(unit, sharesWith(user)),
    sharesBy: await readShares(unit, sql`s.given_by = ${user}::uuid`),
    keys: keys.rows.map(({ expires, ...key }) => ({ ...key, expiresAt: expires.toISOString() })),
  };
}

async function placesOf(
  unit: Unit,
  user: string,
  table: 'team' | 'territory',
): Promise<(Named & { within: string[] })[]> {
  const { rows } = await unit.query<Named & { within: string[] }>(
    `select t.id, t.name, coalesce((with recursive up as (
         select p.id, p.name, p.parent, 1 as far from data.${table} p where p.id = t.parent
         union all select p.id, p.name, p.parent, up.far + 1 from data.${table} p join up on p.id = up.parent where up.far < 50)
       select jsonb_agg(up.name order by up.far) from up), '[]') as within
     from data."user" u, jsonb_array_elements(u.${table === 'team' ? 'teams' : 'territories'}) l
       join data.${table} t on t.id = (l ->> 'id')::uuid
     where u.id = $1 order by lower(t.name)`,
    [user],
  );
  return rows;
}
