// Who a person is to the rules: roles, teams, territories, whom he stands in for, what is shared with him. Read in one go, made into grants.
import type { Entity } from '../../contract/entity.ts';
import { columnOf } from '../../contract/entity.ts';
import { moduleOf, totalsRight } from '../../contract/permission.ts';
import type { Region } from '../../contract/region.ts';
import type { Json } from '../../contract/json.ts';
import type { Self } from '../../contract/rule.ts';
import type { Catalog } from '../catalog.ts';
import { type Grant, type Principal, zeroId } from '../principal.ts';
import { type Restricted, withoutRestricted } from '../privacy/restricted.ts';
import { type RoleRow, grantsOfRole, ofNoRecord } from '../roles.ts';
import type { UserValues } from './rule-text.ts';
import type { Unit } from '../unit.ts';
import { type HeldShare, grantsOfShares } from './shares.ts';

export interface LoadedPerson {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly shape: number;
  readonly roles: readonly RoleRow[];
  readonly region: Region;
  readonly record: Readonly<Record<string, Json>>;
  readonly selves: readonly string[];
  readonly teammates: readonly string[];
  readonly below: readonly string[] | null;
  readonly territories: readonly string[];
  readonly shares: readonly HeldShare[];
  /** records nobody reaches; see privacy/restricted.ts */
  readonly restricted: readonly Restricted[];
  /** when a share or a time as deputy begins or ends next */
  readonly until: Date | null;
}

const myTeams = `select (t ->> 'id')::uuid as id from jsonb_array_elements(u.teams) t`;

/** The columns of a LoadedPerson for the user `u`; $2 is the present instant. */
export const personColumns = `u.id, u.name, to_jsonb(u) as record,
  (select version from core.access_version) as version, (select shape from core.access_version) as shape,
  (select jsonb_build_object('locale', locale, 'currency', currency, 'timeZone', time_zone, 'country', country) from core.region) as region,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'key', r.key, 'name', r.name, 'grants', r.grants) order by r.key)
            from core.member_role m join core.role r on r.id = m.role_id where m.user_id = u.id), '[]') as roles,
  coalesce((select jsonb_agg(d.user_id) from core.deputy d
            where d.deputy = u.id and d.from_at <= $2 and (d.until_at is null or d.until_at > $2)), '[]') as selves,
  coalesce((select jsonb_agg(distinct mate.id) from (${myTeams}) mine
            join data."user" mate on mate.teams @> jsonb_build_array(jsonb_build_object('id', mine.id))), '[]') as teammates,
  case when exists (select 1 from data.team below where below.parent is not null and u.teams is not null)
    then coalesce((with recursive tree as (${myTeams} union select c.id from data.team c join tree on c.parent = tree.id)
            select jsonb_agg(distinct mate.id) from tree
            join data."user" mate on mate.teams @> jsonb_build_array(jsonb_build_object('id', tree.id))), '[]') end as below,
  coalesce((with recursive tree as (
              select (t ->> 'id')::uuid as id from jsonb_array_elements(u.territories) t
              union select c.id from data.territory c join tree on c.parent = tree.id)
            select jsonb_agg(tree.id order by tree.id) from tree), '[]') as territories,
  coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'entity', s.entity, 'record', s.record, 'edit', s.may_edit, 'caps', s.caps) order by s.record)
            from core.share s where s.until_at > $2 and s.given_by <> u.id
              and (s.user_id = u.id or s.team in (${myTeams}))), '[]') as shares,
  coalesce((select jsonb_agg(jsonb_build_object('entity', x.entity, 'record', x.record) order by x.record) from core.restriction x), '[]') as restricted,
  (select min(at) from (
     select s.until_at as at from core.share s where s.until_at > $2 and (s.user_id = u.id or s.team in (${myTeams}))
     union all select d.from_at from core.deputy d where d.deputy = u.id and d.from_at > $2
     union all select d.until_at from core.deputy d where d.deputy = u.id and d.until_at > $2) next) as until`;

export function selfOf(row: LoadedPerson): Self {
  const withMe = (ids: readonly string[]): string[] => [...new Set([row.id, ...ids])].sort();
  const teammates = withMe(row.teammates);
  return {
    id: row.id,
    selves: withMe(row.selves),
    teammates,
    // Null where no team stands below another: then everybody below is in the same team.
    below: row.below === null ? teammates : withMe(row.below),
    territories: row.territories,
  };
}

/** The user's own record as rules hold it: plain fields by name; lists as ids or values. */
export function valuesOf(user: Entity, record: Readonly<Record<string, Json>>): NonNullable<UserValues> {
  const out: Record<string, Json> = {};
  for (const [name, f] of Object.entries(user.fields)) {
    if (f.protected === true || f.formula !== undefined || f.rollUp !== undefined) continue;
    const value = record[columnOf(name, f)] ?? null;
    if (Array.isArray(value)) out[name] = value.map(keyOf);
    else out[name] = f.kind === 'dateTime' && typeof value === 'string' ? new Date(value).toISOString() : value;
  }
  return out;
}

function keyOf(item: Json): Json {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return (item as Record<string, Json>)['id'] ?? (item as Record<string, Json>)['value'] ?? null;
}

/** Everything this person may do: by roles, and on single records by shares; nothing of a module none of his roles gives. */
export function grantsOfPerson(row: LoadedPerson, catalog: Catalog): readonly Grant[] {
  const values = valuesOf(catalog.entity('user'), row.record);
  const held = withinModules([
    ...row.roles.flatMap((role) => grantsOfRole(role, catalog, values)),
    ...grantsOfMaker(row.id, catalog),
  ]);
  return withoutRestricted([...held, ...grantsOfShares(held, row.shares)], row.restricted);
}

/** Whoever saved totals and offers them to others holds the right to open them, whatever roles say. */
function grantsOfMaker(id: string, catalog: Catalog): Grant[] {
  const mine = catalog.totals.filter((x) => x.live && x.owner === id);
  const from = { role: zeroId, roleName: 'Whoever saved it', scope: 'all' } as const;
  return mine.map((x) => ofNoRecord(totalsRight(x.id), from));
}

/** As this unit of work's tenant knows people today: each of them as a principal, whatever they are doing. Those named, or everybody active. */
export async function readPeople(
  unit: Unit,
  ids: readonly string[] | null,
  /** what if they held other roles than these */
  instead: (roles: readonly RoleRow[]) => readonly RoleRow[] = (roles) => roles,
): Promise<Principal[]> {
  const { rows } = await unit.query<LoadedPerson>(
    `select ${personColumns} from data."user" u where ($1::uuid[] is null or u.id = any($1))
     and u.status = 'active' and u.archived_at is null order by u.id`,
    [ids, unit.at],
  );
  return rows.map((row) => principalOf(unit, { ...row, roles: instead(row.roles) }));
}

/** Whoever was read, as a principal of this unit of work's tenant. */
export function principalOf(unit: Pick<Unit, 'vault' | 'catalog'>, row: LoadedPerson): Principal {
  return {
    kind: 'user',
    id: row.id,
    name: row.name,
    tenant: unit.vault.id,
    grants: grantsOfPerson(row, unit.catalog),
    version: String(row.version),
    self: selfOf(row),
    until: row.until?.getTime() ?? Infinity,
    region: row.region,
    catalog: unit.catalog,
    sessionId: null,
  };
}

/** Without the grants on objects whose module none of the grants gives. */
export function withinModules(grants: readonly Grant[]): Grant[] {
  const areas = new Set<string>(grants.map((g) => g.permission));
  return grants.filter((g) => {
    const dot = g.permission.indexOf('.');
    const module = dot === -1 ? null : moduleOf(g.permission.slice(0, dot));
    return module === null || areas.has(module);
  });
}
