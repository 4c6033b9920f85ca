// A kept question in the hands of whoever opens it: made into one the engine can be asked, part by part as far as he may ask it, and put into words.
import type { Entity } from '../../contract/entity.ts';
import type { FieldKind } from '../../contract/field.ts';
import type { Filter } from '../../contract/filter.ts';
import { type GroupKey, type GroupQuery, type Measure, parseKeys, parseMeasures } from '../../contract/group.ts';
import { type PageFilter, isComplete as isFilled, isCondition, resolveFilter } from '../../contract/page-filter.ts';
import { menuOf } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import type { MissingPart, TotalsQuestion } from '../../contract/saved-totals.ts';
import type { Catalog } from '../catalog.ts';
import { may } from '../principal.ts';
import { canAsk } from '../records/group.ts';
import type { Unit } from '../unit.ts';
import { seesAllNamed } from './named-records.ts';
import type { AskedTotals } from './saved.ts';

const kindsOfSystem: Readonly<Record<string, FieldKind>> = {
  createdAt: 'dateTime',
  updatedAt: 'dateTime',
  owner: 'ref',
};

/** What a value of the field is; of a field that is not there a text, so that the engine refuses it and does not pass it over. */
function kindOf(catalog: Catalog, e: Entity, path: string): FieldKind {
  const [first = '', ...rest] = path.split('.');
  const field = Object.hasOwn(e.fields, first) ? e.fields[first] : undefined;
  const kind = field?.kind ?? kindsOfSystem[first] ?? 'text';
  if (rest.length === 0) return kind;
  const target = first === 'owner' ? 'user' : field?.to?.[0];
  const next = target === undefined ? undefined : catalog.lookup(target);
  return next === undefined ? 'text' : kindOf(catalog, next, rest.join('.'));
}

function filterOf(unit: Unit, e: Entity, filter: PageFilter | null): Filter | null {
  const { me, at, catalog } = unit;
  const by = { me: me.self.id, timeZone: me.region.timeZone, now: at };
  return resolveFilter(filter, { ...by, kindOf: (path) => kindOf(catalog, e, path) });
}

function queryOf(unit: Unit, e: Entity, q: TotalsQuestion): GroupQuery {
  const filter = filterOf(unit, e, q.filter);
  return {
    ...(filter === null ? {} : { filter }),
    ...(q.search === '' ? {} : { search: q.search }),
    ...(q.bin ? { archived: 'only' } : {}),
    ...(q.in === 'company' ? { in: 'company' } : {}),
  };
}

/** Null: of an object that is not there, or whose records or list this person may not see. */
function entityOf(unit: Unit, { entity }: TotalsQuestion): Entity | null {
  const e = unit.catalog.lookup(entity);
  return e !== undefined && may(unit.me, `${e.name}.view`) && may(unit.me, menuOf(e)) ? e : null;
}

/** A condition somebody is still writing narrows nothing, and would be passed over in silence. */
export function isComplete(filter: PageFilter | null): boolean {
  if (filter === null) return true;
  if (isCondition(filter)) return isFilled(filter);
  return ('not' in filter ? [filter.not] : 'and' in filter ? filter.and : filter.or).every(isComplete);
}

interface Parts {
  readonly e: Entity | null;
  readonly keys: readonly (readonly [key: GroupKey, fits: boolean])[];
  readonly measures: readonly (readonly [measure: Measure, fits: boolean])[];
  readonly filter: boolean;
}

async function partsOf(unit: Unit, q: TotalsQuestion): Promise<Parts> {
  const e = entityOf(unit, q);
  if (e === null) return { e, keys: [], measures: [], filter: false };
  const keys = parseKeys(q.by) ?? [];
  const measures = parseMeasures(q.measures) ?? [];
  const can = canAsk(unit, e, keys, measures, () => queryOf(unit, e, q));
  return {
    e,
    keys: keys.map((key, n) => [key, can.keys[n]!]),
    measures: measures.map((measure, n) => [measure, can.measures[n]!]),
    filter: can.filter && (await seesAllNamed(unit, e, q.filter)),
  };
}

/** What of it this person cannot ask: retired fields and fields he may not see are told apart by nothing. */
export async function missingOf(unit: Unit, q: TotalsQuestion): Promise<MissingPart[]> {
  const { e, keys, measures, filter } = await partsOf(unit, q);
  if (e === null) return ['object'];
  return [
    ...(keys.every(([, fits]) => fits) ? [] : (['by'] as const)),
    ...(measures.every(([, fits]) => fits) ? [] : (['measures'] as const)),
    ...(filter ? [] : (['filter'] as const)),
  ];
}

const writeKey = ({ field, bucket }: GroupKey): string => (bucket === undefined ? field : `${field}:${bucket}`);

/** The parts this person can ask, and nothing of the others: their names and values stand nowhere in it. */
export async function usableParts(unit: Unit, q: TotalsQuestion): Promise<TotalsQuestion | null> {
  const { e, keys, measures, filter } = await partsOf(unit, q);
  if (e === null) return null;
  const fitting = <T>(list: readonly (readonly [T, boolean])[]): T[] => list.flatMap(([x, fits]) => (fits ? [x] : []));
  const isWhole = filter && [...keys, ...measures].every(([, fits]) => fits);
  return {
    entity: e.name,
    by: fitting(keys).map(writeKey).join(','),
    measures: fitting(measures)
      .map((m) => `${m.op}:${m.field}`)
      .join(','),
    in: q.in,
    filter: filter ? q.filter : null,
    search: filter ? q.search : '',
    bin: q.bin,
    // A place among figures that are not all there is no order.
    order: isWhole ? q.order : null,
  };
}

/** Refuses what this person cannot ask, and says no more of it than that. */
export async function askedOf(unit: Unit, q: TotalsQuestion): Promise<AskedTotals> {
  const e = entityOf(unit, q);
  if (e === null || (await missingOf(unit, q)).length > 0)
    throw new Problem(
      'wrong-state',
      'These totals ask for something that is retired or that you may not see, so they are not reckoned. Nothing of them is lost: whoever may change them finds them as they were saved.',
    );
  return { e, keys: parseKeys(q.by) ?? [], measures: parseMeasures(q.measures) ?? [], query: queryOf(unit, e, q) };
}

/** "Deals by stage, expected close: 2 figures, narrowed"; null where this person cannot ask all of it. */
export async function sayQuestion(unit: Unit, q: TotalsQuestion): Promise<string | null> {
  const e = entityOf(unit, q);
  if (e === null || (await missingOf(unit, q)).length > 0) return null;
  const label = (path: string): string => {
    const [first = '', ...rest] = path.split('.');
    const field = Object.hasOwn(e.fields, first) ? e.fields[first] : undefined;
    return [field?.label ?? first, ...rest].join(' ').toLowerCase();
  };
  const by = (parseKeys(q.by) ?? []).map((k) => `${label(k.field)}${k.bucket === undefined ? '' : ` by ${k.bucket}`}`);
  const figures = (parseMeasures(q.measures) ?? []).map((m) => `${m.op} of ${label(m.field)}`);
  return [
    `${e.labelPlural}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`,
    ...figures,
    ...(q.filter === null && q.search === '' ? [] : ['narrowed']),
    ...(q.bin ? ['in the bin'] : []),
  ].join('; ');
}
