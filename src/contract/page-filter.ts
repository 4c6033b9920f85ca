// How a list is narrowed in the address of a page and in totals that are kept, and what the engine is asked: relative days and "me" become values at the
// last moment. Pure.
import type { Condition, Filter, FilterOp } from './filter.ts';
import type { FieldKind } from './field.ts';
import type { Json } from './json.ts';
import { addDays, addMonths, instantOf, today, weekdayOf } from './zone.ts';

/** A condition as it is written on the page. `within` takes a period by name, resolved each time it is sent; `notIn` is the opposite of `in`. */
export interface PageCondition {
  readonly field: string;
  readonly op: FilterOp | 'within' | 'notIn';
  readonly value?: Json;
}

export type PageFilter =
  | PageCondition
  | { readonly and: readonly PageFilter[] }
  | { readonly or: readonly PageFilter[] }
  | { readonly not: PageFilter };

export const periods = [
  'today',
  'yesterday',
  'tomorrow',
  'thisWeek',
  'lastWeek',
  'nextWeek',
  'thisMonth',
  'lastMonth',
  'thisYear',
  'last7',
  'last30',
  'last90',
  'next7',
  'next30',
] as const;
export type Period = (typeof periods)[number];

/** Stands for the reader wherever a user is asked for. */
export const meValue = 'me';

export function isCondition(f: PageFilter): f is PageCondition {
  return 'field' in f;
}

/** The first and the last day of a period, seen from `now`. */
export function daysOf(period: Period, now: string): readonly [string, string] {
  const monday = addDays(now, 1 - weekdayOf(now));
  const month = `${now.slice(0, 8)}01`;
  const all: Record<Period, readonly [string, string]> = {
    today: [now, now],
    yesterday: [addDays(now, -1), addDays(now, -1)],
    tomorrow: [addDays(now, 1), addDays(now, 1)],
    thisWeek: [monday, addDays(monday, 6)],
    lastWeek: [addDays(monday, -7), addDays(monday, -1)],
    nextWeek: [addDays(monday, 7), addDays(monday, 13)],
    thisMonth: [month, addDays(addMonths(month, 1), -1)],
    lastMonth: [addMonths(month, -1), addDays(month, -1)],
    thisYear: [`${now.slice(0, 4)}-01-01`, `${now.slice(0, 4)}-12-31`],
    last7: [addDays(now, -6), now],
    last30: [addDays(now, -29), now],
    last90: [addDays(now, -89), now],
    next7: [now, addDays(now, 6)],
    next30: [now, addDays(now, 29)],
  };
  return all[period];
}

export interface Resolving {
  readonly me: string;
  readonly timeZone: string;
  readonly now: Date;
  readonly kindOf: (field: string) => FieldKind | undefined;
}

/** What is sent: no periods, no "me", and no group that is empty. */
export function resolveFilter(filter: PageFilter | null, by: Resolving): Filter | null {
  if (filter === null) return null;
  if (isCondition(filter)) return resolveCondition(filter, by);
  if ('not' in filter) {
    const inner = resolveFilter(filter.not, by);
    return inner === null ? null : { not: inner };
  }
  const parts = ('and' in filter ? filter.and : filter.or).flatMap((f) => resolveFilter(f, by) ?? []);
  if (parts.length === 0) return null;
  if (parts.length === 1) return parts[0]!;
  return 'and' in filter ? { and: parts } : { or: parts };
}

function resolveCondition(c: PageCondition, by: Resolving): Filter | null {
  const kind = by.kindOf(c.field);
  if (kind === undefined || !isComplete(c)) return null;
  if (c.op === 'within') {
    const [first, last] = daysOf(c.value as Period, today(by.timeZone, by.now));
    return between(c.field, kind, first, last, by.timeZone);
  }
  if (kind === 'dateTime' && typeof c.value === 'string' && c.value.length === 10)
    return instantCondition(c as Condition & { value: string }, by.timeZone);
  const swap = (v: Json): Json => (v === meValue && kind === 'ref' ? by.me : v);
  const value = Array.isArray(c.value)
    ? (c.value as Json[]).map(swap)
    : c.value === undefined
      ? undefined
      : swap(c.value);
  if (c.op === 'notIn') return { not: { field: c.field, op: 'in', value: value ?? [] } };
  return value === undefined ? { field: c.field, op: c.op } : { field: c.field, op: c.op, value };
}

/** A day is asked for where instants are stored: the day's beginning and end in the reader's zone. */
function instantCondition(c: Condition & { value: string }, timeZone: string): Filter {
  const start = dayStart(c.value, timeZone);
  const end = dayStart(addDays(c.value, 1), timeZone);
  switch (c.op) {
    case 'lt':
      return { field: c.field, op: 'lt', value: start };
    case 'lte':
      return { field: c.field, op: 'lt', value: end };
    case 'gt':
      return { field: c.field, op: 'gte', value: end };
    case 'gte':
      return { field: c.field, op: 'gte', value: start };
    default:
      return {
        and: [
          { field: c.field, op: 'gte', value: start },
          { field: c.field, op: 'lt', value: end },
        ],
      };
  }
}

function between(field: string, kind: FieldKind, first: string, last: string, timeZone: string): Filter {
  if (kind !== 'dateTime')
    return {
      and: [
        { field, op: 'gte', value: first },
        { field, op: 'lte', value: last },
      ],
    };
  return {
    and: [
      { field, op: 'gte', value: dayStart(first, timeZone) },
      { field, op: 'lt', value: dayStart(addDays(last, 1), timeZone) },
    ],
  };
}

function dayStart(date: string, timeZone: string): string {
  return instantOf({ date, time: '00:00' }, timeZone).toISOString();
}

/** A condition somebody is still writing narrows nothing. */
export function isComplete(c: PageCondition): boolean {
  if (c.op === 'empty') return true;
  if (Array.isArray(c.value)) return c.value.length > 0;
  if (c.op === 'within') return periods.includes(c.value as Period);
  return c.value !== undefined && c.value !== null && c.value !== '';
}

/** The comparisons a field of this kind knows, the usual one first. */
export function opsFor(field: {
  readonly kind: FieldKind;
  readonly protected?: boolean;
}): readonly PageCondition['op'][] {
  if (field.protected === true) return ['eq', 'ne', 'empty'];
  switch (field.kind) {
    case 'date':
    case 'dateTime':
      return ['within', 'lte', 'gte', 'eq', 'empty'];
    case 'number':
    case 'percent':
    case 'money':
      return ['gte', 'lte', 'eq', 'ne', 'empty'];
    case 'select':
    case 'ref':
    case 'multiSelect':
    case 'links':
      return ['in', 'notIn', 'empty'];
    case 'checkbox':
      return ['eq'];
    case 'address':
    case 'emails':
    case 'phones':
    case 'longText':
      return ['contains', 'empty'];
    default:
      return ['contains', 'startsWith', 'eq', 'ne', 'empty'];
  }
}

/** The address holds the filter as JSON; anything that is not one of ours is read as no filter. */
export function readPageFilter(text: string | null): PageFilter | null {
  if (text === null || text === '') return null;
  try {
    const value = JSON.parse(text) as unknown;
    return isPageFilter(value, 0) ? value : null;
  } catch {
    return null;
  }
}

function isPageFilter(value: unknown, depth: number): value is PageFilter {
  if (typeof value !== 'object' || value === null || depth > 6) return false;
  const v = value as Record<string, unknown>;
  if (typeof v['field'] === 'string') return typeof v['op'] === 'string';
  const list = v['and'] ?? v['or'];
  if (Array.isArray(list)) return list.every((f) => isPageFilter(f, depth + 1));
  return 'not' in v && isPageFilter(v['not'], depth + 1);
}

/** The parts that stand side by side in the bar: all of them must hold. */
export function topParts(filter: PageFilter | null): readonly PageFilter[] {
  if (filter === null) return [];
  return !isCondition(filter) && 'and' in filter ? filter.and : [filter];
}

export function fromParts(parts: readonly PageFilter[]): PageFilter | null {
  return parts.length === 0 ? null : parts.length === 1 ? parts[0]! : { and: parts };
}
