// Totals of what one may see: counts, sums and the like by field, computed by the database over exactly the visible rows and fields.
import type { Groups } from '../../contract/record-answers.ts';
import { type Entity, columnOf } from '../../contract/entity.ts';
import { isMulti } from '../../contract/field.ts';
import { type GroupKey, type GroupQuery, type Measure, groupLimits } from '../../contract/group.ts';
import { Problem } from '../../contract/problem.ts';
import type { Verb } from '../../contract/permission.ts';
import { type Rule, allOf } from '../../contract/rule.ts';
import { reachOf } from '../policy.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type Place, targetsOf } from './column.ts';
import { conditions } from './list.ts';
import { placeFor } from './place.ts';
import { type AskedMeasure, type RawGroup, foldGroups } from './group-fold.ts';
import { groupedRef, seenLinks } from './seen.ts';
import { titleRule, titleSql } from './select.ts';
import { rowsOf, ruleOn } from './source.ts';
import { reachedRows, visibleRows } from './visible.ts';
import { findTitles } from './titles.ts';

/** A place with where it may be read, and the join it needs. */
interface Source {
  readonly place: Place;
  /** the value, empty where it may not be read */
  readonly value: Sql;
  readonly currency: Sql | null;
}

class Joins {
  readonly parts: Sql[] = [];
  /** the totals leave in a file: the right to export must reach what the right to see does */
  readonly leaving: boolean;
  readonly #unit: Unit;
  readonly #known = new Map<string, { e: Entity; alias: string }>();
  constructor(unit: Unit, leaving: boolean) {
    this.#unit = unit;
    this.leaving = leaving;
  }

  /** Where a place may be read, and taken away if it is to leave. */
  rule(e: Entity, place: Place | undefined, name: string): Rule {
    const readable = (verb: Verb): Rule => {
      const reach = reachOf(this.#unit.me, e, verb);
      return place?.kind === 'title' ? titleRule(reach, e) : reach.readable(name);
    };
    return this.leaving ? allOf([readable('view'), readable('export')]) : readable('view');
  }

  /** The visible records a reference points to; empty for others. */
  through(name: string, at: Source): { e: Entity; alias: string } {
    let found = this.#known.get(name);
    if (found === undefined) {
      const target = targetsOf(at.place)[0];
      if (target === undefined || at.place.kind !== 'ref') {
        throw new Problem('bad-request', `${name} refers to nothing one could look through.`);
      }
      found = { e: this.#unit.catalog.entity(target), alias: `j${this.#known.size}` };
      this.#known.set(name, found);
      this.parts.push(sql` left join ${rowsOf(this.#unit.me, found.e)} ${sql.ref(found.alias)}
        on ${sql.ref(`${found.alias}.id`)} = ${at.value} and ${visibleRows(this.#unit.me, found.e, found.alias)}`);
    }
    return found;
  }
}

function sourceOf(unit: Unit, joins: Joins, e: Entity, alias: string, name: string): Source {
  const dot = name.indexOf('.');
  if (dot > 0) {
    if (alias !== 'r') throw new Problem('bad-request', 'Totals look through one reference at most.');
    const first = name.slice(0, dot);
    const next = joins.through(first, sourceOf(unit, joins, e, alias, first));
    return sourceOf(unit, joins, next.e, next.alias, name.slice(dot + 1));
  }
  const { me } = unit;
  const place = placeFor(me, e, name, alias);
  const rule = joins.rule(e, place, name);
  if (place === undefined || rule.op === 'none' || place.sealed) {
    throw new Problem('unknown-field', `There is no field ${JSON.stringify(name.slice(0, 80))} to total by.`);
  }
  const guard = (column: Sql, when: Rule): Sql =>
    when.op === 'all' ? column : sql`case when ${ruleOn(me, when, e, alias)} then ${column} end`;
  const column =
    place.kind === 'title'
      ? (titleSql(me, e, alias) ?? place.column)
      : place.kind === 'links'
        ? seenLinks(me, unit.catalog, place)
        : place.column;
  return {
    place,
    value: guard(column, rule),
    currency:
      place.kind === 'money'
        ? guard(place.currency ?? sql.ref(`${alias}.${columnOf(place.name, place.field)}_currency`), rule)
        : null,
  };
}

function keyExpression(unit: Unit, joins: Joins, e: Entity, key: GroupKey): { source: Source; value: Sql } {
  const source = sourceOf(unit, joins, e, 'r', key.field);
  const { place } = source;
  if (isMulti(place.kind as never) || place.kind === 'address' || place.kind === 'longText') {
    throw new Problem('bad-request', `Records cannot be grouped by ${key.field}.`);
  }
  const isTime = place.kind === 'date' || place.kind === 'dateTime';
  if (key.bucket !== undefined && !isTime)
    throw new Problem('bad-request', `${key.field} is no date, so it has no ${key.bucket}s.`);
  const local =
    place.kind === 'dateTime' ? sql`(${source.value} at time zone ${unit.me.region.timeZone})` : source.value;
  if (isTime) return { source, value: sql`date_trunc(${key.bucket ?? 'day'}::text, ${local})::date::text` };
  if (place.kind === 'ref') return { source, value: groupedRef(unit.me, unit.catalog, place, source.value) };
  return { source, value: sql`${source.value}::text` };
}

const aggregates: Record<Measure['op'], (value: Sql) => Sql> = {
  sum: (v) => sql`sum(${v})::text`,
  avg: (v) => sql`round(avg(${v}), 6)::text`,
  min: (v) => sql`min(${v})::text`,
  max: (v) => sql`max(${v})::text`,
  filled: (v) => sql`count(${v})::text`,
  weighted: (v) => sql`sum(${v})::text`,
};

/** A measure with what it is taken of. */
interface Measured extends AskedMeasure {
  readonly value: Sql;
  readonly currency: Sql | null;
}

function measured(unit: Unit, joins: Joins, e: Entity, m: Measure): Measured {
  const { place, value, currency } = sourceOf(unit, joins, e, 'r', m.field);
  const { kind } = place;
  const numeric = kind === 'number' || kind === 'percent' || kind === 'money';
  const ordered = numeric || kind === 'date' || kind === 'dateTime';
  const fits =
    m.op === 'filled' ||
    ((m.op === 'min' || m.op === 'max') && ordered) ||
    ((m.op === 'sum' || m.op === 'avg') && numeric);
  if (fits) return { ...m, kind, value, currency };
  if (m.op !== 'weighted' || !numeric) throw new Problem('bad-request', `${m.op} cannot be taken of ${m.field}.`);
  const weights = (e.weight ?? []).map((path) => sourceOf(unit, joins, e, 'r', path).value);
  if (weights.length === 0) throw new Problem('bad-request', `${e.labelPlural} have no probability to weigh by.`);
  return { ...m, kind, value: sql`${value} * coalesce(${sql.join(weights)}, 0) / 100`, currency };
}

/** Which parts of a question this principal could ask: it is put together as it would be asked, and nothing is read. */
export function canAsk(
  unit: Unit,
  e: Entity,
  keys: readonly GroupKey[],
  measures: readonly Measure[],
  query: () => GroupQuery,
): { readonly keys: readonly boolean[]; readonly measures: readonly boolean[]; readonly filter: boolean } {
  const fits = (part: () => unknown): boolean => {
    try {
      part();
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  };
  return {
    keys: keys.map((k) => fits(() => keyExpression(unit, new Joins(unit, false), e, k))),
    measures: measures.map((m) => fits(() => measured(unit, new Joins(unit, false), e, m))),
    filter: fits(() => conditions(unit, e, query())),
  };
}

const named = (prefix: string, n: number): Sql => sql.ref(`${prefix}${n}`);

export async function groupRecords(
  unit: Unit,
  e: Entity,
  keys: readonly GroupKey[],
  measures: readonly Measure[],
  query: GroupQuery,
  leaving = false,
): Promise<Groups> {
  for (const verb of leaving ? (['view', 'export'] as const) : (['view'] as const))
    unit.refuseUnless(reachOf(unit.me, e, verb).rows.op !== 'none', `${e.name}.${verb}`);
  if (keys.length > groupLimits.keys || measures.length > groupLimits.measures) {
    throw new Problem(
      'bad-request',
      `Totals take at most ${groupLimits.keys} fields to group by and ${groupLimits.measures} measures.`,
    );
  }
  const joins = new Joins(unit, leaving);
  const by = keys.map((k) => keyExpression(unit, joins, e, k));
  const asked = measures.map((m) => measured(unit, joins, e, m));
  // Amounts of different currencies do not add up, so each money field is also totalled by its currency: in the same pass over the rows.
  const money = new Map(asked.flatMap((m) => (m.currency === null ? [] : [[m.field, m.currency] as const])));
  const currencies = [...money.keys()];
  const isRef = by.map(({ source: { place } }) => place.kind === 'ref' && place.name !== 'id');
  const inner = [
    ...by.map((k, i) => sql`${k.value} as ${named('k', i)}`),
    ...by.flatMap((k, i) => (isRef[i] === true ? [sql`(${k.source.value} is not null) as ${named('r', i)}`] : [])),
    ...currencies.map((field, i) => sql`${money.get(field)} as ${named('c', i)}`),
    ...asked.map((m, i) => sql`${m.value} as ${named('v', i)}`),
  ];
  const grouped = by.flatMap((_, i) => (isRef[i] === true ? [named('k', i), named('r', i)] : [named('k', i)]));
  const sets = [grouped, ...currencies.map((_, i) => [...grouped, named('c', i)])].map(
    (set) => sql`(${sql.join(set)})`,
  );
  const outer = [
    ...grouped,
    ...currencies.flatMap((_, i) => [named('c', i), sql`grouping(${named('c', i)}) = 0 as ${named('g', i)}`]),
    sql`count(*)::int as n`,
    ...asked.flatMap((m, i) => [
      sql`${aggregates[m.op === 'avg' && m.currency !== null ? 'sum' : m.op](named('v', i))} as ${named('m', i)}`,
      ...(m.currency === null ? [] : [sql`count(${named('v', i)})::int as ${named('n', i)}`]),
    ]),
  ];
  const most = groupLimits.groups * (1 + currencies.length * 4);
  const rows = await unit.run<RawGroup>(sql`select ${sql.join(outer)}
    from (select ${inner.length === 0 ? sql`1` : sql.join(inner)} from ${rowsOf(unit.me, e)} r${sql.join(joins.parts, sql``)}
      where ${and([...conditions(unit, e, query), ...(leaving ? [reachedRows(unit.me, e, 'export', 'r')] : [])])}) s
    group by grouping sets (${sql.join(sets)}) limit ${sql.raw(String(most + 1))}`);
  if (rows.length > most)
    throw new Problem(
      'too-large',
      `There are more than ${groupLimits.groups} groups. Group by something coarser, or narrow the filter.`,
    );
  const titles = await titlesOf(unit, by, rows);
  const places = by.map(({ source }) => source.place);
  return await foldGroups(unit, rows, { places, titles, asked, currencies, inCompany: query.in === 'company' });
}

async function titlesOf(
  unit: Unit,
  by: readonly { source: Source }[],
  rows: readonly RawGroup[],
): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const [i, k] of by.entries()) {
    const target = k.source.place.kind === 'ref' ? targetsOf(k.source.place)[0] : undefined;
    if (target === undefined) continue;
    const ids = rows.flatMap((r) => (typeof r[`k${i}`] === 'string' ? [r[`k${i}`] as string] : []));
    for (const [id, title] of await findTitles(unit, unit.catalog.entity(target), ids)) out.set(id, title);
  }
  return out;
}
