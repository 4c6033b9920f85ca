// The configuration as it was at an instant: what became of each piece of it since, read from the ledger, and all of it or some brought back, piece by
// piece through the functions that any change of it goes through - the same that roll a single change back.
import { differencesIn } from '../../contract/difference.ts';
import { type SecurityClass, securityClasses } from '../../contract/security-change.ts';
import { Problem } from '../../contract/problem.ts';
import { knownSince } from '../access/past.ts';
import { isConfiguration, isOther } from '../ledger/configuration.ts';
import { openValues } from '../ledger.ts';
import { may } from '../principal.ts';
import { sql } from '../sql.ts';
import { savedTotalsThing } from '../totals/saved-rows.ts';
import { kinds } from '../undo/configuration.ts';
import type { Kind } from '../undo/inverse.ts';
import type { Unit } from '../unit.ts';
import { isLater, lateEntries } from './changes.ts';
import type { ConfigurationRestored } from './desk.ts';
import { modelThen } from './model.ts';
import { holdersSince, rolesSince } from './roles.ts';
import { shapeSince } from './shape.ts';
import type { ThingKind } from '../../contract/thing-kinds.ts';
import { type ConfigRow, type Thing, differencesOfFields, nothing } from './thing.ts';

/** A few hundred changes of configuration are many for a month. */
const most = 5_000;

/** Those of the model for who shapes it, all others for who may see what was changed of how the company works. */
export async function thingsSince(unit: Unit, at: Date): Promise<{ things: Thing[]; gaps: string[] }> {
  const all = may(unit.me, 'admin.history');
  const model = await modelThen(unit, at);
  const shape = all || may(unit.me, 'admin.shape') ? shapeSince(unit, model) : [];
  const gaps = shape.length === 0 ? [] : [...model.gaps];
  if (!all) return { things: shape, gaps };
  if (at < (await knownSince(unit)))
    gaps.push('An upgrade since gave roles new rights; how roles were before it is told without them.');
  const rows = await rowsSince(unit, at);
  const roles = rows.filter((row) => row.entity === 'role' && row.version !== null);
  const holders = rows.filter((row) => row.verb === 'roles set');
  const known = kinds.filter((kind) => kind.since !== undefined);
  const things = [
    ...shape,
    ...(await rolesSince(unit, roles)),
    ...(await holdersSince(unit, holders)),
    ...(await Promise.all(known.map((kind) => thingsOf(unit, kind, rows)))).flat(),
    ...othersSince(unit, rows),
  ];
  return { things, gaps };
}

/** Newest first. Three indexes say together what is configuration; the last arm is the one setting whose right is a tool. */
async function rowsSince(unit: Unit, at: Date): Promise<ConfigRow[]> {
  const rows = await unit.run<
    Omit<ConfigRow, 'values'> & { entry: string; plain: string | null; sealed: Buffer | null }
  >(sql`
    with ${lateEntries(at)}, found as (
      select l.id from core.ledger l where ${isConfiguration} and not coalesce(${isOther}, false) and l.verb <> 'done' and ${isLater(at)}
      union
      select l.id from core.ledger l where l.outcome = 'done' and l.entity in ('user', 'role')
        and l.verb in ('created', 'edited', 'removed', 'roles set', 'deputy named', 'deputy ended')
        and (l.entity = 'role' or l.verb <> 'created') and ${isLater(at)}
      union
      select l.id from core.ledger l where l.outcome = 'done' and l.verb = 'bin policy set' and ${isLater(at)}
        and l.action in ('bin.setPolicy', 'operation.undo', 'past.restoreConfiguration', 'past.restoreAll')
    )
    select l.id, l.id as entry, l.verb, l.action, l.entity, l.record, l.version, v.plain, v.sealed
    from found join core.ledger l on l.id = found.id left join core.ledger_values v on v.entry = l.id
    order by l.at desc, l.id desc limit ${most + 1}`);
  if (rows.length > most)
    throw new Problem('too-large', `More than ${most} changes of configuration: choose a later moment.`);
  return rows.map(({ entry, plain, sealed, ...row }) => ({
    ...row,
    values: openValues(unit.vault.keys, { entry, plain, sealed }),
  }));
}

const kindOfEntity: Readonly<Record<string, ThingKind>> = {
  setting: 'setting',
  accessTest: 'accessTest',
  deputy: 'deputy',
  account: 'account',
  apiKey: 'program',
  application: 'program',
  savedTotals: 'totals',
};

/** What is rolled back change by change, told as one change since. */
async function thingsOf(unit: Unit, kind: Kind, rows: readonly ConfigRow[]): Promise<Thing[]> {
  const { thing, fold, comes } = kind.since!;
  const mine = rows.filter((row) => kind.verbs.includes(row.verb) && thing(row) !== null);
  const things: Thing[] = [];
  for (const [id, list] of Map.groupBy(mine, (row) => thing(row)!)) {
    const whole = fold(list);
    const inverse = whole === null ? null : await kind.invert(unit, whole, true);
    if (inverse === null) continue;
    const { entity, title, fields, hindrance, does } = inverse;
    // Of somebody, or of totals, one may not see nothing is said.
    if (title === null && ['user', savedTotalsThing].includes(list[0]!.entity ?? '')) continue;
    const isRemoved = does === 'restore' || (comes === true && does === 'back');
    things.push({
      kind: kindOfEntity[entity] ?? 'setting',
      id,
      entity: null,
      title,
      did: does === 'bin' ? 'added' : isRemoved ? 'removed' : 'changed',
      differences: differencesOfFields(fields),
      reason: hindrance,
      security: kind.security,
      run: async () => {
        await inverse.run();
        return null;
      },
    });
  }
  return things;
}

/** What has no way back here, but is said: where the ledger goes, trials of networks, connections. Records of the company are told with the others. */
function othersSince(unit: Unit, rows: readonly ConfigRow[]): Thing[] {
  const told = new Set([...kinds.flatMap((kind) => kind.verbs), 'roles set', 'field purged']);
  const mine = rows.filter(({ verb, entity, version }) => {
    if (told.has(verb) || entity === 'role' || version !== null) return false;
    return entity === null || unit.catalog.lookup(entity) === undefined;
  });
  return [...Map.groupBy(mine, ({ verb, entity, record }) => `${verb} ${entity ?? ''} ${record ?? ''}`.trim())].map(
    ([id, list]): Thing => ({
      kind: 'other',
      id,
      entity: list[0]!.entity,
      title: list[0]!.verb,
      did: 'changed',
      differences: list.length === 1 ? differencesIn(list[0]!.values ?? {}) : [],
      reason: 'It is set anew where it is set.',
      security: null,
      run: nothing,
    }),
  );
}

export function classesOfThings(things: readonly Thing[]): SecurityClass[] {
  const found = new Set(things.flatMap((t) => (t.security === null || t.reason !== null ? [] : [t.security])));
  return (Object.keys(securityClasses) as SecurityClass[]).filter((name) => found.has(name));
}

const order: Readonly<Record<ThingKind, number>> = {
  object: 0,
  field: 1,
  accessTest: 2,
  role: 3,
  holder: 4,
  account: 5,
  deputy: 6,
  setting: 7,
  program: 7,
  totals: 7,
  other: 9,
};

/** The policy that guards itself comes last, so that what it asks for then is not asked for on the way. */
function placeOf({ kind, id }: Thing): number {
  return id === 'approval policy set' ? 8 : order[kind];
}

/** Each whole or not at all. What stands in the way of one may be brought back by another, so they are tried as long as that helps. */
export async function restoreThings(unit: Unit, things: readonly Thing[]): Promise<ConfigurationRestored> {
  unit.assertWrites();
  const reasons = new Map<Thing, string>();
  const fields: ConfigurationRestored['fields'][number][] = [];
  let waiting = things.toSorted((a, b) => placeOf(a) - placeOf(b));
  for (const thing of waiting) if (thing.reason !== null) reasons.set(thing, thing.reason);
  waiting = waiting.filter((thing) => thing.reason === null);
  let back = 0;
  for (let before = waiting.length + 1; waiting.length > 0 && waiting.length < before;) {
    before = waiting.length;
    const left: Thing[] = [];
    for (const thing of waiting) {
      const refused = await unit.attempt(async () => {
        const field = await thing.run();
        if (field?.values === true) fields.push(field);
      });
      if (refused === null) back += 1;
      else {
        left.push(thing);
        reasons.set(thing, refused.detail ?? refused.extras.errors?.[0]?.reason ?? refused.message);
      }
    }
    waiting = left;
  }
  const kept = things.filter((thing) => (thing.reason !== null ? thing.kind !== 'other' : waiting.includes(thing)));
  return {
    back,
    kept: kept.map((thing) => ({ kind: thing.kind, id: thing.id, title: thing.title, reason: reasons.get(thing)! })),
    fields,
  };
}
