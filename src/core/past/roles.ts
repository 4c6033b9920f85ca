// Roles and who holds them as they were at an instant: every later change taken back from what they are now, and put back by the functions that change them.
import { differencesOf } from '../../contract/difference.ts';
import { Problem } from '../../contract/problem.ts';
import { watchTests } from '../access/access-tests.ts';
import { assertAgreed } from '../access/agreed.ts';
import { type FullRole, ownerKey, readRoles } from '../access/roles-desk.ts';
import { type RoleChanges, type RoleDoc, putRole, roleBefore } from '../access/undo-roles.ts';
import { rolesByKey } from '../access/undo-holders.ts';
import { setRoles } from '../identity/members.ts';
import { may } from '../principal.ts';
import { canonical } from '../records/codec.ts';
import { findTitles } from '../records/titles.ts';
import { erased, needs } from '../undo/inverse.ts';
import type { Unit } from '../unit.ts';
import { type ConfigRow, type Thing, nothing } from './thing.ts';

type Whole = Required<RoleDoc>;

/** `entries`: newest first. */
export async function rolesSince(unit: Unit, entries: readonly ConfigRow[]): Promise<Thing[]> {
  if (entries.length === 0) return [];
  const present = new Map((await readRoles(unit)).map((role) => [role.id, role]));
  return [...Map.groupBy(entries, (entry) => entry.record!)].flatMap(([id, list]) => {
    const thing = roleSince(unit, id, list, present.get(id));
    return thing === null ? [] : [thing];
  });
}

function roleSince(unit: Unit, id: string, list: readonly ConfigRow[], now: FullRole | undefined): Thing | null {
  const about = { kind: 'role' as const, id, entity: null, security: 'roles' as const };
  if (list.some((entry) => entry.values === null))
    return {
      ...about,
      title: now?.name ?? null,
      did: 'changed',
      differences: [],
      reason: erased,
      run: nothing,
    };
  const was = docThen(list, now);
  const is = now === undefined ? null : docOf(now);
  if (canonical(was) === canonical(is)) return null;
  const version = list[0]!.version! + 1;
  return {
    ...about,
    title: now?.name ?? was?.name ?? null,
    did: was === null ? 'added' : is === null ? 'removed' : 'changed',
    differences: differencesOf(shown(was), shown(is)),
    reason: may(unit.me, 'admin.grants') ? null : needs('admin.grants'),
    run: async () => {
      const role = (await readRoles(unit)).find((r) => r.id === id);
      if (role?.key === ownerKey) throw new Problem('not-allowed', 'The role of the owner stays as it is.');
      if (role === undefined && was === null) return null;
      await assertAgreed(unit, 'roles');
      const assertTests = await watchTests(unit);
      await putRole(unit, { id, version }, was, role);
      await assertTests();
      return null;
    },
  };
}

function docOf({ name, help, grants, key }: Whole): Whole {
  return { name, help, grants, key };
}

function docThen(list: readonly ConfigRow[], now: FullRole | undefined): Whole | null {
  let doc: RoleDoc | null = now === undefined ? null : docOf(now);
  for (const { verb, values } of list) {
    const before = roleBefore((values?.['changes'] ?? {}) as RoleChanges);
    doc = verb === 'created' ? null : { ...doc, ...before };
  }
  return doc as Whole | null;
}

/** The key is a name for programs. */
function shown(doc: Whole | null): Omit<Whole, 'key'> | null {
  if (doc === null) return null;
  const { key: _, ...rest } = doc;
  return rest;
}

/** Of people one may see. `entries`: newest first. */
export async function holdersSince(unit: Unit, entries: readonly ConfigRow[]): Promise<Thing[]> {
  if (entries.length === 0) return [];
  const byPerson = Map.groupBy(entries, (entry) => entry.record!);
  const ids = [...byPerson.keys()];
  const titles = await findTitles(unit, unit.catalog.entity('user'), ids);
  const { rows } = await unit.query<{ id: string; held: string[] }>(
    `select u.id, coalesce((select jsonb_agg(r.key order by r.key) from core.member_role m join core.role r on r.id = m.role_id
       where m.user_id = u.id), '[]') as held from data."user" u where u.id = any($1) and u.archived_at is null`,
    [ids],
  );
  const names = new Map((await readRoles(unit)).map((role) => [role.key, role.name]));
  return rows.flatMap(({ id, held }): Thing[] => {
    const title = titles.get(id);
    if (title === undefined) return [];
    const oldest = byPerson.get(id)!.at(-1)!.values as { readonly before: readonly string[] } | null;
    const was = oldest === null ? null : [...oldest.before].sort();
    if (was !== null && canonical(was) === canonical(held)) return [];
    const named = (keys: readonly string[]): string => keys.map((key) => names.get(key) ?? key).join(', ');
    return [
      {
        kind: 'holder',
        id,
        entity: 'user',
        title,
        did: 'changed',
        differences: was === null ? [] : differencesOf({ roles: named(was) }, { roles: named(held) }),
        reason: was === null ? erased : may(unit.me, 'admin.members') ? null : needs('admin.members'),
        security: 'members',
        run: async () => {
          const roles = await rolesByKey(unit, was!);
          if (roles === undefined) throw new Problem('wrong-state', 'One of the roles of then is gone.');
          await setRoles(unit, id, roles);
          return null;
        },
      },
    ];
  });
}
