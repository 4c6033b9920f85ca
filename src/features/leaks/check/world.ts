// The made-up world of a check: people around each role, and of every object one record for each way of belonging to somebody.
import type { Entity } from '../../../contract/entity.ts';
import type { Catalog } from '../../../core/catalog.ts';
import { newId } from '../../../core/ids.ts';
import type { Configuration } from '../../../core/leaks-desk.ts';
import type { Scratch, ScratchPerson } from '../../../core/scratch.ts';
import type { SavedDoc } from '../../../core/totals/saved-rows.ts';
import { Canaries } from './canaries.ts';
import { Expected, type Planted } from './expect.ts';
import { type Around, type Somebody, plantAll } from './planting.ts';

export interface Subject extends ScratchPerson {
  /** the role this person holds, or all of them that are held together */
  readonly role: { readonly key: string; readonly name: string };
  readonly expected: Expected;
  /** as this person stands to them: those every probe is about */
  readonly planted: readonly Planted[];
  /** made up for the others: somebody else's, and like all others not to come out */
  readonly others: readonly Planted[];
}

export interface World {
  readonly catalog: Catalog;
  /** holds everything: makes changes that others must not hear of */
  readonly boss: ScratchPerson;
  readonly subjects: readonly Subject[];
}

export interface Wanted {
  /** keys of roles; null: all */
  readonly roles: readonly string[] | null;
  readonly objects: readonly string[] | null;
  /** one person holds all of the roles, instead of each somebody of its own */
  readonly together: boolean;
}

const everything = { everything: true };

/** Questions somebody may have saved when he still saw more: by fields he cannot read, for what stands in them, and about records he does not see. */
function keptBlindly(subject: Subject, objects: readonly Entity[]): SavedDoc[] {
  return objects.flatMap((e) => {
    const there = subject.planted.filter((p) => p.e.name === e.name);
    const blind = Object.keys(e.fields).filter((f) => !subject.expected.readsField(e, f));
    const marked = blind.flatMap((field) => {
      const mark = there.flatMap((p) => p.marks.get(field) ?? [])[0];
      return mark === undefined ? [] : [{ field, op: 'eq' as const, value: mark }];
    });
    const unseen = there.find((p) => p.id !== subject.id && !subject.expected.sees(p));
    const about = unseen === undefined ? [] : [{ field: 'id', op: 'eq' as const, value: unseen.id }];
    return [...marked.slice(0, 3), ...about].map((filter) => ({
      name: `Kept about ${e.name}`,
      help: '',
      question: {
        entity: e.name,
        by: filter.field,
        measures: `filled:${filter.field}`,
        in: 'each',
        filter,
        search: '',
        bin: false,
        order: null,
      },
    }));
  });
}

export async function makeWorld(
  scratch: Scratch,
  plain: Catalog,
  config: Configuration,
  wanted: Wanted,
): Promise<World> {
  const canaries = new Canaries();
  const around: Around = { scratch, canaries };
  const bossRole = { id: newId(), key: `check-${canaries.word()}`, name: 'Whoever checks', grants: everything };
  const branch = (parent: string | null): { id: string; parent: string | null } => ({ id: newId(), parent });
  const roles = config.roles.filter((r) => wanted.roles === null || wanted.roles.includes(r.key));
  const sets = wanted.together ? [roles] : roles.map((role) => [role]);
  const place = branch(null);
  const [inPlace, elsewhere] = [branch(place.id), branch(null)];
  // A team for each, so that they are strangers to one another.
  const teams = sets.map(() => branch(null));
  const below = teams.map((t) => branch(t.id));
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const name = canaries.word();
    names.set(id, name);
    return name;
  };
  const trees = {
    teams: [...config.teams, ...teams, ...below, elsewhere],
    territories: [...config.territories, place, inPlace],
  };
  const catalog = await scratch.configure(
    { ...config, ...trees, roles: [...config.roles.filter((r) => r.key !== bossRole.key), bossRole] },
    plain,
    nameOf,
  );
  const owner = config.roles.find((r) => (r.grants as { everything?: unknown } | null)?.everything === true);
  const person = async (role: string | null, teams: string[], territories: string[] = []): Promise<Somebody> => {
    const id = newId();
    const [name, email] = [canaries.word(), `${canaries.word()}@canary.example`];
    return {
      ...(await scratch.addPerson({ id, name, email, role, teams, territories })),
      name,
      email,
      teams,
      territories,
    };
  };
  const boss = await person(owner?.id ?? bossRole.id, []);
  const idsOf = (branches: readonly { id: string }[]): string[] => branches.map((b) => b.id);
  const mate = await person(null, idsOf(teams));
  const lower = await person(null, idsOf(below));
  const foreigner = await person(null, [elsewhere.id]);
  const mine: Somebody[] = [];
  for (const t of teams) mine.push(await person(null, [t.id], [place.id]));
  for (const [n, set] of sets.entries()) for (const role of set) await scratch.give(mine[n]!.id, role.id);
  const people = { boss, mate, lower, foreigner, mine };
  const objects = catalog.entities.filter((e) => wanted.objects === null || wanted.objects.includes(e.name));
  const records = await plantAll(around, catalog, objects, people, {
    inPlace: inPlace.id,
    elsewhere: elsewhere.id,
    names,
    trees,
  });
  const subjects = sets.map((set, n): Subject => {
    const me = mine[n]!;
    const self = {
      id: me.id,
      selves: [me.id],
      teammates: [me.id, mate.id].sort(),
      below: [me.id, mate.id, lower.id].sort(),
      territories: [place.id, inPlace.id].sort(),
    };
    const values = { name: me.name, email: me.email, status: 'active', teams: me.teams, territories: me.territories };
    return {
      ...me,
      role: { key: set.map((role) => role.key).join('+'), name: set.map((role) => role.name).join(' + ') },
      expected: new Expected(
        set.map((role) => role.grants),
        catalog,
        { values: values as never, self },
      ),
      ...records.of(me.id),
    };
  });
  for (const subject of subjects)
    if (!subject.expected.all)
      for (const doc of keptBlindly(subject, objects)) await scratch.keepTotals(subject.id, doc);
  return { catalog, boss, subjects };
}
