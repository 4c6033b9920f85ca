// Who can see a record: every person, every key and every connected application, with the grants by which; for administrators, in full.
import { Problem } from '../../contract/problem.ts';
import { type Principal, grantsOf, may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { type Explanation, type Reasoned, type Stored, explain, reaches, readRecord } from './explain.ts';
import { readKeyPeople } from './key-people.ts';
import { readPeople } from './person.ts';

/** By which share it is seen: from whom, until when, and to which team it was given (null: to the person). */
export interface SharedBy {
  readonly by: string;
  readonly team: string | null;
  readonly until: string;
}

export interface Seer {
  /** the person, or the owner of the key, or for whom the application acts */
  readonly user: { readonly id: string; readonly name: string };
  readonly key: { readonly id: string; readonly name: string; readonly kind: 'key' | 'application' } | null;
  readonly edit: boolean;
  /** the grants by which, told shortly: "Sales: team" */
  readonly by: readonly string[];
  /** the same with the rule and the part of it that holds */
  readonly chain: readonly Reasoned[];
  /** a part is seen with its whole: by which grants that is seen */
  readonly whole: readonly Reasoned[] | null;
  readonly shares: readonly SharedBy[];
  /** names of those whose records count as theirs too */
  readonly standsInFor: readonly string[];
}

/** Everybody active and every key that holds. */
export async function whoSees(unit: Unit, object: string, id: string): Promise<Seer[]> {
  unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const stored = await readRecord(unit, unit.catalog.find(object), id);
  if (stored === undefined) throw new Problem('not-found');
  const people = (await readPeople(unit, null)).map((me) => ({ me, key: null, owner: { id: me.id, name: me.name } }));
  const keys = (await readKeyPeople(unit)).map(({ me, owner, application }) => {
    const kind = application === null ? ('key' as const) : ('application' as const);
    return { me, key: { id: me.id, name: me.name, kind }, owner };
  });
  const seeing = [...people, ...keys].filter(({ me }) => reaches(me, stored, 'view'));
  const shares = await readShares(unit, stored);
  const names = await namesOf(unit, [...new Set(seeing.flatMap(({ me }) => me.self.selves))]);
  return seeing.map(({ me, key, owner }): Seer => {
    const seen = explain(me, stored, { verb: 'view' });
    const chain = holding(seen);
    return {
      user: owner,
      key,
      edit: reaches(me, stored, 'edit'),
      by: chain.map(shortly),
      chain,
      whole: seen.whole === null ? null : holding(seen.whole),
      shares: sharesOf(me, stored, shares),
      standsInFor: me.self.selves.flatMap((x) => (x === me.self.id ? [] : (names.get(x) ?? []))),
    };
  });
}

function holding(x: Explanation): Reasoned[] {
  return x.grants.filter((g) => g.holds);
}

function shortly(g: Reasoned): string {
  return `${g.roleName}: ${g.shared ? 'shared' : g.scope}${g.types === null ? '' : ` (${g.types})`}`;
}

function sharesOf(me: Principal, { e }: Stored, shares: ReadonlyMap<string, SharedBy>): SharedBy[] {
  const ids = new Set(grantsOf(me, `${e.name}.view`).flatMap((g) => g.from.shares ?? []));
  return [...ids].flatMap((id) => shares.get(id) ?? []);
}

async function readShares(unit: Unit, { e, row }: Stored): Promise<Map<string, SharedBy>> {
  const { rows } = await unit.query<{ id: string; by: string; team: string | null; until: Date }>(
    `select s.id, u.name as by, t.name as team, s.until_at as until
     from core.share s join data."user" u on u.id = s.given_by left join data.team t on t.id = s.team
     where s.entity = $1 and s.record = $2 and s.until_at > $3`,
    [e.name, row['id'], unit.at],
  );
  return new Map(rows.map(({ id, until, ...rest }) => [id, { ...rest, until: until.toISOString() }]));
}

async function namesOf(unit: Unit, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await unit.query<{ id: string; name: string }>(
    'select id, name from data."user" where id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((r) => [r.id, r.name]));
}
