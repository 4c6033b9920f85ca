// Plants the records of a made-up world: of every object one for each way of belonging to somebody, pointing to what is somebody else's.
import { type Entity, wholeOf } from '../../../contract/entity.ts';
import type { Catalog } from '../../../core/catalog.ts';
import { newId } from '../../../core/ids.ts';
import type { Configuration } from '../../../core/leaks-desk.ts';
import type { Scratch, ScratchPerson } from '../../../core/scratch.ts';
import { type Canaries, plantedFields } from './canaries.ts';
import type { Planted, Whose } from './expect.ts';

export interface Around {
  readonly scratch: Scratch;
  readonly canaries: Canaries;
}

export interface Somebody extends ScratchPerson {
  readonly name: string;
  readonly email: string;
  readonly teams: readonly string[];
  readonly territories: readonly string[];
}

interface People {
  readonly boss: Somebody;
  readonly mate: Somebody;
  readonly lower: Somebody;
  readonly foreigner: Somebody;
  readonly mine: readonly Somebody[];
}

interface Places {
  readonly inPlace: string;
  readonly elsewhere: string;
  readonly names: ReadonlyMap<string, string>;
  readonly trees: Pick<Configuration, 'teams' | 'territories'>;
}

/** Wholes before their parts, and what is required before what requires it; all other references are set when everything is there. */
export async function plantAll(
  around: Around,
  catalog: Catalog,
  objects: readonly Entity[],
  people: People,
  places: Places,
): Promise<{ of: (me: string) => { planted: Planted[]; others: Planted[] } }> {
  const common: Planted[] = [];
  const own = new Map<string, Planted[]>();
  const foreignOf = new Map<string, string>();
  const note = (p: Planted, who: string | null): void => {
    if (who === null) common.push(p);
    else own.set(who, [...(own.get(who) ?? []), p]);
  };
  noteBorn(catalog, people, places, note, foreignOf);
  const later: (() => Promise<void>)[] = [];
  for (const e of inOrder(catalog.entities)) {
    if (['user', 'team', 'territory'].includes(e.name)) continue;
    for (const { whose, who, owner } of belongings(e, catalog, people)) {
      const whole = wholeOf(e) === null ? undefined : wholeFor(e, whose, who, common, own);
      if (wholeOf(e) !== null && whole === undefined) continue;
      const p = makeRecord(around, e, whose, owner, whole, foreignOf, places);
      await around.scratch.plant(e, p.planted.id, p.values);
      if (whose === 'foreign') foreignOf.set(e.name, p.planted.id);
      later.push(() => around.scratch.set(e, p.planted.id, referencesOf(e, p.planted.id, foreignOf, p.values)));
      if (whose === 'shared') await around.scratch.share(e, p.planted.id, who!, people.foreigner.id);
      note(p.planted, who);
    }
  }
  for (const set of later) await set();
  const asked = new Set(objects.map((e) => e.name));
  const near = (me: string): Planted[] => [...common, ...(own.get(me) ?? [])];
  return {
    of: (me) => ({
      planted: near(me).filter((p) => asked.has(p.e.name)),
      others: [
        ...near(me).filter((p) => !asked.has(p.e.name)),
        ...[...own].flatMap(([who, theirs]) => (who === me ? [] : theirs.map(asForeign))),
      ],
    }),
  };
}

function asForeign(p: Planted): Planted {
  return { ...p, whose: 'foreign', ...(p.whole === undefined ? {} : { whole: asForeign(p.whole) }) };
}

/** People, teams and territories are there already, under names nobody else has. */
function noteBorn(
  catalog: Catalog,
  people: People,
  places: Places,
  note: (p: Planted, who: string | null) => void,
  foreignOf: Map<string, string>,
): void {
  const user = catalog.entity('user');
  const account = (p: Somebody, whose: Whose, who: string | null): void =>
    note(
      {
        e: user,
        id: p.id,
        whose,
        values: { id: p.id, name: p.name, email: p.email, status: 'active', teams: null, territories: null },
        marks: new Map([
          ['name', [p.name]],
          ['email', [p.email.split('@')[0]!]],
        ]),
      },
      who,
    );
  account(people.boss, 'foreign', null);
  account(people.mate, 'team', null);
  account(people.lower, 'below', null);
  account(people.foreigner, 'foreign', null);
  foreignOf.set('user', people.foreigner.id);
  for (const me of people.mine) account(me, 'own', me.id);
  for (const [name, branches] of [
    ['team', places.trees.teams],
    ['territory', places.trees.territories],
  ] as const) {
    for (const b of branches)
      note(
        {
          e: catalog.entity(name),
          id: b.id,
          whose: 'foreign',
          values: { id: b.id, name: places.names.get(b.id) },
          marks: new Map([['name', [places.names.get(b.id)!]]]),
        },
        null,
      );
  }
  foreignOf.set('team', places.elsewhere);
  foreignOf.set('territory', places.inPlace);
}

/** `who`: the one person it is there for; null: all of them stand to it alike. */
function belongings(
  e: Entity,
  catalog: Catalog,
  { mate, lower, foreigner, mine }: People,
): { whose: Whose; who: string | null; owner: string | null }[] {
  const foreign = { whose: 'foreign' as const, who: null, owner: foreigner.id };
  const whole = wholeOf(e) === null ? e : catalog.entity(wholeOf(e)!);
  if (whole.owner !== 'owner') return [foreign];
  return [
    foreign,
    { whose: 'team', who: null, owner: mate.id },
    { whose: 'below', who: null, owner: lower.id },
    ...(whole.fields['territories']?.kind === 'links'
      ? [{ whose: 'territory' as const, who: null, owner: foreigner.id }]
      : []),
    ...mine.flatMap((me) => [
      { whose: 'own' as const, who: me.id, owner: me.id },
      ...(whole === e ? [{ whose: 'shared' as const, who: me.id, owner: foreigner.id }] : []),
    ]),
  ];
}

function wholeFor(
  e: Entity,
  whose: Whose,
  who: string | null,
  common: readonly Planted[],
  own: ReadonlyMap<string, readonly Planted[]>,
): Planted | undefined {
  const all = who === null ? common : (own.get(who) ?? []);
  return all.find((p) => p.e.name === wholeOf(e) && p.whose === whose);
}

function makeRecord(
  { canaries }: Around,
  e: Entity,
  whose: Whose,
  owner: string | null,
  whole: Planted | undefined,
  foreignOf: ReadonlyMap<string, string>,
  places: Places,
): { planted: Planted; values: Record<string, unknown> } {
  const id = newId();
  const values: Record<string, unknown> = e.owner === 'owner' ? { owner } : {};
  const marks = new Map<string, readonly string[]>();
  for (const [name, f] of plantedFields(e)) {
    const canary = canaries.of(f);
    values[name] = canary.value;
    if (canary.marks.length > 0) marks.set(name, canary.marks);
    if (f.kind === 'ref' && f.required) values[name] = foreignOf.get(f.to![0]!) ?? null;
  }
  if (whole !== undefined) values[e.partOf!] = whole.id;
  if (whose === 'territory') values['territories'] = [{ entity: 'territory', id: places.inPlace, role: null }];
  const planted = { e, id, whose, values: { ...values, id }, marks, ...(whole === undefined ? {} : { whole }) };
  return { planted, values };
}

/** What may be empty leads to the record of somebody else: its title is what must not come out. */
function referencesOf(
  e: Entity,
  id: string,
  foreignOf: ReadonlyMap<string, string>,
  planted: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, f] of plantedFields(e)) {
    const target = foreignOf.get(f.to?.[0] ?? '');
    // Who answers for a record beside its owner, and where it belongs, decides who sees it: that is planted, not made up here.
    if (target === undefined || target === id || f.required || name === 'responsible' || name === 'territories')
      continue;
    if (f.kind === 'ref') out[name] = target;
    if (f.kind === 'links') out[name] = [{ entity: f.to![0], id: target, role: null }];
  }
  // Sealed fields lie in one blob, and none of them is a reference.
  return Object.fromEntries(Object.entries(out).filter(([name]) => (planted[name] ?? null) === null));
}

function inOrder(entities: readonly Entity[]): Entity[] {
  const out: Entity[] = [];
  const born = new Set(['user', 'team', 'territory']);
  let rest = [...entities];
  while (rest.length > 0) {
    const ready = rest.filter((e) =>
      Object.values(e.fields).every(
        (f) =>
          f.kind !== 'ref' ||
          !f.required ||
          f.to![0] === e.name ||
          born.has(f.to![0]!) ||
          out.some((o) => o.name === f.to![0]),
      ),
    );
    if (ready.length === 0) break;
    out.push(...ready);
    rest = rest.filter((e) => !ready.includes(e));
  }
  return out;
}
