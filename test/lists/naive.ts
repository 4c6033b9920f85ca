// A list as a person would reckon it by hand: every record looked at in memory, one by one. Written from the documentation of the API, not
// from the engine, so that the two can be held against each other.
import type { Condition, Filter, SortKey } from '../../src/contract/filter.ts';
import type { Period } from '../../src/contract/period.ts';

export type Kind =
  | 'text'
  | 'number'
  | 'money'
  | 'date'
  | 'dateTime'
  | 'checkbox'
  | 'select'
  | 'options'
  | 'ref'
  | 'links'
  | 'labelled'
  | 'address';

export interface Spec {
  readonly kind: Kind;
  /** the object a reference leads to */
  readonly to?: string;
  /** options of a list, in their order */
  readonly options?: readonly string[];
  /** long texts and roll-ups have no order */
  readonly unsorted?: true;
}

export interface Thing {
  readonly id: string;
  readonly title: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Everything the asker may see, by object. */
export interface World {
  readonly specs: Readonly<Record<string, Readonly<Record<string, Spec>>>>;
  readonly records: Readonly<Record<string, ReadonlyMap<string, Thing>>>;
  readonly me: { readonly id: string; readonly teammates: readonly string[] };
  readonly today: string;
}

const accents: Readonly<Record<string, string>> = { ä: 'a', é: 'e', ö: 'o', ø: 'o', ß: 'ss', å: 'a', ñ: 'n' };

export function folded(text: string): string {
  return [...text.normalize('NFC').toLowerCase()].map((c) => accents[c] ?? c).join('');
}

const collator = new Intl.Collator('en');

/** As people look for words; what looks the same is told apart by its bytes, so that the order is total. */
export function compareTexts(a: string, b: string): number {
  return collator.compare(a, b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function scaled(text: string): bigint {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const digits = BigInt(whole + part.padEnd(10, '0'));
  return text.startsWith('-') ? -digits : digits;
}

function sign(n: bigint): number {
  return n < 0n ? -1 : n > 0n ? 1 : 0;
}

/** The value itself, of whatever parts it has. */
function plain(kind: Kind, value: unknown): unknown {
  return kind === 'money' && value !== null ? (value as { amount: string }).amount : value;
}

function compareValues(spec: Spec, a: unknown, b: unknown): number {
  switch (spec.kind) {
    case 'number':
    case 'money':
      return sign(scaled(String(a)) - scaled(String(b)));
    case 'select':
      return spec.options!.indexOf(a as string) - spec.options!.indexOf(b as string);
    case 'checkbox':
      return Number(a) - Number(b);
    case 'date':
    case 'dateTime':
      return a === b ? 0 : (a as string) < (b as string) ? -1 : 1;
    default:
      return compareTexts(a as string, b as string);
  }
}

function isSame(spec: Spec, a: unknown, b: unknown): boolean {
  if (a === null || b === null) return a === b;
  return spec.kind === 'number' || spec.kind === 'money' ? compareValues(spec, a, b) === 0 : a === b;
}

/** What is searched in: each text a value is made of. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.map((item: { value: string }) => item.value);
  return value === null ? [] : Object.values(value as object).filter((v) => typeof v === 'string');
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

const monthsOf = { month: 1, quarter: 3, year: 12 } as const;

/** First day and the day after the last, told from the sentence in the documentation, not from the code. */
export function daysOf(p: Period, today: string): readonly [string, string] {
  const count = p.count ?? 1;
  if (p.unit === 'day') {
    if (p.period === 'this') return [today, addDays(today, 1)];
    return p.period === 'last' ? [addDays(today, 1 - count), addDays(today, 1)] : [today, addDays(today, count)];
  }
  const step = (from: string, n: number): string => {
    if (p.unit === 'week') return addDays(from, 7 * n);
    const month = Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) - 1 + n * monthsOf[p.unit as 'month'];
    return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  };
  let start = today;
  if (p.unit === 'week') while (new Date(start).getUTCDay() !== 1) start = addDays(start, -1);
  else {
    const every = monthsOf[p.unit];
    const month = Number(today.slice(5, 7)) - 1;
    start = `${today.slice(0, 4)}-${String(month - (month % every) + 1).padStart(2, '0')}-01`;
  }
  if (p.period === 'this') return [start, step(start, 1)];
  return p.period === 'last' ? [step(start, -count), start] : [step(start, 1), step(start, 1 + count)];
}

export function holds(world: World, object: string, filter: Filter, row: Thing): boolean {
  if ('and' in filter) return filter.and.every((f) => holds(world, object, f, row));
  if ('or' in filter) return filter.or.some((f) => holds(world, object, f, row));
  if ('not' in filter) return !holds(world, object, filter.not, row);
  return conditionHolds(world, object, filter, row);
}

function conditionHolds(world: World, object: string, c: Condition, row: Thing): boolean {
  const dot = c.field.indexOf('.');
  const name = dot < 0 ? c.field : c.field.slice(0, dot);
  const spec: Spec = name === 'title' ? { kind: 'text' } : world.specs[object]![name]!;
  const value = name === 'title' ? row.title : (row.values[name] ?? null);
  if (dot < 0) return compare(world, spec, c, value);
  const ids = value === null ? [] : spec.kind === 'links' ? (value as string[]) : [value as string];
  const rest = { ...c, field: c.field.slice(dot + 1) };
  return ids.some((id) => {
    const target = world.records[spec.to!]!.get(id);
    return target !== undefined && conditionHolds(world, spec.to!, rest, target);
  });
}

function compare(world: World, spec: Spec, c: Condition, stored: unknown): boolean {
  const value = plain(spec.kind, stored);
  const asked = personal(world, c.value ?? null);
  switch (c.op) {
    case 'empty':
      return (value === null) === (asked !== false);
    case 'eq':
      return isSame(spec, value, asked);
    case 'ne':
      return !isSame(spec, value, asked);
    case 'in':
      return (asked as unknown[]).some((one) =>
        Array.isArray(value) ? includes(value, one) : isSame(spec, value, one),
      );
    case 'has':
      return Array.isArray(value) && includes(value, asked);
    case 'contains':
      return textsOf(value).some((t) => folded(t).includes(folded(asked as string)));
    case 'startsWith':
      return textsOf(value).some((t) => folded(t).startsWith(folded(asked as string)));
    case 'within': {
      const [from, to] = daysOf(asked as Period, world.today);
      return value !== null && (value as string) >= from && (value as string) < to;
    }
    default: {
      if (value === null) return false;
      const order = compareValues(spec, value, asked);
      return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[c.op];
    }
  }
}

function includes(list: readonly unknown[], one: unknown): boolean {
  return list.some((item) => (typeof item === 'string' ? item : (item as { value: string }).value) === one);
}

function personal(world: World, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('me' in value)) return value;
  return value.me === 'id' ? world.me.id : world.me.teammates;
}

/** What one key sorts by; null comes last either way. */
function sortValue(world: World, object: string, field: string, row: Thing): unknown {
  if (field === 'title') return row.title;
  const spec = world.specs[object]![field]!;
  const value = plain(spec.kind, row.values[field] ?? null);
  return spec.kind === 'ref' && value !== null ? (world.records[spec.to!]!.get(value as string)?.title ?? null) : value;
}

/** Below zero: `a` stands before `b`. */
export function order(world: World, object: string, keys: readonly SortKey[], a: Thing, b: Thing): number {
  for (const { field, down } of keys) {
    const [left, right] = [sortValue(world, object, field, a), sortValue(world, object, field, b)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
      continue;
    }
    const kind = field === 'title' ? 'text' : world.specs[object]![field]!.kind;
    const spec: Spec = kind === 'ref' || kind === 'text' ? { kind: 'text' } : world.specs[object]![field]!;
    const found = compareValues(spec, left, right);
    if (found !== 0) return down ? -found : found;
  }
  const byId = a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  return keys.at(-1)?.down === true ? -byId : byId;
}

export function listed(world: World, object: string, filter: Filter | undefined, keys: readonly SortKey[]): Thing[] {
  const all = [...world.records[object]!.values()];
  const found = filter === undefined ? all : all.filter((row) => holds(world, object, filter, row));
  return found.sort((a, b) => order(world, object, keys, a, b));
}
