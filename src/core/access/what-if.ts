// What a change of a role would do, before it is saved: who is affected, which records come into sight or go out of it, which tests fail.
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { type Principal, may } from '../principal.ts';
import { seesAll, visibleRows } from '../records/visible.ts';
import { type RoleGrants, type RoleRow, grantsOfRole } from '../roles.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, compile, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type TestResult, holderOfRole, presentCast, readTests, runTests } from './access-tests.ts';
import { assertWithin } from './assert-within.ts';
import { checkRoleGrants } from './check-role.ts';
import { readPeople } from './person.ts';
import { assertMayAsk } from './rule-asks.ts';

/** Of so many holders the records are counted; what all others see is not. */
const countedMost = 25;

export interface Sight {
  readonly entity: string;
  readonly label: string;
  /** records that at least one of the people counted sees from then on, and no longer sees */
  readonly appear: number;
  readonly vanish: number;
  /** counted are only those whoever asks sees himself, which are not all */
  readonly partly: boolean;
}

export interface WhatIf {
  readonly people: readonly { readonly id: string; readonly title: string }[];
  /** of how many of them the records are counted */
  readonly counted: number;
  readonly sessions: number;
  readonly sights: readonly Sight[];
  readonly tests: readonly TestResult[];
}

interface Pair {
  readonly before: Sql;
  readonly after: Sql;
}

const same = (a: Sql, b: Sql): boolean => JSON.stringify(compile(a)) === JSON.stringify(compile(b));

/** People whose view of the object changes, each way of seeing it once. */
function pairsOf(e: Entity, before: readonly Principal[], after: readonly Principal[]): Pair[] {
  const pairs = new Map<string, Pair>();
  before.forEach((one, i) => {
    const pair = { before: visibleRows(one, e, 'r'), after: visibleRows(after[i]!, e, 'r') };
    if (!same(pair.before, pair.after)) pairs.set(JSON.stringify([compile(pair.before), compile(pair.after)]), pair);
  });
  return [...pairs.values()];
}

/** Nothing is counted beyond what one sees oneself: by a rule, the counts would tell what stands there. */
async function sightOf(unit: Unit, e: Entity, pairs: readonly Pair[]): Promise<Sight> {
  const not = (s: Sql): Sql => sql`not coalesce((${s}), false)`;
  const appear = or(pairs.map((p) => and([p.after, not(p.before)])));
  const vanish = or(pairs.map((p) => and([p.before, not(p.after)])));
  const [row] = await unit.run<{ appear: number; vanish: number }>(
    sql`select count(*) filter (where ${appear})::int as appear, count(*) filter (where ${vanish})::int as vanish
        from ${sql.raw(tableName(e))} r where ${and([sql`r.archived_at is null`, visibleRows(unit.me, e, 'r')])}`,
  );
  return { entity: e.name, label: e.labelPlural, ...row!, partly: !seesAll(unit.me, e) };
}

/** `grants`: as the role would be. Refused like the change itself would be. */
export async function whatIf(unit: Unit, id: string, given: unknown): Promise<WhatIf> {
  unit.refuseUnless(may(unit.me, 'admin.grants'), 'admin.grants');
  const { rows } = isId(id)
    ? await unit.query<RoleRow>('select id, key, name, grants from core.role where id = $1', [id])
    : { rows: [] };
  const role = rows[0];
  if (role === undefined) throw new Problem('not-found');
  const grants = checkRoleGrants(given, unit.catalog);
  assertMayAsk(unit.me, unit.catalog, grants, role.grants as RoleGrants);
  const next = { ...role, grants };
  assertWithin(unit, grantsOfRole(next, unit.catalog), `The role "${role.name}"`);
  const instead = (roles: readonly RoleRow[]): RoleRow[] => roles.map((r) => (r.id === id ? next : r));
  const holders = await unit.query<{ id: string; title: string; sessions: number }>(
    `select u.id, u.name as title, (select count(*) from core.session s where s.user_id = u.id and s.ended_at is null
       and s.expires_at > $2 and s.last_seen_at + s.idle > $2)::int as sessions
     from core.member_role m join data."user" u on u.id = m.user_id
     where m.role_id = $1 and u.status = 'active' and u.archived_at is null order by lower(u.name), u.id`,
    [id, unit.at],
  );
  const counted = holders.rows.slice(0, countedMost).map((h) => h.id);
  const before = await readPeople(unit, counted);
  const after = await readPeople(unit, counted, instead);
  const sights: Sight[] = [];
  for (const e of unit.catalog.entities) {
    const pairs = pairsOf(e, before, after);
    if (pairs.length > 0) sights.push(await sightOf(unit, e, pairs));
  }
  const tests = await readTests(unit);
  const cast = await presentCast(unit, tests);
  const asked = tests.flatMap((t) => (t.person === null ? [] : [t.person.id]));
  const people = new Map((await readPeople(unit, asked, instead)).map((p) => [p.id, p]));
  const changed = holderOfRole(unit, next);
  return {
    people: holders.rows.map(({ id: who, title }) => ({ id: who, title })),
    counted: counted.length,
    sessions: holders.rows.reduce((sum, h) => sum + h.sessions, 0),
    sights,
    tests: await runTests(
      unit,
      tests,
      { person: (who) => people.get(who), role: (which) => (which === id ? changed : cast.role(which)) },
      cast,
    ),
  };
}
