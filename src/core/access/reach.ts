// What a person reaches, counted by the database under that person's own rules: objects, verbs, scopes, and fields that are not wholly readable.
import type { Entity } from '../../contract/entity.ts';
import { type Verb, isArea, isTotalsRight, menuOf, verbsOf } from '../../contract/permission.ts';
import { type NamedTotals, namedTotals } from '../../contract/right-names.ts';
import { rightIn } from '../policy.ts';
import { type Principal, grantsOf, may, scopeText } from '../principal.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { personOf } from './explain.ts';

export interface ReachOfObject extends HeldOfObject {
  /** records that are not in the bin and can be seen */
  readonly seen: number;
}

export interface PersonsReach {
  readonly user: { readonly id: string; readonly name: string };
  readonly objects: readonly ReachOfObject[];
  readonly areas: readonly string[];
  /** what the saved totals among them are called */
  readonly totals: readonly NamedTotals[];
}

/** What a person reaches, counted by the database under their own rules: one's own, or anybody's with `admin.access`. */
export async function reachOfPerson(unit: Unit, user: string): Promise<PersonsReach> {
  if (user !== unit.me.self.id) unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const person = await personOf(unit, user);
  const { objects, areas } = heldBy(person);
  const counted: ReachOfObject[] = [];
  for (const object of objects) {
    const e = unit.catalog.entity(object.entity);
    const sees = object.verbs.some((v) => v.verb === 'view');
    counted.push({ ...object, seen: sees ? await countSeen(unit, person, e) : 0 });
  }
  const totals = namedTotals(unit.catalog.totals).filter(({ right }) => areas.includes(right));
  return { user: { id: person.id, name: person.name }, objects: counted, areas, totals };
}

export interface HeldOfObject {
  readonly entity: string;
  readonly label: string;
  readonly menu: boolean;
  readonly verbs: readonly { readonly verb: Verb; readonly scopes: readonly string[] }[];
  /** fields that are not wholly readable wherever the record is seen */
  readonly fields: readonly { readonly field: string; readonly rights: readonly string[] }[];
}

/** What a person holds, object by object; nothing is counted. */
export function heldBy(person: Principal): { objects: HeldOfObject[]; areas: string[] } {
  const objects = person.catalog.entities.flatMap((e): HeldOfObject[] => {
    const verbs = verbsOf(e).filter((v) => may(person, `${e.name}.${v}`));
    if (verbs.length === 0) return [];
    return [
      {
        entity: e.name,
        label: e.labelPlural,
        menu: may(person, menuOf(e)),
        verbs: verbs.map((verb) => ({ verb, scopes: scopesOf(person, e, verb) })),
        fields: fieldsOf(person, e),
      },
    ];
  });
  const areas = person.grants.flatMap((g) =>
    isArea(g.permission) || isTotalsRight(g.permission) ? [g.permission] : [],
  );
  return { objects, areas: [...new Set(areas)].sort() };
}

async function countSeen(unit: Unit, person: Principal, e: Entity): Promise<number> {
  const [row] = await unit.run<{ n: number }>(sql`select count(*)::int as n from ${sql.raw(tableName(e))} r
    where ${and([sql`r.archived_at is null`, visibleRows(person, e, 'r')])}`);
  return row!.n;
}

function scopesOf(person: Principal, e: Entity, verb: Verb): string[] {
  const all = grantsOf(person, `${e.name}.${verb}`).map(
    (g) =>
      `${g.from.roleName}: ${g.from.shares === undefined ? scopeText(g.from.scope) : `shared (${g.from.shares.length})`}`,
  );
  return [...new Set(all)];
}

function fieldsOf(person: Principal, e: Entity): { field: string; rights: string[] }[] {
  const grants = grantsOf(person, `${e.name}.view`);
  return Object.keys(e.fields).flatMap((field) => {
    const rights = [...new Set(grants.map((g) => rightIn(g, field)))];
    return rights.some((r) => r === 'hidden' || r === 'masked') ? [{ field, rights: rights.sort() }] : [];
  });
}
